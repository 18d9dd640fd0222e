"""Calls to a network's interface, and what an answer, or none, says about what was asked."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from curator.model import Cause, DeliveryState
from curator.ports import Answer, Request, Response, Web

NOT_SENT = frozenset(
    {Cause.DNS, Cause.REFUSED, Cause.TLS, Cause.PRIVATE_ADDRESS, Cause.BAD_ADDRESS, Cause.ROBOTS, Cause.TOO_MANY}
)
"""Causes with which nothing was taken by the other side."""
_SAID = (
    ("error", "message"),
    ("message",),
    ("error_description",),
    ("error",),
    ("description",),
    ("detail",),
    ("msg",),
)
"""Where the networks' answers tell in words what is wrong."""


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back."""

    status: int
    told: Any
    """The JSON of the answer; None for none."""
    cause: Cause | None = None
    detail: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    """Names in lower case."""

    @property
    def ok(self) -> bool:
        """Whether it was done."""
        return 200 <= self.status < 300 and self.cause is None

    def answer(self) -> Answer:
        """Return what a call that was not done says of the thing posted; secrets are no part of it."""
        words = self._words()
        if self.cause in NOT_SENT or self.status == 429:
            return Answer(DeliveryState.NEW, words)
        if self.status in (401, 403) or (self.status == 400 and self._code() in ("ExpiredToken", "InvalidToken")):
            return Answer(DeliveryState.NEW, f"the account needs a new token: {words}")
        if 400 <= self.status < 500 and self.status != 408:
            return Answer(DeliveryState.REFUSED, words)
        return Answer(DeliveryState.UNCERTAIN, words)

    def unknown(self) -> Answer:
        """Return what an answer says that claims success in words nobody understands, as a hotel's log-in page does."""
        return Answer(DeliveryState.UNCERTAIN, "the server's answer was not understood")

    def field(self, *path: str) -> str:
        """Return a text or number of the answer's JSON, "" where it is not there."""
        found = self.part(*path)
        return str(found) if isinstance(found, str | int) else ""

    def part(self, *path: str) -> Any:
        """Return what the answer's JSON holds there, None for nothing."""
        found = self.told
        for name in path:
            found = found.get(name) if isinstance(found, dict) else None
        return found

    def items(self, *path: str) -> list[dict[str, Any]]:
        """Return the objects of a list in the answer's JSON."""
        found = self.part(*path)
        return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []

    def _code(self) -> str:
        return str(self.told.get("error", "")) if isinstance(self.told, dict) else ""

    def _words(self) -> str:
        first = next(iter(self.items("errors")), {})
        said = next((text for path in _SAID if (text := self.field(*path))), "") or str(first.get("message", ""))
        return " ".join(f"{self.status or ''} {said or self.detail}".split())[:200] or "no answer"


class Api:
    """One server's interface."""

    def __init__(self, web: Web, base: str, headers: Mapping[str, str] | None = None) -> None:
        """Take the way to the web, the server's address and the fields that every call carries."""
        self._web = web
        self._base = base.rstrip("/")
        self.headers = dict(headers or {})

    def get(self, path: str, **query: object) -> Reply:
        """Ask for something."""
        return self._call("GET", path + (f"?{urlencode(query)}" if query else ""), b"", {})

    def send(self, path: str, told: Any, method: str = "POST", **headers: str) -> Reply:
        """Send JSON."""
        fields = {"Content-Type": "application/json"} | {name.replace("_", "-"): text for name, text in headers.items()}
        return self._call(method, path, json.dumps(told, ensure_ascii=False).encode(), fields)

    def form(self, path: str, **fields: str) -> Reply:
        """Send a form; fields that are empty are left out."""
        told = urlencode({name: text for name, text in fields.items() if text})
        return self._call("POST", path, told.encode(), {"Content-Type": "application/x-www-form-urlencoded"})

    def upload(self, path: str, body: bytes, kind: str, method: str = "POST", **headers: str) -> Reply:
        """Send bytes."""
        fields = {name.replace("_", "-"): text for name, text in headers.items()}
        return self._call(method, path, body, {"Content-Type": kind} | fields)

    def _call(self, method: str, path: str, body: bytes, headers: dict[str, str]) -> Reply:
        fields = {"Accept": "application/json", **self.headers, **headers}
        request = Request(self._base + path, method=method, body=body, headers=fields)
        return _reply(next(iter(self._web.fetch([request]))))


def _reply(response: Response) -> Reply:
    try:
        told = json.loads(response.body) if response.body else None
    except (ValueError, RecursionError):
        told = None
    cause = response.cause
    # A refusal is an answer; its status says more than its cause.
    if response.status >= 300 and cause not in (Cause.PRIVATE_ADDRESS, Cause.REDIRECTS):
        cause = None
    return Reply(response.status, told, cause, response.detail, response.headers)
