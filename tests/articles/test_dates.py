from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest

from curator.articles.dates import parse_date, utc


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-11-22T10:20:30Z", "2026-11-22T10:20:30"),
        ("2026-11-22T10:20:30.123456+02:00", "2026-11-22T08:20:30"),
        ("2026-11-22 10:20 -0330", "2026-11-22T13:50:00"),
        ("2026-11-22", "2026-11-22T00:00:00"),
        ("2026-11-22T24:00:00Z", "2026-11-23T00:00:00"),
        ("2026-12-31T23:59:60Z", "2027-01-01T00:00:00"),
        ("Sun, 22 Nov 2026 10:20:30 GMT", "2026-11-22T10:20:30"),
        ("Sun, 22 Nov 2026 10:20:30 +0530", "2026-11-22T04:50:30"),
        ("22 Nov 26 10:20 EST", "2026-11-22T15:20:00"),
        ("Sun, 22 Nov 2026 10:20:30 CET", "2026-11-22T09:20:30"),
        ("Sun, 22 Nov 2026 10:20:30 MESZ", "2026-11-22T08:20:30"),
        ("Sun, 22 Nov 2026 10:20:30 AEDT", "2026-11-21T23:20:30"),
        ("Sunday, November 22, 2026 10:20 AM", "2026-11-22T10:20:00"),
        ("20261122T102030Z", "2026-11-22T10:20:30"),
        ("Sun Nov 22 10:20:30 2026", "2026-11-22T10:20:30"),
    ],
)
def test_moment(text: str, moment: str) -> None:
    assert parse_date(text) == datetime.fromisoformat(moment).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    ["", "yesterday", "10:20", "November 22", "2026", "2026-13-45", "0000-00-00", "1970-01-01T00:00:00Z",
     "Mon, 99 Foo 99999 99:99:99 +9999", "9" * 200, "2026-11-22T25:61:00Z"],
)  # fmt: skip
def test_no_moment(text: str) -> None:
    assert parse_date(text) is None


def test_the_edge_of_the_calendar() -> None:
    assert utc(datetime(1, 1, 1, tzinfo=timezone(timedelta(hours=5)))) is None
    assert utc(datetime(2026, 1, 1)) == datetime(2026, 1, 1, tzinfo=UTC)
