"""JSON Feed 1.0 and 1.1 (https://www.jsonfeed.org/version/1.1/), and what passes for it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from curator.errors import ParseError
from curator.i18n import N_
from curator.model import Cause
from curator.sources.feed.raw import Form, Link, Markup, RawEntry, RawFeed


def read(text: str, most: int) -> RawFeed:
    """Return the feed in `text` with at most `most` entries.

    Raises `ParseError`: `Cause.PARSE` for broken JSON, `Cause.NOT_A_FEED` for any other JSON.
    """
    try:
        # strict=False lets control characters into strings, which some generators write.
        data = json.loads(text, strict=False)
    except (ValueError, RecursionError):
        raise ParseError(N_("The answer looks like JSON and is broken."), cause=Cause.PARSE) from None
    if not isinstance(data, dict) or not isinstance(data.get("items"), list) or not _is_feed(data):
        raise ParseError(
            N_("The answer is JSON, but no feed."),
            cause=Cause.NOT_A_FEED,
            remedy=N_("Look for the site's feed address."),
        )
    items = [item for item in data["items"] if isinstance(item, dict)]
    return RawFeed(
        title=Markup(_string(data, "title"), Form.TEXT),
        links=list(_feed_links(data)),
        language=_string(data, "language"),
        author=_author(data),
        entries=[_entry(item) for item in items[:most]],
        dropped=len(data["items"]) - len(items[:most]),
    )


def _is_feed(data: dict[str, Any]) -> bool:
    if "jsonfeed.org" in _string(data, "version"):
        return True
    keys = {"content_html", "content_text", "date_published"}
    return any(isinstance(item, dict) and keys & item.keys() for item in data["items"])


def _feed_links(data: dict[str, Any]) -> Iterator[Link]:
    if home := _string(data, "home_page_url"):
        yield Link(home)
    if own := _string(data, "feed_url"):
        yield Link(own, "self")
    for hub in _dicts(data, "hubs"):
        if address := _string(hub, "url"):
            yield Link(address, "hub")


def _entry(item: dict[str, Any]) -> RawEntry:
    html, text, summary = (_string(item, key) for key in ("content_html", "content_text", "summary"))
    bodies = [Markup(html, Form.HTML), Markup(text, Form.TEXT), Markup(summary, Form.TEXT)]
    attachments = [
        Link(_string(part, "url"), "enclosure", _string(part, "mime_type")) for part in _dicts(item, "attachments")
    ]
    pictures = [_string(item, "image"), _string(item, "banner_image")]
    pictures += [link.href for link in attachments if link.type.startswith("image/")]
    named = [Link(_string(item, "url")), Link(_string(item, "external_url"), "related")]
    return RawEntry(
        guid=_string(item, "id"),
        guid_is_link=True,
        links=[link for link in (*named, *attachments) if link.href],
        title=Markup(_string(item, "title"), Form.TEXT),
        bodies=[body for body in bodies if body.value],
        author=_author(item),
        dates=[date for key in ("date_published", "date_modified") if (date := _string(item, key))],
        categories=[str(tag) for tag in item.get("tags") or [] if isinstance(tag, str)]
        if isinstance(item.get("tags"), list)
        else [],
        pictures=[picture for picture in pictures if picture],
        language=_string(item, "language"),
    )


def _author(thing: dict[str, Any]) -> str:
    people = [*_dicts(thing, "authors"), *_dicts({"author": [thing.get("author")]}, "author")]
    names = (_string(person, "name") for person in people)
    return ", ".join(dict.fromkeys(name for name in names if name))


def _string(thing: dict[str, Any], key: str) -> str:
    value = thing.get(key)
    # An id may be a number, says the specification.
    return str(value).strip() if isinstance(value, str | int | float) and not isinstance(value, bool) else ""


def _dicts(thing: dict[str, Any], key: str) -> list[dict[str, Any]]:
    value = thing.get(key)
    return [part for part in value if isinstance(part, dict)] if isinstance(value, list) else []
