"""Review: what waits for the editor, what was decided, and when it is good enough to stop."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from curator.editions import Marks
from curator.model import Decision, Verb
from curator.ports import Board, Judged

REMEMBERED = 50
"""So many of a source's last decided stories are told of."""
NEW_FOR = timedelta(days=14)
"""How long a source is new."""


@dataclass(frozen=True, slots=True)
class Piles:
    """The stories of the longest window by what is to be done with them; ids, best or latest first."""

    waiting: tuple[str, ...]
    kept: tuple[str, ...]
    later: tuple[str, ...]
    dropped: tuple[str, ...]
    proposed: int = 0
    """So many of those that wait the judge would keep."""


@dataclass(frozen=True, slots=True)
class Habit:
    """What the editor made of a source's last stories, at most `REMEMBERED` of them."""

    kept: int
    decided: int


def piles(judged: Sequence[Judged], marks: Marks, out: frozenset[str], slug: str, day: date, since: datetime) -> Piles:
    """Return the piles for the edition `slug` of `day`.

    `judged` is what the board tells since `since`, best first; `out` are the
    stories of editions that are out. The judge's drops lie with the editor's.
    """
    waiting: list[str] = []
    dropped: list[str] = []
    gone = out | marks.gone
    # A loop over the whole stream after every act: nothing is called in it.
    decided = {story for story, mark in marks.stories.items() if mark.decision is not None}
    elsewhere, drop, keep = gone | decided, Decision.DROP, Decision.KEEP
    proposed = 0
    for one in judged:
        if one.story in elsewhere or one.newest < since:
            continue
        decision = one.decision
        (dropped if decision is drop else waiting).append(one.story)
        proposed += decision is keep
    kept: list[tuple[datetime, str]] = []
    later: list[tuple[datetime, str]] = []
    refused: list[tuple[datetime, str]] = []
    for story, mark in marks.stories.items():
        if mark.decision is None or story in gone:
            continue
        if mark.decision is Verb.DROP:
            if mark.decided_at and mark.decided_at >= since:
                refused.append((mark.decided_at, story))
        elif mark.decided_at and mark.decided_at >= since:
            (later if mark.deferred(slug, day) else kept).append((mark.decided_at, story))
    return Piles(tuple(waiting), _latest(kept), _latest(later), (*_latest(refused), *dropped), proposed)


def _latest(decided: list[tuple[datetime, str]]) -> tuple[str, ...]:
    return tuple(story for _, story in sorted(decided, reverse=True))


def habits(marks: Marks, sources: Mapping[str, Sequence[str]]) -> dict[str, Habit]:
    """Return the editor's habit with each source; `sources` are those of each decided story."""
    decided = sorted(
        ((mark.decided_at, mark.decision is Verb.KEEP, story) for story, mark in marks.stories.items()
         if mark.decision in (Verb.KEEP, Verb.DROP) and mark.decided_at),
        reverse=True,
    )  # fmt: skip
    counts: dict[str, list[int]] = {}
    for _, kept, story in decided:
        for source in sources.get(story, ()):
            count = counts.setdefault(source, [0, 0])
            if count[1] < REMEMBERED:
                count[0] += kept
                count[1] += 1
    return {source: Habit(*count) for source, count in counts.items()}


def newcomers(begun: Mapping[str, datetime], now: datetime) -> frozenset[str]:
    """Return the sources that began within `NEW_FOR`, a day or more after the journal's first one."""
    founded = min(begun.values(), default=now) + timedelta(days=1)
    return frozenset(source for source, at in begun.items() if at >= founded and now - at < NEW_FOR)


def keep_rates(board: Board, marks: Marks) -> dict[str, float]:
    """Return the share of each source's decided stories that the editor kept, by source id.

    Two imagined stories, one kept and one dropped, stand beside the real ones,
    so that a source is not judged on its first story.
    """
    decided = {
        story: m.decision is Verb.KEEP for story, m in marks.stories.items() if m.decision in (Verb.KEEP, Verb.DROP)
    }
    kept: Counter[str] = Counter()
    seen: Counter[str] = Counter()
    for story, sources in board.sources(decided).items():
        seen.update(sources)
        if decided[story]:
            kept.update(sources)
    return {source: (kept[source] + 1) / (seen[source] + 2) for source in sorted(seen)}
