"""A dump restores exactly, or changes nothing."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest

from curator.errors import StoreError
from curator.model import Delivery, Queued, Subscriber
from curator.store import open_store
from curator.store.opening import Store
from tests.contracts.factory import NOW, STATE, VERDICT, article, edition, entry, mark


@pytest.fixture
def full(store: Store) -> Store:
    """A store with rows in every table."""
    store.inbox.record([(STATE, [entry(str(number)) for number in range(9)])], NOW)
    store.inbox.record([(STATE, [entry("1", title="Changed", sharer=None)])], NOW + timedelta(days=1))
    store.inbox.keep([(article("1"), [entry("1").id]), (article("2", sharers=()), [])])
    store.archive.file({article("1").id: "story"}, {"story": VERDICT})
    store.archive.mark([mark("a"), mark("b"), mark("c")])
    store.archive.undo()
    store.archive.save(edition())
    store.outbox.enter([Delivery("letter", "2026-11-22", "daily", "r1", at=NOW)])
    store.calendar.put(Queued("story", "acc", "mastodon", "Told.", slot=NOW), "hash", NOW)
    store.calendar.take("daily", NOW.date(), "2026-11-22", NOW, "sent")
    store.subscribers.put([Subscriber("r1", "reader@mail.example", lists=("daily",), asked=NOW)])
    store.subscribers.note(["bucket"], NOW, NOW)
    return store


def test_a_dump_loaded_and_dumped_is_the_same(full: Store, tmp_path: Path) -> None:
    # More than fit into one transaction of a load.
    full.inbox.record([(STATE, [entry(f"more {number}") for number in range(700)])], NOW)
    lines = list(full.dump())
    with open_store(tmp_path / "copy.sqlite") as copy:
        assert copy.load(lines) == len(lines) - 1
        assert list(copy.dump()) == lines
        assert list(copy.inbox.unread(NOW)) == list(full.inbox.unread(NOW))
        assert copy.archive.marks() == full.archive.marks()
        assert copy.archive.editions() == full.archive.editions()
        assert copy.installation != full.installation
        copy.check()


def test_every_table_is_in_the_dump(full: Store) -> None:
    named = {json.loads(line)[0] for line in list(full.dump())[1:]}
    with full.database.read() as connection:
        tables = connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'table'").scalars()
        assert named == {name for name in tables if not name.startswith("sqlite_")} - {"facts", "alembic_version"}


def test_work_goes_on_after_a_restoration(full: Store) -> None:
    with open_store(":memory:") as copy:
        copy.load(full.dump())
        assert copy.inbox.record([(STATE, [entry("1"), entry("brand new")])], NOW) == {"gazette": 1}
        copy.archive.mark([mark("d")])
        undone = 3
        assert copy.archive.marks()[-1].id == undone + 1


def test_a_store_in_use_is_not_overwritten_unasked(full: Store) -> None:
    lines = list(full.dump())
    full.archive.mark([mark("later")])
    with pytest.raises(StoreError, match="not empty"):
        full.load(lines)
    assert len(full.archive.marks()) == 3
    full.load(lines, replace=True)
    assert list(full.dump()) == lines


HEAD = '{"curator store": 1}'


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        ([], "line 1: this is no export"),
        (["hello"], "line 1: this is no export"),
        (['{"curator store": 99}'], "newer curator"),
        ([HEAD, "{"], "line 2: this line is not understood"),
        ([HEAD, '["nowhere", {}]'], "line 2: this line is not understood"),
        ([HEAD, '["marks", {"mood": "glad"}]'], "line 2: this line is not understood"),
        ([HEAD, '["marks", {"at": "yesterday"}]'], "line 2: this line is not understood"),
        ([HEAD, '["marks", {"id": 1}]'], "lines 2 to 2: one row does not fit"),
        ([HEAD, '["words", {"no": 5, "guid": "a"}]'], "lines 2 to 2: one row does not fit"),
    ],
)
def test_a_broken_export_is_refused_whole(full: Store, lines: list[str], words: str) -> None:
    before = list(full.dump())
    with pytest.raises(StoreError, match=words):
        full.load(lines, replace=True)
    assert list(full.dump()) == before


def test_a_copy_of_the_file_is_a_store(full: Store, tmp_path: Path) -> None:
    full.copy(tmp_path / "copy.sqlite")
    with open_store(tmp_path / "copy.sqlite") as copy:
        assert list(copy.dump()) == list(full.dump())
    assert list(tmp_path.glob("*.part")) == []
