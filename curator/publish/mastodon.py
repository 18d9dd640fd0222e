"""Posts to Mastodon and whatever speaks its client interface: https://docs.joinmastodon.org/client/intro/

Never twice: each attempt carries the same Idempotency-Key, and before a second
one the account's own posts are read, since not every server honours the key.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any
from urllib.parse import quote

from curator.accounts.api import Api, Reply
from curator.checks import check_limits, network_for
from curator.config.secrets import Secret
from curator.model import DeliveryState
from curator.ports import Answer, Dispatch, Web
from curator.publish.likeness import LOOKS_BACK, absent, is_ours, told_moment

_PAGE, _PAGES = 40, 10
"""Own posts a question, and questions at the most, when one is looked for."""
_PICTURE_TURNS, _PICTURE_SECONDS = 10, 0.5


class MastodonPoster:
    """`Poster` for one account of a server."""

    def __init__(self, web: Web, server: str, token: Secret, *, wait: Callable[[float], None] = time.sleep) -> None:
        """Take the server's address and an access token with the scopes read and write."""
        self._api = Api(web, server, {"Authorization": f"Bearer {token.reveal()}"})
        self._wait = wait

    def post(self, dispatch: Dispatch) -> Answer:
        """Post it, with its picture where it has one."""
        if over := self._over_limit(dispatch):
            return over
        told: dict[str, object] = {
            "status": dispatch.text,
            "language": dispatch.language or None,
            "visibility": "public",
        }
        if dispatch.picture:
            picture = self._upload(dispatch)
            if isinstance(picture, Answer):
                return picture
            told |= {"media_ids": [picture]} if picture else {}
        reply = self._api.send("/api/v1/statuses", told, Idempotency_Key=dispatch.key)
        if not reply.ok:
            return reply.answer()
        address = reply.field("url") or reply.field("uri")
        return Answer(DeliveryState.SENT, receipt=address) if address else reply.unknown()

    def find(self, dispatch: Dispatch, attempted: datetime, now: datetime) -> Answer | None:
        """Look for it among the account's own posts; that it is not there is sure after five minutes."""
        me = self._api.get("/api/v1/accounts/verify_credentials")
        if not me.ok or not isinstance(me.told, dict):
            return None
        since = attempted - LOOKS_BACK
        for page in self._own(str(me.told.get("id"))):
            if page is None:
                return None
            for status in page:
                # Some servers hand the text back as it was sent, beside what they made of it.
                if is_ours(dispatch, str(status.get("content") or ""), str(status.get("text") or "")):
                    return Answer(DeliveryState.SENT, receipt=str(status.get("url") or status.get("uri") or ""))
            if len(page) < _PAGE or told_moment(page[-1].get("created_at")) < since:
                return absent(attempted, now)
        return None

    def _own(self, account: str) -> Iterator[list[dict[str, Any]] | None]:
        """Yield the account's own posts, newest first; None where they cannot be read."""
        older: dict[str, object] = {}
        seen: set[str] = set()
        for _ in range(_PAGES):
            reply = self._api.get(f"/api/v1/accounts/{account}/statuses", limit=_PAGE, exclude_reblogs="true", **older)
            page = reply.told if reply.ok and isinstance(reply.told, list) else None
            yield None if page is None else [one for one in page if isinstance(one, dict)]
            ids = {str(one["id"]) for one in page or () if isinstance(one, dict) and "id" in one}
            if not page or ids <= seen:  # not every server turns pages
                return
            seen |= ids
            older = {"max_id": page[-1].get("id")}

    def _over_limit(self, dispatch: Dispatch) -> Answer | None:
        """Return a refusal of ours for what this very server takes no more; a server that tells no limit gets all."""
        instance = self._api.get("/api/v2/instance")
        if not instance.ok:
            instance = self._api.get("/api/v1/instance")
        if instance.cause is not None:
            return instance.answer()
        characters, link = limits_of(instance)
        if not characters:
            return None
        found = check_limits(dispatch.text, network_for("mastodon", characters=characters, link_cost=link))
        return Answer(DeliveryState.REFUSED, found[0].reason) if found else None

    def _upload(self, dispatch: Dispatch) -> str | Answer | None:
        """Return the id of the uploaded picture; None where the server does not want it, an answer where it failed."""
        boundary = secrets.token_hex(16)
        reply = self._api.upload(
            "/api/v2/media", _form(dispatch, boundary), f"multipart/form-data; boundary={boundary}"
        )
        if not reply.ok or not isinstance(reply.told, dict):
            failed = reply.answer()
            # Nothing was posted yet, whatever became of the picture.
            return None if failed.state is DeliveryState.REFUSED else Answer(DeliveryState.NEW, failed.reason)
        id = str(reply.told.get("id", ""))
        if reply.status == 202 and not self._is_ready(id):
            return Answer(DeliveryState.NEW, "the server is still at work on the picture")
        return id or None

    def _is_ready(self, picture: str) -> bool:
        for _ in range(_PICTURE_TURNS):
            if self._api.get(f"/api/v1/media/{quote(picture, safe='')}").status == 200:
                return True
            self._wait(_PICTURE_SECONDS)
        return False


def limits_of(instance: Reply) -> tuple[int, int]:
    """Return how many characters a server takes and what a link costs there; 0 where it does not tell."""
    told = instance.told if isinstance(instance.told, dict) else {}
    statuses = (told.get("configuration") or {}).get("statuses") or {}
    characters = statuses.get("max_characters") or told.get("max_toot_chars") or 0
    link = statuses.get("characters_reserved_per_url") or 0
    return (characters, link) if isinstance(characters, int) and isinstance(link, int) else (0, 0)


def _form(dispatch: Dispatch, boundary: str) -> bytes:
    kind, ending = ("image/png", "png") if dispatch.picture.startswith(b"\x89PNG") else ("image/jpeg", "jpg")
    parts = (
        f'--{boundary}\r\nContent-Disposition: form-data; name="description"\r\n\r\n{dispatch.alt}\r\n'
        f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="picture.{ending}"\r\n'
        f"Content-Type: {kind}\r\n\r\n"
    )
    return parts.encode() + dispatch.picture + f"\r\n--{boundary}--\r\n".encode()
