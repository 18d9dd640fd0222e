"""feedparser's conformance cases, judged on the fields that entries have.

Each case is a tiny feed whose leading comment holds an expression over
feedparser's result. The comparisons in it that speak of a title, link, id,
date, body, author, category or language are asked of our reading instead;
markup is compared as the text that it shows.
"""

from __future__ import annotations

import ast
import re
import tarfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from curator.articles.clean import plain_text, title_text
from curator.articles.dates import parse_date, utc
from curator.articles.urls import absolute, canonical
from curator.errors import CuratorError
from curator.model import Entry
from curator.sources.feed.entries import cleaned, site_of, text_of
from curator.sources.feed.fetcher import read_feed
from curator.sources.feed.raw import RawEntry, RawFeed

HOME = "http://127.0.0.1:8097/"
"""Where the cases say that they are read."""

_EXPECT = re.compile(rb"Expect:\s+(.*?)\s*-->", re.DOTALL)
_HEADER = re.compile(rb"Header:\s+([\w-]+):\s*([^\r\n]+)")
_DATES = {"published_parsed", "updated_parsed", "created_parsed", "modified_parsed", "date_parsed", "issued_parsed"}
_BODIES = {"summary", "description", "content", "summary_detail"}


@dataclass(frozen=True, slots=True)
class Case:
    """One conformance case that speaks of our fields."""

    name: str
    failed: tuple[str, ...]
    """Comparisons that do not hold, as text."""


@dataclass(frozen=True, slots=True)
class _Claim:
    path: tuple[Any, ...]
    value: Any
    text: str


def conformance(archive: Path) -> list[Case]:
    """Return the cases of a tar archive that speak of our fields, with what does not hold of each."""
    cases = []
    with tarfile.open(archive) as members:
        for member in members:
            file = members.extractfile(member) if member.isfile() else None
            data = file.read() if file is not None else b""
            claims = list(_claims(data))
            if claims:
                cases.append(Case(member.name, tuple(_failed(data, claims))))
    return cases


def _claims(data: bytes) -> Iterator[_Claim]:
    """Yield the equations over our fields in the case's expression."""
    wide = data.startswith((b"\xff\xfe", b"\xfe\xff", b"\x00\x00\xfe\xff")) or b"\x00" in data[:64]
    found = None if wide else _EXPECT.search(data[:8_000])
    try:
        tree = ast.parse(found[1].decode("utf-8", "replace"), mode="eval") if found else None
    except SyntaxError:
        return
    for node in ast.walk(tree) if tree else ():
        if isinstance(node, ast.Compare) and len(node.ops) == 1 and isinstance(node.ops[0], ast.Eq):
            path = _path(node.left)
            try:
                value = ast.literal_eval(node.comparators[0])
            except ValueError:
                continue
            if path and _field(path):
                yield _Claim(path, value, ast.unparse(node))


def _path(node: ast.expr) -> tuple[Any, ...]:
    """Return entries[0]['title'] or entries[0].title as ("entries", 0, "title"); () for anything else."""
    match node:
        case ast.Name(id=name):
            return (name,)
        case ast.Subscript(value=value, slice=ast.Constant(value=key)):
            return (*inner, key) if (inner := _path(value)) else ()
        case ast.Attribute(value=value, attr=key):
            return (*inner, key) if (inner := _path(value)) else ()
    return ()


def _field(path: tuple[Any, ...]) -> str:
    """Return which of our fields a path speaks of, "" for none."""
    match path:
        case ("feed", "title" | "link" | "language"):
            return f"feed.{path[1]}"
        case ("feed", "title_detail", "value"):
            return "feed.title"
        case ("entries", int(), "title") | ("entries", int(), "title_detail", "value"):
            return "title"
        case ("entries", int(), "link"):
            return "link"
        case ("entries", int(), "id" | "guid"):
            return "id"
        case ("entries", int(), name) if name in _DATES:
            return "date"
        case ("entries", int(), name) | ("entries", int(), name, "value") if name in _BODIES - {"content"}:
            return "body"
        case ("entries", int(), "content", int(), "value"):
            return "body"
        case ("entries", int(), "author") | ("entries", int(), "author_detail", "name"):
            return "author"
        case ("entries", int(), "category") | ("entries", int(), "tags", int(), "term"):
            return "category"
    return ""


def _failed(data: bytes, claims: list[_Claim]) -> Iterator[str]:
    headers = {key.decode().lower(): value.decode("latin-1").strip() for key, value in _HEADER.findall(data[:4_000])}
    address = absolute(headers.get("content-location", ""), HOME) or HOME
    try:
        feed = read_feed(data, headers)
    except CuratorError as error:
        yield from (f"{claim.text}: {error}" for claim in claims)
        return
    entries = cleaned(feed, "case", address)
    for claim in claims:
        said = _said(claim, feed, entries, address)
        if not said[0]:
            yield f"{claim.text}: {said[1]!r}"


def _said(claim: _Claim, feed: RawFeed, entries: list[Entry], address: str) -> tuple[bool, Any]:
    """Return whether a claim holds, and what we say instead."""
    field, value = _field(claim.path), claim.value
    if field.startswith("feed."):
        own = {"feed.title": text_of(feed.title), "feed.link": site_of(feed, address), "feed.language": feed.language}[
            field
        ]
        if field == "feed.link":
            return _same_address(own, value, address), own
        return (title_text(str(value)) == own if field == "feed.title" else str(value).lower() == own.lower()), own
    if claim.path[1] >= len(entries):
        return False, "no such entry"
    return _said_of_entry(field, value, entries[claim.path[1]], feed.entries[claim.path[1]], address)


def _said_of_entry(field: str, value: Any, entry: Entry, raw: RawEntry, address: str) -> tuple[bool, Any]:
    match field:
        case "title":
            return _shown(value) == _shown(entry.title), entry.title
        case "link":
            return _same_address(entry.address, value, address), entry.address
        case "id":
            return _same_address(raw.guid, value, address) or raw.guid == value, raw.guid
        case "date":
            moments = [utc(date) if isinstance(date, datetime) else parse_date(date) for date in raw.dates]
            return value is None or datetime(*value[:6], tzinfo=UTC) in moments, raw.dates
        case "body":
            bodies = [_shown(body.value) for body in raw.bodies]
            return _shown(value) in {*bodies, _shown(entry.text)} or (not value and not bodies), bodies
        case "author":
            name = re.sub(r"\s*\(?\S+@\S+\)?\s*", " ", str(value)).strip() or str(value)
            return name in {entry.author, *entry.author.split(", ")}, entry.author
    return str(value) in entry.categories or title_text(str(value)) in entry.categories, entry.categories


def _shown(markup: Any) -> str:
    """Return what a reader sees of a text that may be markup."""
    return "".join(plain_text(title_text(str(markup)) if "<" not in str(markup) else str(markup)).split())


def _same_address(ours: str, theirs: Any, address: str) -> bool:
    """Return whether two addresses lead to the same place; an unsafe or impossible one is to be left out."""
    expected = absolute(str(theirs), address)
    return ours in {str(theirs), expected} or canonical(ours) == canonical(expected)
