"""Collect: ask every source that is due, understand the answers, store what is new."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from more_itertools import chunked

from curator.health import next_state
from curator.model import Entry, Source, SourceState
from curator.ports import Batch, Fetcher, Inbox, Response, Web, Workers

_TOGETHER = 64
"""Sources recorded in one transaction: short enough for a desk that waits, long enough to be cheap."""


@dataclass(frozen=True, slots=True)
class Received:
    """What one source brought; `state.cause` says why it brought nothing where it failed."""

    source: Source
    state: SourceState
    entries: int = 0
    new: int = 0


@dataclass(frozen=True, slots=True)
class _Settled:
    """What is to be stored of one source."""

    source: Source
    state: SourceState
    entries: tuple[Entry, ...] = ()


@dataclass(frozen=True, slots=True)
class _Answer:
    """What a child needs to understand one answer."""

    fetcher: Fetcher
    source: Source
    response: Response
    now: datetime


def _parse(answer: _Answer) -> Batch:
    return answer.fetcher.parse(answer.source, answer.response, answer.now)


def due(sources: Iterable[Source], states: Mapping[str, SourceState], now: datetime) -> tuple[Source, ...]:
    """Return the sources that may be asked at `now`: not paused, not told to wait."""

    def may(source: Source) -> bool:
        state = states.get(source.id)
        return not source.paused and (state is None or state.due is None or state.due <= now)

    return tuple(source for source in sources if may(source))


def collect(
    sources: Iterable[Source],
    inbox: Inbox,
    web: Web,
    workers: Workers,
    fetchers: Mapping[str, Fetcher],
    now: datetime,
) -> Iterator[Received]:
    """Ask `sources`, store what they say, and yield what became of each.

    An answer whose bytes are known is not parsed again; a source that fails
    costs nothing but itself.
    """
    settled = _settled(sources, inbox.states(), web, workers, fetchers, now)
    for together in chunked(settled, _TOGETHER):
        yield from _write(together, inbox, now)


def _settled(
    sources: Iterable[Source],
    states: Mapping[str, SourceState],
    web: Web,
    workers: Workers,
    fetchers: Mapping[str, Fetcher],
    now: datetime,
) -> Iterator[_Settled]:
    by_id = {source.id: source for source in sources}
    requests = (fetchers[source.kind].request(source, states.get(source.id), now) for source in by_id.values())
    unchanged: list[_Settled] = []

    def changed() -> Iterator[_Answer]:
        for response in web.fetch(requests):
            source = by_id[response.request.subject]
            state = states.get(source.id, SourceState(source.id))
            if response.cause is not None or response.status == 304 or _digest(response) == state.body_hash:
                unchanged.append(_Settled(source, next_state(state, source, response, None, now)))
            else:
                yield _Answer(fetchers[source.kind], source, response, now)

    for outcome in workers.map(_parse, changed()):
        answer, batch = outcome.subject, outcome.value
        state = states.get(answer.source.id, SourceState(answer.source.id))
        after = next_state(state, answer.source, answer.response, batch or outcome.error, now)
        if batch is None:
            yield _Settled(answer.source, after)
        else:
            yield _Settled(answer.source, replace(after, body_hash=_digest(answer.response)), batch.entries)
        while unchanged:
            yield unchanged.pop()
    yield from unchanged


def _digest(response: Response) -> str:
    return hashlib.sha256(response.body).hexdigest()


def _write(together: Sequence[_Settled], inbox: Inbox, now: datetime) -> Iterator[Received]:
    """Store a few sources' states and entries in one transaction, then tell of each."""
    new = inbox.record([(one.state, one.entries) for one in together], now)
    for one in together:
        yield Received(one.source, one.state, len(one.entries), new.get(one.source.id, 0))
