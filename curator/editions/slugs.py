"""Last parts of permalinks: readable, short, unique within the day, never changed once given."""

from __future__ import annotations

import re
from collections.abc import Container
from datetime import date

from curator.text import fold

LONGEST = 60


def slug_of(title: str, fallback: str, taken: Container[str] = ()) -> str:
    """Return a slug of a-z, 0-9 and hyphens made of `title`, at most 60 characters, not among `taken`.

    A title without Latin letters or digits gives "story-" and `fallback`.
    """
    ascii_words = re.findall(r"[a-z0-9]+", fold(title).encode("ascii", "ignore").decode())
    # A title mostly in another script leaves crumbs; they are no address to remember.
    readable = sum(map(len, ascii_words)) * 2 >= sum(character.isalnum() for character in title)
    base = _cut("-".join(ascii_words), LONGEST) if ascii_words and readable else ""
    base = base or f"story-{re.sub('[^a-z0-9]', '', fold(fallback))[:16] or 'x'}"
    slug, count = base, 1
    while slug in taken:
        count += 1
        slug = f"{_cut(base, LONGEST - len(str(count)) - 1)}-{count}"
    return slug


def _cut(slug: str, length: int) -> str:
    if len(slug) <= length:
        return slug
    whole, hyphen, _ = slug[: length + 1].rpartition("-")
    return whole if hyphen and len(whole) > length // 2 else slug[:length].rstrip("-")


def is_day(slug: str) -> bool:
    """Return whether this is the slug of a day's edition."""
    try:
        return date.fromisoformat(slug).isoformat() == slug
    except ValueError:
        return False
