"""Four services that send letters, as their documentation describes the exchange; a thread on a real socket.

Written from the documentation: none of them was asked. Faults: "lost" does the
act and drops the connection, "500" does nothing, "500 done" does the act and
says 500, "dropped" drops the connection and does nothing.
"""

from __future__ import annotations

import base64
import json
import re
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

KEY = "planted-key-us1"


class Handler(BaseHTTPRequestHandler):
    """Answers as the service that the path belongs to."""

    server: Services
    protocol_version = "HTTP/1.1"

    def log_message(self, format: str, *args: object) -> None:
        return

    def do_GET(self) -> None:
        self._handle()

    def do_POST(self) -> None:
        self._handle()

    def do_PUT(self) -> None:
        self._handle()

    def do_PATCH(self) -> None:
        self._handle()

    def _handle(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        told = json.loads(body) if body else {}
        parts = urlsplit(self.path)
        self.server.calls.append((self.command, parts.path))
        if not self._let_in():
            return self._answer(401, {"message": "invalid key"})
        fault = self.server.faults.pop(0) if self.command != "GET" and self.server.faults else ""
        if fault in ("500", "dropped"):
            return self._answer(500, {"message": "oops"}) if fault == "500" else self._drop()
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        with self.server.turn:
            status, answer = self._act(parts.path, query, told)
        if fault == "lost":
            return self._drop()
        return self._answer(500, {"message": "oops"}) if fault == "500 done" else self._answer(status, answer)

    def _let_in(self) -> bool:
        basic = base64.b64encode(f"curator:{KEY}".encode()).decode()
        sent = (self.headers.get("Authorization"), self.headers.get("api-key"))
        return bool({f"token me:{KEY}", f"Token {KEY}", f"Basic {basic}", KEY} & set(filter(None, sent)))

    def _drop(self) -> None:
        self.close_connection = True
        self.connection.close()

    def _answer(self, status: int, told: Any) -> None:
        body = b"" if status == 204 else json.dumps(told).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _act(self, path: str, query: dict[str, str], told: dict[str, Any]) -> tuple[int, Any]:
        drafts = self.server.drafts
        if self.command == "GET":
            return 200, self._listed(path, query)
        if found := re.fullmatch(r"/3\.0/campaigns/(\d+)/content", path):
            drafts[found[1]]["content"] = told
            return 200, {}
        if found := re.fullmatch(r"/(?:api/campaigns|v1/emails|v3/emailCampaigns|3\.0/campaigns)/(\d+)", path):
            if drafts[found[1]]["status"] not in ("draft", "save"):
                return 400, {"message": "this campaign was sent"}
            drafts[found[1]].update(told)
            return (204, None) if path.startswith("/v3/") else (200, self._shown(path, found[1]))
        number = str(len(drafts) + 1)
        # Buttondown sends at once what is not called a draft.
        status = told.get("status", "about_to_send") if "/v1/" in path else "save" if "3.0" in path else "draft"
        drafts[number] = {"id": number, **told, "status": status}
        return 201, self._shown(path, number)

    def _shown(self, path: str, number: str) -> Any:
        return {"data": {"id": int(number)}} if path.startswith("/api/") else {"id": number}

    def _listed(self, path: str, query: dict[str, str]) -> Any:
        newest = [*reversed(self.server.drafts.values())] if self.server.shows else []
        if path == "/api/campaigns":
            found = [one for one in newest if query["query"].lower() in one["name"].lower()]
            return {"data": {"results": found, "total": len(found)}}
        if path == "/v1/emails":
            page = int(query["page"])
            return {"results": newest[page * 3 - 3 : page * 3], "next": "there is" if newest[page * 3 :] else None}
        start = int(query["offset"])
        return {"campaigns": newest[start : start + int(query.get("limit") or query.get("count") or 10)]}


class Services(ThreadingHTTPServer):
    """Listens on a free port of this machine until it is closed."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.drafts: dict[str, dict[str, Any]] = {}
        self.faults: list[str] = []
        self.calls: list[tuple[str, str]] = []
        self.shows = True
        """Whether what was made can be seen already."""
        self.turn = threading.Lock()
        threading.Thread(target=self.serve_forever, args=(0.02,), daemon=True).start()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    def __exit__(self, *error: Any) -> None:
        self.shutdown()
        super().__exit__(*error)
