"""Where the editions come from: all in hand, or one at a time from a store.

A daily build must not cost more as the archive grows, so that `render` first
looks at stamps, which are short, and opens only the editions whose stamp changed.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from curator.model import Edition, Status
from curator.plain import content_hash


@dataclass(frozen=True, slots=True)
class Stamp:
    """What is known of an edition without opening it."""

    slug: str
    day: date
    version: str
    """Changes when anything in the edition changes."""
    draft: bool = False


class Shelf(Protocol):
    """All editions of a journal."""

    def stamps(self) -> Sequence[Stamp]:
        """Return the stamp of every edition, oldest first."""
        ...

    def edition(self, slug: str) -> Edition:
        """Return one edition, whole."""
        ...


class Loaded:
    """A shelf of editions that are in memory already."""

    def __init__(self, editions: Iterable[Edition]) -> None:
        self._editions = {edition.slug: edition for edition in editions}

    def stamps(self) -> Sequence[Stamp]:
        """Return the stamp of every edition, oldest first."""
        return [
            Stamp(edition.slug, edition.day, version_of(edition), edition.status is Status.DRAFT)
            for edition in self._editions.values()
        ]

    def edition(self, slug: str) -> Edition:
        """Return one edition."""
        return self._editions[slug]


def version_of(edition: Edition) -> str:
    """Return a hash of an edition: that of its approval where there is one, else of all it holds."""
    if edition.approved_hash and edition.status is not Status.DRAFT:
        when = edition.approved_at.isoformat() if edition.approved_at else ""
        return f"{edition.approved_hash}@{when}"
    return content_hash(edition)
