"""Expectations that other projects wrote beside their test feeds, read into one shape."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from html import unescape
from pathlib import Path

from curator.articles.clean import plain_text, title_text
from curator.articles.dates import parse_date


@dataclass(frozen=True, slots=True)
class Gold:
    """What one item is expected to be; "" or None where nothing is said of it."""

    title: str
    link: str
    date: datetime | None


def gold_items(file: Path) -> list[Gold] | None:
    """Return the items that are expected of a feed file, None where nobody wrote them down."""
    described = file.with_name(f"{file.name}.expected.json")
    if described.exists():
        return _feed_rs(json.loads(described.read_text(encoding="utf-8")))
    listed = file.with_name(f"{file.name}.expected")
    return _kde(listed.read_text(encoding="utf-8")) if listed.exists() else None


def comparable(title: str) -> str:
    """Return a title as compared: its text without markup, entities and spare blanks."""
    decoded = unescape(unescape(title))
    return " ".join((plain_text(decoded) if "<" in decoded else title_text(decoded)).split())


def _feed_rs(feed: dict) -> list[Gold]:
    items = []
    for entry in feed["entries"]:
        links = [link for link in entry["links"] if link["rel"] in {None, "alternate"}] or entry["links"]
        title = (entry["title"] or {}).get("content") or ""
        items.append(
            Gold(title, links[0]["href"] if links else "", parse_date(entry["published"] or entry["updated"] or ""))
        )
    return items


def _kde(text: str) -> list[Gold]:
    items = []
    for part in re.split(r"^# Item begin #+$", text, flags=re.MULTILINE)[1:]:
        part = part.partition("# Item end")[0]
        fields = dict(re.findall(r"^(title|link|datePublished|dateUpdated): #(.*?)#$", part, re.MULTILINE | re.DOTALL))
        said = fields.get("datePublished") or fields.get("dateUpdated") or ""
        date = datetime.strptime(said, "%a %b %d %H:%M:%S %Y").replace(tzinfo=UTC) if said else None
        items.append(Gold(fields.get("title", ""), fields.get("link", ""), date))
    return items
