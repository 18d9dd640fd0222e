"""Posts to Mastodon and whatever speaks its client interface: https://docs.joinmastodon.org/client/intro/

Never twice: each attempt carries the same Idempotency-Key, and before a second
one the account's own posts are read, since not every server honours the key.
"""

from __future__ import annotations

import html
import re
import secrets
import time
from collections.abc import Callable
from datetime import datetime, timedelta

from curator.accounts.api import Api, Reply
from curator.checks import check_limits, network_for
from curator.config.secrets import Secret
from curator.model import DeliveryState
from curator.ports import Answer, Dispatch, Web

SETTLES = timedelta(minutes=5)
"""A post that was taken is to be read within this, on a slow server too."""
_LOOK_BACK = 40
_PICTURE_TURNS, _PICTURE_SECONDS = 10, 0.5
_ADDRESS = re.compile(r"https?://\S+")
_MENTION = re.compile(r"@[\w.-]+(?:@[\w.-]+)?")
_ENOUGH_WORDS = 4
_TAG = re.compile(r"<[^>]*>")
_BREAK = re.compile(r"<(?:br|/p)[^>]*>", re.I)
_HREF = re.compile(r'href="([^"]+)"')


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
        address = str(reply.told.get("url") or reply.told.get("uri") or "") if isinstance(reply.told, dict) else ""
        if not address:
            return Answer(DeliveryState.UNCERTAIN, "the server's answer was not understood")
        return Answer(DeliveryState.SENT, receipt=address)

    def find(self, dispatch: Dispatch, attempted: datetime, now: datetime) -> Answer | None:
        """Look for it among the account's own posts; that it is not there is sure after five minutes."""
        me = self._api.get("/api/v1/accounts/verify_credentials")
        if not me.ok or not isinstance(me.told, dict):
            return None
        own = self._api.get(f"/api/v1/accounts/{me.told.get('id')}/statuses", limit=_LOOK_BACK, exclude_reblogs="true")
        if not own.ok or not isinstance(own.told, list):
            return None
        for status in own.told:
            if isinstance(status, dict) and _is_ours(str(status.get("content", "")), dispatch):
                return Answer(DeliveryState.SENT, receipt=str(status.get("url") or status.get("uri") or ""))
        return Answer(DeliveryState.NEW, "it is not among the account's posts") if now - attempted > SETTLES else None

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
        for _ in range(_PICTURE_TURNS if reply.status == 202 else 0):
            if self._api.get(f"/api/v1/media/{id}").status == 200:
                break
            self._wait(_PICTURE_SECONDS)
        return id or None


def limits_of(instance: Reply) -> tuple[int, int]:
    """Return how many characters a server takes and what a link costs there; 0 where it does not tell."""
    told = instance.told if isinstance(instance.told, dict) else {}
    statuses = (told.get("configuration") or {}).get("statuses") or {}
    characters = statuses.get("max_characters") or told.get("max_toot_chars") or 0
    link = statuses.get("characters_reserved_per_url") or 0
    return (characters, link) if isinstance(characters, int) and isinstance(link, int) else (0, 0)


def _is_ours(content: str, dispatch: Dispatch) -> bool:
    """Return whether a status tells the same words; one of hardly any words has to lead to the same place, too.

    Links and mentions are left out: servers write them in their own way.
    """
    text = html.unescape(_TAG.sub("", _BREAK.sub(" ", content)))
    said = _words(text)
    if said != _words(dispatch.text):
        return False
    leads = {html.unescape(address) for address in _HREF.findall(content)} | set(_ADDRESS.findall(text))
    return len(said) >= _ENOUGH_WORDS or any(address.rstrip("/") == dispatch.link.rstrip("/") for address in leads)


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", _MENTION.sub(" ", _ADDRESS.sub(" ", text)).lower())


def _form(dispatch: Dispatch, boundary: str) -> bytes:
    kind, ending = ("image/png", "png") if dispatch.picture.startswith(b"\x89PNG") else ("image/jpeg", "jpg")
    parts = (
        f'--{boundary}\r\nContent-Disposition: form-data; name="description"\r\n\r\n{dispatch.alt}\r\n'
        f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="picture.{ending}"\r\n'
        f"Content-Type: {kind}\r\n\r\n"
    )
    return parts.encode() + dispatch.picture + f"\r\n--{boundary}--\r\n".encode()
