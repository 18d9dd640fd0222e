"""The queue as a calendar file (RFC 5545), for any calendar program."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from unicodedata import category

from curator.model import Queued, short_hash

_QUARTER = timedelta(minutes=15)
_LINE = 75
"""Octets of a line, without its end."""


def calendar(posts: Iterable[Queued], title: str, now: datetime) -> str:
    """Return the posts that have a slot as events of a quarter of an hour, CRLF."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//curator//posts//EN", f"X-WR-CALNAME:{_text(title)}"]
    for post in posts:
        if post.slot is not None:
            lines += _event(post, post.slot, now)
    lines.append("END:VCALENDAR")
    return "".join(f"{piece}\r\n" for line in lines for piece in _folded(line))


def _event(post: Queued, slot: datetime, now: datetime) -> list[str]:
    first = post.text.strip().split("\n", 1)[0]
    return [
        "BEGIN:VEVENT",
        f"UID:{short_hash(f'{post.story} {post.account}')}@curator.invalid",
        f"DTSTAMP:{now:%Y%m%dT%H%M%SZ}",
        f"DTSTART:{slot:%Y%m%dT%H%M%SZ}",
        f"DTEND:{slot + _QUARTER:%Y%m%dT%H%M%SZ}",
        f"SUMMARY:{_text(f'{post.account}: {first[:80]}')}",
        f"DESCRIPTION:{_text(post.text)}",
        f"STATUS:{'TENTATIVE' if post.state == 'draft' else 'CONFIRMED'}",
        *([f"URL:{post.link}"] if post.link.isascii() and post.link.isprintable() and post.link else []),
        "END:VEVENT",
    ]


def _text(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    # No-break spaces and the joiners of emoji are no "printable" characters to Python: only controls go.
    kept = "".join(one for one in escaped if one in "\n\t" or category(one) not in ("Cc", "Cs"))
    return kept.replace("\n", "\\n")


def _folded(line: str) -> Iterator[str]:
    """Yield a line in pieces of at most 75 octets, each after the first led by a space, no character broken."""
    piece, size = "", 0
    for character in line:
        width = len(character.encode("utf-8"))
        if size + width > _LINE:
            yield piece
            piece, size = " ", 1
        piece, size = piece + character, size + width
    yield piece
