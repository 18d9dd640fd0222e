"""What the answers of services that send letters amount to."""

from __future__ import annotations

from typing import Any

from curator.accounts.api import Reply
from curator.errors import CuratorError, Unreachable
from curator.i18n import N_
from curator.model import DeliveryState
from curator.ports import Answer

_KEY = N_("Keep its key again: curator secret handover")


def asked(reply: Reply, service: str) -> dict[str, Any]:
    """Return what was answered; raises `Unreachable`, and `CuratorError` where the key is not taken."""
    if reply.ok and isinstance(reply.told, dict):
        return reply.told
    if reply.status in (401, 403):
        raise CuratorError(N_("the service does not take this key."), about=service, remedy=_KEY)
    raise Unreachable(
        N_("the service gave no answer that can be used: {reason}.", reason=reply.answer().reason), about=service
    )


def answered(reply: Reply) -> Answer | None:
    """Return what an act that was not done says of the draft; None where it was done."""
    if reply.ok:
        return None
    return (
        Answer(DeliveryState.REFUSED, "the service does not take this key")
        if reply.status in (401, 403)
        else reply.answer()
    )
