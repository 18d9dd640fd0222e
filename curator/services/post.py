"""Post: what is approved and due goes out, each story once an account, whatever breaks meanwhile."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from curator.config.outward import Posting
from curator.config.sending import clock
from curator.errors import UsageError
from curator.i18n import N_
from curator.model import Delivery, DeliveryState, PostState, Queued, short_hash
from curator.outbox import claim, settle
from curator.outbox.slots import is_late, is_quiet
from curator.ports import Answer, Dispatch, Outbox, Outcome, Poster

POST = "post"
EVER = (datetime(1970, 1, 1, tzinfo=UTC), datetime(9000, 1, 1, tzinfo=UTC))
LOOK_AFTER = 2.0
"""Seconds after which a post whose answer was lost is looked for."""
_STATES = {
    DeliveryState.SENDING: PostState.SENDING,
    DeliveryState.SENT: PostState.SENT,
    DeliveryState.REFUSED: PostState.REFUSED,
    DeliveryState.UNCERTAIN: PostState.UNCERTAIN,
}
GONE = (PostState.SENDING, PostState.SENT, PostState.UNCERTAIN)
"""States in which a post is on its way or out."""


@dataclass(frozen=True, slots=True)
class Held:
    """A post that is approved and stays, and why."""

    post: Queued
    why: str
    """"early", "late", "quiet", "gap", "no-slot", "cool-down"."""


def approval(text: str, link: str) -> str:
    """Return what an approval of a post is bound to."""
    return short_hash(f"{text}\n{link}")


def as_it_stands(post: Queued, approved: str, delivery: Delivery | None) -> Queued:
    """Return a stored post with the state that its approval and its delivery give it."""
    if delivery is not None and delivery.state in _STATES:
        state = _STATES[delivery.state]
        return replace(post, state=state, reason=delivery.reason, receipt=delivery.receipt)
    told = delivery.reason if delivery else ""
    state = PostState.APPROVED if approved and approved == approval(post.text, post.link) else PostState.DRAFT
    return replace(post, state=state, reason=told)


def refuse_gone(post: Queued) -> None:
    """Raise `UsageError` for a post that cannot be changed any more."""
    if post.state in GONE:
        raise UsageError(
            N_("this post is {state}.", state=post.state), about=f"{post.story} {post.account}", remedy=post.receipt
        )


def due(
    posts: Sequence[Queued],
    deliveries: Sequence[Delivery],
    rules: Posting,
    zone: ZoneInfo,
    now: datetime,
    articles: Mapping[str, frozenset[str]] | None = None,
    waiting: Collection[str] = (),
) -> tuple[tuple[Queued, ...], tuple[Held, ...]]:
    """Return the approved posts that go out now, at most one an account, and those that stay.

    `articles` by story tell which stories are the same under another name;
    the editions in `waiting`, by slug, are not to leave yet.
    """
    quiet = tuple(clock(written) for written in rules.quiet)
    last = _last_sent(deliveries)
    going: dict[str, Queued] = {}
    held: list[Held] = []
    for post in sorted(posts, key=lambda post: post.slot.timestamp() if post.slot else float("inf")):
        if post.state is not PostState.APPROVED:
            continue
        why = "early" if post.edition in waiting else _why_held(post, rules, zone, quiet, now)
        if not why and _cooling(post, deliveries, rules, now, articles or {}):
            why = "cool-down"
        recent = last.get(post.account)
        # A clock that was ahead for a while has left moments that are still to come.
        near = recent is not None and abs(now - recent) < timedelta(minutes=rules.gap_minutes)
        if not why and (post.account in going or near):
            why = "gap"
        if why:
            held.append(Held(post, why))
        else:
            going[post.account] = post
    return tuple(going.values()), tuple(held)


def _why_held(post: Queued, rules: Posting, zone: ZoneInfo, quiet: Sequence[object], now: datetime) -> str:
    if post.slot is None:
        return "no-slot"
    if post.slot > now:
        return "early"
    if rules.late == "wait" and is_late(post.slot, now, rules.late_hours):
        return "late"
    return "quiet" if is_quiet(now, quiet, zone) else ""  # type: ignore[arg-type]


def _last_sent(deliveries: Iterable[Delivery]) -> dict[str, datetime]:
    out = (DeliveryState.SENT, DeliveryState.UNCERTAIN)
    found = [one for one in deliveries if one.state in out and one.at is not None]
    return {one.target: one.at for one in sorted(found, key=lambda one: one.at.timestamp() if one.at else 0) if one.at}


def lateness(post: Queued, rules: Posting, now: datetime) -> str:
    """Return a mark for a post that goes out late, "" for one in time."""
    if post.slot is None or not is_late(post.slot, now, rules.late_hours):
        return ""
    return f"late by {int((now - post.slot).total_seconds() // 3600)} hours"


def _cooling(
    post: Queued,
    deliveries: Iterable[Delivery],
    rules: Posting,
    now: datetime,
    articles: Mapping[str, frozenset[str]],
) -> bool:
    """Return whether the same place, or a story that shares an article, was posted there within the cool-down."""
    since = now - timedelta(days=rules.cooldown_days)
    link, told = f" {short_hash(post.link)}", articles.get(post.story, frozenset())
    return any(
        one.target == post.account
        and ((post.link and one.content.endswith(link)) or told & articles.get(one.subject, frozenset()))
        and one.subject != post.story
        and one.state in (DeliveryState.SENT, DeliveryState.UNCERTAIN)
        and one.at is not None
        and one.at > since
        for one in deliveries
    )


def delivery_of(post: Queued, by: str, now: datetime) -> Delivery:
    """Return the ledger's row for a post that was approved."""
    content = f"{approval(post.text, post.link)} {short_hash(post.link)}"
    return Delivery(POST, post.story, post.account, at=now, content=content, by=by)


def send_post(
    post: Queued,
    dispatch: Dispatch,
    poster: Poster,
    outbox: Outbox,
    by: str,
    now: Callable[[], datetime],
    wait: Callable[[float], None] = time.sleep,
    late: str = "",
) -> Outcome[Queued, Delivery]:
    """Post one; an answer that was lost is settled by looking. `late` marks what went out."""
    (entered,) = outbox.enter([delivery_of(post, by, now())])
    if entered.state is not DeliveryState.NEW:
        return Outcome(post, entered)
    # The text may have been edited since an earlier attempt.
    claimed = outbox.change([(entered, replace(claim(entered, now()), content=delivery_of(post, by, now()).content))])
    if not claimed:
        (entered,) = outbox.enter([entered])
        return Outcome(post, entered)
    answer = poster.post(dispatch)
    if answer.state is DeliveryState.UNCERTAIN:
        wait(LOOK_AFTER)
        found = poster.find(dispatch, claimed[0].at or now(), now())
        answer = found or answer
    if answer.state is DeliveryState.SENT and late:
        answer = replace(answer, reason=late)
    after = settle(claimed[0], answer, now())
    outbox.change([(claimed[0], after)])
    return Outcome(post, after)


def settle_open(
    outbox: Outbox,
    poster_of: Callable[[str], Poster | None],
    dispatch_of: Callable[[Delivery], Dispatch | None],
    now: datetime,
) -> Iterator[Delivery]:
    """Look for the posts that a broken run or a lost answer left open; yield those that are settled now.

    Only while no other run can be sending: under the journal's lock.
    """
    for one in outbox.deliveries(POST, states=[DeliveryState.SENDING, DeliveryState.UNCERTAIN]):
        poster, dispatch = poster_of(one.target), dispatch_of(one)
        answer = poster.find(dispatch, one.at or now, now) if poster and dispatch else None
        if answer is None and one.state is DeliveryState.UNCERTAIN:
            continue
        lost = Answer(DeliveryState.UNCERTAIN, "the run broke off before an answer came")
        after = settle(one, answer or lost, now)
        # Seen for the first time as uncertain: the moment of the attempt stays, for those who count from it.
        if after.state is DeliveryState.UNCERTAIN:
            after = replace(after, at=one.at)
        yield from outbox.change([(one, after)])
