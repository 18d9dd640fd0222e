"""Collect: ask every source that is due, understand the answers, store what is new."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import chain

from more_itertools import chunked

from curator.articles.filters import QueryError, parse_query
from curator.errors import CuratorError
from curator.health import digest, next_state
from curator.model import Source, SourceState
from curator.ports import Batch, Fetcher, Inbox, Response, Web, Workers

_TOGETHER = 256
"""Sources recorded in one transaction: short enough for a desk that waits, long enough to be cheap."""

Said = Batch | CuratorError | None
"""What an answer was understood to say; None where it was not looked at, because it failed or is known."""


@dataclass(frozen=True, slots=True)
class Received:
    """What one source brought; `state.cause` says why it brought nothing where it failed."""

    source: Source
    state: SourceState
    entries: int = 0
    new: int = 0


@dataclass(frozen=True, slots=True)
class _Answer:
    """What a child needs to understand one answer."""

    fetcher: Fetcher
    source: Source
    response: Response
    now: datetime


def _parse(answer: _Answer) -> Batch:
    batch = answer.fetcher.parse(answer.source, answer.response, answer.now)
    if not answer.source.filter:
        return batch
    wanted = parse_query(answer.source.filter)
    kept = (entry for entry in batch.entries if wanted.matches(entry.title, entry.text, *entry.categories))
    return replace(batch, entries=tuple(kept))


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
    costs nothing but itself. Raises `QueryError` for a filter that cannot be
    understood, before anything is asked.
    """
    by_id = {source.id: source for source in sources}
    for source in by_id.values():
        _check_filter(source)
    states = inbox.states()
    requests = (fetchers[source.kind].request(source, states.get(source.id), now) for source in by_id.values())
    answers = (
        _Answer(fetchers[(source := by_id[response.request.subject]).kind], source, response, now)
        for response in web.fetch(requests)
    )
    for together in chunked(_understood(answers, states, workers), _TOGETHER):
        yield from _write(together, states, inbox, now)


def _check_filter(source: Source) -> None:
    try:
        parse_query(source.filter)
    except QueryError as error:
        name = source.title or source.address
        raise QueryError(error.message, about=f"sources.toml: filter of {name}", remedy=error.remedy) from None


def _understood(
    answers: Iterable[_Answer], states: Mapping[str, SourceState], workers: Workers
) -> Iterator[tuple[_Answer, Said]]:
    """Yield each answer with what it says; only what failed in no way and is not known goes to a child."""
    settled: list[_Answer] = []

    def unknown() -> Iterator[_Answer]:
        for answer in answers:
            if _is_news(answer, states.get(answer.source.id)):
                yield answer
            else:
                settled.append(answer)

    for outcome in workers.map(_parse, unknown()):
        yield outcome.subject, outcome.value if outcome.error is None else outcome.error
        while settled:
            yield settled.pop(), None
    for answer in settled:
        yield answer, None


def _is_news(answer: _Answer, state: SourceState | None) -> bool:
    response = answer.response
    if response.cause is not None or response.status == 304:
        return False
    return state is None or not state.body_hash or digest(response.body) != state.body_hash


def _write(
    together: Sequence[tuple[_Answer, Said]], states: Mapping[str, SourceState], inbox: Inbox, now: datetime
) -> Iterator[Received]:
    """Store a few sources' states and entries in one transaction, then tell of each."""
    shown = [said.entries if isinstance(said, Batch) else () for _, said in together]
    ids = [[entry.id for entry in entries] for entries in shown]
    known = inbox.known(chain.from_iterable(ids))
    after: list[SourceState] = []
    for (answer, said), own in zip(together, ids, strict=True):
        fresh = len(set(own) - known) if own else None
        before = states.get(answer.source.id)
        after.append(next_state(before, answer.source, answer.response, said, now, new_entries=fresh))
    new = inbox.record(list(zip(after, shown, strict=True)), now)
    for (answer, _), state, entries in zip(together, after, shown, strict=True):
        yield Received(answer.source, state, len(entries), new[state.source])
