"""Who approved what, when, with its hash, and what left: read from the log of marks and the ledger, on a database."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from curator.model import Verb
from curator.store.engine import Database
from curator.store.outgoing import deliveries, posts, slots
from curator.store.schema import marks

_VERBS = (Verb.APPROVE, Verb.WITHDRAW, Verb.SCHEDULE, Verb.ALLOW)
_OUT = ("letter", "post", "deploy", "handover")


@dataclass(frozen=True, slots=True)
class Act:
    """One line of the audit."""

    at: datetime
    what: str
    """"approve", "withdraw", "schedule", "allow"; "letter sent", "deploy refused" …; "letter skipped"."""
    subject: str
    """Slug of the edition, id of the story, key of the finding."""
    by: str = ""
    hash: str = ""
    """Of what was approved, or of what left."""
    target: str = ""
    """The list, the account, the place."""
    detail: str = ""
    """The reason, the receipt; of letters, how many."""
    undone: datetime | None = None
    """When it was taken back."""


class SqlAudit:
    """Reads; nothing here can be changed."""

    def __init__(self, database: Database) -> None:
        """Take a database whose tables are current."""
        self._database = database

    def acts(self, since: datetime | None = None) -> tuple[Act, ...]:
        """Return everything that was decided and that left since then, oldest first."""
        found = [*self._decided(), *self._left(), *self._letters(), *self._days()]
        return tuple(sorted((act for act in found if since is None or act.at >= since), key=lambda act: act.at))

    def _decided(self) -> Iterator[Act]:
        of_editions = select(marks).where(marks.c.verb.in_(_VERBS)).order_by(marks.c.id)
        of_posts = select(posts).where(posts.c.approved_at.is_not(None)).order_by(posts.c.no)
        with self._database.read() as connection:
            for row in connection.execute(of_editions):
                hash, _, detail = row.value.partition(" ") if row.verb == Verb.APPROVE else ("", "", row.value)
                yield Act(row.at, row.verb, row.subject, row.editor, hash, "", detail, row.undone_at)
            for row in connection.execute(of_posts):
                yield Act(row.approved_at, "approve post", row.story, "", row.approved, row.account, row.text)

    def _left(self) -> Iterator[Act]:
        single = select(deliveries).where(deliveries.c.kind.in_(_OUT[1:]), deliveries.c.at.is_not(None))
        with self._database.read() as connection:
            for row in connection.execute(single.order_by(deliveries.c.no)):
                what, hash = f"{row.kind} {row.state}", row.content.split(" ")[0]
                yield Act(row.at, what, row.subject, row.by, hash, row.target, row.receipt or row.reason)

    def _letters(self) -> Iterator[Act]:
        """Yield the letters of an edition by what became of them: whom they went to is not the audit's business."""
        keys = [deliveries.c[name] for name in ("subject", "target", "state", "content", "by")]
        counted = select(*keys, func.count().label("many"), func.max(deliveries.c.at).label("last"))
        statement = counted.where(deliveries.c.kind == _OUT[0]).group_by(*keys)
        with self._database.read() as connection:
            for row in connection.execute(statement):
                if row.last is not None:
                    what = f"letter {row.state}"
                    yield Act(row.last, what, row.subject, row.by, row.content, row.target, str(row.many))

    def _days(self) -> Iterator[Act]:
        with self._database.read() as connection:
            for row in connection.execute(select(slots).where(slots.c.outcome != "sent")):
                day = str(row.day)
                yield Act(row.at, f"letter {row.outcome}", row.edition or day, "", "", row.target, day)
