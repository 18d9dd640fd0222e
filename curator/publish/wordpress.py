"""Editions as posts of a WordPress, first as drafts: https://developer.wordpress.org/rest-api/reference/posts/

One post an edition, however often this runs: a post of ours is known by the
number in the last receipt, else by its slug and the mark at its end. What was
changed in WordPress since is not written over without being told to.
"""

from __future__ import annotations

import base64
import hashlib
import html
import re
from typing import Any
from urllib.parse import quote, urlsplit

from curator.accounts.api import Api, Reply
from curator.config.secrets import Secret
from curator.errors import CuratorError
from curator.i18n import N_
from curator.model import DeliveryState, short_hash
from curator.ports import Answer, BlogPost, Web

_POSTS, _MEDIA, _CATEGORIES = "/wp-json/wp/v2/posts", "/wp-json/wp/v2/media", "/wp-json/wp/v2/categories"
_RECEIPT = re.compile(r"[?&]post=(\d+)&action=edit(?:#(\w+))?$")


class WordPressBlog:
    """`Blog` on one WordPress, by an application password."""

    def __init__(self, web: Web, server: str, user: str, password: Secret) -> None:
        """Take the address, the user and an application password; raises `CuratorError` without a user."""
        if not user:
            raise CuratorError(
                N_("an account on wordpress needs its `handle`."), about=server, remedy=N_("Set the user name.")
            )
        told = base64.b64encode(f"{user}:{password.reveal()}".encode()).decode()
        self._server = server.rstrip("/")
        self._api = Api(web, self._server, {"Authorization": f"Basic {told}"})

    def put(self, post: BlogPost, receipt: str = "", overwrite: bool = False) -> Answer:
        """Make the edition's draft, or bring it up to date; `receipt` is that of the last time.

        `REFUSED` where somebody has changed it in WordPress since; with
        `overwrite` that is lost. A post that was published there stays so.
        """
        standing = self._standing(post, receipt)
        if isinstance(standing, Answer):
            return standing
        if standing and not overwrite and _edited(standing, receipt):
            return Answer(DeliveryState.REFUSED, "it was changed in WordPress since", _receipt_without_hash(receipt))
        told: dict[str, Any] = {
            "title": post.title,
            "content": post.html + _mark(post),
            "excerpt": post.excerpt,
            "categories": self._categories(post.categories),
        }
        picture = self._picture(post)
        told |= {"featured_media": picture} if picture else {}
        if not standing:
            told |= {"slug": post.slug, "status": "draft"}
        path = f"{_POSTS}/{standing['id']}" if standing else _POSTS
        reply = self._api.send(f"{path}?context=edit", told)
        number = reply.field("id")
        if not reply.ok or not number:
            return reply.unknown() if reply.ok else reply.answer()
        return Answer(DeliveryState.SENT, reply.field("status"), self._receipt(number, reply.field("content", "raw")))

    def _standing(self, post: BlogPost, receipt: str) -> dict[str, Any] | Answer | None:
        """Return the edition's post as it stands there, None where there is none, an answer where nobody can know."""
        known = _RECEIPT.search(receipt)
        if known:
            reply = self._api.get(f"{_POSTS}/{known[1]}", context="edit")
            if reply.ok and isinstance(reply.told, dict) and reply.field("status") != "trash":
                return reply.told
            if reply.status not in (404, 410) and not reply.ok:
                return _not_yet(reply)
        # The slug may be another post's, or was changed there: then the mark is looked for.
        for way in ({"slug": post.slug}, {"search": f"curator {post.slug}"}):
            reply = self._api.get(_POSTS, **way, status="any", context="edit", per_page=20)
            if not reply.ok or not isinstance(reply.told, list):
                return _not_yet(reply)
            ours = [one for one in reply.items() if _mark(post) in str((one.get("content") or {}).get("raw", ""))]
            if ours:
                return ours[0]
        return None

    def _categories(self, names: tuple[str, ...]) -> list[int]:
        """Return the numbers of the categories of these names; one that is missing is made, where the user may."""
        found: list[int] = []
        for name in names:
            reply = self._api.get(_CATEGORIES, search=name, per_page=100)
            same = [one for one in reply.items() if html.unescape(str(one.get("name"))).casefold() == name.casefold()]
            number = same[0].get("id") if same else self._made_category(name)
            if isinstance(number, int):
                found.append(number)
        return found

    def _made_category(self, name: str) -> object:
        reply = self._api.send(_CATEGORIES, {"name": name})
        # Another spelling of the same slug is there already: it is named in the refusal.
        return reply.part("id") if reply.ok else reply.part("data", "term_id")

    def _picture(self, post: BlogPost) -> int | None:
        """Return the number of the lead's picture in the library, uploaded once; None where it is not to be had."""
        if not post.picture:
            return None
        name = f"curator-{hashlib.sha256(post.picture).hexdigest()[:16]}"
        known = self._api.get(_MEDIA, slug=name).items()
        if known:
            number = known[0].get("id")
            return number if isinstance(number, int) else None
        kind, ending = ("image/png", "png") if post.picture.startswith(b"\x89PNG") else ("image/jpeg", "jpg")
        disposition = f'attachment; filename="{name}.{ending}"'
        made = self._api.upload(_MEDIA, post.picture, kind, Content_Disposition=disposition)
        number = made.part("id") if made.ok else None
        if not isinstance(number, int):
            return None
        self._api.send(f"{_MEDIA}/{number}", {"alt_text": post.alt})
        return number

    def _receipt(self, number: str, raw: str) -> str:
        return f"{self._server}/wp-admin/post.php?post={quote(number)}&action=edit#{short_hash(raw)}"


def _mark(post: BlogPost) -> str:
    return f"<!-- curator {post.slug} -->"


def _edited(standing: dict[str, Any], receipt: str) -> bool:
    known = _RECEIPT.search(receipt)
    raw = str((standing.get("content") or {}).get("raw", ""))
    return bool(known and known[2] and known[2] != short_hash(raw))


def _receipt_without_hash(receipt: str) -> str:
    return urlsplit(receipt)._replace(fragment="").geturl()


def _not_yet(reply: Reply) -> Answer:
    if reply.field("code") == "rest_invalid_param":  # who is not logged in may not ask for drafts
        return Answer(DeliveryState.NEW, f"the account needs a new token: {reply.answer().reason}")
    answer = reply.unknown() if reply.ok else reply.answer()
    return answer if answer.state is DeliveryState.REFUSED else Answer(DeliveryState.NEW, answer.reason)
