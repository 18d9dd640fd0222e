"""Read: entries become articles; those that could be kept are read in full at the publisher's."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from more_itertools import chunked

from curator.articles.build import make_article
from curator.articles.page import Page, read_page
from curator.articles.urls import canonical
from curator.errors import NotFound
from curator.health import describe
from curator.model import Article, Cause, Entry, Source, SourceState, short_hash
from curator.ports import Inbox, Request, Response, Web, Workers

_MANY = 32
"""Piles from which on children are wanted in any case: they get ready while the piles are looked at."""
_TOGETHER = 50
"""Articles read in full that are stored in one transaction: each has cost a request, and none is to be lost."""
_TOGETHER_UNREAD = 500
"""Articles made of what their feed says that are stored in one transaction."""

Screen = Callable[[Sequence[Article]], Sequence[float]]
"""How worthwhile the page of each article is, judged on what its feed says; below 0 it is not read."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What became of one address: its article and, where its page was wanted in vain, why."""

    address: str
    article: Article
    fault: str = ""


@dataclass(frozen=True, slots=True)
class _Pile:
    """Entries of one article, with what is known of their sources; `address` is what they share (see `_key`)."""

    address: str
    entries: tuple[Entry, ...]
    sources: Mapping[str, Source]
    now: datetime


_SAMPLE = b"""<html lang="en"><head><title>A page</title></head><body><article><p>Reading one page before the first that
counts loads the libraries and the models that all pages need, which takes a child longer than many a page.</p>
<p>Written on 3 March 2024 by nobody.</p></article></body></html>"""


def _prepare() -> None:
    read_page(_SAMPLE, "https://page.example/")


def _read_sheet(response: Response) -> Page:
    return read_page(response.body, response.address, response.headers.get("content-type", ""))


def _read_pile(pile: _Pile, page: Page | None = None) -> Article:
    # Not in a child: it tells languages apart, and one model of 70 MB is enough.
    return make_article(pile.entries, page, pile.sources, pile.now)


def read(
    since: datetime,
    sources: Iterable[Source],
    inbox: Inbox,
    web: Web,
    workers: Workers,
    screen: Screen,
    most: int,
    now: datetime,
) -> Iterator[Reading]:
    """Make an article of every entry first seen since `since` that has none, store it, and yield it.

    Entries at one canonical address make one article. At most `most` pages
    are fetched, the most promising first; the others, and those whose page
    cannot be had, are made of what their feed says.
    """
    piles = _piles(inbox.unread(since), {source.id: source for source in sources}, now)
    if len(piles) >= _MANY:
        workers.ready(_read_sheet, _prepare)
    first_looks = [_read_pile(pile) for pile in piles]
    ranked = sorted(
        zip(screen(first_looks), piles, first_looks, strict=True), key=lambda one: (-one[0], one[1].address)
    )
    worthy = [(pile, look) for value, pile, look in ranked if value >= 0 and pile.address.startswith("http")][:most]
    wanted = {pile.address for pile, _ in worthy}
    others = (Reading(pile.address, look) for _, pile, look in ranked if pile.address not in wanted)
    by_address = {pile.address: pile for pile in piles}
    for readings, size in ((others, _TOGETHER_UNREAD), (_with_pages(worthy, web, workers), _TOGETHER)):
        for together in chunked(readings, size):
            inbox.keep(
                [(reading.article, [entry.id for entry in by_address[reading.address].entries]) for reading in together]
            )
            yield from together


def read_one(entry: Entry, source: Source, inbox: Inbox, web: Web, workers: Workers, now: datetime) -> Article:
    """Read the page that an entry points to, now, store both, and return the article.

    Raises `NotFound` with the cause where the page cannot be had; then nothing is stored.
    """
    pile = _Pile(_key(entry), (entry,), {source.id: source}, now)
    (reading,) = _with_pages([(pile, _read_pile(pile))], web, workers)
    if reading.fault:
        known = reading.fault in set(Cause)
        words = describe(Cause(reading.fault))[0] if known else reading.fault
        raise NotFound(words, about=entry.address)
    inbox.record([(SourceState(entry.source), [entry])], now)
    inbox.keep([(reading.article, [entry.id])])
    return reading.article


def read_in_full(
    articles: Iterable[Article], sources: Iterable[Source], inbox: Inbox, web: Web, workers: Workers, now: datetime
) -> int:
    """Read the pages of articles that are known by what their feeds say only; return how many could be had."""
    by_id = {source.id: source for source in sources}
    # What has no page of its own is not named by its address, and there is nothing more of it to read.
    piles = [
        _Pile(article.address, (_as_entry(article),), by_id, now)
        for article in articles
        if not article.read_in_full and article.id == short_hash(canonical(article.address))
    ]
    read = [one for one in _with_pages([(pile, _read_pile(pile)) for pile in piles], web, workers) if not one.fault]
    inbox.keep([(one.article, ()) for one in read])
    return len(read)


def _as_entry(article: Article) -> Entry:
    """Return what the feeds said of an article, as one entry."""
    return Entry(
        source=article.sources[0] if article.sources else "",
        guid=article.address,
        address=article.address,
        title=article.title,
        text=article.text,
        author=article.author,
        published=article.published,
        language=article.language,
        picture=article.picture,
        links=article.links,
        first_seen=article.first_seen,
    )


def _key(entry: Entry) -> str:
    """Return what entries of one article share: its canonical address, where that is a page of its own."""
    return entry.id if entry.pageless else canonical(entry.address) or entry.id


def _piles(entries: Iterable[Entry], sources: Mapping[str, Source], now: datetime) -> list[_Pile]:
    groups: dict[str, list[Entry]] = {}
    for entry in entries:
        groups.setdefault(_key(entry), []).append(entry)
    return [
        _Pile(address, tuple(group), {e.source: sources[e.source] for e in group if e.source in sources}, now)
        for address, group in groups.items()
    ]


def _with_pages(worthy: Sequence[tuple[_Pile, Article]], web: Web, workers: Workers) -> Iterator[Reading]:
    """Yield what the pages make of the piles; the first look stands where a page cannot be had."""
    by_address = {pile.address: (pile, look) for pile, look in worthy}
    failed: list[Reading] = []

    def sheets() -> Iterator[Response]:
        for response in web.fetch(Request(p.entries[0].address, subject=p.address, page=True) for p, _ in worthy):
            if response.cause is None:
                yield response
            else:
                pile, look = by_address[response.request.subject]
                failed.append(Reading(pile.address, look, response.cause.value))

    for outcome in workers.map(_read_sheet, sheets(), _prepare):
        pile, look = by_address[outcome.subject.request.subject]
        if outcome.value is not None:
            yield Reading(pile.address, _read_pile(pile, outcome.value))
        else:
            yield Reading(pile.address, look, str(outcome.error))
        while failed:
            yield failed.pop()
    yield from failed
