"""Collecting and reading, counted: what was asked, parsed and read, and that nothing is done twice."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from curator.config.settings import Fetch
from curator.errors import CuratorError
from curator.http import CurlWeb
from curator.model import Article, Cause, Source
from curator.ports import Outcome
from curator.services.collect import Received, collect, due
from curator.services.read import Reading, read, read_in_full
from curator.sources.feed import FeedFetcher
from curator.store import open_store
from curator.store.opening import Store
from tests.http.origin import Origin, Seen, Talk, answer, origin

NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)
WORDS = " ".join(
    f"On day {day} of {day + 40} the grid of the {day + 3} towns carried {day * 7} megawatts." for day in range(30)
)
PAGE = f"<html lang='en'><head><title>A page</title></head><body><article><p>{WORDS}</p></article></body></html>"


@dataclass
class Here:
    """`ports.Workers` in this process, which counts what it is given."""

    done: Counter[str] = field(default_factory=Counter)

    def map(
        self,
        function: Callable[[Any], Any],
        items: Iterable[Any],
        prepare: Callable[[], object] | None = None,
        ahead: int = 0,
    ) -> Iterator[Outcome[Any, Any]]:
        for item in items:
            self.done[function.__name__] += 1
            try:
                yield Outcome(item, function(item))
            except CuratorError as error:
                yield Outcome(item, error=error)

    def ready(self, function: Callable[[Any], Any], prepare: Callable[[], object] | None = None) -> None:
        """Nothing is to be started."""


class NoKeys:
    """`ports.Keys` of a journal whose sources need none."""

    def headers(self, _: Source) -> dict[str, str]:
        return {}

    def renew(self, _: Source) -> bool:
        return False


@dataclass
class Morning:
    """One journal's store, client and workers, on a server of its own."""

    server: Origin
    store: Store
    web: CurlWeb
    workers: Here = field(default_factory=Here)

    def sources(self, *paths: str) -> list[Source]:
        return [Source(path, f"{self.server.url}{path}", title=path) for path in paths]

    def collect(self, sources: Iterable[Source], now: datetime = NOW) -> list[Received]:
        fetchers = {"feed": FeedFetcher()}
        return list(
            collect(sources, self.store.inbox, self.web, self.workers, fetchers, NoKeys(), lambda _: False, now)
        )

    def read(self, sources: Iterable[Source], now: datetime = NOW) -> list[Reading]:
        def all_alike(articles: Iterable[Article]) -> list[float]:
            return [1.0 for _ in articles]

        since = NOW - timedelta(days=7)
        return list(read(since, sources, self.store.inbox, self.web, self.workers, all_alike, 100, now))

    def asked(self, start: int = 0) -> Counter[str]:
        return Counter(self.server.paths()[start:])


@pytest.fixture
def morning() -> Iterator[Morning]:
    with origin() as server, open_store(":memory:") as store, CurlWeb(Fetch(private_hosts=(server.place,))) as web:
        for number in range(3):
            server.routes[f"/{number}.html"] = answer(200, PAGE.encode(), "Content-Type: text/html")
        yield Morning(server, store, web)


def feed(server: Origin, items: int = 3, title: str = "Item") -> bytes:
    parts = "".join(
        f"<item><title>{title} {number} of the grid</title><link>{server.url}/{number}.html</link>"
        f"<pubDate>Sun, 22 Nov 2026 0{number}:00:00 GMT</pubDate></item>"
        for number in range(items)
    )
    return f"<rss version='2.0'><channel><title>Outlet</title>{parts}</channel></rss>".encode()


def conditional(body: bytes) -> Callable[[Seen, Talk], bytes]:
    """Return a route that answers 304 to who knows the body."""

    def route(seen: Seen, _: Talk) -> bytes:
        known = seen.headers.get("if-none-match") == '"1"'
        return answer(304, b"", 'ETag: "1"') if known else answer(200, body, 'ETag: "1"')

    return route


def test_what_has_not_changed_costs_one_304_and_nothing_else(morning: Morning) -> None:
    morning.server.routes["/feed"] = conditional(feed(morning.server))
    sources = morning.sources("/feed")
    assert [one.new for one in morning.collect(sources)] == [3]
    morning.read(sources)
    before, log = morning.workers.done.copy(), len(morning.server.log)
    (again,) = morning.collect(sources, NOW + timedelta(hours=1))
    assert (again.new, again.entries, again.state.cause) == (0, 0, None)
    assert morning.read(sources) == []
    assert morning.workers.done == before
    assert morning.asked(log) == {"/feed": 1}
    assert morning.server.log[-1].headers["if-none-match"] == '"1"'


def test_known_bytes_are_not_parsed_again(morning: Morning) -> None:
    morning.server.routes["/feed"] = answer(200, feed(morning.server))
    sources = morning.sources("/feed")
    for hour in range(3):
        morning.collect(sources, NOW + timedelta(hours=hour))
    assert morning.workers.done["_parse"] == 1


def test_a_known_page_is_neither_asked_for_nor_read_again(morning: Morning) -> None:
    morning.server.routes["/feed"] = answer(200, feed(morning.server, 2))
    sources = morning.sources("/feed")
    morning.collect(sources)
    assert sum(one.article.read_in_full for one in morning.read(sources)) == 2
    morning.server.routes["/feed"] = answer(200, feed(morning.server, 3))
    morning.collect(sources, NOW + timedelta(hours=1))
    assert [one.address.rpartition("/")[2] for one in morning.read(sources)] == ["2.html"]
    assert morning.workers.done == {"_parse": 2, "_read_sheet": 3}
    assert [morning.asked()[f"/{number}.html"] for number in range(3)] == [1, 1, 1]


def test_one_page_behind_two_feeds_is_read_once(morning: Morning) -> None:
    for path in ("/one", "/two"):
        morning.server.routes[path] = answer(200, feed(morning.server, 1))
    sources = morning.sources("/one", "/two")
    assert sum(one.new for one in morning.collect(sources)) == 2
    (reading,) = morning.read(sources)
    assert set(reading.article.sources) == {"/one", "/two"}
    assert morning.workers.done["_read_sheet"] == morning.asked()["/0.html"] == 1


def test_items_that_all_lead_to_the_home_page_are_as_many_articles(morning: Morning) -> None:
    parts = "".join(
        f"<item><title>Episode {number}</title><guid>{number}</guid><link>{morning.server.url}/</link></item>"
        for number in range(4)
    )
    morning.server.routes["/feed"] = answer(200, f"<rss version='2.0'><channel>{parts}</channel></rss>".encode())
    sources = morning.sources("/feed")
    morning.collect(sources)
    articles = [one.article for one in morning.read(sources)]
    assert sorted(article.title for article in articles) == [f"Episode {number}" for number in range(4)]
    assert {article.address for article in articles} == {f"{morning.server.url}/"}
    assert morning.read(sources) == []
    assert morning.asked() == {"/feed": 1}
    inbox = morning.store.inbox
    assert read_in_full(articles, sources, inbox, morning.web, morning.workers, NOW) == 0
    assert {article.id for article in inbox.articles(NOW - timedelta(days=1), NOW)} == {one.id for one in articles}


def test_one_connection_for_all_feeds_of_a_host_and_two_for_its_pages(morning: Morning) -> None:
    paths = [f"/feed{number}" for number in range(8)]
    for path in paths:
        morning.server.routes[path] = answer(200, feed(morning.server))
    sources = morning.sources(*paths)
    morning.collect(sources)
    assert (morning.server.connections, morning.server.most_open) == (1, 1)
    morning.read(sources)
    assert morning.server.most_open <= 2


def test_robots_txt_is_asked_once_and_obeyed_for_pages_only(morning: Morning) -> None:
    morning.server.routes["/robots.txt"] = answer(200, b"User-agent: *\nDisallow: /1.html\nDisallow: /feed\n")
    morning.server.routes["/feed"] = answer(200, feed(morning.server))
    sources = morning.sources("/feed")
    morning.collect(sources)
    faults = {one.address.rpartition("/")[2]: one.fault for one in morning.read(sources)}
    assert faults == {"0.html": "", "1.html": Cause.ROBOTS.value, "2.html": ""}
    assert morning.asked() == {"/feed": 1, "/robots.txt": 1, "/0.html": 1, "/2.html": 1}


@pytest.mark.parametrize("status", [200, 429, 503])
def test_a_source_that_wants_to_be_left_alone_is_not_due(morning: Morning, status: int) -> None:
    start = datetime.now(UTC)
    morning.server.routes["/feed"] = answer(status, feed(morning.server), "Retry-After: 7200")
    sources = morning.sources("/feed")
    morning.collect(sources, start)
    states = morning.store.inbox.states()
    asked_again = [bool(due(sources, states, start + timedelta(minutes=minutes))) for minutes in (0, 119, 121)]
    assert asked_again == ([True, True, True] if status == 200 else [False, False, True])


def test_a_filter_of_a_source_lets_through_what_fits(morning: Morning) -> None:
    items = "".join(
        f"<item><title>{title}</title><link>https://outlet.example/{number}</link><category>{category}</category></item>"
        for number, (title, category) in enumerate(
            [("Wind power grows", "energy"), ("Wind in the willows", "books"), ("Power of law", "energy"), ("Tea", "")]
        )
    )
    body = f"<rss version='2.0'><channel><title>Outlet</title>{items}</channel></rss>".encode()
    morning.server.routes["/feed"] = answer(200, body)
    found: dict[str, list[str]] = {}
    for query in ("wind power", "wind | tea", "wind -books", '"power of"', "energy"):
        source = replace(morning.sources("/feed")[0], id=query, filter=query)
        morning.collect([source])
        found[query] = sorted(
            entry.title for entry in morning.store.inbox.unread(NOW - timedelta(days=1)) if entry.source == query
        )
    assert found == {
        "wind power": ["Wind power grows"],
        "wind | tea": ["Tea", "Wind in the willows", "Wind power grows"],
        "wind -books": ["Wind power grows"],
        '"power of"': ["Power of law"],
        "energy": ["Power of law", "Wind power grows"],
    }
