"""A store is made when missing, kept when known, refused when it is not ours to touch."""

from __future__ import annotations

import sqlite3
import stat
from pathlib import Path

import pytest

from curator.errors import StoreError
from curator.store import open_store
from curator.store.engine import wal_is_sound
from curator.store.opening import Store
from tests.contracts.factory import NOW, STATE, entry


def test_a_new_store_is_its_owners_alone(store: Store, path: Path) -> None:
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_what_was_stored_is_there_again(path: Path) -> None:
    with open_store(path) as first:
        first.inbox.record([(STATE, [entry()])], NOW)
        installation = first.installation
    with open_store(path) as second:
        assert second.inbox.states() == {"gazette": STATE}
        assert second.installation == installation


def test_each_store_has_its_own_installation(tmp_path: Path) -> None:
    with open_store(tmp_path / "a") as one, open_store(tmp_path / "b") as other:
        assert one.installation != other.installation


def test_a_store_opens_by_its_url(path: Path, store: Store) -> None:
    with open_store(f"sqlite:///{path}") as again:
        assert again.installation == store.installation


def test_commits_are_durable_and_references_are_kept(store: Store) -> None:
    with store.database.read() as connection:
        pragma = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("synchronous", "foreign_keys", "journal_mode")
        }
    assert pragma == {"synchronous": 2, "foreign_keys": 1, "journal_mode": "wal" if wal_is_sound() else "delete"}


@pytest.mark.parametrize(
    ("version", "sound"),
    [
        ((3, 34, 1), False),
        ((3, 40, 1), False),
        ((3, 44, 5), False),
        ((3, 44, 6), True),
        ((3, 45, 0), False),
        ((3, 50, 6), False),
        ((3, 50, 7), True),
        ((3, 51, 2), False),
        ((3, 51, 3), True),
        ((3, 53, 0), True),
    ],
)
def test_wal_is_used_only_where_it_is_sound(version: tuple[int, ...], sound: bool) -> None:
    assert wal_is_sound(version) is sound


def test_a_store_of_a_newer_curator_is_refused_untouched(path: Path) -> None:
    open_store(path).close()
    with sqlite3.connect(path) as raw:
        raw.execute("UPDATE alembic_version SET version_num = '9999'")
    raw.close()
    before = path.read_bytes()
    with pytest.raises(StoreError, match=r"newer curator \(revision 9999") as caught:
        open_store(path)
    assert str(path) in str(caught.value)
    assert "Update curator" in str(caught.value)
    assert path.read_bytes() == before


@pytest.mark.parametrize("tables", ["CREATE TABLE notes (id)", "CREATE TABLE alembic_version (version_num)"])
def test_another_programs_database_is_refused_untouched(tmp_path: Path, tables: str) -> None:
    with sqlite3.connect(tmp_path / "notes.db") as raw:
        raw.execute(tables)
    raw.close()
    before = (tmp_path / "notes.db").read_bytes()
    with pytest.raises(StoreError, match="another program's database"):
        open_store(tmp_path / "notes.db")
    assert (tmp_path / "notes.db").read_bytes() == before


def test_a_file_that_is_no_database_is_refused_with_a_remedy(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("Dear reader, " * 100)
    with pytest.raises(StoreError, match="damaged or is no store") as caught:
        open_store(tmp_path / "letter.txt")
    assert "curator import" in str(caught.value)


def test_a_damaged_store_says_so_and_how_to_mend_it(path: Path) -> None:
    with open_store(path) as opened:
        opened.inbox.record([(STATE, [entry(str(number)) for number in range(500)])], NOW)
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(StoreError, match="damaged") as caught, open_store(path) as opened:
        opened.check()
    assert "curator import" in str(caught.value)


def test_a_damage_deep_inside_is_found_by_the_check(path: Path) -> None:
    with open_store(path) as opened:
        opened.inbox.record([(STATE, [entry(str(number)) for number in range(500)])], NOW)
        opened.check()
    whole = bytearray(path.read_bytes())
    middle = len(whole) // 4096 // 2 * 4096
    whole[middle : middle + 4096] = b"\xff" * 4096
    path.write_bytes(whole)
    with pytest.raises(StoreError, match="damaged"), open_store(path) as opened:
        opened.check()


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(StoreError, match="cannot be written") as caught:
        open_store(tmp_path / "file" / "curator.sqlite")
    assert caught.value.about == str(tmp_path / "file" / "curator.sqlite")


def test_a_folder_in_the_files_place_is_named(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="cannot be opened"):
        open_store(tmp_path)
