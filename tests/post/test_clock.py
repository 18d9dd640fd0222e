"""Slots under clocks that jump: a cron of ten minutes posts what is due once, wherever the hour went."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from curator.config.outward import Posting
from curator.model import Delivery, DeliveryState, PostState, Queued
from curator.outbox.slots import free_slots, moment
from curator.services.post import due, lateness

RULES = Posting(slots=(), quiet=(), gap_minutes=0, late_hours=3)
LATE = replace(RULES, late="send")
TURN = timedelta(minutes=10)


def every_ten_minutes(since: datetime, until: datetime) -> Iterator[datetime]:
    while since <= until:
        yield since
        since += TURN


def posted(slot: datetime, clocks: Iterator[datetime], rules: Posting = RULES) -> list[tuple[datetime, str]]:
    """Return when the post went out, and how it was marked, as the clock of the machine tells the time."""
    post = Queued("s", "a", "n", "words", slot=slot, state=PostState.APPROVED)
    ledger: list[Delivery] = []
    out = []
    for now in clocks:
        standing = replace(post, state=PostState.SENT) if ledger else post
        going, _ = due([standing], ledger, rules, ZoneInfo("UTC"), now)
        for one in going:
            ledger.append(Delivery("post", one.story, one.account, state=DeliveryState.SENT, at=now))
            out.append((now, lateness(one, rules, now)))
    return out


@pytest.mark.parametrize(
    ("zone", "at", "day", "begins"),
    [
        ("Europe/Berlin", "02:30", "2027-03-28", "2027-03-28T01:00"),
        ("Europe/Berlin", "02:30", "2026-10-25", "2026-10-25T00:30"),
        ("America/New_York", "02:15", "2027-03-14", "2027-03-14T07:00"),
        ("America/New_York", "01:15", "2026-11-01", "2026-11-01T05:15"),
        ("Australia/Lord_Howe", "01:45", "2027-04-04", "2027-04-03T14:45"),
        ("America/Asuncion", "00:00", "2024-10-06", "2024-10-06T04:00"),
    ],
)
def test_a_slot_that_the_clock_leaves_out_or_repeats_is_one_post(zone: str, at: str, day: str, begins: str) -> None:
    here, whole = ZoneInfo(zone), date.fromisoformat(day)
    slot = moment(whole, time.fromisoformat(at), here)
    assert slot == datetime.fromisoformat(begins).replace(tzinfo=UTC)
    found = posted(slot, every_ten_minutes(slot - timedelta(days=1), slot + timedelta(days=1)))
    assert len(found) == 1
    assert found[0][0] - slot < TURN
    listed = free_slots([time.fromisoformat(at)], here, slot - timedelta(hours=20), most=3)
    assert listed.count(slot) == 1


def test_a_day_that_does_not_exist_has_no_slot() -> None:
    apia = ZoneInfo("Pacific/Apia")
    assert moment(date(2011, 12, 30), time(12), apia) is None
    days = [
        one.astimezone(apia).day for one in free_slots([time(12)], apia, datetime(2011, 12, 29, tzinfo=UTC), most=3)
    ]
    assert days == [29, 31, 1]


SLOT = datetime(2026, 11, 22, 7, tzinfo=UTC)


def test_a_clock_set_back_after_the_post_posts_nothing_again() -> None:
    clocks = [SLOT + TURN, SLOT - timedelta(hours=2), *every_ten_minutes(SLOT, SLOT + timedelta(hours=2))]
    assert len(posted(SLOT, iter(clocks))) == 1


def test_a_clock_that_jumps_a_year_ahead_and_back_loses_nothing() -> None:
    clocks = [SLOT - TURN, SLOT + timedelta(days=365), SLOT + TURN, SLOT + 2 * TURN]
    assert posted(SLOT, iter(clocks)) == [(SLOT + TURN, "")]


def test_a_machine_that_was_off_posts_at_most_once_and_says_so() -> None:
    start = SLOT + timedelta(hours=6)
    clocks = list(every_ten_minutes(start, start + timedelta(hours=2)))
    assert posted(SLOT, iter(clocks)) == []
    assert posted(SLOT, iter(clocks), LATE) == [(start, "late by 6 hours")]
