"""What the editor wants to post and when, and the days that had their letter; on a database."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, delete, or_, select
from sqlalchemy.exc import IntegrityError

from curator.errors import UsageError
from curator.i18n import N_
from curator.model import Queued
from curator.store.engine import Database, insert
from curator.store.outgoing import posts, slots

_COLUMNS = [posts.c[name] for name in ("story", "account", "network", "text", "edition", "link", "slot")]


class SqlCalendar:
    """Posts as the editor left them, without what became of them; slots that were used."""

    def __init__(self, database: Database) -> None:
        """Take a database whose tables are current."""
        self._database = database

    def posts(self, since: datetime, until: datetime) -> tuple[tuple[Queued, str], ...]:
        """Return the posts with a slot in the period, and all without one, each with the hash that was approved."""
        inside = or_(posts.c.slot.is_(None), posts.c.slot.between(since, until))
        statement = select(*_COLUMNS, posts.c.approved).where(inside).order_by(posts.c.slot, posts.c.no)
        with self._database.read() as connection:
            return tuple(map(_post, connection.execute(statement)))

    def post(self, story: str, account: str) -> tuple[Queued, str] | None:
        """Return one post with the hash that was approved."""
        statement = select(*_COLUMNS, posts.c.approved).where(posts.c.story == story, posts.c.account == account)
        with self._database.read() as connection:
            row = connection.execute(statement).one_or_none()
        return None if row is None else _post(row)

    def put(self, post: Queued, approved: str, now: datetime) -> None:
        """Store a post under (story, account); raises `UsageError` for a slot that another post has."""
        row: dict[str, Any] = {column.name: getattr(post, column.name) for column in _COLUMNS}
        row |= {"approved": approved, "approved_at": now if approved else None}
        try:
            with self._database.write() as connection:
                statement = insert(connection, posts).values(row)
                news = {name: value for name, value in row.items() if name not in ("story", "account")}
                connection.execute(statement.on_conflict_do_update(index_elements=["story", "account"], set_=news))
        except IntegrityError as error:
            raise UsageError(
                N_("another post has this slot."), about=post.account, remedy=N_("Take the next one.")
            ) from error

    def drop(self, story: str, account: str) -> None:
        """Forget a post."""
        with self._database.write() as connection:
            connection.execute(delete(posts).where(posts.c.story == story, posts.c.account == account))

    def take(self, target: str, day: date, edition: str, now: datetime, outcome: str) -> bool:
        """Take a local day for a list's letter; False where it was taken before."""
        row = {"target": target, "day": day, "edition": edition, "at": now, "outcome": outcome}
        with self._database.write() as connection:
            statement = insert(connection, slots).values(row)
            taken = connection.execute(statement.on_conflict_do_nothing(index_elements=["target", "day"]))
            return bool(taken.rowcount)

    def taken(self, target: str, since: date) -> dict[date, tuple[str, str]]:
        """Return the days that were taken for a list since then: the edition and the outcome of each."""
        statement = select(slots).where(slots.c.target == target, slots.c.day >= since)
        with self._database.read() as connection:
            return {row.day: (row.edition, row.outcome) for row in connection.execute(statement)}


def _post(row: Row[*tuple[Any, ...]]) -> tuple[Queued, str]:
    values = row._asdict()
    approved = str(values.pop("approved"))
    return Queued(**values), approved
