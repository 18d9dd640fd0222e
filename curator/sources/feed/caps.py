"""Limits laid on a feed before feedparser sees it, whose patterns take quadratic time on what no feed needs."""

from __future__ import annotations

import re
from collections.abc import Iterator

from curator.sources.feed.repair import LONGEST_VALUE

LONGEST_AUTHOR = 1_024
"""Characters of an author's name."""
LONGEST_TEXT = 1_000_000
"""Characters between two tags."""
DEEPEST = 200
"""Elements in one another; deeper tags are left out, their text stays."""
MOST_CATEGORIES = 200
"""Of one entry."""

_NAME = re.compile(r"</?([A-Za-z_][\w.:-]{0,60})")
_ENTRIES = frozenset({"item", "entry"})
_CATEGORIES = frozenset({"category", "subject", "keywords"})
_PEOPLE = frozenset({"author", "creator", "managingeditor", "webmaster", "name", "email", "contributor", "publisher"})


def capped(text: str, most: int) -> str:
    """Return `text` without comments and processing instructions, each part within its limit, with `most` entries.

    Takes time in proportion to the text.
    """
    pieces: list[str] = []
    categories = entries = 0
    skipping = ""
    depth = 0
    longest = LONGEST_TEXT
    for kind, piece in _tokens(text):
        if kind in {"text", "cdata"}:
            if not skipping:
                pieces.append(piece if len(piece) <= longest else _cut(kind, piece, longest))
            continue
        name = _name(piece)
        if skipping:
            skipping = "" if name == skipping else skipping
            continue
        opening = not piece.startswith("</")
        if opening and name in _ENTRIES:
            entries, categories = entries + 1, 0
            if entries > most:
                break
        if opening and name in _CATEGORIES:
            categories += 1
            if categories > MOST_CATEGORIES:
                skipping = "" if piece.endswith("/>") else name
                continue
        depth += 0 if piece.endswith("/>") else 1 if opening else -1
        if depth > DEEPEST:
            continue
        longest = LONGEST_AUTHOR if opening and name in _PEOPLE else LONGEST_TEXT
        pieces.append(piece)
    return "".join(pieces)


def _name(tag: str) -> str:
    found = _NAME.match(tag)
    return found[1].rpartition(":")[2].lower() if found else ""


def _cut(kind: str, piece: str, longest: int) -> str:
    return piece[:longest] + "]]>" if kind == "cdata" else piece[:longest].rpartition("&")[0] or piece[:longest]


def _tokens(text: str) -> Iterator[tuple[str, str]]:
    """Yield ("text" | "cdata" | "tag", piece); comments and instructions are left out.

    What is opened and never closed is text; that it is not closed is found out once.
    """
    place, length = 0, len(text)
    endless: set[str] = set()
    while place < length:
        start = text.find("<", place)
        if start < 0:
            yield "text", text[place:]
            return
        if start > place:
            yield "text", text[place:start]
        opening, closing = _delimiters(text, start)
        end = -1 if closing in endless else text.find(closing, start + len(opening))
        if end < 0:
            endless.add(closing)
            yield "text", "&lt;"
            place = start + 1
            continue
        place = end + len(closing)
        if opening == "<![CDATA[":
            yield "cdata", text[start:place]
        elif opening == "<":
            yield "tag", _short(text, start, place)


def _delimiters(text: str, start: int) -> tuple[str, str]:
    for opening, closing in (("<![CDATA[", "]]>"), ("<!--", "-->"), ("<?", "?>")):
        if text.startswith(opening, start):
            return opening, closing
    return "<", ">"


def _short(text: str, start: int, end: int) -> str:
    """Return the tag in text[start:end]; one that is too long loses its attributes."""
    if end - start <= LONGEST_VALUE:
        return text[start:end]
    found = _NAME.match(text, start)
    return f"{found[0]}>" if found else ""
