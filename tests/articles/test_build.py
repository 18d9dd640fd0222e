"""Feed and page make an article together."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from curator.articles.build import make_article
from curator.articles.page import Page
from curator.articles.urls import canonical
from curator.model import Entry, Sharer, Source, short_hash

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
ADDRESS = "https://www.ledger.example/cranes?utm_source=rss"
ENTRY = Entry(
    "s", "g", ADDRESS, "Cranes at the pier", "The cranes arrived.", first_seen=NOW, published=NOW - timedelta(hours=2)
)
SOURCES = {
    "s": Source("s", "https://ledger.example/feed", title="The Ledger - RSS feed", site="https://ledger.example/")
}
PAGE = Page(
    text="The cranes arrived on Sunday, said the harbour master, and they will stay for a year. " * 5,
    title="Cranes at the pier, at last",
    author="Ada Quill",
    outlet="The Ledger",
    description="Cranes.",
    address="https://www.ledger.example/cranes",
)


def test_without_a_page() -> None:
    article = make_article([ENTRY], None, SOURCES, NOW)
    assert article.id == short_hash(canonical(ADDRESS))
    assert article.address == "https://www.ledger.example/cranes"
    assert (article.title, article.outlet, article.read_in_full) == ("Cranes at the pier", "The Ledger", False)
    assert (article.published, article.sources) == (NOW - timedelta(hours=2), ("s",))


def test_with_its_page() -> None:
    article = make_article([ENTRY], PAGE, SOURCES, NOW)
    assert (article.author, article.outlet, article.description) == ("Ada Quill", "The Ledger", "Cranes.")
    assert (article.text, article.read_in_full) == (PAGE.text, True)
    assert article.title == "Cranes at the pier"
    assert article.language == "en"


def test_a_title_cut_short_is_completed() -> None:
    cut = replace(ENTRY, title="Cranes at the…")
    assert make_article([cut], PAGE, SOURCES, NOW).title == PAGE.title
    assert make_article([replace(ENTRY, title="")], PAGE, SOURCES, NOW).title == PAGE.title
    assert make_article([replace(ENTRY, title="")], None, SOURCES, NOW).title == "The cranes arrived."


def test_the_outlet_leaves_the_title() -> None:
    named = replace(ENTRY, title="Cranes at the pier | The Ledger")
    assert make_article([named], PAGE, SOURCES, NOW).title == "Cranes at the pier"


def test_a_future_date_is_first_sight() -> None:
    later = replace(ENTRY, published=NOW + timedelta(days=400))
    assert make_article([later], None, SOURCES, NOW).published == NOW
    assert make_article([replace(ENTRY, published=None)], None, SOURCES, NOW).published == NOW


def test_a_page_that_names_its_address_is_known_by_it() -> None:
    moved = replace(PAGE, canonical="https://www.ledger.example/2026/cranes")
    article = make_article([ENTRY], moved, SOURCES, NOW)
    assert article.address == "https://www.ledger.example/2026/cranes"
    assert article.id == short_hash(canonical(article.address))


def test_the_feed_wins_where_it_has_more() -> None:
    full = replace(ENTRY, text="A long report. " * 200)
    article = make_article([full], replace(PAGE, text="Subscribe."), SOURCES, NOW)
    assert article.text.startswith("A long report.")
    assert len(make_article([replace(ENTRY, text="x " * 15_000)], None, SOURCES, NOW).text) <= 20_000


def test_links_of_others_are_named_by_their_host() -> None:
    elsewhere = replace(ENTRY, address="https://www.north.example/yard")
    assert make_article([elsewhere], None, SOURCES, NOW).outlet == "north.example"


def test_who_pointed_to_it_is_united() -> None:
    sharer = Sharer("Bo", "@bo@social.example", "https://social.example/@bo/1")
    other = replace(ENTRY, source="t", guid="h", sharer=sharer, first_seen=NOW - timedelta(hours=1), text="")
    article = make_article([ENTRY, other], None, SOURCES, NOW)
    assert (article.sources, article.sharers, article.first_seen) == (("s", "t"), (sharer,), NOW - timedelta(hours=1))


def test_entries_without_an_address_stay_apart() -> None:
    one, two = (replace(ENTRY, address="", guid=guid) for guid in "ab")
    assert make_article([one], None, SOURCES, NOW).id != make_article([two], None, SOURCES, NOW).id


def test_entries_that_share_a_page_stay_apart_and_keep_their_place_on_it() -> None:
    one, two = (replace(ENTRY, address=f"{ADDRESS}#{guid}", guid=guid, pageless=True) for guid in "ab")
    article = make_article([one], None, SOURCES, NOW)
    assert article.id != make_article([two], None, SOURCES, NOW).id
    assert article.address == "https://www.ledger.example/cranes#a"
