"""How feeds are asked, and what becomes of answers that are odd."""

from __future__ import annotations

import pickle
from datetime import UTC, datetime, timedelta

import pytest

from curator.errors import ParseError
from curator.model import Cause, Source, SourceState
from curator.ports import Batch, Request, Response
from curator.sources.feed import FeedFetcher, fastpath
from curator.sources.feed.caps import LONGEST_AUTHOR, MOST_CATEGORIES, capped
from curator.sources.feed.fetcher import MOST_ENTRIES, may_hold_more

NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)
SOURCE = Source("s", "https://feeds.example/feed.xml")
FETCHER = FeedFetcher()

ITEM = (
    "<item><title>Été {n}</title><link>https://feeds.example/{n}</link><guid>{n}</guid><pubDate>{date}</pubDate></item>"
)
DATE = "Sun, 22 Nov 2026 10:00:00 GMT"


def feed(*items: str, head: str = "") -> str:
    return f'<rss version="2.0"><channel><title>Saison</title>{head}{"".join(items)}</channel></rss>'


def item(n: int = 1, date: str = DATE) -> str:
    return ITEM.format(n=n, date=date)


def parse(body: bytes | str, content_type: str = "application/rss+xml") -> Batch:
    data = body.encode() if isinstance(body, str) else body
    response = Response(Request(SOURCE.address), 200, SOURCE.address, data, {"content-type": content_type})
    return FETCHER.parse(SOURCE, response, NOW)


def test_first_request_is_unconditional() -> None:
    request = FETCHER.request(SOURCE, None, NOW)
    assert (request.address, request.subject, request.etag, request.last_modified) == (SOURCE.address, "s", "", "")


def test_both_validators_are_sent() -> None:
    state = SourceState("s", etag='"a"', last_modified="Sun", refreshed=NOW - timedelta(days=6))
    request = FETCHER.request(SOURCE, state, NOW)
    assert (request.etag, request.last_modified) == ('"a"', "Sun")


@pytest.mark.parametrize("refreshed", [None, NOW - timedelta(days=7)])
def test_asks_unconditionally_at_least_weekly(refreshed: datetime | None) -> None:
    state = SourceState("s", etag='"a"', last_modified="Sun", refreshed=refreshed)
    assert FETCHER.request(SOURCE, state, NOW).etag == ""


def test_crosses_to_a_child_and_back() -> None:
    assert pickle.loads(pickle.dumps(FETCHER)).kind == "feed"
    assert pickle.loads(pickle.dumps(parse(feed(item())))).entries[0].title == "Été 1"
    error = pickle.loads(pickle.dumps(ParseError("no", cause=Cause.NOT_A_FEED, remedy="look")))
    assert (error.cause, error.remedy, str(error)) == (Cause.NOT_A_FEED, "look", "no look")


@pytest.mark.parametrize(
    ("body", "cause"),
    [
        ("<!doctype html><html><head><title>Log in</title></head><body>Please</body></html>", Cause.NOT_A_FEED),
        ("<html><body><pre>&lt;rss> <rss version='2.0'></rss></pre></body></html>", Cause.NOT_A_FEED),
        ('{"status": "ok", "items": []}', Cause.NOT_A_FEED),
        ("[1, 2]", Cause.NOT_A_FEED),
        ('{"version": "https://jsonfeed.org/version/1", "items": [', Cause.PARSE),
        ("", Cause.PARSE),
        (b"%PDF-1.4 \x00\x01", Cause.NOT_A_FEED),
        ("<rss", Cause.NOT_A_FEED),
    ],
)
def test_names_the_cause_of_a_refusal(body: bytes | str, cause: Cause) -> None:
    with pytest.raises(ParseError) as refused:
        parse(body)
    assert refused.value.cause == cause


def test_a_feed_served_as_a_page_is_a_feed() -> None:
    assert len(parse(feed(item()), "text/html; charset=utf-8").entries) == 1


@pytest.mark.parametrize(
    ("encoding", "declared", "content_type"),
    [
        ("utf-8", "utf-8", "text/xml"),
        ("utf-8", "iso-8859-1", "text/xml; charset=iso-8859-1"),
        ("utf-8-sig", "utf-8", ""),
        ("utf-8", "utf-16", ""),
        ("latin-1", "iso-8859-1", ""),
        ("latin-1", "utf-8", "text/xml; charset=windows-1252"),
        ("latin-1", "nonsense", "text/xml; charset=hex"),
        ("utf-16", "utf-16", ""),
        ("utf-16-le", "utf-16", ""),
        ("utf-32-be", "utf-32", ""),
    ],
)
def test_reads_any_charset(encoding: str, declared: str, content_type: str) -> None:
    text = f'<?xml version="1.0" encoding="{declared}"?>' + feed(item())
    assert parse(text.encode(encoding), content_type).entries[0].title == "Été 1"


def test_odd_length_utf16_loses_no_entry() -> None:
    assert len(parse(feed(item(1), item(2)).encode("utf-16") + b"\n").entries) == 2


def test_a_stateful_charset_is_believed() -> None:
    text = '<?xml version="1.0" encoding="iso-2022-jp"?>' + feed(item()).replace("Été", "日本")
    assert parse(text.encode("iso-2022-jp"), "").entries[0].title == "日本 1"


def test_one_bad_entry_costs_itself_only() -> None:
    bad = "<item><title></title></item>"
    wild = item(3, date="Mon, 99 Foo 99999 99:99:99 +9999").replace("https://feeds.example/3", "http://[broken")
    batch = parse(feed(item(1), bad, wild, item(2)))
    assert [entry.title for entry in batch.entries] == ["Été 1", "Été 3", "Été 2"]
    assert batch.dropped == 1
    assert (batch.entries[1].published, batch.entries[1].address) == (None, "")


def test_entities_of_the_document_are_never_defined() -> None:
    text = '<!DOCTYPE rss [<!ENTITY x "planted"><!ENTITY y SYSTEM "file:///etc/passwd">]>' + feed(
        item().replace("Été", "&x;&y;")
    )
    batch = parse(text)
    assert "planted" not in batch.entries[0].title
    assert "root:" not in repr(batch)


def test_takes_so_many_entries_and_counts_the_rest() -> None:
    batch = parse(feed(*(item(n) for n in range(MOST_ENTRIES + 20))))
    assert (len(batch.entries), batch.dropped) == (MOST_ENTRIES, 20)


def test_takes_the_longest_body() -> None:
    bodies = f"<description>short</description><content><![CDATA[<p>{'long ' * 30}</p>]]></content>"
    assert parse(feed(item().replace("</item>", f"{bodies}</item>"))).entries[0].text.startswith("long long")


def test_text_is_cut_at_its_limit() -> None:
    body = f"<description>{'word ' * 9_000}</description></item>"
    assert len(parse(feed(item().replace("</item>", body))).entries[0].text) <= 20_000


def test_original_link_before_the_one_that_counts_clicks() -> None:
    origin = '<fb:origLink xmlns:fb="http://rssnamespace.org/feedburner/ext/1.0">https://north.example/x</fb:origLink>'
    assert parse(feed(item().replace("</item>", f"{origin}</item>"))).entries[0].address == "https://north.example/x"


def test_scripts_never_become_links() -> None:
    batch = parse(feed(item().replace("https://feeds.example/1", "java\tscript:alert(1)")))
    assert batch.entries[0].address == ""


def test_relative_links_are_joined_to_the_site() -> None:
    text = feed(item().replace("https://feeds.example/1", "/news/1"), head="<link>https://site.example/</link>")
    assert parse(text).entries[0].address == "https://site.example/news/1"


def test_caps_leave_a_sound_feed_as_it_is() -> None:
    text = feed(item(1), item(2))
    assert capped(text, 500) == text


def test_caps_hold() -> None:
    categories = "<category>c</category>" * 300
    author = f"<author>{'a' * 5_000}</author>"
    attributes = f"<b {' '.join(f'a{n}=1' for n in range(5_000))}>x</b>"
    deep = "<div>" * 1_000 + "deep" + "</div>" * 1_000
    text = capped(feed(f"<item>{categories}{author}{attributes}{deep}<!-- {'-' * 5_000} --></item>", item(2)), 500)
    assert text.count("<category>") == MOST_CATEGORIES
    assert "a" * LONGEST_AUTHOR in text
    assert "a" * (LONGEST_AUTHOR + 1) not in text
    assert "<b>x</b>" in text
    assert text.count("<div>") < 250
    assert "deep" in text
    assert "<!--" not in text
    assert "Été 2" in text


def test_unclosed_openings_are_text() -> None:
    assert "Été 1" in capped(feed("<!-- never closed " + item()), 500)


@pytest.mark.parametrize(
    ("inside", "asked"),
    [
        (item(), False),
        ("<item><link>https://feeds.example/9</link></item>", False),
        (item(date="22 listopada 2026"), True),
        ("<item><o:title xmlns:o='urn:own'>Own</o:title><guid>1</guid></item>", True),
        ("<item><title>Outer</title><item><title>Inner</title></item></item>", True),
    ],
)
def test_feedparser_is_asked_only_where_it_may_know_more(inside: str, asked: bool) -> None:
    assert may_hold_more(fastpath.read(feed(inside), 500).entries[0]) is asked


def test_what_is_not_well_formed_is_read_all_the_same() -> None:
    assert parse(feed(item()).replace("</channel></rss>", "<b>")).entries[0].title == "Été 1"


@pytest.mark.parametrize("forbidden", ["\x00", "\x08", "\x1f", "\ufffe", "\uffff"])
def test_a_character_that_xml_forbids_costs_only_itself(forbidden: str) -> None:
    text = feed(ITEM.format(n=1, date=DATE).replace("Été", f"Été{forbidden}"), ITEM.format(n=2, date=DATE))
    (one, two) = parse(text).entries
    assert (one.title, two.title) == ("Été 1", "Été 2")


def test_entries_that_share_a_page_with_several_say_so() -> None:
    home = [
        item(n).replace(f"<link>https://feeds.example/{n}<", f"<link>https://feeds.example/#v{n}<") for n in range(3)
    ]
    twice = [item(n).replace(f"<link>https://feeds.example/{n}<", "<link>https://feeds.example/same<") for n in (3, 4)]
    entries = parse(feed(*home, *twice, item(5))).entries
    assert [entry.pageless for entry in entries] == [True, True, True, False, False, False]
    assert entries[2].address == "https://feeds.example/#v2"
