"""A way to a server on which answers get lost: an HTTP proxy that plays a fault for each call that posts.

It stands in the server's place: the client talks to it as to the server. Faults
are taken from a list, one for each call whose path is listed.
"""

from __future__ import annotations

import socket
import socketserver
import struct
import threading
import time
import urllib.error
import urllib.request
from http.server import BaseHTTPRequestHandler
from typing import Any

DONE = ("lost", "reset", "500 done", "502 done", "half", "nonsense", "late")
"""Faults after which the server has done what was asked."""
UNDONE = ("cut", "500", "503", "429")
"""Faults with which the server was never asked."""
_SKIPPED = ("transfer-encoding", "connection", "content-length", "keep-alive", "date", "server")


class _Handler(BaseHTTPRequestHandler):
    server: Proxy
    protocol_version = "HTTP/1.1"

    def log_message(self, format: str, *args: object) -> None:
        return

    def do_GET(self) -> None:
        self.pass_on("")

    def do_POST(self) -> None:
        posts = self.path.partition("?")[0] in self.server.paths
        with self.server.lock:
            fault = self.server.faults.pop(0) if posts and self.server.faults else ""
        self.pass_on(fault)

    def pass_on(self, fault: str) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        if fault == "cut":
            return self.hang_up()
        if fault in ("500", "503", "429"):
            return self.answer(int(fault), b'{"error":"not now"}', {"Content-Type": "application/json"})
        if fault == "late":
            self.server.late(self, body)
            return self.hang_up()
        status, told, headers = self.ask(body)
        if fault in ("lost", "reset"):
            return self.hang_up(hard=fault == "reset")
        if fault in ("500 done", "502 done"):
            return self.answer(int(fault[:3]), b"<html>Oops</html>", {"Content-Type": "text/html"})
        if fault == "nonsense":
            return self.answer(200, b"<html>Welcome</html>", {"Content-Type": "text/html"})
        if fault == "half":
            self.answer(status, told, headers, short=len(told) // 2)
            return self.hang_up()
        return self.answer(status, told, headers)

    def ask(self, body: bytes) -> tuple[int, bytes, dict[str, str]]:
        headers = {name: value for name, value in self.headers.items() if name.lower() not in ("host", "connection")}
        request = urllib.request.Request(self.server.behind + self.path, body or None, headers, method=self.command)
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        try:
            with opener.open(request, timeout=30) as answer:
                return answer.status, answer.read(), dict(answer.headers)
        except urllib.error.HTTPError as refusal:
            return refusal.code, refusal.read(), dict(refusal.headers)

    def answer(self, status: int, body: bytes, headers: dict[str, str], short: int = 0) -> None:
        self.send_response(status)
        for name, value in headers.items():
            if name.lower() not in _SKIPPED:
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body[: len(body) - short] if short else body)

    def hang_up(self, hard: bool = False) -> None:
        self.wfile.flush()
        self.close_connection = True
        if hard:  # a reset instead of an end
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.connection.close()
        else:
            self.connection.shutdown(socket.SHUT_RDWR)


class Proxy(socketserver.ThreadingTCPServer):
    """Listens on a free port of this machine, for the server `behind` it, until it is closed."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self, behind: str, paths: tuple[str, ...]) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.behind, self.paths = behind, paths
        self.faults: list[str] = []
        self.lock = threading.Lock()
        self._late: list[threading.Thread] = []
        threading.Thread(target=self.serve_forever, args=(0.02,), daemon=True).start()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    def handle_error(self, request: Any, client_address: Any) -> None:
        return  # the faults are ours

    def late(self, handler: _Handler, body: bytes) -> None:
        """Ask the server a moment after the client was cut off."""

        def ask() -> None:
            time.sleep(0.2)
            handler.ask(body)

        thread = threading.Thread(target=ask)
        self._late.append(thread)
        thread.start()

    def settle(self) -> None:
        """Wait for all that comes late."""
        while self._late:
            self._late.pop().join()

    def __exit__(self, *error: Any) -> None:
        self.settle()
        self.shutdown()
        super().__exit__(*error)
