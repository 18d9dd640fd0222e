"""Serving the desk: one port, few threads, short patience."""

from __future__ import annotations

import socket
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from curator.config import write_atomically
from curator.desk.app import create_app
from curator.desk.gate import LARGEST_BODY
from curator.desk.keys import Keys
from curator.desk.room import Room
from curator.errors import UsageError
from curator.i18n import N_

USUAL_PORT = 8787
"""Taken where it is free, so that a bookmark of yesterday still leads here."""
LARGEST_HEADERS = 16_384
PATIENCE_SECONDS = 10
LOOPBACK = "127.0.0.1"
_NOTED = Path("desk", "address")


class Desk:
    """A desk that listens; `run` answers until the program is stopped."""

    def __init__(self, room: Room, keys: Keys, port: int, *, host: str = LOOPBACK, names: Sequence[str] = ()) -> None:
        """Listen on `port` of `host`; `names` are further names, "desk.example.org" or with a port, it answers to.

        Raises `UsageError` where the port is taken.
        """
        import waitress

        self.keys = keys
        shown = LOOPBACK if host in ("0.0.0.0", "::") else host
        self.address = f"http://{f'[{shown}]' if ':' in shown else shown}:{port}"
        hosts = [self.address.removeprefix("http://"), f"localhost:{port}", *names]
        app = create_app(room, keys, hosts, port)
        self._sockets: dict[int, Any] = {}
        try:
            self._server: Any = waitress.create_server(
                app,
                map=self._sockets,
                host=host,
                port=port,
                threads=6,
                ident=None,
                max_request_header_size=LARGEST_HEADERS,
                max_request_body_size=LARGEST_BODY,
                channel_timeout=PATIENCE_SECONDS,
                cleanup_interval=PATIENCE_SECONDS,
                clear_untrusted_proxy_headers=True,
            )
        except OSError as fault:
            raise UsageError(
                N_("the port cannot be had: {strerror}.", strerror=fault.strerror or fault),
                about=f"{host}:{port}",
                remedy=N_("Choose another: --port"),
            ) from fault

    @property
    def link(self) -> str:
        """An address that opens the desk once."""
        return f"{self.address}/open#{self.keys.link()}"

    def run(self) -> None:
        """Answer until `stop`, or until Ctrl-C."""
        self._server.run()
        self._server.task_dispatcher.shutdown()

    def stop(self) -> None:
        """Close the port; may be called from another thread."""
        with suppress(OSError):  # it has stopped already
            self._server.trigger.pull_trigger(self._close)

    def _close(self) -> None:
        for open_ in list(self._sockets.values()):
            open_.close()


def find_port(wanted: int = 0, host: str = LOOPBACK) -> int:
    """Return `wanted`, else the usual port where it is free, else a free one."""
    if wanted:
        return wanted
    for port in (USUAL_PORT, 0):
        with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, port))
            except OSError:
                continue
            return int(probe.getsockname()[1])
    raise UsageError(N_("no port is free."), about=host)


def note_address(home: Path, address: str) -> None:
    """Remember in the folder `home` where the desk that was started last answers: "http://127.0.0.1:8787"."""
    write_atomically(home / _NOTED, f"{address}\n")


def noted_address(home: Path) -> str:
    """Return where the desk that was started last answers, or its usual address."""
    try:
        return (home / _NOTED).read_text("utf-8").strip()
    except FileNotFoundError:
        return f"http://{LOOPBACK}:{USUAL_PORT}"
