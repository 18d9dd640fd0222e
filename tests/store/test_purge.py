"""An entry is forgotten half a year after its source last showed it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from curator.store.opening import Store
from tests.contracts.factory import DAY, NOW, STATE, article, entry

LATER = NOW + 181 * DAY


def guids(store: Store) -> set[str]:
    return {one.guid for one in store.inbox.unread(NOW - 999 * DAY)}


def test_an_entry_that_is_shown_no_more_is_forgotten_after_180_days(store: Store) -> None:
    store.inbox.record([(STATE, [entry("gone"), entry("shown")])], NOW)
    store.inbox.record([(replace(STATE, succeeded=LATER), [entry("shown")])], LATER)
    assert store.purge(NOW + 180 * DAY) == 0
    assert store.purge(LATER) == 1
    assert guids(store) == {"shown"}


def test_what_an_unchanged_source_still_shows_is_remembered(store: Store) -> None:
    store.inbox.record([(STATE, [entry("old")])], NOW - DAY)
    store.inbox.record([(STATE, [entry("last")])], NOW)
    unchanged = replace(STATE, succeeded=LATER)
    store.inbox.record([(unchanged, ())], LATER)
    assert store.purge(LATER) == 1
    assert guids(store) == {"last"}
    assert store.inbox.record([(unchanged, [entry("last")])], LATER) == {"gazette": 0}


def test_a_source_that_is_dead_or_gone_is_forgotten(store: Store) -> None:
    store.inbox.record([(replace(STATE, succeeded=NOW), [entry()])], NOW)
    store.inbox.record([(replace(STATE, succeeded=NOW, checked=LATER), ())], LATER)
    assert store.purge(LATER) == 1
    with store.database.read() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM words").scalar() == 0


def test_a_sight_is_noted_once_a_day(store: Store) -> None:
    store.inbox.record([(STATE, [entry()])], NOW)
    for day in range(0, 400, 100):
        store.inbox.record([(replace(STATE, succeeded=NOW + day * DAY), [entry()])], NOW + day * DAY)
        store.inbox.record([(replace(STATE, succeeded=NOW + day * DAY), [entry("other")])], NOW + day * DAY)
    assert store.purge(NOW + 300 * DAY + timedelta(days=179)) == 0


def test_articles_are_kept(store: Store) -> None:
    store.inbox.record([(STATE, [entry()])], NOW)
    store.inbox.keep([(article(), [entry().id])])
    assert store.purge(NOW + 999 * DAY) == 1
    assert list(store.inbox.articles(NOW, NOW)) == [article()]
