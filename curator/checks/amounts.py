"""Sums of money and days, however they are written, as values that can be compared."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import regex

Amount = tuple[Decimal, str]
"""A value and its currency, three letters."""

_CURRENCIES = {
    "€": "EUR", "eur": "EUR", "euro": "EUR", "euros": "EUR",
    "$": "USD", "us$": "USD", "usd": "USD", "dollar": "USD", "dollars": "USD",
    "£": "GBP", "gbp": "GBP", "pound": "GBP", "pounds": "GBP", "livres": "GBP",
    "chf": "CHF", "francs": "CHF", "¥": "JPY", "jpy": "JPY", "yen": "JPY", "yens": "JPY",
}  # fmt: skip
_SCALES = {
    "k": 3, "mille": 3, "thousand": 3,
    "m": 6, "mn": 6, "mio": 6, "mln": 6, "million": 6, "millions": 6,
    "b": 9, "bn": 9, "md": 9, "mds": 9, "mrd": 9, "billion": 9, "billions": 9, "milliard": 9, "milliards": 9,
}  # fmt: skip
_NUMBER = r"\d{1,3}(?:[ .,'’\u00a0\u202f]\d{3})+(?:[.,]\d{1,2})?|\d+(?:[.,]\d+)?"
_CURRENCY = r"us\$|[€$£¥]|\b(?:eur|euros?|usd|dollars?|gbp|pounds?|livres|chf|francs|jpy|yens?)\b"
_SCALE = r"(?:millions?|milliards?|billions?|thousand|mille|mln|mio|mrd|mds|md|mn|bn|k|m|b)"
_AMOUNT = regex.compile(
    rf"(?:(?P<before>{_CURRENCY})\s?)?(?<![\d.,])(?P<number>{_NUMBER})(?!\d)"
    rf"(?:[\s-]?(?P<scale>{_SCALE})(?![a-z]))?"
    rf"(?:\s?(?:d['’]\s?|de\s|of\s)?(?P<after>{_CURRENCY}))?",
    regex.I,
)
_GROUPS = regex.compile(r"[ '’\u00a0\u202f]")
_MONTHS = (
    "jan january janvier", "feb february fev fevrier fevr", "mar march mars", "apr april avr avril", "may mai",
    "jun june juin", "jul july juil juillet", "aug august aout", "sep sept september septembre",
    "oct october octobre", "nov november novembre", "dec december decembre",
)  # fmt: skip


def amounts_in(text: str) -> Iterator[tuple[frozenset[Amount], str]]:
    """Yield each sum of money in `text`: what it may mean ("1.250" is 1250 or 1.25), and how it is written."""
    for match in _AMOUNT.finditer(text):
        currency = _CURRENCIES.get((match["before"] or match["after"] or "").lower())
        if currency is None:
            continue
        power = _SCALES.get((match["scale"] or "").lower(), 0)
        values = {number.scaleb(power) for number in _readings(match["number"])}
        yield frozenset((value.normalize(), currency) for value in values), match.group().strip()


def _readings(written: str) -> set[Decimal]:
    compact = _GROUPS.sub("", written)
    marks = [mark for mark in compact if mark in ".,"]
    found = set()
    if len(set(marks)) <= 1:
        grouped = regex.fullmatch(r"\d{1,3}(?:[.,]\d{3})+", compact)
        if grouped:
            found.add(Decimal(regex.sub(r"[.,]", "", compact)))
        if len(marks) <= 1:
            found.add(Decimal(compact.replace(",", ".")))
    else:
        whole, _, part = compact.rpartition(marks[-1])
        found.add(Decimal(f"{regex.sub(r'[.,]', '', whole)}.{part}"))
    return found


def date_pattern(day: date) -> regex.Pattern[str]:
    """Return what finds a day in folded text: in figures with its year, or in English or French words."""
    month = "|".join(_MONTHS[day.month - 1].split())
    d, m, year, short = f"0?{day.day}", f"0?{day.month}", f"{day.year}", f"{day.year % 100:02d}"
    # Another year after the month makes it another day.
    other = rf"(?!\s*,?\s*(?!{year})(?:19|20)\d\d)"
    mark = r"[\s./_-]{1,2}"
    return regex.compile(
        rf"(?<!\d)(?:{year}{mark}{m}{mark}{d}|{d}{mark}{m}{mark}(?:{year}|{short})|{m}{mark}{d}{mark}{year}"
        rf"|{year}{day.month:02d}{day.day:02d}"
        rf"|{d}(?:er|st|nd|rd|th)?\s*(?:of\s+|[._-])?\s*(?:{month})\b\.?{other}"
        rf"|\b(?:{month})\.?\s*[._-]?\s*{d}(?:st|nd|rd|th)?\b{other})(?!\d)"
    )
