"""The migrations and the tables say the same, and an old store comes through whole."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from alembic.config import Config
from alembic.script import ScriptDirectory

from curator.store import open_store
from curator.store.engine import Database
from curator.store.opening import Store
from curator.store.schema import HEAD
from curator.store.upgrade import MIGRATIONS, migrate, upgrade
from tests.contracts.factory import NOW, STATE, entry

REBUILD = """
import sqlalchemy as sa
from alembic import op

revision = "{HEAD}b"
down_revision = "{HEAD}"


def upgrade():
    with op.batch_alter_table("entries") as batch:
        batch.add_column(sa.Column("more", sa.String(), server_default="x"))
    {last}
"""


def tables(database: Database) -> dict[str, list[str]]:
    with database.read() as connection:
        rows = connection.exec_driver_sql("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL").all()
    # A column that was added later stands behind the last one, on its line.
    lines = {
        name: re.split(r",\s+(?=(?:cursor|plain|theme|score|asked_until|pageless) )|\n", sql.removesuffix(")"))
        for name, sql in rows
    }
    told = {name: (re.sub(r'[",]', "", line).strip() for line in sql) for name, sql in lines.items()}
    return {name: sorted(line for line in sql if line) for name, sql in told.items()}


@pytest.fixture
def later(tmp_path: Path) -> Path:
    """The migrations with one more, which makes the table of entries anew."""
    folder = tmp_path / "migrations"
    shutil.copytree(MIGRATIONS, folder, ignore=shutil.ignore_patterns("__pycache__"))
    (folder / "versions" / f"{HEAD}b_more.py").write_text(REBUILD.format(HEAD=HEAD, last="pass"))
    return folder


def test_the_head_named_in_the_schema_is_the_last_migration() -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    assert ScriptDirectory.from_config(config).get_heads() == [HEAD]


def test_the_migrations_make_the_tables_of_the_schema(store: Store) -> None:
    migrated = Database(":memory:", busy_seconds=1)
    with migrated.rebuild() as connection:
        migrate(connection)
    assert tables(migrated) == tables(store.database)
    migrated.close()


def test_an_old_store_keeps_every_row_and_leaves_a_copy(store: Store, path: Path, later: Path) -> None:
    store.inbox.record([(STATE, [entry("1"), entry("2")])], NOW)
    before = list(store.inbox.unread(NOW))
    upgrade(store.database, HEAD, later)
    assert "more" in " ".join(tables(store.database)["entries"])
    assert list(store.inbox.unread(NOW)) == before
    with store.database.read() as connection:
        assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1
    with open_store(path.with_name(f"{path.name}.before-{HEAD}")) as copy:
        assert list(copy.inbox.unread(NOW)) == before


def test_a_migration_that_fails_changes_nothing(store: Store, later: Path) -> None:
    store.inbox.record([(STATE, [entry()])], NOW)
    (later / "versions" / f"{HEAD}b_more.py").write_text(
        REBUILD.format(HEAD=HEAD, last="raise RuntimeError('half way')")
    )
    before = list(store.dump()), tables(store.database)
    with pytest.raises(RuntimeError, match="half way"):
        upgrade(store.database, HEAD, later)
    assert (list(store.dump()), tables(store.database)) == before


def test_a_store_that_somebody_else_has_migrated_is_left_alone(store: Store, later: Path) -> None:
    upgrade(store.database, "0000", later)
    assert "more" not in " ".join(tables(store.database)["entries"])
