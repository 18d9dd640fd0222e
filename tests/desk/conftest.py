"""A desk that runs on a journal of its own, and ways to ask it: raw sockets, a client with a session, a browser."""

from __future__ import annotations

import contextlib
import http.client
import json
import re
import shutil
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from curator.desk import Desk, Keys, Room, find_port
from tests.desk.factory import Clock, make_journal
from tests.once import Once


@dataclass
class Running:
    """A desk that answers on a port of its own."""

    room: Room
    keys: Keys
    desk: Desk
    port: int
    cookie: str = ""
    token: str = ""
    thread: threading.Thread | None = None

    def stop(self) -> None:
        self.desk.stop()
        assert self.thread is not None
        self.thread.join(20)
        self.room.close()

    @property
    def host(self) -> str:
        return f"127.0.0.1:{self.port}"

    def enter(self) -> None:
        """Take a session, as the browser does with the link."""
        code = self.desk.link.partition("#")[2]
        answer = self.ask("POST", "/open", {"code": code})
        assert answer.status == 204
        self.cookie = answer.headers["set-cookie"].partition(";")[0]
        found = re.search(r'name="desk-token" content="([^"]+)"', self.ask("GET", "/review").text)
        assert found is not None
        self.token = found[1]

    def ask(self, method: str, path: str, told: Any = None, **headers: str) -> Answer:
        """Send one request as a browser of ours would; `headers` replace its own, "" leaves one out."""
        sent = {"Host": self.host, "Accept": "text/html", "Cookie": self.cookie, "X_Desk_Token": self.token}
        if method == "POST":
            sent |= {"Origin": f"http://{self.host}", "Sec_Fetch_Site": "same-origin"}
            sent |= {"Content_Type": "application/json"}
        sent |= headers
        body = told if isinstance(told, bytes) else None if told is None else json.dumps(told).encode()
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        connection.putrequest(method, path, skip_host=True, skip_accept_encoding=True)
        for name, value in sent.items():
            if value:
                connection.putheader(name.replace("_", "-"), value)
        if body is not None:
            connection.putheader("Content-Length", str(len(body)))
        with contextlib.closing(connection):
            # A body that is too large is refused before all of it was sent.
            with contextlib.suppress(BrokenPipeError, ConnectionResetError):
                connection.endheaders(body)
            answer = connection.getresponse()
            return Answer(answer.status, {k.lower(): v for k, v in answer.getheaders()}, answer.read())

    def mark(self, subject: str, verb: str, value: str = "", **more: Any) -> Answer:
        """Do one act."""
        return self.ask("POST", "/marks", {"subject": subject, "verb": verb, "value": value, **more})

    def waiting(self, pile: str = "waiting") -> list[str]:
        """Return the ids of a pile's first rows."""
        return re.findall(r'data-id="([^"]+)"', self.ask("GET", f"/review/rows?pile={pile}").text)


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()

    @property
    def json(self) -> Any:
        return json.loads(self.body)


def start(folder: Path, **options: Any) -> Running:
    """Start a desk on the journal in `folder`."""
    room = Room(folder, clock=options.pop("clock", None) or Clock(), **options.pop("room", {}))
    keys = Keys(folder / "data", options.pop("password", ""))
    port = find_port_free()
    desk = Desk(room, keys, port, **options)
    running = Running(room, keys, desk, port)
    running.thread = threading.Thread(target=desk.run, daemon=True)
    running.thread.start()
    return running


def find_port_free() -> int:
    """Return a free port, never the usual one: two tests may run at once."""
    import socket

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="session")
def journals(once: Once) -> dict[str, Path]:
    """Journals to copy, by language; not to be changed."""
    return {language: once(f"desk-{language}", partial(make_journal, language=language)) for language in ("en", "fr")}


@pytest.fixture
def journal(journals: dict[str, Path], tmp_path: Path) -> Path:
    folder = tmp_path / "journal"
    shutil.copytree(journals["en"], folder)
    return folder


@pytest.fixture
def desk(journal: Path) -> Iterator[Running]:
    """A desk with a session."""
    running = start(journal)
    running.enter()
    yield running
    running.stop()


@pytest.fixture(scope="module")
def lasting(journals: dict[str, Path], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A desk with a session that serves a whole file of tests, for those that change nothing."""
    folder = tmp_path_factory.mktemp("lasting") / "journal"
    shutil.copytree(journals["en"], folder)
    running = start(folder)
    running.enter()
    yield running
    running.stop()


__all__ = ["Answer", "Running", "find_port", "start"]
