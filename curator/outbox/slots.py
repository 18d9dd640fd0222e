"""Slots: days and times of a calendar as moments, whatever the clock does.

A time that the clock leaves out in spring is the next minute that exists on
that day; one that comes twice in autumn is the first of the two.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

_DAY = timedelta(days=1)
_MINUTE = timedelta(minutes=1)
_LOOK_AHEAD = 60
"""Days in which free slots are looked for."""


@dataclass(frozen=True, slots=True)
class Slot:
    """A local day's turn, and the moment it begins."""

    day: date
    at: datetime


def moment(day: date, at: time, zone: ZoneInfo) -> datetime | None:
    """Return the moment of a local time in UTC; None for a day that the zone leaves out."""
    local = datetime.combine(day, at)
    while local.date() == day:
        there = local.replace(tzinfo=zone).astimezone(UTC)
        if there.astimezone(zone).replace(tzinfo=None) == local:
            return there
        local += _MINUTE
    return None


def last_slot(days: Collection[int], at: time, zone: ZoneInfo, now: datetime) -> Slot | None:
    """Return the slot that began last, None within the week for none; `days` are weekdays, Monday 0."""
    today = now.astimezone(zone).date()
    for back in range(8):
        day = today - back * _DAY
        begins = moment(day, at, zone) if day.weekday() in days else None
        if begins is not None and begins <= now:
            return Slot(day, begins)
    return None


def is_late(slot: datetime, now: datetime, hours: float) -> bool:
    """Return whether a slot is longer ago than that."""
    return now - slot > timedelta(hours=hours)


def is_quiet(at: datetime, quiet: Sequence[time], zone: ZoneInfo) -> bool:
    """Return whether a moment lies in the quiet hours (from, until), which may span midnight."""
    if len(quiet) != 2:
        return False
    local, (begin, end) = at.astimezone(zone).time(), quiet
    return begin <= local < end if begin <= end else local >= begin or local < end


def free_slots(
    times: Sequence[time],
    zone: ZoneInfo,
    now: datetime,
    *,
    taken: Collection[datetime] = (),
    gap: timedelta = timedelta(0),
    quiet: Sequence[time] = (),
    most: int = 12,
) -> tuple[datetime, ...]:
    """Return the next moments that keep the gap from those taken and the quiet hours, soonest first."""
    moments = (at for at in _moments(times, zone, now) if not is_quiet(at, quiet, zone))
    return tuple(
        islice((at for at in moments if all(abs(at - other) >= gap for other in taken) and at not in taken), most)
    )


def _moments(times: Sequence[time], zone: ZoneInfo, now: datetime) -> Iterator[datetime]:
    today = now.astimezone(zone).date()
    for ahead in range(_LOOK_AHEAD):
        found = {moment(today + ahead * _DAY, at, zone) for at in times}
        yield from sorted(at for at in found if at is not None and at > now)
