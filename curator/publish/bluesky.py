"""Posts to Bluesky: https://docs.bsky.app/docs/advanced-guides/posts

Never twice: a post's record key is made from its story and account, and it is
put where nothing stands yet (`swapRecord: null`), so that a second attempt
meets the first.
"""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from curator.accounts.bluesky import BlueskySession, at
from curator.checks import check_limits, facets, network_for
from curator.config.secrets import Secret
from curator.model import DeliveryState
from curator.ports import Answer, Dispatch, Web

COLLECTION = "app.bsky.feed.post"
LARGEST_PICTURE = 1_000_000
_BASE32 = "234567abcdefghijklmnopqrstuvwxyz"
_DAY = 86_400_000_000
"""Microseconds."""


class BlueskyPoster:
    """`Poster` for one account, by its app password."""

    def __init__(self, web: Web, server: str, handle: str, password: Secret, sessions: Path) -> None:
        """Take the server ("" for bsky.social), the handle, an app password, and the folder for sessions."""
        self._session = BlueskySession(web, server, handle, password, sessions)

    def post(self, dispatch: Dispatch) -> Answer:
        """Post it, with its link's card and picture."""
        if found := check_limits(dispatch.text, network_for("bluesky")):
            return Answer(DeliveryState.REFUSED, found[0].reason)
        record = _record(dispatch)
        if dispatch.link:
            card: dict[str, Any] = {"uri": dispatch.link, "title": dispatch.title, "description": dispatch.description}
            if dispatch.picture and len(dispatch.picture) <= LARGEST_PICTURE:
                blob = self._session.call(
                    lambda api: api.upload(at("com.atproto.repo.uploadBlob"), dispatch.picture, _kind(dispatch))
                )
                picture = blob.told.get("blob") if blob.ok and isinstance(blob.told, dict) else None
                if not picture:
                    # Nothing was posted yet.
                    return Answer(DeliveryState.NEW, (blob.unknown() if blob.ok else blob.answer()).reason)
                card["thumb"] = picture
            record["embed"] = {"$type": "app.bsky.embed.external", "external": card}
        rkey = record_key(dispatch)
        reply = self._session.call(lambda api: api.send(at("com.atproto.repo.putRecord"), self._put(rkey, record)))
        told = reply.told if isinstance(reply.told, dict) else {}
        if (reply.ok and told.get("uri")) or told.get("error") == "InvalidSwap":
            return Answer(DeliveryState.SENT, receipt=self._address(rkey))
        return reply.unknown() if reply.ok else reply.answer()

    def find(self, dispatch: Dispatch, attempted: datetime, now: datetime) -> Answer | None:
        """Look for its record; where there is none it may go again at once: a late first attempt is the same one."""
        rkey = record_key(dispatch)
        reply = self._session.call(
            lambda api: api.get(
                at("com.atproto.repo.getRecord"), repo=self._session.did, collection=COLLECTION, rkey=rkey
            )
        )
        if reply.ok and reply.field("uri"):
            return Answer(DeliveryState.SENT, receipt=self._address(rkey))
        gone = isinstance(reply.told, dict) and reply.told.get("error") == "RecordNotFound"
        return Answer(DeliveryState.NEW, "there is no such record") if gone else None

    def _put(self, rkey: str, record: dict[str, Any]) -> dict[str, Any]:
        told = {"collection": COLLECTION, "rkey": rkey, "record": record, "swapRecord": None}
        return {"repo": self._session.did, **told}

    def _address(self, rkey: str) -> str:
        return f"https://bsky.app/profile/{self._session.handle}/post/{rkey}"


def record_key(dispatch: Dispatch) -> str:
    """Return the record key (a TID, https://atproto.com/specs/tid): the edition's day and a hash of the post's key."""
    begin = int(
        (datetime.combine(dispatch.day, datetime.min.time(), UTC) - datetime(1970, 1, 1, tzinfo=UTC))
        / timedelta(microseconds=1)
    )
    number = int.from_bytes(hashlib.sha256(dispatch.key.encode()).digest()[:16], "big")
    value = (begin + number % _DAY) << 10 | (number >> 64) % 1024
    return "".join(_BASE32[value >> 5 * place & 31] for place in range(12, -1, -1))


def _record(dispatch: Dispatch) -> dict[str, Any]:
    record: dict[str, Any] = {
        "$type": COLLECTION,
        "text": dispatch.text,
        "createdAt": datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "facets": [facet.record() for facet in facets(dispatch.text)],
    }
    return record | ({"langs": [dispatch.language]} if dispatch.language else {})


def _kind(dispatch: Dispatch) -> str:
    return "image/png" if dispatch.picture.startswith(b"\x89PNG") else "image/jpeg"
