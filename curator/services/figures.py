"""Figures: what was read, waited, was kept and went out, by week, source and section; pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from curator.editions import Marks
from curator.editions.effort import time_spent
from curator.model import Decision, Edition, Mark, Verb
from curator.ports import Seen


@dataclass(frozen=True, slots=True)
class Funnel:
    """How stories fared: each number holds the one after it, but for what the editor fetched back."""

    name: str
    """Monday of the week in ISO form, id of the source, name of the section, code of the language."""
    read: int
    """Articles that came in."""
    waiting: int
    """Stories among them that the judge put before the editor."""
    kept: int
    published: int

    @property
    def kept_share(self) -> float:
        """Share of what waited that was kept."""
        return self.kept / self.waiting if self.waiting else 0.0


@dataclass(frozen=True, slots=True)
class Figures:
    """All figures of a period."""

    weeks: tuple[Funnel, ...]
    """Oldest first."""
    sources: tuple[Funnel, ...]
    """Most published first."""
    sections: tuple[Funnel, ...]
    languages: tuple[Funnel, ...]
    minutes: tuple[tuple[str, int], ...]
    """Minutes of reviewing by week (Monday in ISO form), oldest first."""


def figures(
    seen: Sequence[Seen], marks: Marks, log: Iterable[Mark], editions: Iterable[Edition], zone: ZoneInfo
) -> Figures:
    """Return the figures of what was `seen`; `editions` are those that are out."""
    out = {pick.story.id for edition in editions for pick in edition.picks}

    def funnels(key: Callable[[Seen], Iterable[str]]) -> dict[str, Funnel]:
        return _funnels(seen, marks, out, key)

    weeks = funnels(lambda one: (_monday(one.at, zone),))
    return Figures(
        weeks=tuple(weeks[name] for name in sorted(weeks)),
        sources=_by_worth(funnels(lambda one: one.sources)),
        sections=_by_worth(funnels(lambda one: (one.section,) if one.decision else ())),
        languages=_by_worth(funnels(lambda one: (one.language,))),
        minutes=_minutes(log, zone),
    )


def _funnels(
    seen: Sequence[Seen], marks: Marks, out: set[str], key: Callable[[Seen], Iterable[str]]
) -> dict[str, Funnel]:
    read: Counter[str] = Counter()
    stories: dict[str, dict[str, bool]] = {}
    for one in seen:
        for name in key(one):
            read[name] += 1
            if one.story:
                shown = one.decision in (Decision.KEEP, Decision.ASK)
                stories.setdefault(name, {})[one.story] = shown or stories.get(name, {}).get(one.story, False)
    found = {}
    for name, count in read.items():
        mine = stories.get(name, {})
        kept = {story for story in mine if marks.of(story).decision is Verb.KEEP or story in out}
        waited = {story for story, shown in mine.items() if shown} | kept
        found[name] = Funnel(name, count, len(waited), len(kept), len(kept & out))
    return found


def _by_worth(found: Mapping[str, Funnel]) -> tuple[Funnel, ...]:
    return tuple(sorted(found.values(), key=lambda one: (-one.published, -one.kept, -one.read, one.name)))


def _monday(at: datetime, zone: ZoneInfo) -> str:
    day = at.astimezone(zone).date()
    return (day - timedelta(days=day.weekday())).isoformat()


def _minutes(log: Iterable[Mark], zone: ZoneInfo) -> tuple[tuple[str, int], ...]:
    weeks: dict[str, list[Mark]] = {}
    for mark in log:
        weeks.setdefault(_monday(mark.at, zone), []).append(mark)
    return tuple((week, round(time_spent(marks).total_seconds() / 60)) for week, marks in sorted(weeks.items()))


def as_csv(found: Figures, names: Mapping[str, str]) -> str:
    """Return the figures as CSV, one row a week, source, section and language; `names` are the sources' titles.

    A cell that a spreadsheet would take for a formula gets an apostrophe before it.
    """
    lines = ["what,name," + ",".join(field.name for field in fields(Funnel)[1:])]
    for what in ("weeks", "sources", "sections", "languages"):
        for one in getattr(found, what):
            name = names.get(one.name, one.name) if what == "sources" else one.name
            lines.append(f"{what[:-1]},{cell(name)},{one.read},{one.waiting},{one.kept},{one.published}")
    lines += [f"minutes,{week},{minutes},,," for week, minutes in found.minutes]
    return "\r\n".join(lines) + "\r\n"


def cell(text: str) -> str:
    """Return a text as a CSV cell that no spreadsheet calculates."""
    text = " ".join(text.split())
    if text[:1] in "=+-@\t\r" and text:
        text = f"'{text}"
    return '"' + text.replace('"', '""') + '"' if any(mark in text for mark in '",;') else text


def start_of(now: datetime, weeks: int, zone: ZoneInfo) -> datetime:
    """Return the beginning of the Monday so many weeks back, this week counted."""
    day: date = now.astimezone(zone).date()
    monday = day - timedelta(days=day.weekday() + 7 * (weeks - 1))
    return datetime(monday.year, monday.month, monday.day, tzinfo=zone)
