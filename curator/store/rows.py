"""Values to rows and back; the names of fields and columns agree."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, fields
from datetime import datetime
from typing import Any
from zlib import crc32

from sqlalchemy import Row

from curator.model import Article, Cause, Decision, Entry, Mark, Reason, Sharer, SourceState, Verb, Verdict
from curator.plain import from_plain, to_plain

STATE_FIELDS = tuple(field.name for field in fields(SourceState))
ENTRY_FIELDS = tuple(field.name for field in fields(Entry))
ARTICLE_FIELDS = tuple(field.name for field in fields(Article))
VERDICT_FIELDS = tuple(field.name for field in fields(Verdict))


def state_row(state: SourceState) -> dict[str, Any]:
    """Return the columns of `sources` that a state fills."""
    return {name: getattr(state, name) for name in STATE_FIELDS}


def state_of(row: Iterable[Any]) -> SourceState:
    """Return the state in a row of `STATE_FIELDS`."""
    values = dict(zip(STATE_FIELDS, row, strict=True))
    values["cause"] = Cause(values["cause"]) if values["cause"] else None
    return SourceState(**values)


def entry_row(entry: Entry, key: str, first_seen: datetime, now: datetime) -> dict[str, Any]:
    """Return the columns of `entries` that tell what was said and when, for an entry shown at `now`.

    `key` is the entry's id. A feed cannot date itself into the future: `dated`
    is the earlier of publication and first sight.
    """
    published = entry.published.timestamp() if entry.published else None
    rest = (published, entry.language, entry.categories, entry.picture, entry.links, entry.sharer)
    return {
        "id": key,
        "source": entry.source,
        "first_seen": first_seen,
        "dated": min(entry.published, first_seen) if entry.published else first_seen,
        "seen_on": now.date(),
        "fingerprint": f"{entry.content_hash}{crc32(repr(rest).encode('utf-8', 'backslashreplace')):08x}",
    }


def same_content(one: str, other: str) -> bool:
    """Return whether two fingerprints are of the same title, address, text and author."""
    return one[:16] == other[:16]


def words_row(entry: Entry) -> dict[str, Any]:
    """Return the columns of `words`, without the key."""
    return {
        "guid": entry.guid,
        "address": entry.address,
        "title": entry.title,
        "author": entry.author,
        "published": entry.published,
        "language": entry.language,
        "categories": entry.categories,
        "picture": entry.picture,
        "links": entry.links,
        "sharer": json.dumps(to_plain(entry.sharer)) if entry.sharer else None,
        "text": entry.text,
        "pageless": entry.pageless,
    }


def entry_of(row: Iterable[Any]) -> Entry:
    """Return the entry in a row of `ENTRY_FIELDS`, from `entries` joined with `words`."""
    values = dict(zip(ENTRY_FIELDS, row, strict=True))
    if values["sharer"]:
        values["sharer"] = from_plain(json.loads(values["sharer"]), Sharer)
    return Entry(**values)


def article_row(article: Article) -> dict[str, Any]:
    """Return the columns of `articles`, without the key."""
    row = {name: getattr(article, name) for name in ARTICLE_FIELDS}
    row["sharers"] = json.dumps(to_plain(article.sharers)) if article.sharers else "[]"
    return row


def article_of(row: Iterable[Any]) -> Article:
    """Return the article in a row of `ARTICLE_FIELDS`."""
    values = dict(zip(ARTICLE_FIELDS, row, strict=True))
    sharers = values["sharers"]
    values["sharers"] = () if sharers == "[]" else from_plain(json.loads(sharers), tuple[Sharer, ...])
    return Article(**values)


def verdict_row(verdict: Verdict) -> dict[str, Any]:
    """Return the columns of `verdicts`, without the keys."""
    row = {name: getattr(verdict, name) for name in VERDICT_FIELDS}
    row["reasons"] = json.dumps([asdict(reason) for reason in verdict.reasons], ensure_ascii=False)
    return row


def verdict_of(row: Iterable[Any]) -> Verdict:
    """Return the verdict in a row of `VERDICT_FIELDS`."""
    values = dict(zip(VERDICT_FIELDS, row, strict=True))
    values["decision"] = Decision(values["decision"])
    values["reasons"] = tuple(Reason(**reason) for reason in json.loads(values["reasons"]))
    return Verdict(**values)


def mark_row(mark: Mark) -> dict[str, Any]:
    """Return the columns of `marks`; the store gives the id."""
    return {
        "subject": mark.subject,
        "verb": mark.verb,
        "at": mark.at,
        "value": mark.value,
        "editor": mark.editor,
        "theme": mark.theme,
        "score": mark.score,
    }


def mark_of(row: Row[*tuple[Any, ...]]) -> Mark:
    """Return the mark in a row of `marks`."""
    return Mark(row.subject, Verb(row.verb), row.at, row.value, row.editor, row.id, row.theme, row.score)
