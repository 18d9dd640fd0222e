"""From state to state: what an answer means for the next attempt."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from curator.errors import CuratorError, ParseError
from curator.health import move_proposed, next_state, silence
from curator.health.states import LONGEST_BACK_OFF, back_off
from curator.model import Cause, Entry, Source, SourceState
from curator.ports import Batch, Request, Response

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
SOURCE = Source("s", "https://outlet.example/feed")
REQUEST = Request(SOURCE.address, subject="s")
NEW_HOME = "https://outlet.example/new"


def good(body: bytes = b"feed", permanent: str = "", **headers: str) -> Response:
    return Response(REQUEST, 200, SOURCE.address, body, headers, permanent=permanent)


def bad(cause: Cause, detail: str = "", retry_after: datetime | None = None) -> Response:
    return Response(REQUEST, cause=cause, detail=detail, retry_after=retry_after)


def entry(guid: str, published: datetime | None = None) -> Entry:
    return Entry("s", guid, f"https://outlet.example/{guid}", guid, published=published)


BATCH = Batch("The Outlet", "https://outlet.example/", entries=(entry("a"), entry("b")))


def test_a_first_good_answer_is_remembered_whole() -> None:
    response = good(etag='"1"', **{"last-modified": "Mon"})
    state = next_state(None, SOURCE, response, BATCH, NOW, new_entries=2)
    assert state == SourceState(
        "s",
        "The Outlet",
        "https://outlet.example/",
        '"1"',
        "Mon",
        hashlib.sha256(b"feed").hexdigest(),
        checked=NOW,
        succeeded=NOW,
        refreshed=NOW,
        changed=NOW,
    )


def test_a_304_changes_only_the_times() -> None:
    before = next_state(None, SOURCE, good(etag='"1"'), BATCH, NOW, new_entries=2)
    later = NOW + HOUR
    after = next_state(before, SOURCE, Response(REQUEST, 304), None, later)
    assert after == replace(before, checked=later, succeeded=later)
    renewed = next_state(before, SOURCE, Response(REQUEST, 304, headers={"etag": '"2"'}), None, later)
    assert renewed.etag == '"2"'
    assert renewed.refreshed == NOW


def test_validators_that_are_no_longer_given_are_forgotten() -> None:
    before = next_state(None, SOURCE, good(etag='"1"'), BATCH, NOW)
    assert next_state(before, SOURCE, good(), BATCH, NOW + HOUR).etag == ""


def test_a_failure_keeps_what_was_learnt_and_says_since_when() -> None:
    before = next_state(None, SOURCE, good(etag='"1"'), BATCH, NOW, new_entries=2)
    once = next_state(before, SOURCE, bad(Cause.TIMEOUT, "no answer"), None, NOW + HOUR)
    twice = next_state(once, SOURCE, bad(Cause.SERVER_ERROR, "status 500"), None, NOW + 2 * HOUR)
    assert (twice.etag, twice.title, twice.succeeded, twice.changed) == ('"1"', "The Outlet", NOW, NOW)
    assert (twice.cause, twice.detail, twice.failures) == (Cause.SERVER_ERROR, "status 500", 2)
    assert (twice.failing_since, twice.checked) == (NOW + HOUR, NOW + 2 * HOUR)
    healed = next_state(twice, SOURCE, good(), BATCH, NOW + 3 * HOUR)
    assert (healed.cause, healed.detail, healed.failures, healed.failing_since, healed.due) == (None, "", 0, None, None)


@pytest.mark.parametrize(
    ("error", "cause"),
    [
        (ParseError("no feed.", cause="not-a-feed"), Cause.NOT_A_FEED),
        (ParseError("broken."), Cause.PARSE),
        (ParseError("strange.", cause="of another world"), Cause.PARSE),
        (CuratorError("died."), Cause.PARSE),
    ],
)
def test_what_could_not_be_understood_is_a_failure(error: CuratorError, cause: Cause) -> None:
    state = next_state(None, SOURCE, good(etag='"1"'), error, NOW)
    assert (state.cause, state.detail, state.failures) == (cause, error.message, 1)
    assert (state.etag, state.body_hash, state.succeeded) == ("", "", None)


def test_back_off_doubles_to_a_day_and_never_ends() -> None:
    state, now, waits = SourceState("s"), NOW, []
    for _ in range(40):
        state = next_state(state, SOURCE, bad(Cause.MISSING), None, now)
        assert state.due is not None
        waits.append(state.due - now)
        now = state.due
    assert waits[:4] == [timedelta(), timedelta(), HOUR / 2, HOUR]
    assert waits == sorted(waits)
    assert waits[-1] == LONGEST_BACK_OFF


@pytest.mark.parametrize("cause", [Cause.TOO_MANY, Cause.BOT_WALL])
def test_who_says_we_come_too_often_is_left_alone_at_once(cause: Cause) -> None:
    assert back_off(1, cause) == HOUR / 2
    assert back_off(10**6, cause) == LONGEST_BACK_OFF


@pytest.mark.parametrize(
    ("asked", "given"),
    [(timedelta(minutes=1), HOUR / 2), (3 * HOUR, 3 * HOUR), (timedelta(days=30), timedelta(days=1))],
)
def test_retry_after_is_honoured_up_to_a_day(asked: timedelta, given: timedelta) -> None:
    state = next_state(None, SOURCE, bad(Cause.TOO_MANY, retry_after=NOW + asked), None, NOW)
    assert state.due == NOW + given


def test_what_is_new_is_dated() -> None:
    later = NOW + timedelta(days=3)
    before = next_state(None, SOURCE, good(), BATCH, NOW, new_entries=2)
    assert next_state(before, SOURCE, good(b"2"), BATCH, later, new_entries=0).changed == NOW
    assert next_state(before, SOURCE, good(b"2"), BATCH, later, new_entries=1).changed == later


def test_where_it_is_not_known_what_is_new_dates_tell() -> None:
    dated = Batch(entries=(entry("a", NOW - 48 * HOUR), entry("b", NOW - 24 * HOUR), entry("c", NOW + 9 * HOUR)))
    state = next_state(None, SOURCE, good(), dated, NOW)
    assert state.changed == NOW - 24 * HOUR
    older = Batch(entries=(entry("a", NOW - 48 * HOUR),))
    assert next_state(state, SOURCE, good(b"2"), older, NOW).changed == NOW - 24 * HOUR
    assert next_state(None, SOURCE, good(), Batch(), NOW).changed is None
    assert next_state(None, SOURCE, good(), BATCH, NOW).changed == NOW


def test_silence_is_counted_for_sources_that_answer() -> None:
    state = replace(SourceState("s"), changed=NOW - timedelta(days=90))
    assert silence(state, NOW) == 90
    assert silence(state, NOW, timedelta(days=100)) == 0
    assert silence(replace(state, cause=Cause.TIMEOUT), NOW) == 0
    assert silence(SourceState("s"), NOW) == 0


def after_answers(
    *answers: tuple[float, Response, Batch | CuratorError | None, int | None],
) -> tuple[SourceState, datetime]:
    """Return the state after answers, each so many days after the start; the source was known before."""
    state = next_state(None, SOURCE, good(b"old"), BATCH, NOW, new_entries=2)
    now = NOW
    for days, response, result, new in answers:
        now = NOW + timedelta(days=days)
        state = next_state(state, SOURCE, response, result, now, new_entries=new)
    return state, now


MOVED = good(permanent=NEW_HOME)
KNOWN = (MOVED, BATCH, 0)


def test_a_move_is_proposed_after_five_answers_over_a_week() -> None:
    assert move_proposed(*after_answers(*[(day, *KNOWN) for day in (0, 2, 4, 6, 7)])) == NEW_HOME
    assert move_proposed(*after_answers(*[(day, *KNOWN) for day in (0, 2, 4, 6, 6.9)])) == ""
    assert move_proposed(*after_answers(*[(day, *KNOWN) for day in (0, 2, 4, 9)])) == ""


def test_a_304_at_the_new_address_counts() -> None:
    unchanged = Response(REQUEST, 304, permanent=NEW_HOME)
    assert move_proposed(*after_answers(*[(day, unchanged, None, None) for day in range(0, 10, 2)])) == NEW_HOME


@pytest.mark.parametrize(
    "interruption",
    [
        (good(), BATCH, 0),
        (good(permanent="https://parked.example/"), BATCH, 0),
        (MOVED, BATCH, 2),
        (MOVED, Batch("The Outlet"), 0),
        (MOVED, Batch("Another", entries=BATCH.entries), None),
    ],
    ids=["no redirect", "another target", "nothing known", "empty", "another title"],
)
def test_another_answer_starts_the_count_again(
    interruption: tuple[Response, Batch | CuratorError | None, int | None],
) -> None:
    days = [(0, *KNOWN), (2, *KNOWN), (4, *KNOWN), (6, *interruption), (8, *KNOWN), (9, *KNOWN)]
    assert move_proposed(*after_answers(*days)) == ""


def test_a_parked_domain_never_replaces_an_address() -> None:
    parked = ParseError("a page.", cause="not-a-feed")
    state, now = after_answers(*[(day, MOVED, parked, None) for day in range(20)])
    assert move_proposed(state, now) == ""
    assert state.cause is Cause.NOT_A_FEED


def test_a_short_failure_does_not_forget_a_move() -> None:
    answers = [(0, *KNOWN), (2, *KNOWN), (4, bad(Cause.TIMEOUT), None, None), (5, *KNOWN), (6, *KNOWN), (8, *KNOWN)]
    assert move_proposed(*after_answers(*answers)) == NEW_HOME
