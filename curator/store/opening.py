"""Opening a store: made when missing, migrated when old, refused when newer or not ours."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Connection, inspect, select

from curator.errors import StoreError
from curator.i18n import N_
from curator.store.archive import SqlArchive
from curator.store.audit import SqlAudit
from curator.store.backup import copy_file, dump, load
from curator.store.board import SqlBoard
from curator.store.calendar import SqlCalendar
from curator.store.engine import Database
from curator.store.faults import RESTORE, from_os
from curator.store.inbox import SqlInbox
from curator.store.outbox import SqlOutbox
from curator.store.schema import HEAD, facts, metadata, revision
from curator.store.subscribers import SqlSubscribers

VERSIONS = Path(__file__).parent / "migrations" / "versions"


class Store:
    """What came in (`inbox`), was decided (`archive`), waits (`board`) and leaves (`outbox`), in one database."""

    def __init__(self, database: Database, clock: Callable[[], datetime]) -> None:
        """Take a database whose tables are current."""
        self.database = database
        self.inbox = SqlInbox(database)
        self.archive = SqlArchive(database, clock)
        self.board = SqlBoard(database)
        self.outbox = SqlOutbox(database)
        self.audit = SqlAudit(database)
        self.calendar = SqlCalendar(database)
        self.subscribers = SqlSubscribers(database)

    @property
    def installation(self) -> str:
        """Return the id that this store was given when it was made; a restored copy has another."""
        with self.database.read() as connection:
            return str(connection.execute(select(facts.c.value).where(facts.c.name == "installation")).scalar_one())

    def purge(self, now: datetime) -> int:
        """Forget the entries that no source has shown for 180 days; return how many."""
        return self.inbox.purge(now)

    def dump(self) -> Iterator[str]:
        """Yield the store as lines of JSON; see `backup.dump`."""
        return dump(self.database)

    def load(self, lines: Iterable[str], *, replace: bool = False) -> int:
        """Fill the store from such lines; see `backup.load`."""
        return load(self.database, lines, replace=replace)

    def copy(self, target: Path) -> None:
        """Copy the store's file; see `backup.copy_file`."""
        copy_file(self.database, target)

    def check(self) -> None:
        """Read the whole store and raise `StoreError` when it is damaged; seconds for a large one."""
        with self.database.read() as connection:
            if connection.dialect.name != "sqlite":
                return
            findings = connection.exec_driver_sql("PRAGMA integrity_check(1)").scalars().all()
        if findings != ["ok"]:
            raise StoreError(
                N_("the file is damaged ({findings}).", findings=findings[0]),
                about=str(self.database.path),
                remedy=RESTORE,
            )

    def close(self) -> None:
        """Close the connections; what was committed is on the disk."""
        self.database.close()

    def __enter__(self) -> Store:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def open_store(place: str | Path, *, busy_seconds: float, clock: Callable[[], datetime] | None = None) -> Store:
    """Return the store at `place`; see `curator.store.open_store`."""
    database = Database(place, busy_seconds=busy_seconds)
    try:
        _make_private(database.path)
        _prepare(database)
    except BaseException:
        database.close()
        raise
    return Store(database, clock or (lambda: datetime.now(UTC)))


def _make_private(path: Path | None) -> None:
    """Make the folder and an empty file that only its owner can read; SQLite's own files copy its mode."""
    if path is None or path.exists():
        return
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
    except OSError as error:
        raise from_os(error, path) from error


def _prepare(database: Database) -> None:
    with database.read() as connection:
        current = _revision(connection, database)
    if current == HEAD:
        return
    if current is None:
        with database.write() as connection:
            if _revision(connection, database) is None:  # no other program was faster
                _create(connection)
        return
    known = {file.name.partition("_")[0] for file in VERSIONS.glob("[0-9]*_*.py")}
    if current not in known:
        raise StoreError(
            N_(
                "the store was made by a newer curator (revision {current}, known here: {head}).",
                current=current,
                head=HEAD,
            ),
            about=_name(database),
            remedy=N_("Update curator, or restore an export made by this version."),
        )
    from curator.store.upgrade import upgrade  # Alembic is slow to import and rarely needed

    upgrade(database, current)


def _revision(connection: Connection, database: Database) -> str | None:
    """Return the store's revision; None for an empty database."""
    tables = set(inspect(connection).get_table_names())
    if not tables:
        return None
    if not {revision.name, facts.name} <= tables:
        raise StoreError(
            N_("this is another program's database."),
            about=_name(database),
            remedy=N_("Set `store` in [paths] to a new file."),
        )
    return str(connection.execute(select(revision.c.version_num)).scalar_one())


def _create(connection: Connection) -> None:
    metadata.create_all(connection)
    revision.create(connection)
    connection.execute(revision.insert().values(version_num=HEAD))
    connection.execute(facts.insert().values(name="installation", value=str(uuid.uuid4())))


def _name(database: Database) -> str:
    return str(database.path or "store")
