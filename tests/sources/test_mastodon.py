"""Posts of Mastodon's interface: whose words, which links, where the pages lead."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from curator.model import Entry, Source, SourceState
from curator.ports import Batch, Response
from curator.sources.mastodon import MastodonFetcher, fits, needs_key

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
HOME = Source("s", "https://social.example/home", kind="mastodon")
READER = MastodonFetcher()


def account(name: str, host: str = "social.example") -> dict[str, str]:
    acct = name if host == "social.example" else f"{name}@{host}"
    return {"acct": acct, "display_name": name.title(), "url": f"https://{host}/@{name}"}


def status(content: str, **more: Any) -> dict[str, Any]:
    return {
        "id": "7",
        "uri": "https://social.example/users/ann/statuses/7",
        "url": "https://social.example/@ann/7",
        "created_at": "2026-11-22T10:00:00.000Z",
        "visibility": "public",
        "account": account("ann"),
        "content": content,
        **more,
    }


def parse(*posts: Any, source: Source = HOME, link: str = "", since: str = "") -> Batch:
    state = SourceState("s", cursor=since) if since else None
    request = READER.request(source, state, NOW)
    headers = {"link": link} if link else {}
    return READER.parse(source, Response(request, 200, request.address, json.dumps(posts).encode(), headers), NOW)


def entries(*posts: Any) -> tuple[Entry, ...]:
    return parse(*posts).entries


SHORTENED = (
    '<p>Look <a href="https://outlet.example/a/long/way"><span class="invisible">https://</span>'
    '<span class="ellipsis">outlet.example/a</span><span class="invisible">/long/way</span></a> at this '
    '<a href="https://social.example/tags/grid" class="mention hashtag" rel="tag">#<span>grid</span></a> '
    '<span class="h-card"><a href="https://social.example/@bob" class="u-url mention">@<span>bob</span></a></span></p>'
)


def test_a_link_is_taken_with_who_shared_it_and_what_they_said() -> None:
    (entry,) = entries(status(SHORTENED, tags=[{"name": "grid", "url": "https://social.example/tags/grid"}]))
    assert entry.address == "https://outlet.example/a/long/way"
    assert entry.categories == ("grid",)
    assert entry.sharer is not None
    assert (entry.sharer.name, entry.sharer.handle) == ("Ann", "@ann@social.example")
    assert entry.sharer.address == "https://social.example/@ann/7"
    assert entry.sharer.words == "Look at this #grid @bob"


def test_a_boost_credits_the_author_with_the_words_and_the_booster_with_passing_on() -> None:
    inner = status(SHORTENED, account=account("cid", "other.example"), url="https://other.example/@cid/9")
    boosts = [status("", id=str(n), reblog=inner, account=account(name)) for n, name in ((8, "ann"), (9, "bob"))]
    one, other = entries(*boosts)
    assert one.guid != other.guid
    assert one.sharer is not None
    assert other.sharer is not None
    assert [one.sharer.handle, other.sharer.handle] == ["@ann@social.example", "@bob@social.example"]
    assert (one.sharer.author, one.sharer.author_handle) == ("Cid", "@cid@other.example")
    assert one.sharer.address == "https://other.example/@cid/9"


def test_a_card_says_what_its_publisher_says() -> None:
    card = {"url": "https://outlet.example/a/long/way", "title": "A way", "description": "Of the <b>publisher</b>."}
    (entry,) = entries(status(SHORTENED, card=card))
    assert (entry.title, entry.text) == ("A way", "Of the publisher.")


def test_a_card_knows_where_a_short_address_leads() -> None:
    content = '<p><a href="https://bit.ly/3xYz">https://bit.ly/3xYz</a></p>'
    (entry,) = entries(status(content, card={"url": "https://outlet.example/end", "title": "The end"}))
    assert entry.address == "https://outlet.example/end"


@pytest.mark.parametrize("visibility", ["private", "direct", "local"])
def test_what_was_not_for_everybody_is_left_out(visibility: str) -> None:
    assert entries(status(SHORTENED, visibility=visibility)) == ()


def test_behind_a_content_warning_only_the_warning_is_quoted() -> None:
    (entry,) = entries(status(SHORTENED, spoiler_text="Food"))
    assert entry.sharer is not None
    assert entry.sharer.words == "Food"


@pytest.mark.parametrize(
    "address",
    [
        "https://social.example/@bob/1234567",
        "https://social.example/tags/grid",
        "https://social.example/media/1.jpg",
        "https://x.com/somebody/status/1",
        "mailto:a@b.example",
        "javascript:alert(1)",
        "",
    ],
)
def test_links_to_nothing_to_read_are_left_out(address: str) -> None:
    assert entries(status(f'<p>see <a href="{address}">this</a></p>')) == ()


@pytest.mark.parametrize("address", ["javascript:alert(1)", "https://a:b@social.example/1", "//x", "data:text/html,x"])
def test_a_posts_address_is_fit_to_be_a_link_or_is_none(address: str) -> None:
    (entry,) = entries(status(SHORTENED, url=address, account={**account("ann"), "display_name": "A\u202enn\n<b>"}))
    assert entry.sharer is not None
    assert entry.sharer.address == ""
    assert entry.sharer.name == "Ann <b>"


def test_one_broken_post_costs_no_other() -> None:
    batch = parse("no post", {"id": 3, "content": 5, "tags": 7}, status(SHORTENED), {"account": "nobody"})
    assert len(batch.entries) == 1
    assert batch.dropped >= 1


def test_older_pages_are_asked_for_on_our_own_terms() -> None:
    batch = parse(status(SHORTENED), link='<https://elsewhere.example/x?max_id=7>; rel="next"', since="/3")
    assert batch.onward == "https://social.example/api/v1/timelines/home?limit=40&since_id=3&max_id=7"
    assert batch.newest == "/7"


def test_far_back_it_stops() -> None:
    old = status(SHORTENED, created_at="2026-10-01T10:00:00.000Z")
    assert parse(old, link='<https://social.example/x?max_id=7>; rel="next"').onward == ""


def test_an_account_is_looked_up_once() -> None:
    source = Source("s", "https://social.example/@ann", kind="mastodon")
    request = READER.request(source, None, NOW)
    assert request.address == "https://social.example/api/v1/accounts/lookup?acct=ann"
    found = READER.parse(source, Response(request, 200, body=b'{"id": "12", "display_name": "Ann"}'), NOW)
    assert found.onward.startswith("https://social.example/api/v1/accounts/12/statuses?")
    again = READER.request(source, SourceState("s", cursor="12/7"), NOW)
    assert again.address.startswith("https://social.example/api/v1/accounts/12/statuses?limit=40&since_id=7")


def test_only_what_is_one_accounts_own_needs_a_key() -> None:
    base = "https://social.example"
    assert [needs_key(base + path) for path in ("/home", "/lists/3", "/tags/x", "/@ann")] == [True, True, False, False]
    assert not fits("https://outlet.example/a/story")
    assert not fits("https://social.example/@ann/12345678")
