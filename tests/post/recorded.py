"""Networks that cannot run here, as exchanges written from their documentation, on a real socket.

Each class says where its network's words are documented. Nobody has compared
them with the network itself: `curator networks` says so of each. Faults are
those of `tests.post.server`, taken for each call that posts.
"""

from __future__ import annotations

import json
import re
import socketserver
import threading
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler
from typing import Any, ClassVar
from urllib.parse import parse_qsl, urlsplit

from oauthlib.common import Request
from oauthlib.oauth1.rfc5849 import signature

TOKEN = "a-token-of-ours"
WRONG = "another-token"
Told = tuple[int, Any, dict[str, str]]


class Exchange:
    """One network: what it answers, and the texts that are out."""

    posting: tuple[str, ...] = ()
    """Paths that post, as patterns."""

    def __init__(self) -> None:
        self.out: list[dict[str, Any]] = []
        self.calls: list[str] = []
        self.address = ""

    def answer(self, method: str, path: str, query: dict[str, str], headers: Any, body: bytes) -> Told:
        raise NotImplementedError

    def bearer(self, headers: Any) -> bool:
        return bool(headers.get("Authorization") == f"Bearer {TOKEN}")


class LinkedIn(Exchange):
    """https://learn.microsoft.com/linkedin/marketing/community-management/shares/posts-api, images-api."""

    posting = ("POST /rest/posts",)
    pictures: list[bytes]

    def __init__(self) -> None:
        super().__init__()
        self.pictures = []

    def answer(self, method: str, path: str, query: dict[str, str], headers: Any, body: bytes) -> Told:
        if not self.bearer(headers):
            told = {"status": 401, "serviceErrorCode": 65600, "code": "INVALID_ACCESS_TOKEN"}
            return 401, told | {"message": "Invalid access token"}, {}
        if path == "/v2/userinfo":
            return 200, {"sub": "782bbtaQ", "name": "Ada"}, {}
        if method == "PUT" and path == "/dms-uploads/1":
            self.pictures.append(body)
            return 201, None, {}
        if not re.fullmatch(r"20\d\d(0[1-9]|1[0-2])", headers.get("LinkedIn-Version", "")):
            return 400, {"status": 400, "code": "VERSION_MISSING", "message": "A version must be present."}, {}
        if path == "/rest/images" and query == {"action": "initializeUpload"}:
            upload = {"uploadUrl": f"{self.address}/dms-uploads/1?ca=vector", "image": "urn:li:image:C4E10AQ"}
            return 200, {"value": upload}, {}
        told = json.loads(body)
        # Where a reserved character is not escaped the text ends, without a word.
        plain = re.split(
            r"(?<!\\)[|{}@\[\]()<>#*_~]", re.sub(r"\{hashtag\|\\#\|((?:\w|\\_)+)\}", r"\\#\1", told["commentary"])
        )
        text = re.sub(r"\\(.)", r"\1", plain[0])
        double = next((one for one in self.out if one["text"] == text), None)
        if double:
            return 422, {"status": 422, "message": f"Content is a duplicate of {double['id']}"}, {}
        self.out.append({"id": f"urn:li:share:{7000 + len(self.out)}", "text": text, **told})
        return 201, None, {"x-restli-id": self.out[-1]["id"]}


class X(Exchange):
    """https://docs.x.com/x-api/posts/create-post, /x-api/users/get-posts; RFC 5849 for the signature."""

    posting = ("POST /2/tweets",)
    keys = ("key", "key-secret", "token", "token-secret")

    def answer(self, method: str, path: str, query: dict[str, str], headers: Any, body: bytes) -> Told:
        if not self.is_signed(method, path, query, headers):
            return 401, {"title": "Unauthorized", "status": 401, "detail": "Unauthorized"}, {}
        if path == "/2/users/me":
            return 200, {"data": {"id": "7", "username": "ada"}}, {}
        if path == "/2/users/7/tweets":
            found = [one for one in reversed(self.out) if one["made"] >= query["start_time"]]
            found = found[: int(query["max_results"])]
            meta = {"meta": {"result_count": len(found)}}
            return 200, {"data": [one["shown"] for one in found], **meta} if found else meta, {}
        text = json.loads(body)["text"]
        if any(one["text"] == text for one in self.out):
            told = {"detail": "You are not allowed to create a Tweet with duplicate content.", "title": "Forbidden"}
            return 403, told | {"status": 403, "type": "about:blank"}, {}
        addresses = re.findall(r"https?://\S+", text)
        shown = {"id": str(1900 + len(self.out)), "text": re.sub(r"https?://\S+", "https://t.co/aB3", text)}
        shown |= {"entities": {"urls": [{"url": "https://t.co/aB3", "expanded_url": one} for one in addresses]}}
        self.out.append({"text": text, "made": datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"), "shown": shown})
        return 201, {"data": {"id": shown["id"], "text": shown["text"]}}, {}

    def is_signed(self, method: str, path: str, query: dict[str, str], headers: Any) -> bool:
        """Verify the signature as a provider does."""
        key, secret, token, token_secret = self.keys
        given = signature.collect_parameters(headers=headers, exclude_oauth_signature=False, with_realm=False)
        named = dict(given)
        request = Request(f"{self.address}{path}", method)
        request.signature = named.get("oauth_signature", "")
        request.params = [one for one in given if one[0] != "oauth_signature"] + list(query.items())
        known = (named.get("oauth_consumer_key"), named.get("oauth_token")) == (key, token)
        return known and bool(signature.verify_hmac_sha1(request, secret, token_secret))


class Graph(Exchange):
    """https://developers.facebook.com/docs/graph-api/guides/error-handling."""

    ended: ClassVar[dict[str, Any]] = {
        "error": {"message": "Error validating access token: Session has expired", "code": 190}
    }


class Threads(Graph):
    """https://developers.facebook.com/docs/threads/posts, /threads/reference/publishing."""

    posting = ("POST /v1.0/me/threads_publish",)

    def __init__(self) -> None:
        super().__init__()
        self.containers: dict[str, dict[str, Any]] = {}
        self.renewals = 0

    def answer(self, method: str, path: str, query: dict[str, str], headers: Any, body: bytes) -> Told:
        if path == "/refresh_access_token":
            if query["access_token"] != TOKEN:
                return 400, self.ended, {}
            self.renewals += 1
            return 200, {"access_token": TOKEN, "token_type": "bearer", "expires_in": 5_184_000}, {}
        if not self.bearer(headers):
            return 400, self.ended, {}
        form = dict(parse_qsl(body.decode()))
        if method == "POST" and path == "/v1.0/me/threads":
            number = str(100 + len(self.containers))
            self.containers[number] = form
            return 200, {"id": number}, {}
        if method == "POST":
            made = self.containers.pop(form["creation_id"])
            number = str(200 + len(self.out))
            self.out.append({"id": number, "permalink": f"https://www.threads.com/@ada/post/{number}", **made})
            return 200, {"id": number}, {}
        if path == "/v1.0/me/threads":
            return 200, {"data": list(reversed(self.out))[: int(query["limit"])], "paging": {}}, {}
        number = path.rsplit("/", 1)[1]
        if number in self.containers:
            return 200, {"status": "FINISHED", "id": number}, {}
        return 200, next({"permalink": one["permalink"], "id": number} for one in self.out if one["id"] == number), {}


class Facebook(Graph):
    """https://developers.facebook.com/docs/pages-api/posts."""

    posting = ("POST /v25.0/42/feed",)

    def answer(self, method: str, path: str, query: dict[str, str], headers: Any, body: bytes) -> Told:
        if not self.bearer(headers):
            return 400, self.ended, {}
        if method == "POST":
            form = dict(parse_qsl(body.decode()))
            self.out.append({"id": f"42_{len(self.out)}", "text": form["message"], **form})
            return 200, {"id": self.out[-1]["id"]}, {}
        return 200, {"data": list(reversed(self.out))[: int(query["limit"])]}, {}


class Telegram(Exchange):
    """https://core.telegram.org/bots/api#making-requests."""

    posting = (rf"POST /bot{TOKEN}/sendMessage",)

    def answer(self, method: str, path: str, query: dict[str, str], headers: Any, body: bytes) -> Told:
        if not path.startswith(f"/bot{TOKEN}/"):
            return 401, {"ok": False, "error_code": 401, "description": "Unauthorized"}, {}
        told = json.loads(body)
        self.out.append(told)
        return 200, {"ok": True, "result": {"message_id": len(self.out), "text": told["text"]}}, {}


class Hook(Exchange):
    """https://discord.com/developers/docs/resources/webhook#execute-webhook; any webhook."""

    posting = ("POST /hook",)

    def answer(self, method: str, path: str, query: dict[str, str], headers: Any, body: bytes) -> Told:
        told = json.loads(body)
        self.out.append({"text": told.get("content"), **told})
        return 200, {"id": str(len(self.out))}, {}


class Buffer(Exchange):
    """https://developers.buffer.com: createPost, posts, account."""

    posting = ("POST / createPost",)

    def answer(self, method: str, path: str, query: dict[str, str], headers: Any, body: bytes) -> Told:
        if not self.bearer(headers):
            return 401, {"errors": [{"message": "Not authorized", "extensions": {"code": "UNAUTHORIZED"}}]}, {}
        told = json.loads(body)
        wanted = told["variables"].get("input", {})
        if "createPost(" in told["query"]:
            if wanted["channelId"] != "c1":
                return 200, {"data": {"createPost": {"message": "Channel not found"}}}, {}
            made = {"id": f"p{len(self.out)}", "text": wanted["text"], "createdAt": datetime.now(UTC).isoformat()}
            self.out.append(made)
            return 200, {"data": {"createPost": {"post": {"id": made["id"]}}}}, {}
        if "organizations" in told["query"]:
            return 200, {"data": {"account": {"organizations": [{"id": "o1"}]}}}, {}
        assert wanted == {"organizationId": "o1", "filter": {"channelIds": ["c1"]}}
        return 200, {"data": {"posts": {"edges": [{"node": one} for one in reversed(self.out)]}}}, {}


class Postiz(Exchange):
    """https://docs.postiz.com/public-api: posts."""

    posting = ("POST /public/v1/posts",)

    def answer(self, method: str, path: str, query: dict[str, str], headers: Any, body: bytes) -> Told:
        if headers.get("Authorization") != TOKEN:
            return 401, {"msg": "Invalid API key"}, {}
        if method == "GET":
            found = [
                {"id": one["id"], "content": f"<p>{one['text']}</p>", "integration": {"id": "c1"}} for one in self.out
            ]
            return 200, {"posts": found}, {}
        told = json.loads(body)
        (post,) = told["posts"]
        self.out.append({"id": f"p{len(self.out)}", "text": post["value"][0]["content"], **told})
        return 201, [{"postId": self.out[-1]["id"], "integration": post["integration"]["id"]}], {}


class _Handler(BaseHTTPRequestHandler):
    server: Recorded
    protocol_version = "HTTP/1.1"

    def log_message(self, format: str, *args: object) -> None:
        return

    def do_GET(self) -> None:
        self.play()

    def do_POST(self) -> None:
        self.play()

    def do_PUT(self) -> None:
        self.play()

    def play(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        parts, exchange = urlsplit(self.path), self.server.exchange
        call = f"{self.command} {parts.path}" + (" createPost" if b"createPost(" in body else "")
        exchange.calls.append(call)
        posts = any(re.fullmatch(pattern, call) for pattern in exchange.posting)
        fault = self.server.faults.pop(0) if posts and self.server.faults else ""
        told: Told = (500, {"error": "something went wrong"}, {})
        if fault in ("", "lost", "500 done", "nonsense"):
            query = dict(parse_qsl(parts.query))
            told = exchange.answer(self.command, parts.path, query, self.headers, body)
        if fault in ("lost", "cut"):
            self.close_connection = True
            self.connection.close()
        elif fault == "nonsense":
            self.say(200, b"<html>Welcome to the hotel</html>", {"Content-Type": "text/html"})
        elif fault == "429":
            self.say(429, b'{"message":"Too many requests"}', {"Retry-After": "1"})
        else:
            status = 500 if fault.startswith("500") else told[0]
            self.say(status, b"" if told[1] is None else json.dumps(told[1]).encode(), told[2])

    def say(self, status: int, body: bytes, headers: dict[str, str]) -> None:
        self.send_response(status)
        for name, value in {"Content-Length": str(len(body)), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)


class Recorded(socketserver.ThreadingTCPServer):
    """Plays an exchange on a free port of this machine until it is closed."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self, exchange: Exchange) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.exchange, self.faults = exchange, list[str]()
        self.address = exchange.address = f"http://127.0.0.1:{self.server_address[1]}"
        threading.Thread(target=self.serve_forever, args=(0.02,), daemon=True).start()

    def __exit__(self, *error: Any) -> None:
        self.shutdown()
        super().__exit__(*error)
