"""A timeline as a source, from the command line: added, paged, followed, known again, and refused in words."""

from __future__ import annotations

import json
import mailbox
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from curator.model import Article, Delivery, DeliveryState, Queued
from curator.services.post import POST
from curator.store import open_store
from tests.demo import Curator
from tests.http.origin import Origin, Seen, Talk, answer, origin
from tests.sources.test_letters import mail

TOKEN = "a token of ours"


class Timeline:
    """A server with Mastodon's interface: pages of posts, newest first, behind a token."""

    def __init__(self, server: Origin) -> None:
        self.server = server
        self.posts: list[dict[str, object]] = []
        self.broken = ""
        """Id after which pages fail."""
        server.routes["/api/v1/timelines/home"] = self.page

    def post(self, who: str, words: str, *links: str, boost: str = "") -> None:
        number = len(self.posts) + 1
        anchors = " ".join(f'<a href="{link}">{link}</a>' for link in links)
        said: dict[str, object] = {
            "id": str(number),
            "uri": f"https://social.example/{number}",
            "url": f"https://social.example/@{boost or who}/{number}",
            "created_at": (datetime.now(UTC) - timedelta(minutes=1)).isoformat(),
            "visibility": "public",
            "account": {"acct": boost or who, "display_name": (boost or who).title()},
            "content": f"<p>{words} {anchors}</p>",
        }
        if boost:
            said = {**said, "reblog": said, "account": {"acct": who, "display_name": who.title()}}
        self.posts.insert(0, said)

    def page(self, seen: Seen, _: Talk) -> bytes:
        if seen.headers.get("authorization") != f"Bearer {TOKEN}":
            return answer(401, b'{"error": "The access token is invalid"}', "Content-Type: application/json")
        query = {name: int(values[0]) for name, values in parse_qs(urlsplit(seen.path).query).items()}
        if self.broken and query.get("max_id") == int(self.broken):
            return answer(503, b"", "Content-Type: text/plain")
        found = [
            one for one in self.posts if query.get("since_id", 0) < int(str(one["id"])) < query.get("max_id", 10**9)
        ][: query["limit"]]
        link = [f'Link: <{self.server.url}/x?max_id={found[-1]["id"]}>; rel="next"'] if found else []
        return answer(200, json.dumps(found).encode(), "Content-Type: application/json", *link)


@pytest.fixture
def server() -> Iterator[Origin]:
    with origin() as running:
        yield running


@pytest.fixture
def timeline(server: Origin) -> Timeline:
    return Timeline(server)


@pytest.fixture
def folder(tmp_path: Path, server: Origin, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.delenv("CURATOR_MASTODON", raising=False)
    place = tmp_path / "journal"
    (place / "themes").mkdir(parents=True)
    (place / "config.toml").write_text(
        '[journal]\ntitle = "J"\nbase_url = "https://journal.example/"\n'
        f'[fetch]\nprivate_hosts = ["{server.place}"]\npages_per_run = 0\n'
    )
    (place / "sources.toml").write_text(f'[[source]]\naddress = "{server.url}/home"\nkind = "mastodon"\n')
    return place


@pytest.fixture
def key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CURATOR_MASTODON", TOKEN)


def articles(folder: Path) -> dict[str, Article]:
    now = datetime.now(UTC)
    with open_store(folder / "data" / "curator.sqlite") as store:
        return {one.address: one for one in store.inbox.articles(now - timedelta(days=1), now)}


def cursor(folder: Path) -> str:
    with open_store(folder / "data" / "curator.sqlite") as store:
        return next(state.cursor for state in store.inbox.states().values())


def test_pages_are_read_back_to_the_last_post_seen(
    curator: Curator, folder: Path, timeline: Timeline, server: Origin, key: None
) -> None:
    for number in range(100):
        timeline.post("ann", "words", f"https://outlet.example/{number}")
    assert curator("-j", folder, "collect").code == 0
    assert len(articles(folder)) == 100
    assert cursor(folder) == "/100"
    asked = len(server.log)
    timeline.post("bob", "more", "https://outlet.example/new")
    assert curator("-j", folder, "collect").code == 0
    assert [path for path in server.paths()[asked:] if "since_id=100" not in path] == []
    assert len(articles(folder)) == 101


def test_three_who_share_one_link_are_one_article_with_three_sharers(
    curator: Curator, folder: Path, timeline: Timeline, key: None
) -> None:
    for who, link in (("ann", "?utm_source=a"), ("bob", ""), ("cid", "#top")):
        timeline.post(who, f"{who} says", f"https://outlet.example/a/story{link}")
    timeline.post("dan", "eve says", "https://outlet.example/a/story", boost="eve")
    assert curator("-j", folder, "collect").code == 0
    (article,) = articles(folder).values()
    assert {(one.name, one.author, one.words) for one in article.sharers} == {
        ("Ann", "", "ann says"),
        ("Bob", "", "bob says"),
        ("Cid", "", "cid says"),
        ("Dan", "Eve", "eve says"),
    }
    (folder / "themes" / "t.toml").write_text('title = "T"\nphrases = ["story"]\n')
    (folder / "config.toml").write_text((folder / "config.toml").read_text() + "[edition]\nfloor = 0\n")
    drafted = curator("-j", folder, "draft")
    assert drafted.code in (0, 4), drafted.err
    why = curator("-j", folder, "why", article.address)
    assert why.code == 0, why.err
    (line,) = [line for line in why.out.splitlines() if "4 people passed it on" in line]
    assert line.strip().startswith("+0.07")
    for who in ("ann", "bob", "cid", "dan"):
        assert f"@{who}@" in line


def test_a_page_that_fails_loses_nothing(curator: Curator, folder: Path, timeline: Timeline, key: None) -> None:
    for number in range(60):
        timeline.post("ann", "words", f"https://outlet.example/{number}")
    timeline.broken = "21"
    assert curator("-j", folder, "collect").code == 3
    assert len(articles(folder)) == 40
    assert cursor(folder) == ""
    timeline.broken = ""
    assert curator("-j", folder, "collect").code == 0
    assert len(articles(folder)) == 60


def test_short_addresses_are_followed_to_their_end_and_dead_ones_left_out(
    curator: Curator, folder: Path, timeline: Timeline, server: Origin, key: None
) -> None:
    token = "AbCdEf0123456789AbCdEf0123456789"
    hop = f"Location: {server.url}/track/click/2{token}"
    server.routes[f"/track/click/1{token}"] = answer(302, b"", hop)
    server.routes[f"/track/click/2{token}"] = answer(302, b"", f"Location: {server.url}/a/story")
    server.routes["/a/story"] = answer(200, b"<p>Story", "Content-Type: text/html")
    server.routes[f"/track/click/3{token}"] = answer(302, b"", f"Location: {server.url}/account/unsubscribe")
    for number in (1, 2, 3):
        timeline.post("ann", "words", f"{server.url}/track/click/{number}{token}")
    assert curator("-j", folder, "collect").code == 0
    assert set(articles(folder)) == {f"{server.url}/a/story"}
    ways = {seen.method for seen in server.log if "/track/" in seen.path}
    assert ways == {"HEAD"}
    assert all("authorization" not in seen.headers for seen in server.log if "/track/" in seen.path)


def test_the_journals_own_pages_do_not_come_back(curator: Curator, folder: Path, timeline: Timeline, key: None) -> None:
    timeline.post("ann", "read this journal", "https://journal.example/2026/11/22/a-story/")
    timeline.post("ann", "and this", "https://outlet.example/other")
    assert curator("-j", folder, "collect").code == 0
    assert set(articles(folder)) == {"https://outlet.example/other"}


def test_what_was_posted_from_here_does_not_come_back(
    curator: Curator, folder: Path, timeline: Timeline, key: None
) -> None:
    account = 'network = "mastodon"\nhandle = "@me@social.example"\nserver = "https://social.example"\n'
    (folder / "config.toml").write_text((folder / "config.toml").read_text() + f"[[accounts]]\n{account}")
    now = datetime.now(UTC)
    id = "mastodon:@me@social.example"
    with open_store(folder / "data" / "curator.sqlite") as store:
        link = "https://outlet.example/posted"
        store.calendar.put(Queued("story", id, "mastodon", "Text", link=link), "", now)
        (entered,) = store.outbox.enter([Delivery(POST, "story", id, state=DeliveryState.NEW, at=now)])
        sending = replace(entered, state=DeliveryState.SENDING)
        (sending,) = store.outbox.change([(entered, sending)])
        receipt = "https://social.example/@me/1"
        store.outbox.change([(sending, replace(sending, state=DeliveryState.SENT, receipt=receipt))])
    timeline.post("me@social.example", "our own post", "https://outlet.example/posted?utm_source=x")
    timeline.posts[0]["url"] = "https://social.example/@me/1"
    timeline.post("ann", "our own post", "https://outlet.example/posted", boost="me@social.example")
    timeline.posts[0]["reblog"]["url"] = "https://social.example/@me/1"  # type: ignore[index]
    timeline.post("me@social.example", "posted by another program", "https://outlet.example/posted")
    timeline.post("me@social.example", "by hand", "https://outlet.example/by-hand")
    assert curator("-j", folder, "collect").code == 0
    assert set(articles(folder)) == {"https://outlet.example/by-hand"}
    timeline.post("ann", "found it too", "https://outlet.example/posted")
    assert curator("-j", folder, "collect").code == 0
    assert len(articles(folder)) == 2


def test_a_filter_looks_at_the_words_of_the_post(curator: Curator, folder: Path, timeline: Timeline, key: None) -> None:
    file = folder / "sources.toml"
    file.write_text(file.read_text() + "filter = '\"heat pump\" -crypto'\n")
    timeline.post("ann", "On the heat pump", "https://outlet.example/1")
    timeline.post("ann", "A heat pump for crypto", "https://outlet.example/2")
    timeline.post("ann", "A pump, some heat", "https://outlet.example/3")
    assert curator("-j", folder, "collect").code == 0
    assert set(articles(folder)) == {"https://outlet.example/1"}


def test_a_missing_token_is_said_in_one_line_with_the_way_to_one(
    curator: Curator, folder: Path, timeline: Timeline, server: Origin
) -> None:
    (folder / "sources.toml").unlink()
    run = curator("-j", folder, "sources", "add", f"{server.url}/home", "--yes")
    assert run.code == 1
    assert re.sub(r"\s+", " ", run.err).strip().count("curator secret mastodon") == 1
    assert f"{server.url}/settings/applications" in run.err
    assert len(run.err.strip().splitlines()) == 1


def test_a_token_that_is_refused_is_a_cause_of_its_own(
    curator: Curator, folder: Path, timeline: Timeline, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CURATOR_MASTODON", "an old one")
    run = curator("-j", folder, "sources", "check", "--json")
    assert run.code == 3
    assert [state["cause"] for state in run.json] == ["key"]
    assert "an old one" not in run.out + run.err


def test_an_address_that_is_no_timeline_costs_no_other_source(
    curator: Curator, folder: Path, timeline: Timeline, server: Origin, key: None
) -> None:
    with (folder / "sources.toml").open("a") as file:
        file.write(f'[[source]]\naddress = "{server.url}/a/story/of/ours"\nkind = "mastodon"\n')
    timeline.post("ann", "words", "https://outlet.example/1")
    run = curator("-j", folder, "sources", "check", "--json")
    assert run.code == 3
    assert {state["cause"] for state in run.json} == {None, "bad-address"}
    assert curator("-j", folder, "collect").code == 3
    assert set(articles(folder)) == {"https://outlet.example/1"}


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("bluesky:nothing", "bluesky:search WORDS"),
        ("bluesky:timeline", "--as you.bsky.social"),
        ("mastodon:home", "mastodon:home@SERVER"),
        ("./nothing", "neither an mbox file nor a Maildir"),
        ("mailbox:nothing", "there is no mailbox"),
        ("imap://me@mail.example/News", "curator secret mailbox"),
    ],
)
def test_what_cannot_be_added_is_said_in_one_line(curator: Curator, folder: Path, address: str, words: str) -> None:
    run = curator("-j", folder, "sources", "add", address, "--yes")
    assert run.code in (1, 2)
    assert words in run.err
    assert len(run.err.strip().splitlines()) == 1


def test_a_server_that_counts_is_left_alone_until_it_says(
    curator: Curator, folder: Path, timeline: Timeline, server: Origin, key: None
) -> None:
    later = (datetime.now(UTC) + timedelta(hours=3)).isoformat()
    server.routes["/api/v1/timelines/home"] = answer(429, b"{}", f"X-RateLimit-Reset: {later}")
    run = curator("-j", folder, "sources", "check", "--json")
    assert [state["cause"] for state in run.json] == ["429"]
    assert datetime.fromisoformat(run.json[0]["due"]) >= datetime.fromisoformat(later) - timedelta(seconds=1)


def test_reading_stops_before_the_last_allowed_requests(
    curator: Curator, folder: Path, timeline: Timeline, server: Origin, key: None
) -> None:
    for number in range(100):
        timeline.post("ann", "words", f"https://outlet.example/{number}")
    page = timeline.page
    server.routes["/api/v1/timelines/home"] = lambda seen, talk: page(seen, talk).replace(
        b"\r\n\r\n", b"\r\nX-RateLimit-Remaining: 2\r\n\r\n", 1
    )
    assert curator("-j", folder, "collect").code == 0
    assert len([path for path in server.paths() if "timelines" in path]) == 1
    assert cursor(folder) == ""


def test_newsletters_in_a_file_are_a_source(curator: Curator, folder: Path, server: Origin, tmp_path: Path) -> None:
    box = mailbox.mbox(tmp_path / "news.mbox")
    box.add(mail())
    box.close()
    (folder / "sources.toml").unlink()
    assert curator("-j", folder, "sources", "add", tmp_path / "news.mbox", "--yes").code == 0
    assert curator("-j", folder, "collect").code == 0
    found = articles(folder)
    assert set(found) == {
        "https://outlet.example/grid",
        "https://other.example/heat/pumps",
        "https://third.example/tide/2026",
    }
    assert {one.name for one in found["https://outlet.example/grid"].sharers} == {"La Lettre éclairée"}
    assert found["https://outlet.example/grid"].title == "The grid in figures"
    listed = curator("-j", folder, "sources", "export")
    assert "news.mbox" not in listed.out
