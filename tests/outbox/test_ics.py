"""The queue as a calendar file: what RFC 5545 asks of each line, and every character that people wrote."""

from __future__ import annotations

from datetime import UTC, datetime

from curator.model import PostState, Queued
from curator.outbox.ics import calendar

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
TEXT = "Électricité\u00a0: des heures, pour 8,6 millions\u202f; « oui\u00a0» 👩\u200d👩\u200d👧\r\nDeux \\ trois\x07"


def unfolded(text: str) -> list[str]:
    return text.replace("\r\n ", "").split("\r\n")


def test_what_was_written_is_read_again() -> None:
    post = Queued("s", "mastodon:@me", "mastodon", TEXT, link="https://a.example/x", slot=NOW, state=PostState.APPROVED)
    lines = unfolded(calendar([post], "Le Courant, du soir", NOW))
    (told,) = [line.partition(":")[2] for line in lines if line.startswith("DESCRIPTION")]
    read = told.replace("\\n", "\n").replace("\\;", ";").replace("\\,", ",").replace("\\\\", "\\")
    assert read == TEXT.replace("\r", "").replace("\x07", "")
    assert "X-WR-CALNAME:Le Courant\\, du soir" in lines
    assert {"DTSTART:20261122T090000Z", "DTEND:20261122T091500Z", "STATUS:CONFIRMED"} <= set(lines)
    assert "URL:https://a.example/x" in lines


def test_no_line_is_longer_than_75_octets_and_no_character_is_broken() -> None:
    post = Queued("s", "a", "n", "é👩\u200d👧" * 60, slot=NOW)
    raw = calendar([post], "é" * 200, NOW).encode()
    assert max(map(len, raw.split(b"\r\n"))) <= 75
    for line in raw.split(b"\r\n"):
        line.decode("utf-8")


def test_a_post_without_a_slot_is_in_no_calendar() -> None:
    assert "VEVENT" not in calendar([Queued("s", "a", "n", "words")], "J", NOW)
