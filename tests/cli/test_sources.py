"""`curator sources`: moves are taken by word only, silence is told, an address is tried before it is added."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from curator.model import SourceState
from curator.store import open_store
from tests.demo import Curator
from tests.http.origin import Origin, answer, origin

ITEMS = "".join(
    f"<item><title>The grid, part {n}</title><link>https://outlet.example/{n}</link>"
    f"<pubDate>Sun, 22 Nov 2026 0{n}:00:00 GMT</pubDate><description>On the power grid.</description></item>"
    for n in range(1, 4)
)
FEED = f"<rss version='2.0'><channel><title>The Outlet</title>{ITEMS}</channel></rss>".encode()
PAGE = b'<html><head><link rel="alternate" type="application/rss+xml" href="/feed"></head><body>Hello</body></html>'


@pytest.fixture
def server() -> Iterator[Origin]:
    with origin() as running:
        running.routes["/feed"] = answer(200, FEED, "Content-Type: application/rss+xml")
        running.routes["/"] = answer(200, PAGE, "Content-Type: text/html")
        yield running


@pytest.fixture
def folder(tmp_path: Path, server: Origin) -> Path:
    (tmp_path / "config.toml").write_text(
        f'[journal]\ntitle = "J"\n[fetch]\nprivate_hosts = ["{server.place}"]\npages_per_run = 0\n', encoding="utf-8"
    )
    (tmp_path / "themes").mkdir()
    (tmp_path / "themes" / "grid.toml").write_text('title = "Grid"\nphrases = ["power grid"]\n', encoding="utf-8")
    return tmp_path


def sources(folder: Path) -> list[dict[str, object]]:
    listed: list[dict[str, object]] = tomllib.loads((folder / "sources.toml").read_text(encoding="utf-8"))["source"]
    return listed


def state(folder: Path, **changes: object) -> str:
    """Change what is known of the one source; return its id."""
    with open_store(folder / "data" / "curator.sqlite") as store:
        ((id, known),) = store.inbox.states().items()
        store.inbox.record([(replace(known, **changes), ())], datetime.now(UTC))  # type: ignore[arg-type]
    return id


@pytest.fixture
def read(curator: Curator, folder: Path, server: Origin) -> Path:
    """A journal with one source, asked once."""
    assert curator("-j", folder, "sources", "add", server.url, "--yes").code == 0
    assert curator("-j", folder, "collect").code == 0
    return folder


def test_the_feed_behind_a_site_is_scored_before_it_is_accepted(curator: Curator, folder: Path, server: Origin) -> None:
    tried = curator("-j", folder, "sources", "add", server.url, "--json", "--yes").json
    assert tried["source"]["title"] == "The Outlet"
    assert [one["title"] for one in tried["trial"]] == [f"The grid, part {n}" for n in (3, 2, 1)]
    assert all(0 <= one["score"] <= 1 for one in tried["trial"])
    assert sources(folder)[0]["address"] == f"{server.url}/feed"


def test_an_address_of_ones_own_network_is_refused_with_the_setting_that_lets_it_in(
    curator: Curator, folder: Path, server: Origin
) -> None:
    (folder / "config.toml").write_text('[journal]\ntitle = "J"\n', encoding="utf-8")
    run = curator("-j", folder, "sources", "add", server.url, "--yes")
    assert run.code == 1
    assert "private_hosts" in run.err


def test_where_nobody_can_answer_the_option_to_give_is_named(curator: Curator, folder: Path, server: Origin) -> None:
    run = curator("--no-input", "-j", folder, "sources", "add", server.url)
    assert run.code == 2
    assert "give --yes" in run.err
    assert not (folder / "sources.toml").exists()


def test_an_address_without_a_feed_is_refused_in_one_line(curator: Curator, folder: Path, server: Origin) -> None:
    server.routes["/"] = answer(200, b"<html><body>Nothing here</body></html>", "Content-Type: text/html")
    server.routes.pop("/feed")
    run = curator("-j", folder, "sources", "add", server.url, "--yes")
    assert run.code == 1
    assert len(run.err.splitlines()) == 1
    assert not (folder / "sources.toml").exists()


WEEK_AGO = datetime.now(UTC) - timedelta(days=8)


def test_a_move_is_proposed_and_taken_by_word_only(curator: Curator, read: Path, server: Origin) -> None:
    new = f"{server.url}/new"
    id = state(read, moved_to=new, moved_since=WEEK_AGO, moved_count=5)
    assert f"curator sources move {id}" in curator("-j", read, "doctor").out
    assert sources(read)[0]["address"] == f"{server.url}/feed"
    assert curator("-j", read, "sources", "move").code == 0
    (source,) = sources(read)
    assert (source["address"], source["id"]) == (new, id)


def test_what_is_known_of_a_source_that_moved_stays(curator: Curator, read: Path, server: Origin) -> None:
    server.routes["/new"] = server.routes["/feed"]
    state(read, moved_to=f"{server.url}/new", moved_since=WEEK_AGO, moved_count=5)
    curator("-j", read, "sources", "move")
    assert curator("-j", read, "collect", "--json").json["new"] == 0


def test_four_answers_are_no_move(curator: Curator, read: Path, server: Origin) -> None:
    id = state(read, moved_to=f"{server.url}/new", moved_since=WEEK_AGO, moved_count=4)
    assert "has moved" not in curator("-j", read, "doctor").out
    assert curator("-j", read, "sources", "move", id).code == 1
    assert sources(read)[0]["address"] == f"{server.url}/feed"


def test_an_editor_may_say_where_a_source_went(curator: Curator, read: Path, server: Origin) -> None:
    assert curator("-j", read, "sources", "move", "Outlet", "--to", "https://outlet.example/feed").code == 0
    assert sources(read)[0]["address"] == "https://outlet.example/feed"


def test_the_real_thing_takes_five_answers_over_a_week(curator: Curator, read: Path, server: Origin) -> None:
    server.routes["/new"] = server.routes["/feed"]
    server.routes["/feed"] = answer(301, b"", "Location: /new")
    start = datetime.now(UTC)
    for day in range(10):
        curator("-j", read, "collect", "--as-of", (start - timedelta(days=10 - day)).isoformat())
    with open_store(read / "data" / "curator.sqlite") as store:
        (known,) = store.inbox.states().values()
    assert isinstance(known, SourceState)
    assert known.moved_count == 10
    assert f"has moved for good to {server.url}/new" in curator("-j", read, "sources", "check").out


def test_silence_is_told_with_its_days(curator: Curator, read: Path) -> None:
    state(read, changed=datetime.now(UTC) - timedelta(days=90))
    said = curator("-j", read, "doctor").out
    assert "nothing new for 90 days" in said


def test_health_is_told_in_french(curator: Curator, read: Path, server: Origin) -> None:
    config = read / "config.toml"
    config.write_text(
        config.read_text(encoding="utf-8").replace("[fetch]", 'language = "fr"\n[fetch]'), encoding="utf-8"
    )
    server.routes["/feed"] = answer(500)
    said = curator("-j", read, "sources", "check").out
    assert "en échec depuis" in said
    assert "dernière bonne réponse" in said


@pytest.mark.parametrize("spelling", ["{}", "{}/", "HTTPS"])
def test_a_list_read_again_adds_nothing_even_after_a_move(
    curator: Curator, folder: Path, tmp_path: Path, spelling: str
) -> None:
    old, new = "http://outlet.example/feed", "http://outlet.example/new"
    opml = tmp_path / "list.opml"
    outlines = "<opml version='2.0'><body><outline type='rss' text='Outlet' xmlUrl='{}'/></body></opml>"
    opml.write_text(outlines.format(old), encoding="utf-8")
    assert curator("-j", folder, "sources", "import", opml, "--json").json == {"added": 1, "known": 0}
    assert curator("-j", folder, "sources", "move", "Outlet", "--to", new).code == 0
    for address in (old, new.replace("http:", "https:") if spelling == "HTTPS" else spelling.format(new)):
        opml.write_text(outlines.format(address), encoding="utf-8")
        assert curator("-j", folder, "sources", "import", opml, "--json").json == {"added": 0, "known": 1}
    (source,) = sources(folder)
    assert source["address"] == new


def test_a_feed_in_the_usual_place_is_found_behind_a_front_page_that_is_not(
    curator: Curator, folder: Path, server: Origin
) -> None:
    server.routes["/"] = answer(404, b"<html><body>Nothing</body></html>", "Content-Type: text/html")
    server.routes["/feed/"] = server.routes.pop("/feed")
    assert curator("-j", folder, "sources", "add", server.url, "--yes").code == 0
    assert sources(folder)[0]["address"] == f"{server.url}/feed/"


@pytest.mark.parametrize("page", ["/home", "/@maria", "/tags/energy", "/lists/7"])
def test_a_site_with_a_page_in_mastodons_manner_is_still_a_site(
    curator: Curator, folder: Path, server: Origin, page: str
) -> None:
    server.routes[page] = server.routes.pop("/")
    assert curator("-j", folder, "sources", "add", f"{server.url}{page}", "--yes").code == 0
    (source,) = sources(folder)
    assert source["address"] == f"{server.url}/feed"
    assert source.get("kind", "feed") == "feed"


def test_a_feed_at_an_address_in_mastodons_manner_is_taken(curator: Curator, folder: Path, server: Origin) -> None:
    server.routes["/home"] = server.routes.pop("/feed")
    assert curator("-j", folder, "sources", "add", f"{server.url}/home", "--yes").code == 0
    assert sources(folder)[0]["address"] == f"{server.url}/home"


@pytest.mark.parametrize(
    ("status", "words"), [(404, "nothing at this address"), (403, "refuses"), (500, "fault of its own")]
)
def test_an_address_that_does_not_answer_is_told_in_words(
    curator: Curator, folder: Path, server: Origin, status: int, words: str
) -> None:
    server.routes.clear()
    server.routes["/"] = answer(status)
    run = curator("-j", folder, "sources", "add", server.url, "--yes")
    assert (run.code, len(run.err.splitlines())) == (1, 1)
    assert words in run.err
    assert "browser" in run.err


def test_the_trend_counts_failures_and_says_when_it_is_tried_next(curator: Curator, read: Path, server: Origin) -> None:
    server.routes["/feed"] = answer(500)
    first = curator("-j", read, "sources", "check").out
    assert "(once); last good answer: 2" in first
    assert "next try: with the next run" in first
    for _ in range(3):
        curator("-j", read, "sources", "check")
    assert "(4 times)" in (said := curator("-j", read, "doctor").out)
    assert "next try: 2" in said


def test_a_server_that_asked_to_be_left_alone_is_not_asked_by_hand(
    curator: Curator, read: Path, server: Origin
) -> None:
    server.routes["/feed"] = answer(503, b"", "Retry-After: 7200")
    assert curator("-j", read, "sources", "check").code == 3
    asked = len(server.log)
    run = curator("-j", read, "sources", "check")
    assert (run.code, "next try: 2" in run.out, "Not asked now" in run.out) == (3, True, True)
    assert curator("-j", read, "sources", "check", "--json").json[0]["failures"] == 1
    assert curator("-j", read, "collect", "--all").code == 0
    assert len(server.log) == asked
    state(read, asked_until=datetime.now(UTC) - timedelta(minutes=1))
    server.routes["/feed"] = answer(500)
    assert "Not asked now" not in curator("-j", read, "sources", "check").out
    assert len(server.log) > asked
