"""A real HTTP server on loopback that keeps a log and does what each test tells it to, however rude."""

from __future__ import annotations

import contextlib
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field


@dataclass
class Seen:
    """One request as it came."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes
    connection: int


@dataclass
class Talk:
    """What a route may do with its connection."""

    socket: socket.socket
    stopping: threading.Event

    def send(self, data: bytes) -> None:
        self.socket.sendall(data)

    def pause(self, seconds: float) -> None:
        """Wait, but not beyond the end of the test."""
        if self.stopping.wait(seconds):
            raise ConnectionAbortedError


Route = bytes | Callable[[Seen, Talk], bytes | None]


def answer(status: int = 200, body: bytes = b"", *headers: str) -> bytes:
    """Return a whole HTTP/1.1 answer."""
    lines = [f"HTTP/1.1 {status} X", f"Content-Length: {len(body)}", *headers]
    return "\r\n".join(lines).encode("latin-1") + b"\r\n\r\n" + body


@dataclass
class Origin:
    """The server; `routes` maps a path (without query) to an answer or to a function that gives it."""

    routes: dict[str, Route] = field(default_factory=dict)
    tls: ssl.SSLContext | None = None
    host: str = "127.0.0.1"
    log: list[Seen] = field(default_factory=list)
    connections: int = 0
    open_now: int = 0
    most_open: int = 0

    def __post_init__(self) -> None:
        self._lock = threading.Lock()
        self._stopping = threading.Event()
        family = socket.AF_INET6 if ":" in self.host else socket.AF_INET
        self._listener = socket.create_server((self.host, 0), family=family, backlog=128)
        self.port = self._listener.getsockname()[1]
        self._threads = [threading.Thread(target=self._accept, daemon=True)]
        self._threads[0].start()

    @property
    def place(self) -> str:
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"

    @property
    def url(self) -> str:
        return f"{'https' if self.tls else 'http'}://{self.place}"

    def paths(self) -> list[str]:
        return [seen.path for seen in self.log]

    def close(self) -> None:
        self._stopping.set()
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for thread in self._threads:
            thread.join(5)

    def _accept(self) -> None:
        while not self._stopping.is_set():
            try:
                accepted, _ = self._listener.accept()
            except OSError:
                return
            thread = threading.Thread(target=self._serve, args=(accepted,), daemon=True)
            self._threads.append(thread)
            thread.start()

    def _serve(self, plain: socket.socket) -> None:
        with self._lock:
            self.connections += 1
            self.open_now += 1
            self.most_open = max(self.most_open, self.open_now)
            number = self.connections
        wrapped = plain
        try:
            plain.settimeout(0.2)
            if self.tls:
                plain.settimeout(5)
                wrapped = self.tls.wrap_socket(plain, server_side=True)
                wrapped.settimeout(0.2)
            while (seen := self._read(wrapped, number)) is not None:
                self.log.append(seen)
                route = self.routes.get(seen.path.partition("?")[0], answer(404))
                reply = route if isinstance(route, bytes) else route(seen, Talk(wrapped, self._stopping))
                if reply is None:
                    break
                wrapped.settimeout(5)
                wrapped.sendall(reply)
                wrapped.settimeout(0.2)
        except OSError:
            pass
        finally:
            with self._lock:
                self.open_now -= 1
            wrapped.close()

    def _read(self, connection: socket.socket, number: int) -> Seen | None:
        head = b""
        while b"\r\n\r\n" not in head:
            part = self._receive(connection)
            if not part:
                return None
            head += part
        head, _, body = head.partition(b"\r\n\r\n")
        first, *lines = head.decode("latin-1").split("\r\n")
        method, path, _ = first.split(" ", 2)
        headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
        while len(body) < int(headers.get("content-length", 0)):
            body += self._receive(connection)
        return Seen(method, path, headers, body, number)

    def _receive(self, connection: socket.socket) -> bytes:
        while not self._stopping.is_set():
            try:
                return connection.recv(65536)
            except TimeoutError:
                continue
        return b""


@contextlib.contextmanager
def origin(**settings: object) -> Iterator[Origin]:
    """Run a server for the length of a `with`."""
    server = Origin(**settings)  # type: ignore[arg-type]
    try:
        yield server
    finally:
        server.close()
