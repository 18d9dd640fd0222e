"""Everything that calls itself a feed, read by feedparser, which forgives nearly all."""

from __future__ import annotations

import calendar
import io
from datetime import UTC, datetime
from time import struct_time
from typing import Any

from curator.sources.feed.caps import capped
from curator.sources.feed.raw import Form, Link, Markup, RawEntry, RawFeed


def read(text: str, most: int) -> RawFeed:
    """Return the feed in `text`, which begins at its root element, with at most `most` entries.

    feedparser's sanitiser and link resolver stay off: both are slow, and
    neither is a defence; markup is cleaned and links are joined afterwards.
    A document that it makes nothing of gives a feed without title and entries.
    """
    import feedparser

    # Named and numbered references can hide what repair removed; feedparser raises on them.
    parsed = feedparser.parse(
        io.BytesIO(capped(text, most).encode("utf-8", "replace")),
        response_headers={"content-type": "application/xml; charset=utf-8"},
        sanitize_html=False,
        resolve_relative_uris=False,
    )
    atom = str(parsed.get("version", "")).startswith("atom")
    head = parsed.feed
    # An item with nothing in it is none.
    entries = [entry for entry in parsed.entries if any(entry.values())]
    return RawFeed(
        title=_markup(head.get("title_detail"), atom),
        links=_links(head),
        language=str(head.get("language") or ""),
        author=_author(head),
        base=str((head.get("title_detail") or {}).get("base") or ""),
        entries=[_entry(entry, atom) for entry in entries[:most]],
        dropped=max(0, len(entries) - most),
    )


def _entry(entry: Any, atom: bool) -> RawEntry:
    title = entry.get("title_detail")
    bodies = [*(entry.get("content") or ()), entry.get("summary_detail")]
    return RawEntry(
        guid=str(entry.get("id") or ""),
        guid_is_link=bool(entry.get("guidislink", True)),
        links=_links(entry),
        title=_markup(title, atom),
        bodies=[markup for body in bodies if (markup := _markup(body, atom)).value],
        author=_author(entry),
        dates=list(_dates(entry)),
        categories=[str(tag.get("label") or tag.get("term") or "") for tag in entry.get("tags") or ()],
        pictures=_pictures(entry),
        language=str((title or {}).get("language") or entry.get("language") or ""),
        base=str((title or {}).get("base") or ""),
    )


def _markup(detail: Any, atom: bool) -> Markup:
    if not detail or not detail.get("value"):
        return Markup("")
    kind = str(detail.get("type") or "")
    if kind == "application/xhtml+xml" or (atom and kind == "text/html"):
        return Markup(detail["value"], Form.HTML)
    return Markup(detail["value"], Form.TEXT if atom and kind == "text/plain" else Form.UNSAID)


def _links(thing: Any) -> list[Link]:
    origin = thing.get("feedburner_origlink")
    links = [Link(str(origin), "origin")] if origin else []
    for link in thing.get("links") or ():
        if href := str(link.get("href") or link.get("url") or "").strip():
            rel = str(link.get("rel") or "alternate").lower().rsplit("/", 1)[-1]
            links.append(Link(href, rel, str(link.get("type") or "").lower()))
    plain = str(thing.get("link") or "").strip()
    # feedparser takes any guid for a link, even one that is a number.
    if plain and plain != thing.get("id") and all(link.href != plain for link in links):
        links.append(Link(plain))
    return links


def _author(thing: Any) -> str:
    people = [str(person.get("name") or person.get("email") or "") for person in thing.get("authors") or ()]
    names = list(dict.fromkeys(name for name in people if name))
    if names:
        return ", ".join(names)
    detail = thing.get("author_detail") or {}
    return str(detail.get("name") or thing.get("author") or "")


def _dates(entry: Any) -> list[str | datetime]:
    """Return each date as it is written, and after it as feedparser understood it."""
    dates: list[str | datetime] = []
    for name in ("published", "created", "updated"):
        # `get` would answer for a missing "updated" with "published", and warn.
        if dict.__contains__(entry, name):
            dates.append(str(dict.__getitem__(entry, name) or ""))
        parsed = dict.get(entry, f"{name}_parsed")
        if isinstance(parsed, struct_time):
            try:
                dates.append(datetime.fromtimestamp(calendar.timegm(parsed), UTC))
            except (ValueError, OverflowError, OSError):
                continue
    return dates


def _pictures(entry: Any) -> list[str]:
    found = [media.get("url") for media in entry.get("media_content") or () if _is_picture(media)]
    found += [thumb.get("url") for thumb in entry.get("media_thumbnail") or ()]
    found += [link.get("href") for link in entry.get("enclosures") or () if _is_picture(link)]
    image = entry.get("image")
    if image:
        found.append(image.get("href"))
    return [str(address) for address in found if address]


def _is_picture(media: Any) -> bool:
    kind = str(media.get("type") or media.get("medium") or "").lower()
    if kind:
        return kind.startswith("image")
    address = str(media.get("url") or media.get("href") or "").lower().partition("?")[0]
    return address.endswith((".jpg", ".jpeg", ".png", ".webp", ".gif", ".avif"))
