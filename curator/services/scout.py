"""Scout: find the feeds behind any address, and look at what they bring before they are accepted."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from curator.errors import CuratorError, MissingKey, NotFound
from curator.health import describe
from curator.i18n import N_
from curator.model import Cause, Source, short_hash
from curator.polling import Poll
from curator.ports import Batch, Fetcher, Keys, Outcome, Request, Response, Web, Workers

Finding = Callable[[bytes, str], Sequence[str]]
"""Addresses that may be feeds, the most likely first, from a page and its address; importable by name."""

_LOOK_ON = frozenset({Cause.MISSING, Cause.GONE, Cause.NOT_A_FEED, Cause.CLIENT_ERROR})
"""Causes that do not keep the site's feed from being in one of the usual places."""
_FEW_PAGES = 3
_MOST = 6
"""Guesses asked in vain before a site is called feedless."""


@dataclass(frozen=True, slots=True)
class Prospect:
    """A feed that answered, with what it brought."""

    source: Source
    batch: Batch


@dataclass(frozen=True, slots=True)
class _Trial:
    fetcher: Fetcher
    response: Response
    now: datetime


def _try(trial: _Trial) -> Batch:
    address = trial.response.request.address
    return trial.fetcher.parse(Source(short_hash(address), address), trial.response, trial.now)


@dataclass(frozen=True, slots=True)
class _Site:
    find: Finding
    response: Response


def _find(site: _Site) -> Sequence[str]:
    return site.find(site.response.body, site.response.address)


def scout(
    address: str,
    web: Web,
    workers: Workers,
    fetcher: Fetcher,
    known_feed: Callable[[str], str | None],
    find: Finding,
    now: datetime,
) -> tuple[Prospect, ...]:
    """Return the feeds behind `address`, the most likely first.

    The address may be a feed, a site, or a profile whose feed is known by its
    form, `known_feed`; `find` reads the feeds that a page names. One request
    where it is a feed itself. Raises `NotFound` with the cause where none answers.
    """
    address = address if "://" in address else f"https://{address}"
    start = known_feed(address) or address
    response = next(iter(web.fetch([Request(start, subject=start)])))
    if response.cause is not None and response.cause not in _LOOK_ON:
        raise _not_had(response, start)
    first = next(iter(workers.map(_try, [_Trial(fetcher, response, now)])))
    if first.value is not None:
        return (_prospect(first),)
    named = next(iter(workers.map(_find, [_Site(find, response)])))
    candidates = list(named.value or ())[:_MOST]
    found = {prospect.source.address: prospect for prospect in _answering(candidates, web, workers, fetcher, now)}
    if not found and response.cause is not None:
        raise _not_had(response, start)
    if not found:
        raise NotFound(
            N_("no feed was found there."), about=address, remedy=N_("Look for a feed link on the site and add that.")
        )
    return tuple(found[candidate] for candidate in candidates if candidate in found)


def _not_had(response: Response, address: str) -> NotFound:
    """Return the fault of an address that did not answer, in words."""
    assert response.cause is not None
    words, remedy = describe(response.cause, response.detail)
    if response.status:
        remedy = N_("Open it in a browser, and add the feed that the site links to.")
    elif response.cause not in (Cause.PRIVATE_ADDRESS, Cause.TLS):
        remedy = N_("Check the spelling.")
    return NotFound(words, about=address, remedy=remedy)


def look(
    source: Source, web: Web, workers: Workers, fetchers: Mapping[str, Fetcher], keys: Keys, now: datetime
) -> Prospect:
    """Return a source whose kind is known with what its first pages bring.

    Raises `MissingKey` where the key to it is not kept or refused, `NotFound` with the cause where it does not answer.
    """
    (polled,) = Poll(web, workers, fetchers, keys, now, _FEW_PAGES).ask([source], {})
    response = polled.response
    if response.cause is Cause.KEY:
        raise MissingKey(response.detail, about=source.address)
    if polled.error is not None:
        raise NotFound(polled.error.message, about=source.address, remedy=polled.error.remedy)
    if response.cause is not None and source.kind == "mailbox":
        # A mailbox says what no cause of the web does: which folder is missing.
        raise NotFound(f"{response.detail.rstrip('.')}.", about=source.address)
    if response.cause is not None:
        words, remedy = describe(response.cause, response.detail)
        raise NotFound(words, about=source.address, remedy=remedy)
    if polled.batch is None:
        raise NotFound(N_("it says nothing."), about=source.address)
    return Prospect(replace(source, title=polled.batch.title), polled.batch)


def _answering(
    candidates: Sequence[str], web: Web, workers: Workers, fetcher: Fetcher, now: datetime
) -> Iterator[Prospect]:
    responses: Iterable[Response] = web.fetch(Request(candidate, subject=candidate) for candidate in candidates)
    trials = (_Trial(fetcher, response, now) for response in responses if response.cause is None)
    for outcome in workers.map(_try, trials):
        if outcome.value is not None and outcome.value.entries:
            yield _prospect(outcome)


def _prospect(outcome: Outcome[_Trial, Batch]) -> Prospect:
    if outcome.value is None:
        raise outcome.error or CuratorError(N_("it says nothing."))
    address = outcome.subject.response.request.address
    batch = outcome.value
    source = Source(short_hash(address), address)
    return Prospect(replace(source, title=batch.title, site=batch.site, language=batch.language[:2]), batch)
