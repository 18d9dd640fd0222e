"""Days, hours, numbers and lists, the way a careful newspaper of the language prints them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime
from functools import cache, lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from babel import Locale

NARROW = "\u202f"
RIGHT_TO_LEFT = frozenset({"ar", "ckb", "dv", "fa", "he", "ps", "sd", "ug", "ur", "yi"})

_PATTERNS = {
    "full": "EEEE d MMMM y",
    "long": "d MMMM y",
    "day": "EEEE d MMMM",
    "short": "EEEE d",
    "brief": "d MMM",
    "dated": "d MMM y",
    "weekday": "EEE",
    "month": "LLLL y",
    "month_name": "LLLL",
}
# CLDR's own skeletons serve every other language; these two are set by hand.
_DAY_FIRST = ("en", "fr")
_SKELETONS = {
    "day": "MMMMEEEEd",
    "short": "EEEEd",
    "brief": "MMMd",
    "dated": "yMMMd",
    "weekday": "E",
    "month": "yMMMM",
}


@cache
def locale(language: str) -> Locale:
    """Return Babel's locale of a two-letter code; English (Great Britain) for one it does not know."""
    from babel import Locale, UnknownLocaleError

    try:
        return Locale.parse("en_GB" if language == "en" else language)
    except (UnknownLocaleError, ValueError):
        return Locale.parse("en_GB")


def direction(language: str) -> str:
    """Return "rtl" or "ltr", as HTML's `dir` wants it."""
    return "rtl" if language[:3].split("-")[0].lower() in RIGHT_TO_LEFT else "ltr"


@lru_cache(maxsize=4096)
def date_text(day: date, language: str, style: str = "full") -> str:
    """Return a day in words.

    `style` is "full" (Sunday 22 November 2026), "long" (22 November 2026), "day"
    (Sunday 22 November), "short" (Sunday 22), "brief" (22 Nov), "dated" (22 Nov 2026),
    "weekday" (Sun), "month" (November 2026) or "month_name" (November).
    """
    from babel.dates import format_date, format_skeleton

    if language in _DAY_FIRST or style == "month_name":
        text = str(format_date(day, _PATTERNS[style], locale=locale(language)))
    elif style in ("full", "long"):
        text = str(format_date(day, style, locale=locale(language)))
    else:
        text = str(format_skeleton(_SKELETONS[style], datetime(day.year, day.month, day.day), locale=locale(language)))
    return re.sub(r"\b1(?= \w)", "1er", text) if language == "fr" else text


@lru_cache(maxsize=4096)
def time_text(hour: int, minute: int, language: str, *, exact: bool = False) -> str:
    """Return a time of day: 08:40, in French 8 h 40 with narrow no-break spaces.

    A full hour is 8 h in French; with `exact`, 8 h 00, which nobody takes for a duration.
    """
    if language == "fr":
        return f"{hour}{NARROW}h{NARROW}{minute:02d}" if minute or exact else f"{hour}{NARROW}h"
    return f"{hour:02d}:{minute:02d}"


@lru_cache(maxsize=4096)
def number_text(value: float, language: str) -> str:
    """Return a number with the language's separators: 1,234.5 or 1 234,5."""
    from babel.numbers import format_decimal

    return str(format_decimal(value, locale=locale(language)))


def list_text(items: Sequence[str], language: str) -> str:
    """Return "a, b and c" in the language."""
    from babel.lists import format_list

    return str(format_list(list(items), locale=locale(language)))


@cache
def language_name(code: str, language: str) -> str:
    """Return the name of the language `code` in `language`; the code itself where there is none."""
    return str(locale(language).languages.get(code, code))


@cache
def own_name(code: str) -> str:
    """Return what a language calls itself, as in a language switch: Français, Deutsch."""
    name = language_name(code, code)
    return name[:1].upper() + name[1:]


@cache
def territory_locale(language: str) -> str:
    """Return the likely locale with its territory, as OpenGraph wants it: fr_FR, en_GB."""
    from babel.core import get_global

    if language == "en":
        return "en_GB"
    likely = get_global("likely_subtags").get(language, "")
    return f"{language}_{likely.rsplit('_', 1)[-1]}" if "_" in likely else language
