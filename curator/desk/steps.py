"""Changes of the queue of posts that can be taken back: texts, slots, approvals, and what was taken out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from curator.checks import NETWORKS
from curator.desk.history import Remembered
from curator.desk.visit import Visit
from curator.errors import UsageError
from curator.i18n import N_, gettext_for
from curator.model import Queued
from curator.ports import Queue
from curator.services.post import EVER

TEXT, MOVE, APPROVAL, REMOVAL = "text", "move", "approval", "removal"
LABELS = {
    TEXT: N_("post for {network} changed"),
    MOVE: N_("post for {network} moved"),
    APPROVAL: N_("post for {network} approved"),
    REMOVAL: N_("post for {network} taken out of the queue"),
}
TYPING = timedelta(minutes=5)
"""What is typed within this time is one change."""


@dataclass(frozen=True, slots=True)
class Step:
    """One change of a post: how it stood before and after; None: it did not stand in the queue."""

    kind: str
    before: Queued | None
    after: Queued | None
    at: datetime

    @property
    def post(self) -> Queued:
        """The post it is about."""
        post = self.after or self.before
        assert post is not None
        return post


def steps_of(home: Path) -> Remembered[Step]:
    """Return the changes that are remembered in the desk's own folder."""
    return Remembered(home / "posts.json", Step)


def put(visit: Visit, queue: Queue, post: Queued, kind: str) -> Queued:
    """Store a post and remember how it stood; returns it as stored."""
    with visit.room.turn:
        before = standing(queue, post.story, post.account)
        stored = queue.put(post)
        if stored != before:
            _note(visit, Step(kind, before, stored, visit.now))
    return stored


def drop(visit: Visit, queue: Queue, post: Queued) -> None:
    """Take a post out of the queue and remember how it stood."""
    with visit.room.turn:
        queue.drop(post)
        _note(visit, Step(REMOVAL, post, None, visit.now))


def take_back(visit: Visit, queue: Queue) -> str:
    """Put the post that was changed last back as it stood and return what is undone; "" where there is nothing.

    Raises `UsageError` for a post that was changed elsewhere since, or has left.
    """
    with visit.room.turn:
        kept = steps_of(visit.room.home)
        steps: Sequence[Step] = kept.read()
        if not steps:
            return ""
        last = steps[-1]
        kept.write(steps[:-1])
        network = NETWORKS[last.post.network].title
        if standing(queue, last.post.story, last.post.account) != last.after:
            raise UsageError(N_("this post was changed elsewhere since, or has left: it stays."), about=network)
        if last.before is not None:
            queue.put(last.before)
        elif last.after is not None:
            queue.drop(last.after)
        return gettext_for(visit.language)(LABELS[last.kind]).format(network=network)


def standing(queue: Queue, story: str, account: str) -> Queued | None:
    """Return a post as it stands in the queue; None where it does not."""
    return next((post for post in queue.posts(*EVER) if (post.story, post.account) == (story, account)), None)


def _note(visit: Visit, step: Step) -> None:
    kept = steps_of(visit.room.home)
    steps = kept.read()
    if steps and _goes_on(steps[-1], step):
        steps[-1] = Step(TEXT, steps[-1].before, step.after, step.at)
    else:
        steps.append(step)
    kept.write(steps)


def _goes_on(last: Step, step: Step) -> bool:
    """Return whether a change of a text goes on typing where the last one paused."""
    return step.kind == last.kind == TEXT and last.after == step.before and step.at - last.at < TYPING
