"""What every `Inbox` does."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest

from curator.model import Sharer, SourceState
from curator.ports import Inbox
from curator.store.opening import Store
from tests.contracts.factory import DAY, NOW, SHARER, STATE, article, entry


@pytest.fixture
def inbox(store: Store) -> Inbox:
    return store.inbox


def test_a_state_comes_back_as_it_was(inbox: Inbox) -> None:
    bare = SourceState("bare")
    inbox.record([(STATE, ()), (bare, ())], NOW)
    assert inbox.states() == {"gazette": STATE, "bare": bare}


def test_a_later_state_replaces_an_earlier_one(inbox: Inbox) -> None:
    inbox.record([(STATE, ())], NOW)
    mended = replace(STATE, cause=None, failing_since=None, failures=0)
    inbox.record([(mended, [entry()])], NOW)
    assert inbox.states() == {"gazette": mended}


def test_the_stamp_changes_with_what_is_kept_alone(inbox: Inbox) -> None:
    inbox.record([(STATE, [entry("1")])], NOW)
    stamp = inbox.stamp()
    inbox.record([(STATE, [entry("2")])], NOW)
    inbox.keep([])
    assert inbox.stamp() == stamp
    inbox.keep([(article("1"), [entry("1").id])])
    assert inbox.stamp() != stamp


def test_those_that_wait_are_counted(inbox: Inbox) -> None:
    inbox.record([(STATE, [entry("1"), entry("2")])], NOW)
    assert inbox.waiting(NOW - DAY) == 2
    assert inbox.waiting(NOW + DAY) == 0
    inbox.keep([(article("1"), [entry("1").id])])
    assert inbox.waiting(NOW - DAY) == 1


def test_entries_are_known_by_their_ids(inbox: Inbox) -> None:
    inbox.record([(STATE, [entry("1"), entry("2")])], NOW)
    assert inbox.known([entry("2").id, entry("3").id]) == {entry("2").id}
    assert inbox.known([]) == frozenset()


def test_new_entries_are_counted_by_source(inbox: Inbox) -> None:
    other = SourceState("other")
    received = [(STATE, [entry("1"), entry("2")]), (other, [entry("1", source="other")]), (SourceState("still"), ())]
    assert inbox.record(received, NOW) == {"gazette": 2, "other": 1, "still": 0}
    assert inbox.record(received, NOW + DAY) == {"gazette": 0, "other": 0, "still": 0}


def test_an_entry_comes_back_as_it_was_with_its_first_sight(inbox: Inbox) -> None:
    bare = entry("2", text="", author="", published=None, categories=(), links=(), sharer=None)
    inbox.record([(STATE, [entry(), bare])], NOW)
    assert list(inbox.unread(NOW)) == [replace(bare, first_seen=NOW), replace(entry(), first_seen=NOW)]


def test_a_time_is_one_moment_whatever_its_zone(inbox: Inbox) -> None:
    paris = timezone(timedelta(hours=1))
    inbox.record([(STATE, [entry(published=datetime(2026, 11, 22, 1, tzinfo=paris))])], NOW)
    (back,) = inbox.unread(NOW)
    assert back.published == datetime(2026, 11, 22, 0, tzinfo=UTC)
    assert back.published.tzinfo is UTC


def test_a_naive_time_is_a_bug(inbox: Inbox) -> None:
    with pytest.raises(Exception, match="naive"):
        inbox.record([(STATE, [entry(published=datetime(2026, 11, 22, 1))])], NOW)
    assert inbox.states() == {}


@pytest.mark.parametrize("year", [1, 9999])
def test_the_years_that_feeds_claim_are_kept(inbox: Inbox, year: int) -> None:
    odd = datetime(year, 1, 1, tzinfo=UTC) if year == 1 else datetime(year, 12, 31, 23, tzinfo=UTC)
    inbox.record([(STATE, [entry(published=odd)])], NOW)
    assert [back.published for back in inbox.unread(NOW)] == [odd]


def test_text_that_no_database_holds_costs_a_character_not_the_run(inbox: Inbox) -> None:
    inbox.record([(STATE, [entry(title="a\ud800b\0c", text="\udfff", links=("https://x.example/\ud83d",))])], NOW)
    (back,) = inbox.unread(NOW)
    assert (back.title, back.text) == ("a\ufffdb\ufffdc", "\ufffd")
    assert back.links == ("https://x.example/\ufffd",)


def test_a_known_entry_is_updated_in_place(inbox: Inbox) -> None:
    inbox.record([(STATE, [entry()])], NOW)
    changed = entry(title="Un autre titre", published=NOW, categories=())
    assert inbox.record([(STATE, [changed])], NOW + DAY) == {"gazette": 0}
    assert list(inbox.unread(NOW)) == [replace(changed, first_seen=NOW)]


def test_a_change_beside_the_text_is_kept_and_asks_for_no_new_reading(inbox: Inbox) -> None:
    inbox.record([(STATE, [entry()])], NOW)
    inbox.keep([(article(), [entry().id])])
    inbox.record([(STATE, [entry(published=NOW, links=())])], NOW)
    assert list(inbox.unread(NOW)) == []
    inbox.record([(STATE, [entry(published=NOW, links=(), title="Corrigé")])], NOW)
    (again,) = inbox.unread(NOW)
    assert (again.title, again.published, again.links) == ("Corrigé", NOW, ())


def test_an_unread_entry_stays_unread_whatever_changes(inbox: Inbox) -> None:
    inbox.record([(STATE, [entry()])], NOW)
    inbox.record([(STATE, [entry(links=())])], NOW)
    assert len(list(inbox.unread(NOW))) == 1


def test_of_two_entries_with_one_guid_the_first_counts(inbox: Inbox) -> None:
    assert inbox.record([(STATE, [entry(title="first"), entry(title="second")])], NOW) == {"gazette": 1}
    assert [back.title for back in inbox.unread(NOW)] == ["first"]


def test_unread_is_newest_first_and_no_future_date_helps(inbox: Inbox) -> None:
    inbox.record(
        [
            (
                STATE,
                [
                    entry("old", published=NOW - 9 * DAY),
                    entry("future", published=NOW + 900 * DAY),
                    entry("undated", published=None),
                    entry("fresh", published=NOW - timedelta(minutes=1)),
                ],
            )
        ],
        NOW,
    )
    inbox.record([(STATE, [entry("later", published=NOW + timedelta(minutes=1))])], NOW + DAY)
    assert [back.guid for back in inbox.unread(NOW)] == ["later", "future", "undated", "fresh", "old"]
    assert [back.guid for back in inbox.unread(NOW + DAY)] == ["later"]


def test_what_was_read_is_not_unread(inbox: Inbox) -> None:
    inbox.record([(STATE, [entry("1"), entry("2")])], NOW)
    inbox.keep([(article("1"), [entry("1").id])])
    assert [back.guid for back in inbox.unread(NOW)] == ["2"]


def test_writing_while_reading_on_is_allowed(inbox: Inbox) -> None:
    inbox.record([(STATE, [entry(str(number)) for number in range(1200)])], NOW)
    seen = []
    for back in inbox.unread(NOW):
        seen.append(back.guid)
        if len(seen) % 400 == 1:
            inbox.keep([(article(back.guid), [back.id])])
    assert len(seen) == len(set(seen)) == 1200
    assert len(list(inbox.unread(NOW))) == 1197


def test_an_article_comes_back_as_it_was(inbox: Inbox) -> None:
    bare = article("2", author="", description="", picture="", links=(), sources=(), sharers=(), gated=False)
    inbox.keep([(article("1"), []), (bare, [])])
    assert inbox.by_id([article("1").id, bare.id, "unknown"]) == {article("1").id: article("1"), bare.id: bare}


def test_articles_are_those_of_the_period_oldest_first(inbox: Inbox) -> None:
    inside = article("a", published=NOW - DAY, first_seen=NOW)
    published_before = article("b", published=NOW - 9 * DAY, first_seen=NOW)
    edge = article("c", published=NOW + DAY, first_seen=NOW + DAY)
    after = article("d", published=NOW + 2 * DAY, first_seen=NOW + 2 * DAY)
    before = article("e", published=NOW - 9 * DAY, first_seen=NOW - 8 * DAY)
    inbox.keep([(one, []) for one in (after, edge, inside, before, published_before)])
    assert list(inbox.articles(NOW - 2 * DAY, NOW + DAY)) == [published_before, inside, edge]


def test_many_articles_come_back_in_order(inbox: Inbox) -> None:
    many = [article(str(number), published=NOW - timedelta(minutes=number)) for number in range(1100)]
    inbox.keep([(one, []) for one in many])
    assert list(inbox.articles(NOW - 2 * DAY, NOW)) == many[::-1]
    assert len(inbox.by_id(one.id for one in many)) == 1100


def test_an_article_met_again_unites_sources_sharers_and_earliest_dates(inbox: Inbox) -> None:
    bob = Sharer("Bob", "@bob@social.example", "https://social.example/@bob/1")
    reworded = replace(SHARER, words="New words")
    inbox.keep([(article(), [])])
    inbox.keep(
        [(article(sources=("other", "gazette"), sharers=(bob, reworded), published=NOW, first_seen=NOW - DAY), [])]
    )
    (one,) = inbox.by_id([article().id]).values()
    assert one.sources == ("gazette", "other")
    assert one.sharers == (reworded, bob)
    assert (one.published, one.first_seen) == (article().published, NOW - DAY)


@pytest.mark.parametrize(
    ("known", "fresh", "text", "in_full"),
    [
        (("long text", True), ("short", True), "long text", True),
        (("long text", True), ("a much longer text", False), "long text", True),
        (("text", True), ("longer text", True), "longer text", True),
        (("long teaser", False), ("page", True), "page", True),
        (("long teaser", False), ("corrected", False), "corrected", False),
        (("teaser", False), ("", False), "teaser", False),
    ],
)
def test_a_text_read_in_full_is_not_lost(
    inbox: Inbox, known: tuple[str, bool], fresh: tuple[str, bool], text: str, in_full: bool
) -> None:
    for words, whole in (known, fresh):
        inbox.keep([(article(text=words, read_in_full=whole), [])])
    (one,) = inbox.by_id([article().id]).values()
    assert (one.text, one.read_in_full) == (text, in_full)


def test_one_article_twice_in_one_call_is_united(inbox: Inbox) -> None:
    inbox.keep([(article(sources=("a",)), []), (article(sources=("b",)), [])])
    assert inbox.by_id([article().id])[article().id].sources == ("a", "b")


def test_a_blank_does_not_erase_what_was_known(inbox: Inbox) -> None:
    inbox.keep([(article(), [])])
    inbox.keep([(article(author="", description="", picture="", language=""), [])])
    assert inbox.by_id([article().id])[article().id] == article()


def test_nothing_asked_nothing_given(inbox: Inbox) -> None:
    assert inbox.record([], NOW) == {}
    inbox.keep([])
    assert inbox.by_id([]) == {}
    assert list(inbox.unread(NOW)) == list(inbox.articles(NOW, NOW)) == []
