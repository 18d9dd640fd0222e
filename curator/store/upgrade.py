"""Carrying an old store to the present tables; the only importer of Alembic."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, select

from curator.store.backup import copy_file
from curator.store.engine import Database
from curator.store.schema import HEAD, revision

MIGRATIONS = Path(__file__).parent / "migrations"


def upgrade(database: Database, current: str, migrations: Path = MIGRATIONS) -> None:
    """Migrate a store at revision `current` in one transaction, after copying its file.

    The copy stands beside the store as `NAME.before-HEAD`. A kill leaves the
    old store or the new one.
    """
    if database.path is not None:
        copy_file(database, database.path.with_name(f"{database.path.name}.before-{HEAD}"))
    with database.rebuild() as connection:
        if connection.execute(select(revision.c.version_num)).scalar_one() == current:  # nobody was faster
            migrate(connection, migrations)


def migrate(connection: Connection, migrations: Path = MIGRATIONS) -> None:
    """Run the migrations that are missing, inside the connection's transaction."""
    config = Config()
    config.set_main_option("script_location", str(migrations))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
