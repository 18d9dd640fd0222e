"""The gate: every request is looked at before a view sees it, every answer on its way out.

A page of another site, open in the same browser, can send requests to this
machine; another program can name it by another host (DNS rebinding). What a
request must have: an exact Host, for a change an Origin that is ours and the
session's token, for everything that tells or changes something a session.
"""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Collection
from dataclasses import dataclass

from flask import Flask, Response, g, render_template, request, session
from flask.typing import ResponseReturnValue

from curator.desk.keys import Keys

LARGEST_BODY = 2_000_000
OPEN_TO_ALL = frozenset({"door.open", "door.enter", "static", "door.icon"})
"""What is answered without a session; it tells nothing of the journal."""
FRAMED = frozenset({"preview.asset", "preview.picture"})
"""What a sandboxed frame asks for: it has no cookie, the address has a key instead."""
_FORMS = ("application/json", "application/x-www-form-urlencoded", "multipart/form-data")


@dataclass(frozen=True, slots=True)
class Denied(Exception):
    """The request is refused."""

    status: int
    reason: str


class Gate:
    """Guards one application that is reached by the names in `hosts` ("127.0.0.1:8787")."""

    def __init__(self, keys: Keys, hosts: Collection[str]) -> None:
        self.keys = keys
        self.hosts = frozenset(host.lower() for host in hosts)
        self.origins = frozenset(f"{scheme}://{host}" for host in self.hosts for scheme in ("http", "https"))

    def install(self, app: Flask) -> None:
        """Put the gate before and behind every view of `app`."""
        app.before_request(self.check)
        app.after_request(self.close)
        app.context_processor(lambda: {"nonce": nonce(), "token": session.get("token", "")})

    def check(self) -> ResponseReturnValue | None:
        """Refuse a request that could be forged; show the door to one without a session."""
        try:
            self._check_form()
            self._check_origin()
            if request.endpoint in OPEN_TO_ALL or request.endpoint in FRAMED:
                return None
            if not session.get("token"):
                if request.method == "GET" and "text/html" in request.headers.get("Accept", ""):
                    return render_template("door.html", password=self.keys.takes_password), 403
                raise Denied(403, "no session")
            if request.method == "POST":
                self._check_token()
        except Denied as refusal:
            return f"{refusal.reason}\n", refusal.status, {"Content-Type": "text/plain; charset=utf-8"}
        return None

    def _check_form(self) -> None:
        host = request.environ.get("HTTP_HOST")
        if not host:
            raise Denied(400, "no Host")
        if host.lower() not in self.hosts:
            raise Denied(421, "unknown Host")
        if request.method not in ("GET", "HEAD", "POST"):
            raise Denied(405, "unknown method")
        if not request.environ.get("REQUEST_URI", "/").startswith("/"):
            raise Denied(400, "an address of another host")
        if (request.content_length or 0) > LARGEST_BODY:
            raise Denied(413, "body too large")

    def _check_origin(self) -> None:
        site, origin = request.headers.get("Sec-Fetch-Site"), request.headers.get("Origin")
        if request.method == "POST":
            if origin is not None:
                if origin.lower() not in self.origins:
                    raise Denied(403, "foreign Origin")
            elif site != "same-origin":
                raise Denied(403, "no Origin")
            if site not in (None, "same-origin"):
                raise Denied(403, "foreign request")
            if request.mimetype not in _FORMS:
                raise Denied(400, "unknown type of body")
        elif site in ("cross-site", "same-site") and request.endpoint not in FRAMED and not _followed():
            raise Denied(403, "foreign request")

    def _check_token(self) -> None:
        given = request.headers.get("X-Desk-Token") or request.form.get("token", "")
        if not hmac.compare_digest(given.encode("utf-8", "replace"), session["token"].encode()):
            raise Denied(403, "no token")

    def close(self, response: Response) -> Response:
        """Add what keeps the browser from doing anything else with the answer."""
        headers = response.headers
        headers.setdefault("Content-Security-Policy", policy())
        headers["X-Content-Type-Options"] = "nosniff"
        headers["Referrer-Policy"] = "no-referrer"
        headers["Cache-Control"] = "no-store"
        headers["Cross-Origin-Opener-Policy"] = "same-origin"
        headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=(), payment=()"
        if request.endpoint not in FRAMED:
            headers["Cross-Origin-Resource-Policy"] = "same-origin"
            headers.setdefault("X-Frame-Options", "DENY")
        return response


def _followed() -> bool:
    """Return whether a link was followed: that may come from anywhere (the bookmarklet does), and changes nothing."""
    headers = request.headers
    return headers.get("Sec-Fetch-Mode") == "navigate" and headers.get("Sec-Fetch-Dest") == "document"


def begin_session() -> None:
    """Let the browser that asked in, with a token of its own against forged forms."""
    session.clear()
    session["token"] = secrets.token_urlsafe(32)


def nonce() -> str:
    """Return this answer's nonce for scripts and styles."""
    if "nonce" not in g:
        g.nonce = secrets.token_urlsafe(16)
    return str(g.nonce)


def policy() -> str:
    """Return the content policy of the desk's own pages."""
    return (
        f"default-src 'none'; script-src 'nonce-{nonce()}'; style-src 'nonce-{nonce()}'; img-src 'self'; "
        "connect-src 'self'; frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    )
