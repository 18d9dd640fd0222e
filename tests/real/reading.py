"""What stands on the real servers, read behind the program's back."""

from __future__ import annotations

import urllib.request
from typing import Any
from urllib.parse import urlencode

from tests.real.bluesky.server import Bluesky, Person
from tests.real.snac.server import Snac

POSTS = "app.bsky.feed.post"


def records(bluesky: Bluesky, person: Person) -> list[dict[str, Any]]:
    """Return all posts of an account, oldest first: `uri`, `value`."""
    query: dict[str, Any] = {"repo": person.did, "collection": POSTS, "limit": 100, "reverse": "true"}
    found: list[dict[str, Any]] = []
    while True:
        page = bluesky.ask("com.atproto.repo.listRecords", query=query)
        found += page["records"]
        if not page.get("cursor") or not page["records"]:
            return found
        query["cursor"] = page["cursor"]


def blob(bluesky: Bluesky, person: Person, cid: str) -> bytes:
    """Return a picture as it was stored."""
    return body(f"{bluesky.pds}/xrpc/com.atproto.sync.getBlob?{urlencode({'did': person.did, 'cid': cid})}")


def statuses(snac: Snac, user: str) -> list[dict[str, Any]]:
    """Return all that a user posted, newest first."""
    me = snac.ask("/api/v1/accounts/verify_credentials", user)["id"]
    found: dict[str, dict[str, Any]] = {}
    while True:
        older = f"&max_id={next(reversed(found))}" if found else ""
        page = snac.ask(f"/api/v1/accounts/{me}/statuses?limit=40{older}", user)
        fresh = {one["id"]: one for one in page if one["id"] not in found}
        if not fresh:
            return list(found.values())
        found |= fresh


def body(address: str) -> bytes:
    """Return what an address answers."""
    with urllib.request.urlopen(address, timeout=30) as answer:
        return bytes(answer.read())
