"""What the sources answered, written: states, new entries, changed ones, and the sight of the others."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, Table, bindparam, func, select, update

from curator.model import Entry, SourceState
from curator.store.engine import chunks, insert, insert_many
from curator.store.rows import entry_row, same_content, state_row, words_row
from curator.store.schema import entries, sources, words


def put_states(connection: Connection, received: Sequence[tuple[SourceState, Sequence[Entry]]], now: datetime) -> None:
    """Store the states; a source that gave entries answered today."""
    silent = [state_row(state) for state, shown in received if not shown]
    spoken = [state_row(state) | {"answered_on": now.date()} for state, shown in received if shown]
    for rows in filter(None, (silent, spoken)):
        statement = insert(connection, sources)
        changed = {name: statement.excluded[name] for name in rows[0] if name != "source"}
        connection.execute(statement.on_conflict_do_update(index_elements=["source"], set_=changed), rows)


def put_entries(connection: Connection, shown: Iterable[Entry], now: datetime) -> list[Entry]:
    """Store what the sources show and return the new entries; of two with one id the first counts.

    What did not change costs a look-up, and once a day a note that it was seen.
    """
    arrived: dict[str, Entry] = {}
    for entry in shown:
        arrived.setdefault(entry.id, entry)
    known = _known(connection, arrived)
    new: list[tuple[Entry, dict[str, Any]]] = []
    changed: list[tuple[Entry, dict[str, Any]]] = []
    seen: list[int] = []
    for key, entry in arrived.items():
        old = known.get(key)
        row = entry_row(entry, key, old.first_seen if old else entry.first_seen or now, now)
        if old is None:
            new.append((entry, row))
        elif old.fingerprint != row["fingerprint"]:
            again = old.unread or not same_content(old.fingerprint, row["fingerprint"])
            changed.append((entry, row | {"key": old.no, "unread": again}))
        elif old.seen_on != row["seen_on"]:
            seen.append(old.no)
    _insert(connection, new)
    _update(connection, changed)
    for chunk in chunks(seen):
        connection.execute(update(entries).where(entries.c.no.in_(chunk)).values(seen_on=now.date()))
    return [entry for entry, _ in new]


def _known(connection: Connection, ids: Iterable[str]) -> dict[str, Row[*tuple[Any, ...]]]:
    names = ("id", "no", "first_seen", "seen_on", "fingerprint", "unread")
    columns = [entries.c[name] for name in names]
    return {
        row.id: row
        for chunk in chunks(ids)
        for row in connection.execute(select(*columns).where(entries.c.id.in_(chunk)))
    }


def _insert(connection: Connection, new: Sequence[tuple[Entry, dict[str, Any]]]) -> None:
    if not new:
        return
    # Numbered here, not by the database: the words need the number, and we are the only writer.
    first: int = connection.execute(select(func.coalesce(func.max(entries.c.no), 0))).scalar_one() + 1
    insert_many(connection, entries, [row | {"no": no} for no, (_, row) in enumerate(new, first)])
    insert_many(connection, words, [words_row(entry) | {"no": no} for no, (entry, _) in enumerate(new, first)])


def _update(connection: Connection, changed: Sequence[tuple[Entry, dict[str, Any]]]) -> None:
    if not changed:
        return
    _rewrite(connection, entries, [row for _, row in changed])
    _rewrite(connection, words, [words_row(entry) | {"key": row["key"]} for entry, row in changed])


def _rewrite(connection: Connection, table: Table, rows: list[dict[str, Any]]) -> None:
    """Set every column that the rows name, where `no` is their "key"."""
    values: dict[str, Any] = {name: bindparam(name) for name in rows[0] if name != "key"}
    connection.execute(update(table).where(table.c.no == bindparam("key")).values(values), rows)
