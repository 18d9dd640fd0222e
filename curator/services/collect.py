"""Collect: ask every source that is due, understand the answers, store what is new."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import chain
from time import monotonic

from curator.articles.passing import is_noise
from curator.articles.redirectors import is_redirector, is_sure_redirector
from curator.articles.urls import canonical
from curator.health import next_state
from curator.model import Entry, Source, SourceState
from curator.polling import Poll, Polled
from curator.ports import Fetcher, Inbox, Keys, Request, Response, Web, Workers

_MOST_ROWS = 6_000
"""Sources and entries recorded in one transaction: short enough for a desk that waits, long enough to be cheap."""
_MOST_SECONDS = 1.0
"""What answered is recorded, and told of, no later than that after the next answer."""


@dataclass(frozen=True, slots=True)
class Received:
    """What one source brought; `state.cause` says why it brought nothing where it failed."""

    source: Source
    state: SourceState
    entries: int = 0
    new: int = 0


@dataclass(frozen=True, slots=True)
class _News:
    source: Source
    state: SourceState
    shown: Sequence[Entry]


def due(
    sources: Iterable[Source], states: Mapping[str, SourceState], now: datetime, everything: bool = False
) -> tuple[Source, ...]:
    """Return the sources to ask at `now`: not paused and due; with `everything` all that may be asked."""

    def may(source: Source) -> bool:
        state = states.get(source.id)
        waits = None if state is None else state.asked_until if everything else state.due
        return source.is_read and (waits is None or waits <= now)

    return tuple(source for source in sources if may(source))


def collect(
    sources: Iterable[Source],
    inbox: Inbox,
    web: Web,
    workers: Workers,
    fetchers: Mapping[str, Fetcher],
    keys: Keys,
    is_echo: Callable[[Entry], bool],
    now: datetime,
) -> Iterator[Received]:
    """Ask `sources`, store what they say, and yield what became of each.

    An answer whose bytes are known is not parsed again; a source that fails
    costs nothing but itself; what `is_echo` knows as our own is left out.
    """
    by_id = {source.id: source for source in sources}
    states = inbox.states()
    polled = Poll(web, workers, fetchers, keys, now).ask(by_id.values(), states)
    # While one transaction is written, the next answers come in: the database waits for the disk, not for Python.
    with ThreadPoolExecutor(1, thread_name_prefix="collect") as writer:
        written: Future[list[Received]] | None = None
        for together in _gathered(polled):
            news = _understood(together, states, inbox, web, is_echo, now)
            if written:
                yield from written.result()
            written = writer.submit(_record, news, inbox, now)
        if written:
            yield from written.result()


def _gathered(polled: Iterable[Polled]) -> Iterator[list[Polled]]:
    together: list[Polled] = []
    rows, since = 0, monotonic()
    for one in polled:
        together.append(one)
        rows += 1 + (len(one.batch.entries) if one.batch else 0)
        if rows >= _MOST_ROWS or monotonic() - since >= _MOST_SECONDS:
            yield together
            together, rows, since = [], 0, monotonic()
    if together:
        yield together


def _understood(
    together: Sequence[Polled],
    states: Mapping[str, SourceState],
    inbox: Inbox,
    web: Web,
    is_echo: Callable[[Entry], bool],
    now: datetime,
) -> list[_News]:
    """Return the sources' states after their answers, and what they show that is worth keeping."""
    said = [list(polled.batch.entries) if polled.batch else [] for polled in together]
    # Of a source that was never asked nothing is known: on a first morning that is all of them.
    asked = [entries for polled, entries in zip(together, said, strict=True) if polled.source.id in states]
    known = inbox.known(entry.id for entry in chain.from_iterable(asked))
    ways = _followed(chain.from_iterable(said), known, web)
    news = []
    for polled, entries in zip(together, said, strict=True):
        fresh = len({entry.id for entry in entries} - known) if entries else None
        result = polled.error or polled.batch
        state = next_state(states.get(polled.source.id), polled.source, polled.response, result, now, new_entries=fresh)
        shown = [one for one in _worth(entries, ways) if not is_echo(one)]
        news.append(_News(polled.source, replace(state, cursor=polled.cursor or state.cursor), shown))
    return news


def _record(news: Sequence[_News], inbox: Inbox, now: datetime) -> list[Received]:
    """Store a few sources' states and entries in one transaction; return what became of each."""
    new = inbox.record([(one.state, one.shown) for one in news], now)
    return [Received(one.source, one.state, len(one.shown), new[one.state.source]) for one in news]


def _followed(entries: Iterable[Entry], known: frozenset[str], web: Web) -> dict[str, str]:
    """Return where the short and tracking addresses of new entries lead, each asked once; "" for nowhere."""
    short = {entry.address for entry in entries if is_redirector(entry.address) and entry.id not in known}
    ways: dict[str, str] = {}
    again: list[str] = []
    for response in web.fetch(Request(address, subject=address, method="HEAD") for address in sorted(short)):
        if response.status in (400, 403, 404, 405, 501) and response.address == response.request.address:
            again.append(response.request.subject)  # some redirect only those who ask for the page itself
        ways[response.request.subject] = _end_of(response)
    for response in web.fetch(Request(address, subject=address) for address in again):
        ways[response.request.subject] = _end_of(response)
    return ways


def _end_of(response: Response) -> str:
    """Return the address that redirects ended at, though what stands there may not answer; "" on the way."""
    return response.address if response.status and not is_sure_redirector(response.address) else ""


def _worth(entries: Iterable[Entry], ways: Mapping[str, str]) -> Iterator[Entry]:
    """Yield the entries with their addresses at the end of the way, each post's or mail's once.

    A short address that leads nowhere stays out: it may name the subscriber it
    was made for. So does a known entry: its way was gone when it was new.
    """
    led: dict[str, Entry] = {}
    for entry in entries:
        if not is_redirector(entry.address):
            yield entry
        elif (end := ways.get(entry.address)) and not is_noise(end):
            who = entry.sharer.handle if entry.sharer else ""
            key = f"{entry.source} {entry.guid.partition(' ')[0]} {who} {canonical(end)}"
            if key not in led or len(entry.title) > len(led[key].title):
                led[key] = replace(entry, address=end)
    yield from led.values()
