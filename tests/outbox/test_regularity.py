"""Days without a run, days without a letter."""

from __future__ import annotations

from datetime import date, timedelta

from curator.outbox.regularity import dump_days, load_days, missed_letters, missed_runs, note_run

MONDAY = date(2026, 11, 2)


def days(*offsets: int) -> list[date]:
    return [MONDAY + timedelta(days=offset) for offset in offsets]


def test_a_daily_run_that_did_not_come_is_named() -> None:
    ran = days(*range(9))
    assert missed_runs(ran, MONDAY + timedelta(days=9)) == ()
    assert missed_runs(ran, MONDAY + timedelta(days=11)) == tuple(days(9, 10))


def test_who_rests_on_sundays_is_not_told_of_them() -> None:
    ran = days(*range(6), *range(7, 13))
    assert missed_runs(ran, MONDAY + timedelta(days=14)) == ()
    assert missed_runs(ran, MONDAY + timedelta(days=16)) == tuple(days(14, 15))


def test_a_beginner_and_a_weekly_reader_are_left_alone() -> None:
    assert missed_runs([], MONDAY) == ()
    assert missed_runs(days(0, 1), MONDAY + timedelta(days=6)) == ()
    assert missed_runs(days(0, 7), MONDAY + timedelta(days=14)) == ()
    assert missed_runs(days(0, 7), MONDAY + timedelta(days=15)) == tuple(days(14))


def test_three_weeks_are_remembered() -> None:
    kept = note_run(days(*range(40)), MONDAY + timedelta(days=40))
    assert (len(kept), kept[-1]) == (22, MONDAY + timedelta(days=40))
    assert load_days(dump_days(kept)) == kept
    assert load_days("") == ()


def test_a_sunday_without_a_letter_is_named_and_one_left_out_on_purpose_is_not() -> None:
    sundays = days(6, 13, 20)
    assert missed_letters([6], [], sundays[2]) == ()
    assert missed_letters([6], [sundays[0]], sundays[2]) == (sundays[1],)
    assert missed_letters([6], sundays[:2], sundays[2]) == ()
