"""The gate: a small WSGI application where readers subscribe, confirm and leave; nothing else.

Runs behind any server: `curator.gate:application` with `CURATOR_JOURNAL` set,
or `curator gate`. A GET shows a page and changes nothing, since scanners and
previews follow every link; a POST acts. No cookies, no scripts, no address in
any answer.
"""

from __future__ import annotations

import ipaddress
import os
import queue
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs

from curator.config.settings import Config
from curator.i18n import N_
from curator.outbox.tokens import CONFIRM, UNSUBSCRIBE, read_token
from curator.render.gate import Page, gate_page
from curator.services.subscribe import Desk, Invitation, Said, ask, confirm, leave

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

MOST_BODY = 4_096
_ONE_CLICK = {"List-Unsubscribe": "One-Click"}
"""What a mail program posts (RFC 8058)."""
BY_GATE = "by the button of the page “Confirm”"
_HEADERS = [
    ("Content-Type", "text/html; charset=utf-8"),
    ("Cache-Control", "no-store"),
    ("Content-Security-Policy", "default-src 'none'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"),
    ("Referrer-Policy", "no-referrer"),
    ("X-Content-Type-Options", "nosniff"),
    ("X-Robots-Tag", "noindex"),
]
_STATUS = {200: "200 OK", 400: "400 Bad Request", 404: "404 Not Found", 405: "405 Method Not Allowed"}


@dataclass(frozen=True, slots=True)
class Asked:
    """One request."""

    method: str
    way: str
    """"", "c" or "u"."""
    token: str
    fields: dict[str, str]
    network: str


class Gate:
    """The application; `invite` must return at once, so that no answer's time tells whether a mail goes out."""

    def __init__(
        self,
        config: Config,
        desk: Desk,
        invite: Callable[[Invitation], None],
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        """Take the journal's settings and what the acts work on."""
        self._config, self._desk, self._invite, self._clock = config, desk, invite, clock

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request (PEP 3333)."""
        asked = _asked(environ, self._config.gate.forwarded)
        status, page = (400, Page.BAD) if asked is None else self._answer(asked)
        body = gate_page(page, self._config, asked.token if asked else "").encode()
        more = [("Allow", "GET, POST")] if status == 405 else []
        start_response(_STATUS[status], [*_HEADERS, *more, ("Content-Length", str(len(body)))])
        return [] if asked and asked.method == "HEAD" else [body]

    def _answer(self, asked: Asked) -> tuple[int, Page]:
        if asked.method not in ("GET", "HEAD", "POST"):
            return 405, Page.BAD
        acts = asked.method == "POST"
        if asked.way == "":
            return self._ask(asked) if acts else (200, Page.ASK)
        action = CONFIRM if asked.way == "c" else UNSUBSCRIBE
        if read_token(asked.token, action, (self._desk.key,)) is None:
            return 404, Page.DENIED
        if asked.way == "c":
            return self._confirm(asked) if acts else (200, Page.CONFIRM)
        return self._leave(asked) if acts else (200, Page.LEAVE)

    def _ask(self, asked: Asked) -> tuple[int, Page]:
        # "website" is hidden from people: who fills it in is a program.
        if asked.fields.get("website") or not asked.fields.get("address"):
            return 200, Page.ASKED
        wanted = asked.fields.get("rhythm", "weekly")
        rhythm = wanted if wanted in ("weekly", "daily") else "weekly"
        invitation = ask(self._desk, asked.fields["address"], asked.network, (rhythm,), self._clock())
        if invitation is not None:
            self._invite(invitation)
        return 200, Page.ASKED

    def _confirm(self, asked: Asked) -> tuple[int, Page]:
        if asked.fields.get("confirm") != "yes":
            return 400, Page.BAD
        said = confirm(self._desk, asked.token, BY_GATE, self._clock())
        return (200, Page.CONFIRMED) if said is Said.DONE else (404, Page.DENIED)

    def _leave(self, asked: Asked) -> tuple[int, Page]:
        # Exactly what mail programs post, or our own page's button.
        if asked.fields not in (_ONE_CLICK, {"leave": "yes"}):
            return 400, Page.BAD
        said = leave(self._desk, asked.token, self._clock())
        return (200, Page.LEFT) if said is Said.DONE else (404, Page.DENIED)


def _asked(environ: WSGIEnvironment, forwarded: bool) -> Asked | None:
    """Return what is asked for; None for what no reader and no mail program sends."""
    parts = [part for part in str(environ.get("PATH_INFO", "")).split("/") if part]
    if len(parts) not in (0, 2) or (parts and parts[0] not in ("c", "u")):
        return None
    method = str(environ.get("REQUEST_METHOD", "GET")).upper()
    fields = _fields(environ) if method == "POST" else {}
    if fields is None:
        return None
    way, token = parts or ("", "")
    return Asked(method, way, token, fields, _network(environ, forwarded))


def _fields(environ: WSGIEnvironment) -> dict[str, str] | None:
    length = str(environ.get("CONTENT_LENGTH") or "0")
    if not length.isdigit() or int(length) > MOST_BODY:
        return None
    body: bytes = environ["wsgi.input"].read(int(length))
    kind = str(environ.get("CONTENT_TYPE", "")).partition(";")[0].strip().lower()
    if not body and not kind:  # some mail programs leave the words of RFC 8058 out
        return _ONE_CLICK
    try:
        if kind == "multipart/form-data":
            return _multipart(str(environ["CONTENT_TYPE"]), body)
        told = parse_qs(body.decode("utf-8"), keep_blank_values=True, max_num_fields=10)
    except (ValueError, UnicodeDecodeError):
        return None
    return {name: values[0] for name, values in told.items()} if all(len(v) == 1 for v in told.values()) else None


def _multipart(kind: str, body: bytes) -> dict[str, str]:
    """Return the fields of a multipart form: RFC 8058 lets mail programs send one."""
    from email import message_from_bytes, policy

    message: Any = message_from_bytes(f"Content-Type: {kind}\r\n\r\n".encode() + body, policy=policy.HTTP)
    found: dict[str, str] = {}
    for part in message.iter_parts():
        name = part.get_param("name", header="content-disposition")
        found[str(name)] = part.get_payload(decode=True).decode("utf-8").strip("\r\n")
    return found


def _network(environ: WSGIEnvironment, forwarded: bool) -> str:
    """Return the caller's network, /24 or /64: what requests are counted by."""
    named = str(environ.get("HTTP_X_FORWARDED_FOR", "")).rpartition(",")[2].strip() if forwarded else ""
    try:
        address = ipaddress.ip_address(named or str(environ.get("REMOTE_ADDR", "")))
    except ValueError:
        return "unknown"
    return str(ipaddress.ip_network(f"{address}/{24 if address.version == 4 else 64}", strict=False))


class Postman(threading.Thread):
    """Sends invitations one after the other, beside the requests."""

    def __init__(self, send: Callable[[Invitation], None]) -> None:
        """Take what sends one; its faults are its own to tell."""
        super().__init__(daemon=True, name="postman")
        self._send = send
        self._waiting: queue.Queue[Invitation | None] = queue.Queue(maxsize=1000)

    def post(self, invitation: Invitation) -> None:
        """Take an invitation; where a thousand wait already, it is dropped, and asking again brings it back."""
        try:
            self._waiting.put_nowait(invitation)
        except queue.Full:
            return

    def run(self) -> None:
        """Send until told to stop."""
        while (invitation := self._waiting.get()) is not None:
            self._send(invitation)

    def stop(self) -> None:
        """Send what waits, then end."""
        self._waiting.put(None)
        self.join()


def open_gate(folder: Path, told: Callable[[str], None] = lambda line: None) -> tuple[Gate, Postman]:
    """Return the application of the journal in `folder`, and the running thread that sends its mails."""
    from curator.circulation import Circulation
    from curator.config import load_config
    from curator.errors import CuratorError
    from curator.mailroom import Mailroom
    from curator.newsroom import Newsroom
    from curator.store import open_store

    config = load_config(folder)
    store = open_store(config.paths.store)

    def send(invitation: Invitation) -> None:
        circulation = Circulation(Mailroom(Newsroom(config, datetime.now(UTC), store=store)))
        circulation.forget()
        try:
            answer = circulation.invite(invitation)
        except CuratorError as error:
            told(f"a confirmation was not sent: {error.message}")
        else:
            if answer.reason:
                told(f"a confirmation was {answer.state}: {answer.reason}")

    postman = Postman(send)
    postman.start()
    room = Mailroom(Newsroom(config, datetime.now(UTC), store=store))
    return Gate(config, Desk(store.subscribers, store.subscribers, room.key), postman.post), postman


def serve(gate: Gate, host: str, port: int, told: Callable[[str], None], forwarded: bool) -> None:
    """Answer on a port until Ctrl-C, with limits on headers, bodies and patience.

    `told` gets the address. Raises `UsageError` where the port is taken.
    """
    import waitress

    from curator.errors import UsageError

    try:
        server = waitress.create_server(
            gate,
            host=host,
            port=port,
            threads=4,
            ident=None,
            max_request_header_size=16_384,
            max_request_body_size=MOST_BODY,
            channel_timeout=10,
            cleanup_interval=10,
            clear_untrusted_proxy_headers=not forwarded,
        )
    except OSError as fault:
        remedy = N_("Choose another: --port")
        raise UsageError(
            N_("the port cannot be had: {strerror}.", strerror=fault.strerror), about=f"{host}:{port}", remedy=remedy
        ) from fault
    told(f"http://{host}:{server.effective_port}/")
    try:
        server.run()
    except KeyboardInterrupt:
        return


def _application() -> WSGIApplication:
    opened: list[Gate] = []

    def answer(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        if not opened:
            opened.append(open_gate(Path(os.environ["CURATOR_JOURNAL"]))[0])
        return opened[0](environ, start_response)

    return answer


application = _application()
"""For any WSGI server: the journal is the one that `CURATOR_JOURNAL` names."""
