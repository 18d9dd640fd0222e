"""A server of models on loopback, with the two calls of OpenAI's interface that are used; what it answers is set."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Answer = Callable[[dict[str, Any]], tuple[int, Any]]


class Models(ThreadingHTTPServer):
    """Counts what it was asked; `answers` by the last part of the path."""

    def __init__(self, **answers: Answer) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.answers = answers
        self.asked: list[dict[str, Any]] = []
        self.tokens: list[str] = []

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/v1"


class _Handler(BaseHTTPRequestHandler):
    server: Models

    def do_POST(self) -> None:
        told = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.asked.append(told)
        self.server.tokens.append(self.headers.get("Authorization", ""))
        status, answer = self.server.answers[self.path.rsplit("/", 1)[-1]](told)
        body = answer if isinstance(answer, bytes) else json.dumps(answer).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        return


@contextmanager
def models(**answers: Answer) -> Iterator[Models]:
    with Models(**answers) as server:
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        try:
            yield server
        finally:  # on a closed socket it would go round for ever
            server.shutdown()


def saying(text: str) -> Answer:
    """Return a model that always says this."""
    return lambda _: (200, {"choices": [{"message": {"role": "assistant", "content": text}}]})
