"""The states of a delivery: new → sending → sent, refused or uncertain."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from curator.model import Delivery, DeliveryState
from curator.ports import Answer, Note

NEW, SENDING, SENT, REFUSED, UNCERTAIN = DeliveryState

ALLOWED: dict[DeliveryState, frozenset[DeliveryState]] = {
    NEW: frozenset({SENDING, REFUSED}),
    # Back to new only where it is certain that nothing left: refused for now, or never begun.
    SENDING: frozenset({SENT, REFUSED, UNCERTAIN, NEW}),
    # By asking the other side, or by the editor's word.
    UNCERTAIN: frozenset({SENT, REFUSED, NEW}),
    REFUSED: frozenset({NEW}),
    SENT: frozenset(),
}
MOST_ATTEMPTS = 8
"""A delivery that was put off so often is refused."""


class WrongMove(ValueError):
    """A delivery cannot go from its state to the one wanted."""


def _moved(delivery: Delivery, to: DeliveryState, now: datetime, reason: str = "", receipt: str = "") -> Delivery:
    if to not in ALLOWED[delivery.state]:
        raise WrongMove(f"{delivery.kind} {delivery.subject}: {delivery.state} → {to}")
    return replace(delivery, state=to, at=now, reason=reason, receipt=receipt)


def claim(delivery: Delivery, now: datetime) -> Delivery:
    """Return a new delivery as one that may be on the wire; store it before anything leaves."""
    claimed = _moved(delivery, SENDING, now)
    return replace(claimed, attempts=delivery.attempts + 1)


def settle(delivery: Delivery, answer: Answer, now: datetime) -> Delivery:
    """Return a delivery as the other side's answer leaves it; put off too often, it is refused."""
    if answer.state is NEW and delivery.attempts >= MOST_ATTEMPTS:
        return _moved(delivery, REFUSED, now, f"put off {delivery.attempts} times: {answer.reason}")
    return _moved(delivery, answer.state, now, answer.reason, answer.receipt)


def settle_leftover(delivery: Delivery, note: Note | None, now: datetime) -> Delivery:
    """Return a delivery that a broken run left `sending`, as far as the diary knows what became of it.

    `note` is what the diary tells of this very attempt, None where it can tell
    nothing. Only a diary that is whole says that an attempt was never begun.
    """
    if note is None:
        return _moved(delivery, UNCERTAIN, now, "the run broke off, and nothing tells how far it came")
    if note.answer is not None:
        return settle(delivery, note.answer, now)
    if note.begun:
        return _moved(delivery, UNCERTAIN, now, "the run broke off while this was on the wire")
    return replace(_moved(delivery, NEW, now), attempts=max(0, delivery.attempts - 1))


def put_off(delivery: Delivery, now: datetime, reason: str = "") -> Delivery:
    """Return a claimed delivery that was not begun as new again; the attempt does not count."""
    return replace(_moved(delivery, NEW, now, reason), attempts=max(0, delivery.attempts - 1))


def resend(delivery: Delivery, now: datetime) -> Delivery:
    """Return a refused or uncertain delivery as new: the editor's word, never the program's."""
    if delivery.state not in (REFUSED, UNCERTAIN):
        raise WrongMove(f"{delivery.kind} {delivery.subject} is {delivery.state}")
    return replace(_moved(delivery, NEW, now), attempts=0)
