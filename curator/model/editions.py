"""What the editor did, and the edition that came of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from curator.model.articles import Story
from curator.model.verdicts import Reason, Verdict


class Verb(StrEnum):
    """What an editor can do to a story (or, with an edition's slug, to an edition)."""

    KEEP = "keep"
    DROP = "drop"
    LATER = "later"
    LEAD = "lead"
    TITLE = "title"
    INSIGHT = "insight"
    EXTRACT = "extract"
    SECTION = "section"
    PICTURE = "picture"
    POSITION = "position"
    MERGE = "merge"
    SPLIT = "split"
    OPENING = "opening"
    RESTORE = "restore"
    APPROVE = "approve"
    """Of an edition's slug, with the hash of what was approved: kept for the audit, changes no story."""
    WITHDRAW = "withdraw"
    """The approval was taken back."""
    ALLOW = "allow"
    """Of a finding's key, with the editor's reason: what the guard holds back may leave. Changes no story."""
    VOTE = "vote"
    """One editor's "+" or "-" on a story, "" takes it back: told to the others, decides nothing."""
    COMMENT = "comment"
    """One editor's words to the others about a story; readers never see them."""
    SCHEDULE = "schedule"
    """Of an edition's slug, with the moment from which it may be published; "" lets it out at once."""
    FORGET = "forget"
    """Nothing that was marked before teaches the judge any more. Changes no story."""


@dataclass(frozen=True, slots=True)
class Mark:
    """One act of the editor; the log of them is what an edition is rebuilt from."""

    subject: str
    """Id of the story, or slug of the edition for `OPENING`."""
    verb: Verb
    at: datetime
    value: str = ""
    """The text, the section, the other story; the reason of a drop."""
    editor: str = ""
    id: int = 0
    """Given by the store, ascending."""
    theme: str = ""
    """Of a story that was kept or dropped: the theme that it was judged by then, "" where unknown."""
    score: float | None = None
    """And its `Verdict.plain`: what the judge said before it could learn from this mark."""


class Slot(StrEnum):
    """Where in the edition a pick stands."""

    LEAD = "lead"
    SECOND = "second"
    SECTION = "section"
    BRIEF = "brief"


@dataclass(frozen=True, slots=True)
class Pick:
    """A story chosen for an edition, with all that the reader is shown of it."""

    story: Story
    verdict: Verdict
    slot: Slot
    section: str
    title: str
    extract: str = ""
    extract_by: str = "extracted"
    """Whose words the extract is: "publisher", "extracted" or "editor"."""
    insight: str = ""
    """The editor's own sentence, Markdown."""
    picture: str = ""
    """Address of the article's picture where its rights allow; "" draws a cover."""
    additions: tuple[str, ...] = ()
    """What each article after the first adds, aligned with `story.articles[1:]`."""
    value: float = 0.0
    """What ranks it: the verdict's score plus `adjustments`."""
    adjustments: tuple[Reason, ...] = ()
    """Freshness, sharers, outlets, source's keep rate, flags: beside the score, never in it."""
    chosen_by: str = "judge"
    """"judge" or "editor"."""
    slug: str = ""
    """Last part of the permalink, unique within the journal's day."""


class Status(StrEnum):
    """How far an edition has come."""

    DRAFT = "draft"
    APPROVED = "approved"
    PUBLISHED = "published"


@dataclass(frozen=True, slots=True)
class Edition:
    """The picks of one day, or of one week, in their order."""

    slug: str
    """"2026-11-22" or "2026-w47"."""
    day: date
    """The day it is dated."""
    number: int
    picks: tuple[Pick, ...]
    made: datetime
    opening: str = ""
    """The editor's first words, Markdown."""
    read: int = 0
    """Articles looked at for it."""
    sources: int = 0
    failing: int = 0
    note: str = ""
    """Why it is shorter or reaches further back than usual; code, not prose."""
    status: Status = Status.DRAFT
    approved_hash: str = ""
    approved_at: datetime | None = None
    approved_by: str = ""
