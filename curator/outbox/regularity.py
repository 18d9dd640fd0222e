"""Days that went by without what they usually bring: a run, a letter; pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date, timedelta

_DAY = timedelta(days=1)
_WEEK = timedelta(days=7)
KEPT = timedelta(days=21)
"""Days of runs that are remembered."""


def missed_runs(ran: Collection[date], today: date) -> tuple[date, ...]:
    """Return the days since the last run, today left out, that had none though their weekday had one a week before.

    So nobody has to say when runs are wanted, and a journal that rests on
    Sundays is not told of them. A pause of more than a week is told by its days.
    """
    before = [day for day in ran if day < today]
    if not before:
        return ()
    last = max(before)
    usual = {day.weekday() for day in before if last - day < _WEEK}
    between = (last + n * _DAY for n in range(1, (today - last).days))
    long_enough = last - min(before) >= _WEEK
    return tuple(day for day in between if long_enough and day.weekday() in usual)


def note_run(ran: Iterable[date], today: date) -> tuple[date, ...]:
    """Return the days of runs to remember once there was one today."""
    return tuple(sorted(day for day in {*ran, today} if today - day <= KEPT))


def missed_letters(days: Collection[int], taken: Collection[date], today: date) -> tuple[date, ...]:
    """Return the days of the schedule since the first that was kept, today left out, that had no turn at all.

    `days` are weekdays, Monday 0; a day that was left out on purpose had its turn.
    """
    if not taken:
        return ()
    first = min(taken)
    between = (first + n * _DAY for n in range((today - first).days))
    return tuple(day for day in between if day.weekday() in days and day not in taken)


def dump_days(days: Iterable[date]) -> str:
    """Return days as one line."""
    return " ".join(day.isoformat() for day in days)


def load_days(line: str) -> tuple[date, ...]:
    """Return what `dump_days` was given."""
    return tuple(date.fromisoformat(word) for word in line.split())
