"""What every `Board` does."""

from __future__ import annotations

from dataclasses import replace

from curator.model import Decision
from curator.ports import Judged, Seen
from curator.store.opening import Store
from tests.contracts.factory import DAY, NOW, STATE, VERDICT, article, entry

DROPPED = replace(VERDICT, score=0.1, decision=Decision.DROP, section="")


def fill(store: Store) -> tuple[str, str, str]:
    one, two, old = article("1"), article("2", first_seen=NOW + DAY, sources=("gazette", "tv")), article("3")
    old = replace(old, first_seen=NOW - 9 * DAY)
    store.inbox.keep([(each, []) for each in (one, two, old)])
    store.archive.file({one.id: "a", two.id: "a", old.id: "b"}, {"a": VERDICT, "b": DROPPED})
    return one.id, two.id, old.id


def test_judged_stories_come_best_first_with_their_newest_article(store: Store) -> None:
    fill(store)
    best = Judged("a", VERDICT.score, Decision.KEEP, NOW + DAY)
    assert store.board.judged(NOW - 10 * DAY) == (best, Judged("b", 0.1, Decision.DROP, NOW - 9 * DAY))
    assert store.board.judged(NOW) == (best,)
    assert store.board.judged(NOW + 2 * DAY) == ()


def test_the_stamp_changes_with_every_filing_and_with_nothing_else(store: Store) -> None:
    fill(store)
    before = store.board.stamp()
    store.inbox.keep([(article("4"), [])])
    assert store.board.stamp() == before != ""
    store.archive.file({}, {"a": DROPPED})
    assert store.board.stamp() != before


def test_sources_of_a_story_are_those_of_its_articles(store: Store) -> None:
    fill(store)
    assert store.board.sources(["a", "b", "none"]) == {"a": ("gazette", "tv"), "b": ("gazette",)}


def test_a_source_begins_with_its_first_entry(store: Store) -> None:
    assert store.board.begun() == {}
    early, late = replace(STATE, source="early"), replace(STATE, source="late")
    store.inbox.record([(early, [entry("1", "early")])], NOW)
    store.inbox.record([(early, [entry("2", "early")]), (late, [entry("1", "late")])], NOW + DAY)
    assert store.board.begun() == {"early": NOW, "late": NOW + DAY}


def test_what_was_seen_tells_what_became_of_it(store: Store) -> None:
    fill(store)
    store.inbox.keep([(article("5"), [])])
    assert store.board.seen(NOW, NOW) == (
        Seen(NOW, "fr", ("gazette",), "a", Decision.KEEP, "Ciel"),
        Seen(NOW, "fr", ("gazette",)),
    )
