"""Dates as feeds and pages write them, which is in every way but one."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_tz
from functools import lru_cache

LONGEST = 80
"""Characters; what is longer is no date."""
EARLIEST = datetime(1980, 1, 1, tzinfo=UTC)
"""Older dates are clocks that were never set."""

_ISO = re.compile(
    r"(\d{4})-(\d\d?)-(\d\d?)(?:[Tt ]+(\d\d?):(\d\d)(?::(\d\d))?(?:[.,]\d+)?)?\s*(Z|z|UTC|GMT|[+-]\d\d:?\d\d|[+-]\d\d)?"
)
_OFFSET = re.compile(r"([+-])(\d\d):?(\d\d)?")
_LAST_WORD = re.compile(r"\s+\(?([A-Z]{2,5})\)?$")
_AMBIGUOUS = datetime(1, 1, 1), datetime(2, 2, 2)

# Hours from UTC. Names shared by several zones stand for the one that writes most feeds.
_ZONES = {
    "UT": 0, "UTC": 0, "GMT": 0, "Z": 0, "WET": 0, "WEST": 1, "BST": 1, "IST": 5.5, "CET": 1, "MEZ": 1, "MET": 1,
    "CEST": 2, "MESZ": 2, "MEST": 2, "EET": 2, "EEST": 3, "MSK": 3, "MSD": 4, "SAST": 2, "PKT": 5, "HKT": 8, "SGT": 8,
    "AWST": 8, "JST": 9, "KST": 9, "ACST": 9.5, "AEST": 10, "AEDT": 11, "NZST": 12, "NZDT": 13, "NST": -3.5, "BRT": -3,
    "ART": -3, "AST": -4, "ADT": -3, "EST": -5, "EDT": -4, "CST": -6, "CDT": -5, "MST": -7, "MDT": -6, "PST": -8,
    "PDT": -7, "ET": -5, "CT": -6, "MT": -7, "PT": -8, "AKST": -9, "AKDT": -8, "HST": -10,
}  # fmt: skip


@lru_cache(maxsize=4096)
def parse_date(text: str) -> datetime | None:
    """Return the moment that `text` names, in UTC; None when it names none.

    ISO 8601 and RFC 822 are read here, everything else by dateutil, which
    must find year, month and day by itself. No zone counts as UTC.
    """
    text = text.strip()
    if not text or len(text) > LONGEST:
        return None
    found = _iso(text) or _rfc822(text) or _odd(text)
    return found if found is not None and found >= EARLIEST else None


def utc(moment: datetime) -> datetime | None:
    """Return `moment` in UTC, naive ones taken as such; None where it leaves the calendar."""
    try:
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except OverflowError:
        return None


def _iso(text: str) -> datetime | None:
    found = _ISO.fullmatch(text)
    if not found:
        return None
    year, month, day, hour, minute, second = (int(part or 0) for part in found.groups()[:6])
    return _moment((year, month, day, hour, minute, second), _offset(found[7]))


def _offset(zone: str | None) -> float:
    """Return the seconds from UTC that an ISO zone stands for."""
    numbers = _OFFSET.fullmatch(zone or "")
    if not numbers:
        return 0.0
    seconds = int(numbers[2]) * 3600.0 + int(numbers[3] or 0) * 60.0
    return -seconds if numbers[1] == "-" else seconds


def _rfc822(text: str) -> datetime | None:
    zone = _LAST_WORD.search(text)
    try:
        parts = parsedate_tz(text)
    except (ValueError, IndexError):
        return None
    if parts is None:
        return None
    offset = float(parts[9] or 0)
    if zone and zone[1] in _ZONES:
        offset = _ZONES[zone[1]] * 3600.0
    return _moment(parts[:6], offset)


def _moment(parts: tuple[int, ...], offset: float) -> datetime | None:
    """Return the moment of year … second at an offset in seconds; 24:00 and leap seconds count on."""
    year, month, day, hour, minute, second = parts
    if hour > 24 or minute > 59 or second > 61 or abs(offset) > 86_400:
        return None
    try:
        midnight = datetime(year, month, day, tzinfo=UTC)
        return midnight + timedelta(hours=hour, minutes=minute, seconds=second - offset)
    except (ValueError, OverflowError):
        return None


def _odd(text: str) -> datetime | None:
    from dateutil import parser

    zones = {name: int(hours * 3600) for name, hours in _ZONES.items()}
    try:
        first, second = (parser.parse(text, default=default, tzinfos=zones) for default in _AMBIGUOUS)
    except (ValueError, OverflowError, TypeError):
        return None
    # What differs was filled in from the default: the text did not say it.
    return utc(first) if first.date() == second.date() else None
