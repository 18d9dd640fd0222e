"""The best of a week's editions, without repeats, for the letter."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime

from curator.editions.layout import lay_out
from curator.editions.value import Candidate
from curator.editions.variety import choose
from curator.errors import NothingToPublish
from curator.i18n import N_
from curator.model import Edition, Pick, Reason, Slot

LEAD_BONUS = 0.10
"""What having led a day is worth in the week."""
INSIGHT_BONUS = 0.05
"""What the editor's own sentence is worth."""


def week_slug(day: date) -> str:
    """Return the slug of the ISO week that `day` falls in: "2026-w47"."""
    year, week, _ = day.isocalendar()
    return f"{year}-w{week:02d}"


def weekly(
    editions: Sequence[Edition],
    *,
    slug: str,
    day: date,
    number: int,
    now: datetime,
    most: int = 12,
    floor: int = 3,
    outlet_share: float = 0.34,
    opening: str = "",
    sections: Sequence[str] = (),
) -> Edition:
    """Return the week's edition: its best picks as they were published, titles, extracts and insights with them.

    Of a story that came back as an update, the last telling is taken. Raises
    NothingToPublish under `floor` stories: a thin week gets no letter.
    """
    last: dict[str, Pick] = {}
    for edition in sorted(editions, key=lambda edition: (edition.day, edition.made)):
        for pick in edition.picks:
            last.pop(pick.story.update_of, None)
            last[pick.story.id] = pick
    chosen = choose([_candidate(pick) for pick in last.values()], most, floor, outlet_share)
    if len(chosen) < floor:
        raise NothingToPublish(
            N_("the week has {count} stories, and the floor is {floor}.", count=len(chosen), floor=floor), about=slug
        )
    picks = [replace(last[one.story.id], value=round(one.value, 6), slot=Slot.SECTION) for one in chosen]
    return Edition(
        slug=slug,
        day=day,
        number=number,
        picks=lay_out(picks, sections, "", {}),
        made=now,
        opening=opening,
        read=sum(edition.read for edition in editions),
        sources=max(edition.sources for edition in editions),
        failing=max(edition.failing for edition in editions),
    )


def _candidate(pick: Pick) -> Candidate:
    """Freshness counts within a day, not within a week; what the editor did with the story counts instead."""
    kept = [reason for reason in pick.adjustments if reason.kind != "freshness"]
    if pick.slot is Slot.LEAD:
        kept.append(Reason("editor", "lead", LEAD_BONUS))
    if pick.insight:
        kept.append(Reason("editor", "insight", INSIGHT_BONUS))
    return Candidate(pick.story, pick.verdict, tuple(kept), section=pick.section)
