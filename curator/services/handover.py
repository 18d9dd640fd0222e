"""Hand over: a letter becomes a draft at a service that sends it; one draft an edition, however often this is run."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from curator.errors import CuratorError
from curator.i18n import N_
from curator.model import Delivery, DeliveryState
from curator.outbox import claim, resend, settle
from curator.ports import Answer, Found, LetterDraft, LetterService, Outbox

HANDOVER = "handover"
LOOK_AFTER = 2.0
"""Seconds after which a draft whose answer was lost is looked for."""
SURE_AFTER = timedelta(minutes=1)
"""A draft that is not to be seen so long after a lost answer was not made."""


class GoneOut(CuratorError):
    """The letter has left its drafts there: it is being sent, or was."""


@dataclass(frozen=True, slots=True)
class Handed:
    """What became of one attempt."""

    delivery: Delivery
    before: Found | None
    """What stood there before."""
    same: bool = False
    """Whether nothing had to be done: it stands there as approved."""


def hand_over(
    draft: LetterDraft,
    service: LetterService,
    outbox: Outbox,
    wanted: Delivery,
    clock: Callable[[], datetime],
    wait: Callable[[float], None] = time.sleep,
) -> Handed:
    """Make the draft, or change the one of an earlier run.

    `wanted` is the ledger's row, its recipient a hash of the exact text. Raises
    `GoneOut` where the draft cannot be changed any more, and what the
    service's answers amount to.
    """
    (row,) = outbox.enter([wanted])
    found = service.find(draft.name)
    if found is not None and not found.open:
        raise GoneOut(
            N_("The letter has left its drafts there: it is being sent, or was."),
            about=draft.name,
            remedy=N_("The service calls it “{status}”.", status=found.status),
        )
    if row.state is DeliveryState.SENT:
        return Handed(row, found, same=True)
    row = _ready(row, found, outbox, clock())
    if row.state is not DeliveryState.NEW:
        return Handed(row, found)
    (claimed,) = outbox.change([(row, claim(row, clock()))])
    answer = service.write(draft, found.id if found else "")
    if answer.state is DeliveryState.UNCERTAIN:
        wait(LOOK_AFTER)
        answer = _looked(draft, service, answer)
    after = settle(claimed, answer, clock())
    outbox.change([(claimed, after)])
    return Handed(after, found)


def _ready(row: Delivery, found: Found | None, outbox: Outbox, now: datetime) -> Delivery:
    """Return a row that an earlier attempt left open as new where another attempt cannot make a second draft."""
    if row.state is DeliveryState.REFUSED:
        after = resend(row, now)
    elif row.state in (DeliveryState.SENDING, DeliveryState.UNCERTAIN):
        young = row.at is None or now - row.at < SURE_AFTER
        if found is None and young:
            return row
        after = settle(row, Answer(DeliveryState.NEW, "the run broke off"), now)
    else:
        return row
    outbox.change([(row, after)])
    return after


def _looked(draft: LetterDraft, service: LetterService, lost: Answer) -> Answer:
    """Return what looking says after a lost answer: a draft that is there is written once more, and then whole."""
    try:
        found = service.find(draft.name)
    except CuratorError:
        return lost
    return service.write(draft, found.id) if found is not None and found.open else lost
