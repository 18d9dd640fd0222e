"""From the last state of a source and a new answer to its next state."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from curator.errors import CuratorError
from curator.model import Cause, Source, SourceState
from curator.ports import Batch, Response

LONGEST_BACK_OFF = timedelta(hours=24)
FIRST_BACK_OFF = timedelta(minutes=30)
FREE_FAILURES = 2
"""So many failures in a row cost no waiting: chance, or somebody who has just mended something."""
AT_ONCE = frozenset({Cause.TOO_MANY, Cause.BOT_WALL})
"""Causes that say we come too often: these wait from the first time."""

MOVE_ANSWERS = 5
MOVE_TIME = timedelta(days=7)
SILENT = timedelta(days=60)


def next_state(
    state: SourceState | None,
    source: Source,
    response: Response,
    result: Batch | CuratorError | None,
    now: datetime,
    *,
    new_entries: int | None = None,
) -> SourceState:
    """Return the state of `source` after an attempt at `now`.

    `result` is what the answer was understood to say, the error that kept it from
    being understood, or None where it was not looked at: a failure, a 304, or a
    body that is known. `new_entries` is how many of the batch's entries were not
    known before, None where that is not known yet.
    """
    before = state or SourceState(source.id)
    if response.cause is not None:
        return _failed(before, response.cause, response.detail, response.retry_after, now)
    if isinstance(result, CuratorError):
        return _failed(before, _cause_of(result), result.message, response.retry_after, now)
    return replace(
        before,
        checked=now,
        succeeded=now,
        due=None,
        asked_until=None,
        cause=None,
        detail="",
        failing_since=None,
        failures=0,
        **_validators(before, response, now),
        **_news(before, result, new_entries, now),
        **_move(before, response, _is_same_feed(before, result, new_entries), now),
    )


def digest(body: bytes) -> str:
    """Return what stands for a body in `SourceState.body_hash`."""
    return hashlib.sha256(body).hexdigest()


def move_proposed(state: SourceState, now: datetime) -> str:
    """Return the address a source has moved to for good, "" where that is not certain.

    Certain is what five answers in a row said over a week, each time with a feed
    that is known: a parked domain or a maintenance page says it too, but not so.
    """
    if state.moved_since is None or state.moved_count < MOVE_ANSWERS or now - state.moved_since < MOVE_TIME:
        return ""
    return state.moved_to


def silence(state: SourceState, now: datetime, longest: timedelta = SILENT) -> int:
    """Return for how many days a source that answers well has had nothing new; 0 while that is nothing to speak of."""
    if state.cause is not None or state.changed is None or now - state.changed < longest:
        return 0
    return (now - state.changed).days


def back_off(failures: int, cause: Cause) -> timedelta:
    """Return how long to wait after this many failures in a row: doubling, to one day."""
    steps = failures - 1 if cause in AT_ONCE else failures - 1 - FREE_FAILURES
    return timedelta() if steps < 0 else min(FIRST_BACK_OFF * 2 ** min(steps, 10), LONGEST_BACK_OFF)


def _failed(before: SourceState, cause: Cause, detail: str, retry_after: datetime | None, now: datetime) -> SourceState:
    """Count a failure; what was learnt in better times stays, and the source is never given up."""
    failures = before.failures + 1
    due, asked = now + back_off(failures, cause), _patience(retry_after, now)
    return replace(
        before,
        checked=now,
        cause=cause,
        detail=detail,
        failing_since=before.failing_since or now,
        failures=failures,
        due=max(due, asked) if asked else due,
        asked_until=asked,
    )


def _patience(retry_after: datetime | None, now: datetime) -> datetime | None:
    """Return the moment a server asked us to wait for, at most one day away."""
    return None if retry_after is None else min(retry_after, now + LONGEST_BACK_OFF)


def _cause_of(error: CuratorError) -> Cause:
    """Return the cause that an error of parsing carries by its value."""
    value = getattr(error, "cause", Cause.PARSE)
    return Cause(value) if value in set(Cause) else Cause.PARSE


def _validators(before: SourceState, response: Response, now: datetime) -> dict[str, Any]:
    """Return both validators of a whole answer, and only those a 304 gives anew."""
    etag = response.headers.get("etag", "")
    last_modified = response.headers.get("last-modified", "")
    if response.status == 304:
        return {"etag": etag or before.etag, "last_modified": last_modified or before.last_modified}
    return {"etag": etag, "last_modified": last_modified, "body_hash": digest(response.body), "refreshed": now}


def _news(before: SourceState, result: Batch | None, new_entries: int | None, now: datetime) -> dict[str, Any]:
    """Return what a batch says of its source."""
    if result is None:
        return {}
    return {
        "title": result.title or before.title,
        "site": result.site or before.site,
        "changed": _changed(before, result, new_entries, now),
    }


def _changed(before: SourceState, batch: Batch, new_entries: int | None, now: datetime) -> datetime | None:
    """Return when something new last came: now where that is known, else the newest date that is not in the future."""
    if new_entries:
        return now
    dates = [entry.published for entry in batch.entries if entry.published is not None and entry.published <= now]
    known = [date for date in (before.changed, *dates) if date is not None]
    return max(known, default=now if batch.entries else None)


def _is_same_feed(before: SourceState, batch: Batch | None, new_entries: int | None) -> bool:
    """Tell whether an answer is of the feed we know: unchanged, with entries we know, or at least by its name."""
    if batch is None:
        return True
    if not batch.entries:
        return False
    if new_entries is not None:
        return new_entries < len(batch.entries)
    return before.succeeded is not None and bool(batch.title) and batch.title == before.title


def _move(before: SourceState, response: Response, is_same_feed: bool, now: datetime) -> dict[str, Any]:
    """Return the count of equal answers that the source has moved for good; any other answer starts again."""
    target = response.permanent if is_same_feed else ""
    if not target:
        return {"moved_to": "", "moved_since": None, "moved_count": 0}
    if target == before.moved_to:
        return {"moved_count": before.moved_count + 1}
    return {"moved_to": target, "moved_since": now, "moved_count": 1}
