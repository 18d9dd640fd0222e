"""The ledger of what leaves, on a database."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import fields
from datetime import datetime
from typing import Any

from sqlalchemy import Row, and_, bindparam, func, select, update

from curator.model import Delivery, DeliveryState
from curator.store.engine import Database, insert
from curator.store.outgoing import deliveries
from curator.store.schema import facts

_FIELDS = tuple(field.name for field in fields(Delivery))
_KEY = ("kind", "subject", "target", "recipient")
_COLUMNS = [deliveries.c[name] for name in _FIELDS]
_SENDER = "sender"
_INWARD = "mail"
"""Kind under which a mail of the mailbox is noted, so that it counts once."""


class SqlOutbox:
    """`Outbox` on a database."""

    def __init__(self, database: Database) -> None:
        """Take a database whose tables are current."""
        self._database = database

    def enter(self, wanted: Sequence[Delivery]) -> tuple[Delivery, ...]:
        """Store those whose keys are new, in one transaction; return all of them as they stand now."""
        if not wanted:
            return ()
        with self._database.write() as connection:
            statement = insert(connection, deliveries).on_conflict_do_nothing(index_elements=list(_KEY))
            connection.execute(statement, [_row(delivery) for delivery in wanted])
            found: dict[tuple[str, ...], Delivery] = {}
            for kind, subject, target in {one.key[:3] for one in wanted}:
                rows = select(*_COLUMNS).filter_by(kind=kind, subject=subject, target=target)
                found |= {one.key: one for one in map(_delivery, connection.execute(rows))}
        return tuple(found[delivery.key] for delivery in wanted)

    def change(self, moves: Sequence[tuple[Delivery, Delivery]]) -> tuple[Delivery, ...]:
        """Store each second value where the first still stands, in one transaction; return those that were stored.

        What stands is told by state and attempts: of two programs that claim
        one delivery, one gets it.
        """
        if not moves:
            return ()
        stands = and_(
            *(deliveries.c[name] == bindparam(f"of_{name}") for name in _KEY),
            deliveries.c.state == bindparam("of_state"),
            deliveries.c.attempts == bindparam("of_attempts"),
        )
        values: dict[str, Any] = {name: bindparam(name) for name in _FIELDS if name not in _KEY}
        statement = update(deliveries).where(stands).values(values)
        stored = []
        with self._database.write() as connection:
            for before, after in moves:
                if after.key != before.key:
                    raise ValueError(f"{before.key} cannot become {after.key}")
                told = {f"of_{name}": getattr(before, name) for name in (*_KEY, "state", "attempts")}
                given = {name: getattr(after, name) for name in values}
                if connection.execute(statement, told | given).rowcount:
                    stored.append(after)
        return tuple(stored)

    def deliveries(
        self, kind: str = "", subject: str = "", target: str = "", states: Iterable[DeliveryState] = ()
    ) -> tuple[Delivery, ...]:
        """Return the deliveries that match all that is given, in the order they were entered."""
        statement = select(*_COLUMNS).order_by(deliveries.c.no)
        for column, value in (("kind", kind), ("subject", subject), ("target", target)):
            if value:
                statement = statement.where(deliveries.c[column] == value)
        if wanted := list(states):
            statement = statement.where(deliveries.c.state.in_(wanted))
        with self._database.read() as connection:
            return tuple(map(_delivery, connection.execute(statement)))

    def sent_since(self, since: datetime) -> tuple[Delivery, ...]:
        """Return what came into its present state since then, newest first."""
        statement = select(*_COLUMNS).where(deliveries.c.at >= since).order_by(deliveries.c.at.desc())
        with self._database.read() as connection:
            return tuple(map(_delivery, connection.execute(statement)))

    def sent(self) -> int:
        """Return how many deliveries are sent: it never goes down, but where the store was set back."""
        statement = select(func.count()).select_from(deliveries).where(deliveries.c.state == DeliveryState.SENT)
        with self._database.read() as connection:
            return int(connection.execute(statement).scalar_one())

    def known(self) -> bool:
        """Return whether anything was ever on its way out; mails that came in are noted here, too, and do not count."""
        statement = select(deliveries.c.no).where(deliveries.c.kind != _INWARD).limit(1)
        with self._database.read() as connection:
            return connection.execute(statement).scalar_one_or_none() is not None

    def sender(self) -> str:
        """Return the place that this store last sent from, "" for none."""
        statement = select(facts.c.value).where(facts.c.name == _SENDER)
        with self._database.read() as connection:
            return connection.execute(statement).scalar_one_or_none() or ""

    def adopt(self, place: str) -> None:
        """Note that this store sends from `place`."""
        with self._database.write() as connection:
            statement = insert(connection, facts).values(name=_SENDER, value=place)
            connection.execute(statement.on_conflict_do_update(index_elements=["name"], set_={"value": place}))


def _row(delivery: Delivery) -> dict[str, Any]:
    return {name: getattr(delivery, name) for name in _FIELDS}


def _delivery(row: Row[*tuple[Any, ...]]) -> Delivery:
    values = row._asdict()
    return Delivery(**values | {"state": DeliveryState(values["state"])})
