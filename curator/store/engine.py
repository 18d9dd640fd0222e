"""Connections and transactions: how the database is opened, and its faults told in our words."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from sqlalchemy import URL, Connection, Dialect, Engine, StaticPool, Table, create_engine, event, make_url
from sqlalchemy.dialects import sqlite
from sqlalchemy.exc import DBAPIError
from sqlalchemy.types import TypeEngine

from curator.store.faults import translated

if TYPE_CHECKING:
    from sqlalchemy.dialects import postgresql

K = TypeVar("K")

_BEGIN = "curator_begin"


def wal_is_sound(version: tuple[int, ...] = sqlite3.sqlite_version_info) -> bool:
    """Return whether this SQLite is free of the WAL-reset bug (https://sqlite.org/wal.html).

    From 3.7.0 to 3.51.2 commits can be lost when two connections write and
    checkpoint at once, as a desk beside a run does; 3.44.6 and 3.50.7 are mended.
    """
    return version >= (3, 51, 3) or (3, 50, 7) <= version < (3, 51) or (3, 44, 6) <= version < (3, 45)


class Database:
    """One database: short transactions, one writer at a time, faults as `CuratorError`."""

    def __init__(self, place: str | Path, *, busy_seconds: float) -> None:
        """Take a file, ":memory:" or a database URL; nothing is opened yet."""
        url = _url(place)
        self.path = Path(url.database) if url.get_backend_name() == "sqlite" and url.database else None
        """The file, None where there is none."""
        self.in_memory = url.get_backend_name() == "sqlite" and self.path is None
        self._turn = threading.RLock()
        self._engine = _engine(url, busy_seconds)
        self._writer = self._engine.execution_options(**{_BEGIN: "IMMEDIATE"})

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """Give a connection whose statements all see one state of the store.

        Never yield to a caller inside: without WAL an open read holds up every writer.
        """
        # All threads share the one connection of a database in memory.
        with self._turn if self.in_memory else nullcontext(), self._speaking(), self._engine.connect() as connection:
            yield connection

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """Give a connection in a transaction that is committed at the end, or undone by an exception.

        The write lock is taken at once: a transaction that began by reading
        could not wait for another writer, only fail.
        """
        with self._turn, self._speaking(), self._writer.begin() as connection:
            yield connection

    @contextmanager
    def rebuild(self) -> Iterator[Connection]:
        """Give a transaction like `write`, with foreign keys off while tables are replaced.

        SQLite alters a table by making a new one and dropping the old, which
        would delete what refers to it; the switch works only outside a transaction.
        """
        with self._turn, self._speaking(), self._writer.connect() as connection:
            on_sqlite = connection.dialect.name == "sqlite"
            if on_sqlite:
                connection.connection.cursor().execute("PRAGMA foreign_keys=OFF")
            try:
                with connection.begin():
                    yield connection
            finally:
                if on_sqlite:
                    connection.connection.cursor().execute("PRAGMA foreign_keys=ON")

    def close(self) -> None:
        """Close every connection."""
        self._engine.dispose()

    @contextmanager
    def _speaking(self) -> Iterator[None]:
        try:
            yield
        except (DBAPIError, sqlite3.Error) as error:
            fault = translated(error.orig if isinstance(error, DBAPIError) else error, self.path)
            if fault is None:
                raise
            raise fault from error


def insert(connection: Connection, table: Table) -> sqlite.Insert | postgresql.Insert:
    """Return the insert of this database that knows ON CONFLICT."""
    if connection.dialect.name == "sqlite":
        return sqlite.insert(table)
    from sqlalchemy.dialects import postgresql

    return postgresql.insert(table)


def insert_many(connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert new rows, all of the same columns, in half the time of Core's own executemany.

    Core builds a dictionary of parameters for each row; here each column is
    converted at once, by the same types.
    """
    statement = table.insert().compile(dialect=connection.dialect, column_keys=list(rows[0]))
    names = statement.positiontup
    if names is None:  # this driver takes parameters by name
        connection.execute(table.insert(), rows)
        return
    columns = [_converted(table.c[name].type, connection.dialect, [row[name] for row in rows]) for name in names]
    connection.exec_driver_sql(str(statement), list(zip(*columns, strict=True)))


def _converted(kind: TypeEngine[Any], dialect: Dialect, values: list[Any]) -> list[Any]:
    if many := getattr(kind, "bind_many", None):
        return list(many(values, dialect))
    processor = kind.dialect_impl(dialect).bind_processor(dialect)
    return values if processor is None else [processor(value) for value in values]


def chunks(keys: Iterable[K]) -> Iterator[list[K]]:
    """Yield keys in lists short enough for one IN, or for one read that holds up nobody."""
    left = iter(keys)
    while chunk := list(islice(left, 500)):
        yield chunk


def _url(place: str | Path) -> URL:
    text = str(place)
    if "://" in text:
        return make_url(text)
    return URL.create("sqlite", database=None if text == ":memory:" else text)


def _engine(url: URL, busy_seconds: float) -> Engine:
    if url.get_backend_name() != "sqlite":
        return create_engine(url)
    arguments: dict[str, Any] = {"connect_args": {"timeout": busy_seconds, "check_same_thread": False}}
    if not url.database:
        arguments["poolclass"] = StaticPool
    engine = create_engine(url, **arguments)
    event.listen(engine, "connect", _set_up)
    event.listen(engine, "begin", _begin)
    return engine


def _set_up(connection: sqlite3.Connection, _record: object) -> None:
    """Prepare a new SQLite connection: durable, and transactions begun by us alone."""
    connection.isolation_level = None
    connection.execute("PRAGMA foreign_keys=ON")
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("PRAGMA temp_store=MEMORY")
    connection.execute("PRAGMA cache_size=-16000")
    connection.execute(f"PRAGMA journal_mode={'WAL' if wal_is_sound() else 'DELETE'}")


def _begin(connection: Connection) -> None:
    """Begin in SQLite's name: its driver would begin only at the first write."""
    connection.exec_driver_sql(f"BEGIN {connection.get_execution_options().get(_BEGIN, 'DEFERRED')}")
