"""What one item costs does not grow with the store: no statement of a run reads a whole table."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, event

from curator.store.opening import Store
from tests.contracts.factory import NOW, STATE, VERDICT, article, edition, entry, mark

SMALL = {"sources", "marks", "editions"}
"""One row for each source, act or day: these are read whole where all of it is asked for."""


@contextmanager
def plans() -> Iterator[list[str]]:
    """Collect how SQLite carries out each statement: "SEARCH … USING INDEX" or "SCAN table"."""
    steps: list[str] = []

    def explain(connection: Connection, cursor: Any, statement: str, parameters: Any, context: Any, many: bool) -> None:
        if not re.match("SELECT|INSERT|UPDATE|DELETE", statement):
            return
        once = parameters[0] if many else parameters
        raw = connection.connection.cursor()
        raw.execute(f"EXPLAIN QUERY PLAN {statement}", once)
        steps.extend(row[3] for row in raw.fetchall())

    event.listen(Engine, "before_cursor_execute", explain)
    try:
        yield steps
    finally:
        event.remove(Engine, "before_cursor_execute", explain)


def scanned(steps: list[str]) -> set[str]:
    """Return the tables of which every row is read."""
    return {match[1] for step in steps if (match := re.match(r"SCAN (\w+)(?! USING INDEX)", step))} - SMALL


def test_no_act_reads_a_whole_table(store: Store) -> None:
    with plans() as steps:
        store.inbox.record([(STATE, [entry("1"), entry("2")])], NOW)
        store.inbox.record([(STATE, [entry("1", title="Changed"), entry("2")])], NOW + timedelta(days=1))
        list(store.inbox.unread(NOW))
        store.inbox.keep([(article("1"), [entry("1").id])])
        list(store.inbox.articles(NOW, NOW))
        store.inbox.by_id([article("1").id])
        store.archive.file({article("1").id: "story"}, {"story": VERDICT})
        store.archive.stories([article("1").id])
        store.archive.members(["story"])
        store.archive.verdicts(["story"])
        store.archive.mark([mark()])
        store.archive.undo()
        store.archive.marks_since(0)
        store.board.stamp()
        store.board.judged(NOW)
        store.board.sources(["story"])
        store.board.seen(NOW, NOW)
        store.archive.save(edition())
        store.archive.edition("2026-11-22")
    assert len(steps) > 10
    assert scanned(steps) == set()


def test_a_whole_reading_would_be_seen(store: Store) -> None:
    with plans() as steps, store.database.read() as connection:
        connection.exec_driver_sql("SELECT count(text) FROM words").all()
    assert scanned(steps) == {"words"}


@pytest.mark.parametrize("count", [1, 40])
def test_unchanged_sources_cost_one_statement_together(store: Store, count: int) -> None:
    received = [(replace(STATE, source=f"source {number}"), ()) for number in range(count)]
    with plans() as steps:
        store.inbox.record(received, NOW)
    # The upsert of the states reads nothing, so no step; the entries are not looked for at all.
    assert [step for step in steps if "entries" in step] == []
    assert len(store.inbox.states()) == count
