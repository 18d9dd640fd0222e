"""The whole store as JSON lines and back, and as a copy of its file."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from datetime import date, datetime
from itertools import groupby
from pathlib import Path
from typing import Any

from sqlalchemy import Date, Table, delete, func, select
from sqlalchemy.exc import IntegrityError, StatementError

from curator.errors import StoreError
from curator.i18n import N_
from curator.store import outgoing as _outgoing  # noqa: F401 - its tables are part of the schema
from curator.store import schema
from curator.store.engine import Database, chunks
from curator.store.types import Strings, UtcDateTime

FORMAT = 1
"""Of the lines; raised when an older curator could not read them."""

TABLES = tuple(table for table in schema.metadata.sorted_tables if table is not schema.facts)
"""What is exported, each table after those it refers to. `facts` are the installation's own."""

_AMISS = N_("Nothing was changed. Make a new export, or take an older one.")


def dump(database: Database) -> Iterator[str]:
    """Yield the store as lines of JSON, without line ends: a head, then one [table, row] a line.

    All lines show one moment; without WAL, writers wait until the last is
    taken, so write them out at once. The same content gives the same lines.
    """
    yield json.dumps({"curator store": FORMAT, "revision": schema.HEAD})
    with database.read() as connection:
        for table in TABLES:
            statement = select(table).order_by(*table.primary_key.columns)
            for row in connection.execution_options(yield_per=500).execute(statement):
                yield json.dumps([table.name, row._asdict()], ensure_ascii=False, default=_iso)


def load(database: Database, lines: Iterable[str], *, replace: bool = False) -> int:
    """Fill the store from the lines of `dump`, in one transaction; return the number of rows.

    The store keeps its own installation id: a restored copy can be told from
    its original. Raises `StoreError` when a line is not understood, or the
    store is not empty and `replace` is not set; then nothing is changed.
    """
    numbered = enumerate(lines, 1)
    _check_head(next(numbered, (1, ""))[1])
    tables = {table.name: table for table in TABLES}
    count = 0
    with database.write() as connection:
        if replace:
            for table in reversed(TABLES):
                connection.execute(delete(table))
        elif any(connection.execute(select(func.count()).select_from(table)).scalar_one() for table in TABLES):
            raise StoreError(
                N_("the store is not empty."), remedy=N_("Restore into a new folder, or ask to replace it.")
            )
        for name, rows in groupby((_row(tables, *line) for line in numbered), key=lambda row: row[0]):
            for chunk in chunks(rows):
                try:
                    connection.execute(tables[name].insert(), [row for _, _, row in chunk])
                except (IntegrityError, StatementError) as error:
                    span = f"lines {chunk[0][1]} to {chunk[-1][1]}"
                    raise StoreError(
                        N_("one row does not fit its table ({name}).", name=name), about=span, remedy=_AMISS
                    ) from error
                count += len(chunk)
    return count


def copy_file(database: Database, target: Path) -> None:
    """Copy the store's file as of one moment, readable only by its owner; the target appears whole or not at all."""
    part = target.with_name(f"{target.name}.part")
    part.unlink(missing_ok=True)
    part.touch(mode=0o600)
    with database.read() as connection, closing(sqlite3.connect(part)) as copy:
        origin = connection.connection.driver_connection
        if not isinstance(origin, sqlite3.Connection):
            raise StoreError(N_("only an SQLite store is a file."), remedy=N_("Use the database's own backup."))
        origin.backup(copy)
    part.replace(target)


def _check_head(line: str) -> None:
    try:
        head = json.loads(line)
        form = int(head["curator store"])
    except (ValueError, TypeError, KeyError) as error:
        raise StoreError(N_("this is no export of a store."), about="line 1", remedy=_AMISS) from error
    if form > FORMAT:
        raise StoreError(
            N_("the export was made by a newer curator (format {form}).", form=form), remedy=N_("Update curator.")
        )


def _iso(value: date | datetime) -> str:
    return value.isoformat()


def _row(tables: dict[str, Table], number: int, line: str) -> tuple[str, int, dict[str, Any]]:
    """Return table name, line number and column values of a line."""
    try:
        name, values = json.loads(line)
        table = tables[name]
        row = {key: _value(table.c[key].type, value) for key, value in values.items()}
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise StoreError(N_("this line is not understood."), about=f"line {number}", remedy=_AMISS) from error
    return name, number, row


def _value(kind: object, value: Any) -> Any:
    if value is None:
        return None
    if isinstance(kind, UtcDateTime):
        return datetime.fromisoformat(value)
    if isinstance(kind, Date):
        return date.fromisoformat(value)
    return tuple(value) if isinstance(kind, Strings) else value
