"""How a feed is asked, and how its answer becomes a batch of entries."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from curator.articles.charset import decode
from curator.articles.dates import parse_date
from curator.articles.language import code
from curator.errors import ParseError
from curator.i18n import N_
from curator.model import Cause, Source, SourceState
from curator.ports import Batch, Request, Response
from curator.sources.feed import fastpath, jsonfeed, tolerant
from curator.sources.feed.entries import entries_of, hub_of, site_of, text_of
from curator.sources.feed.raw import RawEntry, RawFeed
from curator.sources.feed.repair import escaped, legal, repaired, root_of

MOST_ENTRIES = 500
"""Entries taken from one answer."""
REFRESH = timedelta(days=7)
"""A server that lies about what changed is believed no longer than this."""
ACCEPT = (
    "application/atom+xml, application/rss+xml, application/feed+json, application/xml;q=0.9, text/xml;q=0.8, */*;q=0.5"
)


class FeedFetcher:
    """Asks for feeds and understands them; implements `ports.Fetcher`."""

    kind = "feed"

    def request(self, source: Source, state: SourceState | None, now: datetime) -> Request:
        """Return the request for a feed: with both validators, but at least once in `REFRESH` without."""
        request = Request(source.address, subject=source.id, headers={"accept": ACCEPT})
        if state is None or state.refreshed is None or now - state.refreshed >= REFRESH:
            return request
        return replace(request, etag=state.etag, last_modified=state.last_modified)

    def parse(self, source: Source, response: Response, now: datetime) -> Batch:
        """Return what the feed says.

        Raises `ParseError`: `Cause.NOT_A_FEED` for a page or other data,
        `Cause.PARSE` for a feed that is too broken to be read.
        """
        address = response.address or response.request.address or source.address
        feed = read_feed(response.body, response.headers)
        entries, silent = entries_of(feed, source.id, address)
        return Batch(
            title=text_of(feed.title),
            site=site_of(feed, address),
            language=code(feed.language),
            entries=entries,
            hub=hub_of(feed, address),
            dropped=feed.dropped + silent,
        )


def read_feed(body: bytes, headers: Mapping[str, str]) -> RawFeed:
    """Return the feed in an answer's body, whatever type it says it is; raises `ParseError`."""
    text = decode(body, headers.get("content-type", ""))
    if not text.strip("\ufeff\x00 \t\r\n"):
        raise ParseError(N_("The answer is empty."), cause=Cause.PARSE)
    if text.lstrip("\ufeff \t\r\n").startswith(("{", "[")):
        return jsonfeed.read(text.lstrip("\ufeff \t\r\n"), MOST_ENTRIES)
    root = root_of(text)
    if not root:
        raise ParseError(
            N_("The answer is no feed."),
            cause=Cause.NOT_A_FEED,
            remedy=N_("Look for the feed's own address on the site."),
        )
    return _read_xml(repaired(text))


def _read_xml(text: str) -> RawFeed:
    """Return the feed by the fast path, or by feedparser where that may find what the fast one does not."""
    fast = _fast(text)
    if fast is None:
        # libxml2 finds a forbidden character at a fraction of what a search costs.
        text = legal(text)
        fast = _fast(text)
    if fast is None and "&" in text:
        text = escaped(text)
        fast = _fast(text)
    if fast is not None and fast.entries and not any(map(may_hold_more, fast.entries)):
        return fast
    tolerated = tolerant.read(text, MOST_ENTRIES)
    if fast is not None and len(fast.entries) > len(tolerated.entries):
        return fast
    if fast is None and not tolerated.entries and not tolerated.title.value and not tolerated.links:
        raise ParseError(N_("The feed is too broken to be read."), cause=Cause.PARSE)
    return tolerated


def _fast(text: str) -> RawFeed | None:
    try:
        return fastpath.read(text, MOST_ENTRIES)
    except fastpath.NotWellFormed:
        return None


def may_hold_more(entry: RawEntry) -> bool:
    """Return whether feedparser may find an id, link, title or date that the fast path left empty.

    What is plainly not there (posts without titles, RSS 0.91 without dates) it
    cannot find either, at many times the cost.
    """
    dated = any(isinstance(date, datetime) or parse_date(date) for date in entry.dates)
    return entry.strange or (bool(entry.dates) and not dated)
