"""A full disk and a busy store are told in words, and cost nothing that was stored."""

from __future__ import annotations

import resource
import sqlite3
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from curator.errors import Busy, DiskFull, StoreError
from curator.store import open_store
from curator.store.faults import translated
from curator.store.opening import Store
from tests.contracts.factory import NOW, STATE, article, entry, mark

MANY = [entry(str(number), text="word " * 400) for number in range(500)]


def test_a_full_disk_is_one_clear_line_and_nothing_is_half_written(store: Store) -> None:
    store.inbox.record([(STATE, [entry("first")])], NOW)
    before = list(store.dump())
    with store.database.read() as connection:
        connection.exec_driver_sql("PRAGMA max_page_count = 60")
    with pytest.raises(DiskFull, match="no space left") as caught:
        store.inbox.record([(STATE, MANY)], NOW)
    assert "\n" not in str(caught.value)
    assert "Free some space" in str(caught.value)
    assert list(store.dump()) == before
    store.check()


WRITE_TOO_MUCH = """
import sys
from curator.errors import DiskFull
from curator.store import open_store
from tests.store.test_faults import MANY, NOW, STATE
try:
    open_store(sys.argv[1]).inbox.record([(STATE, MANY)], NOW)
except DiskFull as fault:
    print(fault)
"""


def test_a_file_that_may_not_grow_is_a_full_disk_too(store: Store, path: Path) -> None:
    store.inbox.record([(STATE, [entry("first")])], NOW)
    before = list(store.dump())
    limit = path.stat().st_size + 50_000
    child = subprocess.run(
        [sys.executable, "-c", WRITE_TOO_MUCH, path],
        cwd=Path(__file__).parents[2],
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit)),
        check=True,
        capture_output=True,
        text=True,
    )
    assert "no space left" in child.stdout.lower()
    store.check()
    assert list(store.dump()) == before


def test_a_store_held_by_another_program_is_busy(store: Store, path: Path) -> None:
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    try:
        with pytest.raises(Busy, match="another program is writing") as caught:
            store.archive.mark([mark()])
        assert "locked" not in str(caught.value)
        assert store.archive.marks() == ()
    finally:
        other.close()
    store.archive.mark([mark()])
    assert len(store.archive.marks()) == 1


def test_a_store_that_may_not_be_written_says_so(store: Store) -> None:
    with store.database.read() as connection:
        connection.exec_driver_sql("PRAGMA query_only = ON")
    with pytest.raises(StoreError, match="may not be written"):
        store.archive.mark([mark()])


def test_a_bug_of_ours_is_left_to_crash(store: Store) -> None:
    with pytest.raises(Exception, match="no such table") as caught, store.database.read() as connection:
        connection.exec_driver_sql("SELECT * FROM nowhere")
    assert not isinstance(caught.value, StoreError)
    assert translated(ValueError("no database fault"), None) is None


@pytest.mark.parametrize("place", [":memory:", "file"])
def test_threads_write_and_read_at_once(place: str, tmp_path: Path) -> None:
    with open_store(place if place == ":memory:" else tmp_path / place) as store:

        def work(name: str) -> None:
            for number in range(15):
                store.inbox.record([(STATE, [entry(f"{name}-{number}")])], NOW)
                store.inbox.keep([(article(f"{name}-{number}"), [entry(f"{name}-{number}").id])])
                store.archive.mark([mark(name)])
                list(store.inbox.articles(NOW, NOW))

        with ThreadPoolExecutor() as threads:
            list(threads.map(work, "abcd"))
        assert len(list(store.inbox.articles(NOW, NOW))) == len(store.archive.marks()) == 60
        assert list(store.inbox.unread(NOW)) == []
