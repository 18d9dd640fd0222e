from dataclasses import replace

from curator.checks import LARGEST_HTML, Severity, blocking, check_size, check_thin, check_ways_out
from tests.letter.factory import config, english_edition


def test_ninety_kilobytes_pass_and_one_byte_more_does_not() -> None:
    assert check_size("é" * (LARGEST_HTML // 2)) == ()
    (finding,) = check_size("a" * (LARGEST_HTML + 1))
    assert finding.code == "letter-size"
    assert "90,001" in finding.reason


def test_a_thin_edition_is_told() -> None:
    edition = english_edition()
    assert check_thin(edition, len(edition.picks)) == ()
    (finding,) = check_thin(replace(edition, picks=edition.picks[:1]), 3)
    assert finding.reason == "2026-11-22 has 1 of the 3 stories it needs."


def test_a_letter_without_a_way_out_is_warned_of() -> None:
    assert check_ways_out(config()) == ()
    found = check_ways_out(config(sender="", unsubscribe=""))
    assert [finding.code for finding in found] == ["letter-sender", "letter-unsubscribe"]
    assert {finding.severity for finding in found} == {Severity.WARN}
    assert blocking(found) == ()
