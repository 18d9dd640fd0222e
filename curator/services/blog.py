"""Blog: an approved edition as a draft on a blog; one post an edition, however often this is run."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from curator.model import Delivery, DeliveryState, short_hash
from curator.outbox import claim, resend, settle
from curator.ports import Answer, Blog, BlogPost, Outbox

BLOG = "blog"
_LEFT_OPEN = Answer(DeliveryState.UNCERTAIN, "an earlier run broke off")


def put_draft(
    post: BlogPost,
    blog: Blog,
    outbox: Outbox,
    target: str,
    by: str,
    now: Callable[[], datetime],
    overwrite: bool = False,
) -> Delivery:
    """Make the edition's draft or bring it up to date; return how the ledger has it, with what was said last.

    The blog is asked first what stands there, so that a lost answer is settled
    by the next run.
    """
    content = short_hash(f"{post.title}\n{post.html}")
    (row,) = outbox.enter([Delivery(BLOG, post.slug, target, at=now(), content=content, by=by)])
    if row.state is DeliveryState.SENT:
        answer = blog.put(post, row.receipt, overwrite)
        if answer.state is not DeliveryState.SENT:
            return replace(row, state=answer.state, reason=answer.reason)
        after = replace(row, at=now(), content=content, by=by, reason=answer.reason, receipt=answer.receipt)
        outbox.change([(row, after)])
        return after
    if row.state is DeliveryState.SENDING:
        (row,) = outbox.change([(row, settle(row, _LEFT_OPEN, now()))])
    if row.state in (DeliveryState.UNCERTAIN, DeliveryState.REFUSED):
        (row,) = outbox.change([(row, resend(row, now()))])
    (claimed,) = outbox.change([(row, replace(claim(row, now()), content=content, by=by))])
    after = settle(claimed, blog.put(post, row.receipt, overwrite), now())
    outbox.change([(claimed, after)])
    return after
