"""Posts of Bluesky's interface: cards, facets in bytes, reposts, and who does not want to be shown."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from curator.model import Entry, Source, SourceState
from curator.ports import Batch, Response
from curator.sources.bluesky import BlueskyFetcher, fits, needs_key

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
TIMELINE = Source("s", "https://bsky.app/", kind="bluesky", user="me.example")
READER = BlueskyFetcher()
TEXT = "Éclairant 💡 outlet.example/a/lo… et la suite"
LINK = "https://outlet.example/a/long/way"


def facet(text: str, shown: str, **feature: str) -> dict[str, Any]:
    start = len(text[: text.index(shown)].encode())
    return {"index": {"byteStart": start, "byteEnd": start + len(shown.encode())}, "features": [feature]}


def item(record: dict[str, Any] | None = None, **more: Any) -> dict[str, Any]:
    told = {"text": TEXT, "facets": [facet(TEXT, "outlet.example/a/lo…", uri=LINK)]} if record is None else record
    author = {"handle": "ann.example", "did": "did:plc:ann", "displayName": "Ann", **more.pop("author", {})}
    post = {"uri": "at://did:plc:ann/app.bsky.feed.post/3k", "author": author, "indexedAt": "2026-11-22T10:00:00.000Z"}
    return {
        "post": {**post, "record": {"createdAt": "2026-11-22T09:59:00.000Z", **told}, **more.pop("post", {})},
        **more,
    }


def parse(*items: Any, source: Source = TIMELINE, cursor: str = "", since: str = "") -> Batch:
    request = READER.request(source, SourceState("s", cursor=since), NOW)
    told = {"feed": items} | ({"cursor": cursor} if cursor else {})
    return READER.parse(source, Response(request, 200, body=json.dumps(told).encode()), NOW)


def only(*items: Any) -> Entry:
    (entry,) = parse(*items).entries
    return entry


def test_a_facets_link_is_taken_whole_and_out_of_the_words() -> None:
    entry = only(item())
    assert entry.address == LINK
    assert entry.sharer is not None
    assert entry.sharer.words == "Éclairant 💡 et la suite"
    assert entry.sharer.address == "https://bsky.app/profile/ann.example/post/3k"
    assert entry.sharer.handle == "@ann.example"


def test_a_card_of_the_same_link_gives_title_and_text() -> None:
    embed = {"external": {"uri": LINK, "title": "A way", "description": "Of the publisher."}}
    record = {"text": TEXT, "facets": [facet(TEXT, "outlet.example/a/lo…", uri=LINK)], "embed": embed}
    entry = only(item(record))
    assert (entry.title, entry.text) == ("A way", "Of the publisher.")


def test_a_card_beside_pictures_is_found() -> None:
    assert only(item({"text": "", "embed": {"media": {"external": {"uri": LINK}}}})).address == LINK


def test_words_that_are_a_link_stay() -> None:
    text = "Read the report today"
    entry = only(item({"text": text, "facets": [facet(text, "the report", uri=LINK)]}))
    assert entry.sharer is not None
    assert entry.sharer.words == text


def test_a_repost_credits_both() -> None:
    by = {"handle": "bob.example", "displayName": "Bob"}
    reason = {"$type": "app.bsky.feed.defs#reasonRepost", "by": by, "indexedAt": "2026-11-22T11:00:00.000Z"}
    entry = only(item(reason=reason))
    assert entry.sharer is not None
    assert (entry.sharer.name, entry.sharer.author, entry.sharer.author_handle) == ("Bob", "Ann", "@ann.example")
    assert entry.guid != only(item()).guid


def test_who_hides_from_people_without_an_account_is_not_quoted() -> None:
    entry = only(item(author={"labels": [{"val": "!no-unauthenticated"}]}))
    assert entry.sharer is not None
    assert (entry.sharer.words, entry.sharer.address) == ("", "")


def test_a_quoted_posts_card_counts_where_the_post_has_no_link_of_its_own() -> None:
    value = {"text": "x", "embed": {"external": {"uri": LINK}}}
    entry = only(item({"text": "This!"}, post={"embed": {"record": {"value": value}}}))
    assert entry.address == LINK


def test_mentions_tags_and_moving_pictures_are_no_links() -> None:
    text = "@bob.example #grid"
    facets = [facet(text, "@bob.example", did="did:plc:bob"), facet(text, "#grid", tag="grid")]
    embed = {"external": {"uri": "https://media.tenor.com/x/y.gif"}}
    assert parse(item({"text": text, "facets": facets, "embed": embed})).entries == ()


def test_broken_posts_cost_no_other() -> None:
    strange = [item({"facets": [{"features": [{"uri": 3}]}]}), {"post": 5}, "x", item({"embed": []})]
    batch = parse(*strange, item())
    assert LINK in {entry.address for entry in batch.entries}


def test_it_stops_at_the_last_post_of_the_run_before() -> None:
    assert "cursor=c1" in parse(item(), cursor="c1", since="2026-11-22T09:00:00+00:00").onward
    assert parse(item(), cursor="c1", since="2026-11-22T10:30:00+00:00").onward == ""
    pinned = item(reason={"$type": "app.bsky.feed.defs#reasonPin"})
    pinned["post"]["indexedAt"] = "2020-01-01T00:00:00.000Z"
    assert parse(pinned, item(), cursor="c1", since="2026-11-22T09:00:00+00:00").onward != ""


@pytest.mark.parametrize(
    ("path", "method", "query"),
    [
        ("", "app.bsky.feed.getTimeline", {}),
        ("profile/ann.example", "app.bsky.feed.getAuthorFeed", {"actor": "ann.example"}),
        ("profile/ann.example/lists/3k", "com.atproto.identity.resolveHandle", {"handle": "ann.example"}),
        ("profile/did:plc:a/feed/x", "app.bsky.feed.getFeed", {"feed": "at://did:plc:a/app.bsky.feed.generator/x"}),
        ("search?q=heat+pumps", "app.bsky.feed.searchPosts", {"q": "heat pumps"}),
        ("hashtag/grid", "app.bsky.feed.searchPosts", {"q": "#grid"}),
    ],
)
def test_each_page_is_asked_for_by_its_method(path: str, method: str, query: dict[str, str]) -> None:
    source = Source("s", f"https://bsky.app/{path}", kind="bluesky")
    assert fits(source.address)
    assert needs_key(source.address) == (not path.startswith("profile"))
    parts = urlsplit(READER.request(source, None, NOW).address)
    assert parts.path == f"/xrpc/{method}"
    asked = {name: values[0] for name, values in parse_qs(parts.query).items()}
    assert query.items() <= asked.items()
    assert parts.netloc == "public.api.bsky.app"


def test_a_list_is_asked_for_by_its_makers_lasting_name() -> None:
    source = Source("s", "https://bsky.app/profile/ann.example/lists/3k", kind="bluesky")
    request = READER.request(source, None, NOW)
    found = READER.parse(source, Response(request, 200, body=b'{"did": "did:plc:a"}'), NOW)
    assert parse_qs(urlsplit(found.onward).query)["list"] == ["at://did:plc:a/app.bsky.graph.list/3k"]
