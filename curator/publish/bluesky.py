"""Posts to Bluesky: https://docs.bsky.app/docs/advanced-guides/posts

Never twice: a post's record key is made from its story and account, and it is
put where nothing stands yet (`swapRecord: null`), so that a second attempt
meets the first. The session is kept in a file, since servers count log-ins.
"""

from __future__ import annotations

import base64
import hashlib
import json
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from curator.checks import check_limits, facets, network_for
from curator.config.secrets import Secret
from curator.model import DeliveryState, short_hash
from curator.ports import Answer, Dispatch, Web
from curator.publish.api import Api, Reply

SERVER = "https://bsky.social"
COLLECTION = "app.bsky.feed.post"
LARGEST_PICTURE = 1_000_000
_BASE32 = "234567abcdefghijklmnopqrstuvwxyz"
_DAY = 86_400_000_000
"""Microseconds."""
_EXPIRED = ("ExpiredToken", "InvalidToken", "AuthMissing")


class BlueskyPoster:
    """`Poster` for one account, by its app password."""

    def __init__(self, web: Web, server: str, handle: str, password: Secret, sessions: Path) -> None:
        """Take the server ("" for bsky.social), the handle, an app password, and the folder for sessions."""
        self._web, self._server = web, server or SERVER
        self._handle, self._password = handle.lstrip("@"), password
        self._file = sessions / f"{short_hash(f'{self._server} {self._handle}')}.json"
        self._session: dict[str, str] = {}

    def post(self, dispatch: Dispatch) -> Answer:
        """Post it, with its link's card and picture."""
        if found := check_limits(dispatch.text, network_for("bluesky")):
            return Answer(DeliveryState.REFUSED, found[0].reason)
        record = _record(dispatch)
        if dispatch.link:
            card: dict[str, Any] = {"uri": dispatch.link, "title": dispatch.title, "description": dispatch.description}
            if dispatch.picture and len(dispatch.picture) <= LARGEST_PICTURE:
                blob = self._call(
                    lambda api: api.upload(_at("com.atproto.repo.uploadBlob"), dispatch.picture, _kind(dispatch))
                )
                if not blob.ok:
                    # Nothing was posted yet.
                    return Answer(DeliveryState.NEW, blob.answer().reason)
                card["thumb"] = blob.told["blob"]
            record["embed"] = {"$type": "app.bsky.embed.external", "external": card}
        rkey = record_key(dispatch)
        reply = self._call(lambda api: api.send(_at("com.atproto.repo.putRecord"), self._put(rkey, record)))
        if reply.ok:
            return Answer(DeliveryState.SENT, receipt=self._address(rkey))
        if isinstance(reply.told, dict) and reply.told.get("error") == "InvalidSwap":
            return Answer(DeliveryState.SENT, receipt=self._address(rkey))
        return reply.answer()

    def find(self, dispatch: Dispatch, attempted: datetime, now: datetime) -> Answer | None:
        """Look for its record; where there is none it may go again at once: a late first attempt is the same one."""
        rkey = record_key(dispatch)
        reply = self._call(
            lambda api: api.get(_at("com.atproto.repo.getRecord"), repo=self._did, collection=COLLECTION, rkey=rkey)
        )
        if reply.ok:
            return Answer(DeliveryState.SENT, receipt=self._address(rkey))
        gone = isinstance(reply.told, dict) and reply.told.get("error") == "RecordNotFound"
        return Answer(DeliveryState.NEW, "there is no such record") if gone else None

    @property
    def _did(self) -> str:
        return self._session.get("did", "")

    def _put(self, rkey: str, record: dict[str, Any]) -> dict[str, Any]:
        return {"repo": self._did, "collection": COLLECTION, "rkey": rkey, "record": record, "swapRecord": None}

    def _address(self, rkey: str) -> str:
        return f"https://bsky.app/profile/{self._session.get('handle', self._handle)}/post/{rkey}"

    def _call(self, act: Any) -> Reply:
        """Do something in a session, made anew once where the kept one has ended."""
        fault = self._log_in()
        if fault is not None:
            return fault
        reply: Reply = act(self._api(self._session["accessJwt"]))
        if reply.status in (400, 401) and isinstance(reply.told, dict) and reply.told.get("error") in _EXPIRED:
            self._session = {}
            self._file.unlink(missing_ok=True)
            fault = self._log_in()
            return fault if fault is not None else act(self._api(self._session["accessJwt"]))
        return reply

    def _api(self, token: str = "") -> Api:
        return Api(self._web, self._server, {"Authorization": f"Bearer {token}"} if token else {})

    def _log_in(self) -> Reply | None:
        """Have a session: the kept one, renewed, or a new one; return what stands in the way."""
        self._session = self._session or self._kept()
        if _lasts(self._session.get("accessJwt", "")):
            return None
        if _lasts(self._session.get("refreshJwt", "")):
            renewed = self._api(self._session["refreshJwt"]).upload(
                _at("com.atproto.server.refreshSession"), b"", "application/json"
            )
            if renewed.ok:
                self._keep(renewed)
                return None
        told = {"identifier": self._handle, "password": self._password.reveal()}
        made = self._api().send(_at("com.atproto.server.createSession"), told)
        if made.ok:
            self._keep(made)
            return None
        # A wrong password is 401, and the post waits; a stumbling server took no post either.
        return made if made.cause or made.status in (401, 403, 429) else Reply(429, made.told, made.cause, made.detail)

    def _kept(self) -> dict[str, str]:
        try:
            kept = json.loads(self._file.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        return kept if isinstance(kept, dict) else {}

    def _keep(self, reply: Reply) -> None:
        names = ("did", "handle", "accessJwt", "refreshJwt")
        self._session = {name: str(reply.told.get(name, "")) for name in names}
        self._file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        part = self._file.with_suffix(".part")
        part.touch(mode=0o600)
        part.write_text(json.dumps(self._session), encoding="utf-8")
        part.replace(self._file)


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


def _lasts(token: str) -> bool:
    """Return whether a token (a JWT) is good for another minute, as far as it tells."""
    parts = token.split(".")
    if len(parts) != 3:
        return False
    try:
        told = json.loads(base64.urlsafe_b64decode(parts[1] + "=" * (-len(parts[1]) % 4)))
        return float(told["exp"]) > time.time() + 60
    except (ValueError, KeyError, TypeError):
        return False


def _kind(dispatch: Dispatch) -> str:
    return "image/png" if dispatch.picture.startswith(b"\x89PNG") else "image/jpeg"


def _at(method: str) -> str:
    return f"/xrpc/{method}"
