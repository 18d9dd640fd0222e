"""What Meta's Graph interface says when it refuses; Threads and Facebook share it."""

from __future__ import annotations

from curator.accounts.api import Reply
from curator.model import DeliveryState
from curator.ports import Answer

VERSION = "v25.0"
_TOKEN_ENDED = ("190", "102", "463", "467")
_TOO_MANY = ("4", "17", "32", "341", "613")
_STUMBLED = ("1", "2")
"""https://developers.facebook.com/docs/graph-api/guides/error-handling"""


def graph_answer(reply: Reply) -> Answer:
    """Return what a call that was not done says of the thing posted, by its code: the status is mostly 400."""
    code, answer = reply.field("error", "code"), reply.answer()
    if code in _TOKEN_ENDED:
        return Answer(DeliveryState.NEW, f"the account needs a new token: {answer.reason}")
    if code in _TOO_MANY:
        return Answer(DeliveryState.NEW, answer.reason)
    if code in _STUMBLED:
        return Answer(DeliveryState.UNCERTAIN, answer.reason)
    return answer


def before_posting(reply: Reply) -> Answer:
    """Return what a preparing call that was not done means: nothing was posted yet."""
    answer = reply.unknown() if reply.ok else graph_answer(reply)
    return answer if answer.state is DeliveryState.REFUSED else Answer(DeliveryState.NEW, answer.reason)
