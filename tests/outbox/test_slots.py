"""One slot a day, whatever the clock does."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from curator.outbox.slots import free_slots, is_late, is_quiet, last_slot, moment

EVERY = range(7)
ZONES = ["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "America/Asuncion", "Pacific/Apia", "UTC"]


@pytest.mark.parametrize(
    ("zone", "at", "day", "there"),
    [
        ("Europe/Berlin", "02:30", "2027-03-28", "2027-03-28T03:00+02:00"),
        ("Europe/Berlin", "02:30", "2026-10-25", "2026-10-25T02:30+02:00"),
        ("America/New_York", "02:15", "2027-03-14", "2027-03-14T03:00-04:00"),
        ("America/New_York", "01:15", "2026-11-01", "2026-11-01T01:15-04:00"),
        ("Australia/Lord_Howe", "01:45", "2027-04-04", "2027-04-04T01:45+11:00"),
        ("America/Asuncion", "00:00", "2024-10-06", "2024-10-06T01:00-03:00"),
        ("UTC", "07:00", "2026-11-22", "2026-11-22T07:00+00:00"),
    ],
)
def test_a_time_that_is_left_out_or_comes_twice_is_one_moment(zone: str, at: str, day: str, there: str) -> None:
    found = moment(date.fromisoformat(day), time.fromisoformat(at), ZoneInfo(zone))
    assert found == datetime.fromisoformat(there)


def test_a_day_that_does_not_exist_has_no_slot() -> None:
    assert moment(date(2011, 12, 30), time(12), ZoneInfo("Pacific/Apia")) is None


@settings(max_examples=60, deadline=None)
@given(
    zone=st.sampled_from(ZONES),
    at=st.times(max_value=time(23, 59)).map(lambda at: at.replace(second=0, microsecond=0)),
    begin=st.datetimes(datetime(2011, 12, 20), datetime(2027, 12, 1)),
    steps=st.lists(st.integers(-180, 1500), min_size=10, max_size=60),
)
def test_a_clock_that_jumps_meets_each_local_day_once(zone: str, at: time, begin: datetime, steps: list[int]) -> None:
    now, taken = begin.replace(tzinfo=UTC), set()
    for step in steps:
        now += timedelta(minutes=step)
        slot = last_slot(EVERY, at, ZoneInfo(zone), now)
        assert slot is not None
        assert slot.at <= now
        assert slot.at.astimezone(ZoneInfo(zone)).date() == slot.day
        taken.add((slot.day, slot.at))
    assert len({day for day, _ in taken}) == len(taken)


def test_only_the_days_that_are_wanted() -> None:
    sunday, zone = 6, ZoneInfo("Europe/Paris")
    monday_noon = datetime(2026, 11, 23, 12, tzinfo=UTC)
    slot = last_slot([sunday], time(7, 30), zone, monday_noon)
    assert slot is not None
    assert slot.day == date(2026, 11, 22)
    assert is_late(slot.at, monday_noon, 12)
    assert not is_late(slot.at, monday_noon, 48)
    assert last_slot([], time(7, 30), zone, monday_noon) is None


def test_quiet_hours_may_span_midnight() -> None:
    zone, quiet = ZoneInfo("Europe/Paris"), (time(22), time(7))
    shown = [is_quiet(datetime(2026, 11, 22, hour, tzinfo=UTC), quiet, zone) for hour in (20, 21, 5, 6)]
    assert shown == [False, True, True, False]
    assert not is_quiet(datetime(2026, 11, 22, 3, tzinfo=UTC), (), zone)


def test_free_slots_keep_gap_and_quiet_hours() -> None:
    zone, now = ZoneInfo("Europe/Paris"), datetime(2026, 11, 22, 6, tzinfo=UTC)
    times = (time(6), time(8, 30), time(9), time(12))
    taken = [datetime(2026, 11, 22, 7, 30, tzinfo=UTC)]
    found = free_slots(times, zone, now, taken=taken, gap=timedelta(hours=1), quiet=(time(22), time(7)), most=3)
    assert [at.astimezone(zone).strftime("%d %H:%M") for at in found] == ["22 12:00", "23 08:30", "23 09:00"]
