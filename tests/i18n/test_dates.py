from datetime import date

import pytest

from curator.i18n import (
    date_text,
    direction,
    language_name,
    list_text,
    number_text,
    own_name,
    territory_locale,
    time_text,
)


def test_days_are_written_as_newspapers_do() -> None:
    day = date(2026, 11, 22)
    assert date_text(day, "en") == "Sunday 22 November 2026"
    assert date_text(day, "fr") == "dimanche 22 novembre 2026"
    assert date_text(day, "en", "short") == "Sunday 22"
    assert date_text(day, "fr", "month") == "novembre 2026"
    assert date_text(day, "fr", "dated") == "22 nov. 2026"


@pytest.mark.parametrize(
    ("day", "written"),
    [
        (date(2026, 11, 1), "dimanche 1er novembre 2026"),
        (date(2026, 11, 11), "mercredi 11 novembre 2026"),
        (date(2026, 12, 21), "lundi 21 décembre 2026"),
    ],
)
def test_the_first_of_a_month_is_an_ordinal_in_french(day: date, written: str) -> None:
    assert date_text(day, "fr") == written


def test_a_third_language_follows_its_own_order() -> None:
    assert date_text(date(2026, 11, 22), "de") == "Sonntag, 22. November 2026"
    assert date_text(date(2026, 11, 22), "de", "dated") == "22. Nov. 2026"


def test_hours() -> None:
    assert time_text(8, 40, "fr") == "8\u202fh\u202f40"
    assert time_text(8, 0, "fr") == "8\u202fh"
    assert time_text(8, 5, "en") == "08:05"


def test_numbers_and_lists() -> None:
    assert number_text(12345, "fr") == "12\u202f345"
    assert number_text(12345.5, "en") == "12,345.5"
    assert list_text(["a", "b", "c"], "fr") == "a, b et c"


def test_directions_and_names() -> None:
    assert direction("ar") == "rtl"
    assert direction("fa-IR") == "rtl"
    assert direction("fr") == "ltr"
    assert direction("") == "ltr"
    assert language_name("de", "fr") == "allemand"
    assert language_name("zz-none", "fr") == "zz-none"
    assert own_name("fr") == "Français"
    assert territory_locale("fr") == "fr_FR"
    assert territory_locale("en") == "en_GB"
