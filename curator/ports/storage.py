"""What is remembered: what came in, what was decided, what waits."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from curator.model import Article, Decision, Edition, Entry, Mark, SourceState, Status, Verdict


class Inbox(Protocol):
    """What came in: sources' states, entries, articles."""

    def states(self) -> dict[str, SourceState]:
        """Return the state of every source ever asked, by source id."""
        ...

    def known(self, entries: Iterable[str]) -> frozenset[str]:
        """Return those of the ids whose entries are stored."""
        ...

    def record(self, received: Sequence[tuple[SourceState, Sequence[Entry]]], now: datetime) -> dict[str, int]:
        """Store states and entries in one transaction; return the number of new entries by source id.

        An entry known by (source, guid) is updated in place, its `first_seen` kept.
        """
        ...

    def unread(self, since: datetime) -> Iterator[Entry]:
        """Yield the entries that no article was made of since they last changed, first seen since `since`.

        Newest first, by the earlier of publication and first sight. The store may be written between two entries.
        """
        ...

    def waiting(self, since: datetime) -> int:
        """Return how many entries `unread` would yield."""
        ...

    def keep(self, read: Sequence[tuple[Article, Sequence[str]]]) -> None:
        """Store articles in one transaction, each made of the entries whose ids are given.

        An article known by its id is updated: sources and sharers are united,
        the earliest dates win, a text read in full is not replaced by a shorter one.
        """
        ...

    def stamp(self) -> str:
        """Return what changes whenever articles are kept."""
        ...

    def articles(self, since: datetime, until: datetime) -> Iterator[Article]:
        """Yield the articles first seen or published in the period, oldest first."""
        ...

    def by_id(self, ids: Iterable[str]) -> dict[str, Article]:
        """Return the articles of these ids that are known."""
        ...


class Archive(Protocol):
    """What was decided: stories, verdicts, marks, editions."""

    def stories(self, articles: Iterable[str]) -> dict[str, str]:
        """Return the story id that each known article was filed under, by article id."""
        ...

    def members(self, stories: Iterable[str]) -> dict[str, tuple[str, ...]]:
        """Return the ids of the articles filed under each known story, by story id, in the order they were filed."""
        ...

    def file(self, assignments: Mapping[str, str], verdicts: Mapping[str, Verdict]) -> None:
        """Store article id → story id, and story id → its best verdict, in one transaction."""
        ...

    def verdicts(self, stories: Iterable[str]) -> dict[str, Verdict]:
        """Return the stored verdicts by story id."""
        ...

    def mark(self, marks: Sequence[Mark]) -> None:
        """Append marks to the log in one transaction."""
        ...

    def marks(self) -> tuple[Mark, ...]:
        """Return all marks that were not undone, oldest first."""
        ...

    def marks_since(self, id: int) -> tuple[Mark, ...]:
        """Return the marks with a higher id that were not undone, oldest first."""
        ...

    def undone(self) -> int:
        """Return how many marks were undone so far; with the highest id it tells whether the log changed."""
        ...

    def undo(self, editor: str | None = None) -> Mark | None:
        """Take the newest mark (of `editor`, if given) back and return it; None when there is none."""
        ...

    def save(self, edition: Edition) -> None:
        """Store the edition under its slug, replacing an earlier state of it."""
        ...

    def edition(self, slug: str) -> Edition | None:
        """Return one edition."""
        ...

    def editions(self, since: date | None = None) -> tuple[Edition, ...]:
        """Return all editions, or those dated `since` a day or later, oldest first."""
        ...

    def note(self, name: str, value: str) -> None:
        """Remember a value of the programs' own under a name, in this installation."""
        ...

    def noted(self, name: str) -> str:
        """Return what was noted under a name, "" where nothing was."""
        ...

    def stamps(self) -> tuple[tuple[str, date, Status], ...]:
        """Return slug, day and status of every edition, oldest first, without opening one."""
        ...

    def versions(self) -> dict[str, str]:
        """Return for every edition, by slug, a hash that changes when anything in it but its status does."""
        ...

    def withdraw(self) -> tuple[str, ...]:
        """Make drafts of the editions that were approved and are not out yet; return their slugs."""
        ...


@dataclass(frozen=True, slots=True)
class Judged:
    """A story as the judge left it, without its texts."""

    story: str
    score: float
    decision: Decision
    newest: datetime
    """First sight of its newest article."""


@dataclass(frozen=True, slots=True)
class Seen:
    """An article that came in, without its texts, and what became of it."""

    at: datetime
    """First sight."""
    language: str
    sources: tuple[str, ...]
    story: str = ""
    """Id of the story it was filed under, "" for none yet."""
    decision: Decision | None = None
    """The judge's on its story."""
    section: str = ""


class Board(Protocol):
    """What waits for the editor, told without judging anything again."""

    def stamp(self) -> str:
        """Return what changes whenever stories are filed or judged."""
        ...

    def judged(self, since: datetime) -> tuple[Judged, ...]:
        """Return the judged stories with an article first seen since `since`, best first."""
        ...

    def sources(self, stories: Iterable[str]) -> dict[str, tuple[str, ...]]:
        """Return the ids of the sources that led to each known story, each once."""
        ...

    def begun(self) -> dict[str, datetime]:
        """Return when each source brought its first entry, of those that are kept."""
        ...

    def seen(self, since: datetime, until: datetime) -> tuple[Seen, ...]:
        """Return the articles first seen in the period, both ends included, without their texts, oldest first."""
        ...
