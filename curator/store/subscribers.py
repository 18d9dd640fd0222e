"""Who asked for the letter, on a database."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import fields
from datetime import datetime
from typing import Any

from sqlalchemy import Row, delete, func, or_, select

from curator.errors import UsageError
from curator.i18n import N_
from curator.model import Standing, Subscriber
from curator.outbox.addresses import fold_address
from curator.store.engine import Database, chunks, insert
from curator.store.outgoing import deliveries, signups, subscribers

_FIELDS = tuple(field.name for field in fields(Subscriber))
_COLUMNS = [subscribers.c[name] for name in _FIELDS]


class SqlSubscribers:
    """`Subscribers` on a database."""

    def __init__(self, database: Database) -> None:
        """Take a database whose tables are current."""
        self._database = database

    def all(self) -> tuple[Subscriber, ...]:
        """Return every subscriber, in the order they came."""
        with self._database.read() as connection:
            rows = connection.execute(select(*_COLUMNS).order_by(subscribers.c.no))
            return tuple(map(_subscriber, rows))

    def find(self, key: str) -> Subscriber | None:
        """Return the subscriber of that id or address."""
        matches = or_(subscribers.c.id == key, subscribers.c.folded == (fold_address(key) or key))
        with self._database.read() as connection:
            row = connection.execute(select(*_COLUMNS).where(matches)).first()
        return None if row is None else _subscriber(row)

    def put(self, changed: Sequence[Subscriber]) -> None:
        """Store subscribers under their ids in one transaction, replacing earlier states.

        Raises `UsageError` for what is no address, and for an address that another subscriber has.
        """
        rows = [_row(subscriber) for subscriber in changed]
        if not rows:
            return
        with self._database.write() as connection:
            for chunk in chunks(rows):
                self._refuse_taken(connection, chunk)
                statement = insert(connection, subscribers)
                news = {name: statement.excluded[name] for name in rows[0] if name != "id"}
                connection.execute(statement.on_conflict_do_update(index_elements=["id"], set_=news), chunk)

    def drop(self, ids: Iterable[str]) -> int:
        """Delete subscribers and what was sent to them; return how many there were."""
        gone = 0
        with self._database.write() as connection:
            for chunk in chunks(ids):
                gone += connection.execute(delete(subscribers).where(subscribers.c.id.in_(chunk))).rowcount
                # A receipt may name the address.
                sent = deliveries.c.recipient.in_(chunk) & (deliveries.c.kind == "letter")
                connection.execute(deliveries.update().where(sent).values(reason="", receipt="forgotten"))
        return gone

    def count(self, bucket: str, since: datetime) -> int:
        """Return how many requests counted against `bucket` since then."""
        counted = select(func.count()).where(signups.c.bucket == bucket, signups.c.at > since)
        with self._database.read() as connection:
            return int(connection.execute(counted).scalar_one())

    def note(self, buckets: Iterable[str], now: datetime, forget: datetime) -> None:
        """Count a request against each bucket, and forget those before `forget`."""
        with self._database.write() as connection:
            connection.execute(delete(signups).where(signups.c.at < forget))
            connection.execute(signups.insert(), [{"bucket": bucket, "at": now} for bucket in buckets])

    def _refuse_taken(self, connection: Any, rows: Sequence[dict[str, Any]]) -> None:
        ids = {row["folded"]: row["id"] for row in rows}
        if len(ids) < len(rows):
            raise UsageError(N_("one address is given twice."), about="subscribers")
        held = select(subscribers.c.folded, subscribers.c.id).where(subscribers.c.folded.in_(list(ids)))
        for folded, id in connection.execute(held):
            if ids[folded] != id:
                raise UsageError(N_("this address is on the list already."), about=folded)


def _row(subscriber: Subscriber) -> dict[str, Any]:
    folded = fold_address(subscriber.address)
    if not folded:
        raise UsageError(N_("this is no e-mail address."), about=subscriber.address[:80])
    return {name: getattr(subscriber, name) for name in _FIELDS} | {"folded": folded}


def _subscriber(row: Row[*tuple[Any, ...]]) -> Subscriber:
    values = row._asdict()
    return Subscriber(**values | {"standing": Standing(values["standing"])})
