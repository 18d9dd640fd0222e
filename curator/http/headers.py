"""Header fields: read into a mapping, sanitised for sending, and Retry-After understood."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

_LONGEST_VALIDATOR = 1_000
_LONGEST_WAIT = timedelta(days=366)
_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_VALUE = re.compile(r"[\t -~\x80-\xff]*")
_FREE = frozenset({"accept", "accept-language"})
"""Headers of the caller's that say nothing of who asks; all others stay within their origin."""


def read(lines: Sequence[bytes]) -> dict[str, str]:
    """Return the fields of the last block of header lines, names in lower case, repeated ones joined by ", ".

    Fields without a name and folded lines are passed over, as RFC 9112 allows.
    """
    fields: dict[str, str] = {}
    for line in lines:
        if line[:5] == b"HTTP/":
            fields = {}
            continue
        name, colon, value = line.decode("latin-1").partition(":")
        name = name.lower()
        if not colon or not name or name[0] in " \t":
            continue
        name, value = name.strip(), value.strip()
        fields[name] = f"{fields[name]}, {value}" if name in fields else value
    return fields


def is_sendable(name: str, value: str) -> bool:
    """Tell whether a field can be sent without changing the meaning of the message."""
    return bool(_NAME.fullmatch(name) and _VALUE.fullmatch(value))


def validators(etag: str, last_modified: str) -> list[str]:
    """Return the conditional fields for what was remembered, leaving out what cannot be sent back."""
    pairs = (("If-None-Match", etag), ("If-Modified-Since", last_modified))
    return [
        f"{name}: {value}"
        for name, value in pairs
        if value and len(value) <= _LONGEST_VALIDATOR and is_sendable(name, value)
    ]


def for_other_origin(fields: Mapping[str, str]) -> dict[str, str]:
    """Return those of the caller's fields that may be sent to an origin they were not meant for."""
    return {name: value for name, value in fields.items() if name.lower() in _FREE}


def rate_reset(fields: Mapping[str, str], now: datetime) -> datetime | None:
    """Return when a server that counts requests allows more, as it says beside a 429; None where it does not.

    A moment as Mastodon gives it (ISO 8601), or as Bluesky does (seconds since 1970); fewer seconds are from now on.
    """
    value = fields.get("x-ratelimit-reset", "") or fields.get("ratelimit-reset", "")
    try:
        if value.isascii() and value.isdigit():
            seconds = int(value[:12])
            moment = datetime.fromtimestamp(seconds, UTC) if seconds > 10**9 else now + timedelta(seconds=seconds)
        else:
            moment = datetime.fromisoformat(value)
            moment = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment
    except (ValueError, OverflowError, OSError):
        return None
    return min(moment, now + _LONGEST_WAIT) if moment > now else None


def retry_after(value: str, now: datetime) -> datetime | None:
    """Return the moment before which the server wants no request: seconds or an HTTP date (RFC 9110, 10.2.3).

    None where it says nothing, nothing that can be understood, or a moment that has passed.
    """
    value = value.split(",")[0].strip() if value[:1].isdigit() else value.strip()
    if value.isascii() and value.isdigit():
        moment = now + min(timedelta(seconds=int(value[:9])), _LONGEST_WAIT)
    else:
        try:
            parsed = parsedate_to_datetime(value)
        except (ValueError, OverflowError):
            return None
        moment = parsed.replace(tzinfo=UTC) if parsed.tzinfo is None else parsed.astimezone(UTC)
    return min(moment, now + _LONGEST_WAIT) if moment > now else None
