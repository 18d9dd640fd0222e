"""Networks with faults, on a real socket: a strict Mastodon, a strict Bluesky and a webhook in one.

Written from their documentation: limits, Idempotency-Key, swapRecord, sessions.
A fault is taken from the list for each posting call: "lost" does it and cuts
the connection, "500 done" does it and stumbles, "500", "cut" and "429" do not.
"""

from __future__ import annotations

import base64
import html
import json
import re
import socketserver
import threading
import time
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler
from typing import Any
from urllib.parse import parse_qs, urlsplit

TOKEN = "a token of ours"


def _jwt() -> str:
    told = base64.urlsafe_b64encode(json.dumps({"exp": time.time() + 3600}).encode()).decode().rstrip("=")
    return f"e30.{told}.x"


class _Handler(BaseHTTPRequestHandler):
    server: Networks
    protocol_version = "HTTP/1.1"

    def log_message(self, format: str, *args: object) -> None:
        return

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        if parts.path == "/api/v2/instance":
            statuses = {"max_characters": self.server.characters, "characters_reserved_per_url": 23}
            self.answer(200, {"configuration": {"statuses": statuses}})
        elif parts.path == "/xrpc/com.atproto.repo.getRecord":
            record = self.server.records.get(query["rkey"])
            self.answer(200, {"uri": "at://…", "value": record}) if record else self.answer(
                400, {"error": "RecordNotFound"}
            )
        elif not parts.path.startswith(("/api/", "/xrpc/")):
            self.answer(404, {"error": "no such page"})
        elif self.headers.get("Authorization") != f"Bearer {TOKEN}":
            self.answer(401, {"error": "The access token is invalid"})
        elif parts.path == "/api/v1/accounts/verify_credentials":
            self.answer(200, {"id": "7"})
        elif parts.path == "/api/v1/accounts/7/statuses":
            older = int(query.get("max_id", len(self.server.statuses) + 1))
            found = [one for one in reversed(self.server.statuses) if int(one["id"]) < older]
            self.answer(200, found[: int(query["limit"])] if self.server.shows else [])
        elif parts.path.startswith("/api/v1/media/"):
            self.server.media_turns -= 1
            self.answer(200 if self.server.media_turns <= 0 else 206, {"id": parts.path.rsplit("/", 1)[1]})
        else:
            self.answer(404, {"error": "no such page"})

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.server.calls.append(self.path)
        path = self.path.partition("?")[0]
        act = {
            "/api/v1/statuses": self.status,
            "/api/v2/media": self.media,
            "/xrpc/com.atproto.server.createSession": self.session,
            "/xrpc/com.atproto.repo.uploadBlob": self.blob,
            "/xrpc/com.atproto.repo.putRecord": self.record,
            "/hook": self.hook,
        }.get(path)
        if act is None:
            self.answer(404, {"error": "no such page"})
        else:
            act(body)

    def answer(self, status: int, told: Any, **headers: str) -> None:
        body = json.dumps(told).encode()
        self.send_response(status)
        for name, value in {"Content-Type": "application/json", "Content-Length": str(len(body)), **headers}.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def faulty(self, act: Any) -> None:
        """Do the act as the next fault wants it."""
        fault = self.server.faults.pop(0) if self.server.faults else ""
        if fault in ("", "lost", "500 done"):
            status, told = act()
        if fault == "":
            self.answer(status, told)
        elif fault.startswith("500"):
            self.answer(500, {"error": "something went wrong"})
        elif fault == "429":
            self.answer(429, {"error": "Too many requests"}, Retry_After="1")
        else:
            self.close_connection = True
            self.connection.close()

    def status(self, body: bytes) -> None:
        told = json.loads(body)
        if self.headers.get("Authorization") != f"Bearer {TOKEN}":
            return self.answer(401, {"error": "The access token is invalid"})
        if len(re.sub(r"https?://\S+", "x" * 23, told["status"])) > self.server.characters:
            return self.answer(422, {"error": "Validation failed: Text character limit exceeded"})
        return self.faulty(lambda: (200, self.server.take_status(told, self.headers.get("Idempotency-Key", ""))))

    def media(self, body: bytes) -> None:
        description = re.search(rb'name="description"\r\n\r\n(.*?)\r\n--', body, re.S)
        self.server.media.append((description[1].decode() if description else "", b"\xff\xd8" in body))
        self.answer(202 if self.server.media_turns else 200, {"id": str(len(self.server.media))})

    def session(self, body: bytes) -> None:
        self.server.sessions += 1
        if json.loads(body)["password"] != TOKEN:
            return self.answer(401, {"error": "AuthenticationRequired", "message": "Invalid identifier or password"})
        return self.answer(200, {"did": "did:plc:me", "handle": "me.test", "accessJwt": _jwt(), "refreshJwt": _jwt()})

    def blob(self, body: bytes) -> None:
        self.answer(200, {"blob": {"$type": "blob", "size": len(body)}})

    def record(self, body: bytes) -> None:
        told = json.loads(body)

        def put() -> tuple[int, Any]:
            if told["rkey"] in self.server.records and told.get("swapRecord", 0) is None:
                return 400, {"error": "InvalidSwap", "message": "Record was at another version"}
            self.server.records[told["rkey"]] = told["record"]
            self.server.puts += 1
            return 200, {"uri": f"at://did:plc:me/app.bsky.feed.post/{told['rkey']}"}

        self.faulty(put)

    def hook(self, body: bytes) -> None:
        def take() -> tuple[int, Any]:
            self.server.hooked.append(json.loads(body))
            return 200, {"id": str(len(self.server.hooked))}

        self.faulty(take)


class Networks(socketserver.ThreadingTCPServer):
    """Listens on a free port of this machine until it is closed."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.characters = 500
        self.shows = True
        """Whether what was posted can be read already."""
        self.honours_keys = False
        self.media_turns = 0
        """How often a picture has to be asked after before it is ready."""
        self.faults: list[str] = []
        self.calls: list[str] = []
        self.statuses: list[dict[str, Any]] = []
        self.keys: dict[str, dict[str, Any]] = {}
        self.media: list[tuple[str, bool]] = []
        self.records: dict[str, dict[str, Any]] = {}
        self.hooked: list[dict[str, Any]] = []
        self.puts = self.sessions = 0
        threading.Thread(target=self.serve_forever, args=(0.02,), daemon=True).start()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    @property
    def listed(self) -> str:
        """As `fetch.private_hosts` wants it."""
        return self.address.removeprefix("http://")

    def take_status(self, told: dict[str, Any], key: str) -> dict[str, Any]:
        """Post as Mastodon does: links shortened for people, whole in their anchors."""
        if self.honours_keys and key in self.keys:
            return self.keys[key]

        def anchor(found: re.Match[str]) -> str:
            shown = found[0].removeprefix("https://")
            hidden = f'<span class="invisible">https://</span><span class="ellipsis">{shown[:30]}</span>'
            return f'<a href="{found[0]}" rel="nofollow">{hidden}<span class="invisible">{shown[30:]}</span></a>'

        text = re.sub(r"https?://[^\s<]+", anchor, html.escape(told["status"], quote=False))
        content = "".join(f"<p>{part}</p>" for part in text.replace("\n", "<br />").split("<br /><br />"))
        number = len(self.statuses) + 1
        made = {"id": str(number), "url": f"{self.address}/@me/{number}", "content": content, **told}
        made["created_at"] = datetime.now(UTC).isoformat()
        self.statuses.append(made)
        self.keys[key] = made
        return made

    def __exit__(self, *error: Any) -> None:
        self.shutdown()
        super().__exit__(*error)
