"""Subscribe: who asks for the letter, confirms, leaves; every step by a token, none by a GET.

Nobody learns from an answer whether an address is on the list: asking says and
does the same for all, and what differs goes by mail to the address itself.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol

from curator.model import Standing, Subscriber
from curator.outbox.addresses import fold_address, mailbox_key
from curator.outbox.tokens import CONFIRM, UNSUBSCRIBE, expired, make_token, read_token
from curator.ports import Subscribers

LIFE = timedelta(days=7)
"""A request that is not confirmed within these is forgotten."""
HOUR = timedelta(hours=1)
A_DAY = timedelta(days=1)
PER_MAILBOX, PER_NETWORK = 1, 5
"""Confirmation mails an hour."""
MOST_SOFT = 5
"""After so many temporary bounces in a row nothing is sent to an address."""


class Turnstile(Protocol):
    """Counts requests by whom they count against."""

    def count(self, bucket: str, since: datetime) -> int:
        """Return how many requests counted against `bucket` since then."""
        ...

    def note(self, buckets: Iterable[str], now: datetime, forget: datetime) -> None:
        """Count a request against each bucket, and forget those before `forget`."""
        ...


@dataclass(frozen=True, slots=True)
class Invitation:
    """A mail that asks for a confirmation."""

    subscriber: Subscriber
    token: str


class Said(StrEnum):
    """What became of a token."""

    DONE = "done"
    DENIED = "denied"


@dataclass(frozen=True, slots=True)
class Desk:
    """What the acts work on."""

    subscribers: Subscribers
    turnstile: Turnstile
    key: str
    """Signs tokens, and hides whom a request counts against."""


def new_id() -> str:
    """Return an id that nobody can guess or count from."""
    return secrets.token_hex(8)


def ask(
    desk: Desk, written: str, network: str, lists: Sequence[str], now: datetime, per_network: int = PER_NETWORK
) -> Invitation | None:
    """Take a request for letters; return the mail that asks for its confirmation, None where none is due.

    `network` is where the request came from. However it ends, the same is
    read and written, so that its time tells nothing.
    """
    folded = fold_address(written)
    buckets = [_bucket(desk.key, "box", mailbox_key(folded)), _bucket(desk.key, "network", network)]
    limits = (PER_MAILBOX, per_network)
    free = all(desk.turnstile.count(bucket, now - HOUR) < most for bucket, most in zip(buckets, limits, strict=True))
    known = desk.subscribers.find(folded or "@")
    desk.turnstile.note(buckets, now, now - A_DAY)
    if not folded or not free:
        return None
    asking = known or Subscriber(new_id(), folded, lists=tuple(lists), asked=now)
    wanted = asking.standing in (Standing.PENDING, Standing.LEFT, Standing.BOUNCED)
    if wanted:
        asking = replace(asking, standing=Standing.PENDING, asked=now, lists=tuple(lists))
    desk.subscribers.put([asking])
    return Invitation(asking, make_token(CONFIRM, asking.id, now, desk.key)) if wanted else None


def confirm(desk: Desk, token: str, how: str, now: datetime) -> Said:
    """Take a confirmation; `how` is kept as the proof: the way and the words that were shown.

    A second time changes nothing and says the same. A token from before they
    left, or older than a week, is denied.
    """
    found = read_token(token, CONFIRM, (desk.key,))
    known = desk.subscribers.find(found[0]) if found else None
    if found is None or known is None or known.asked is None or int(known.asked.timestamp()) != found[1]:
        return Said.DENIED
    if known.standing is Standing.ACTIVE:
        return Said.DONE
    if known.standing is not Standing.PENDING or expired(found[1], now, LIFE):
        return Said.DENIED
    proof = f"{how}; asked {known.asked:%Y-%m-%d %H:%M} UTC, confirmed {now:%Y-%m-%d %H:%M} UTC"
    desk.subscribers.put([replace(known, standing=Standing.ACTIVE, confirmed=now, ended=None, proof=proof, soft=0)])
    return Said.DONE


def leave(desk: Desk, token: str, now: datetime) -> Said:
    """End a subscription, once; a second time says the same."""
    found = read_token(token, UNSUBSCRIBE, (desk.key,))
    known = desk.subscribers.find(found[0]) if found else None
    if known is None:
        # A token that was good: they were forgotten since, as they wished.
        return Said.DONE if found else Said.DENIED
    if known.standing in (Standing.ACTIVE, Standing.PENDING, Standing.BOUNCED):
        desk.subscribers.put([replace(known, standing=Standing.LEFT, ended=now)])
    return Said.DONE


def bounced(subscribers: Subscribers, key: str, hard: bool, now: datetime) -> Subscriber | None:
    """Note a letter that came back; a hard bounce, or the fifth soft one in a row, ends the letters."""
    known = subscribers.find(key)
    if known is None or known.standing is not Standing.ACTIVE:
        return None
    soft = known.soft + (not hard)
    over = hard or soft >= MOST_SOFT
    after = replace(
        known, soft=soft, standing=Standing.BOUNCED if over else known.standing, ended=now if over else None
    )
    subscribers.put([after])
    return after


def complained(subscribers: Subscribers, key: str, now: datetime) -> Subscriber | None:
    """Note that a reader called a letter spam: they get no more, not even by asking."""
    known = subscribers.find(key)
    if known is None:
        return None
    after = replace(known, standing=Standing.COMPLAINED, ended=now)
    subscribers.put([after])
    return after


def forget_unconfirmed(subscribers: Subscribers, now: datetime) -> int:
    """Delete the requests that nobody confirmed in time; return how many.

    Of somebody who had left before, the request alone is forgotten, lest an old
    list bring them back.
    """
    old = [
        one
        for one in subscribers.all()
        if one.standing is Standing.PENDING and (one.asked is None or now - one.asked > LIFE)
    ]
    subscribers.put([replace(one, standing=Standing.LEFT) for one in old if one.ended is not None])
    return subscribers.drop([one.id for one in old if one.ended is None])


def _bucket(key: str, kind: str, value: str) -> str:
    return hmac.new(key.encode(), f"{kind} {value}".encode(), hashlib.sha256).hexdigest()[:24]
