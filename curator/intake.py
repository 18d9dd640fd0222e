"""What comes in: sources are asked, entries made into articles, addresses looked at before they become sources."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta
from functools import cached_property
from typing import TYPE_CHECKING

from curator.errors import MissingKey, NotFound
from curator.model import Article, Edition, Entry, Source, SourceState, Story
from curator.ports import Fetcher, Keys, Web, Workers

if TYPE_CHECKING:
    from curator.articles.echoes import Own
    from curator.config import Config
    from curator.judging import Judging
    from curator.services.collect import Received
    from curator.services.read import Reading
    from curator.services.scout import Prospect
    from curator.store.opening import Store

_FEW_PAGES = 6
"""Times as many pages as an edition has stories are read in every run that brings so many."""

BY_HAND = "by-hand"
"""Id of the source that pages added by the editor come from."""


def _of_no_form(_: str) -> None:
    """Know no feed by the form of an address: the page itself is asked."""


class Intake:
    """What comes in to one journal at one moment."""

    def __init__(
        self,
        config: Config,
        now: datetime,
        store: Callable[[], Store],
        web: Callable[[], Web],
        workers: Callable[[], Workers],
        judging: Callable[[], Judging],
    ) -> None:
        """Take the settings, the moment, and the ways to store, web, child processes and judges."""
        self.config = config
        self.now = now
        self._store = store
        self._web = web
        self._workers = workers
        self._judging = judging

    @cached_property
    def fetchers(self) -> dict[str, Fetcher]:
        """A fetcher for each kind of source."""
        from curator.sources import FETCHERS

        return {kind: made() for kind, made in FETCHERS.items()}

    @cached_property
    def keys(self) -> Keys:
        """The tokens and passwords that sources are read with."""
        from curator.accounts.keys import SourceKeys
        from curator.sources.forms import is_private
        from curator.store.witness import state_home

        return SourceKeys(self._web, state_home() / "sessions", is_private)

    @cached_property
    def own(self) -> Own:
        """The journal's own voice elsewhere, known again when it comes back."""
        from curator.articles.echoes import own_voice
        from curator.services.post import EVER, POST

        sent = self._store().outbox.deliveries(POST)
        posts = self._store().calendar.posts(*EVER)
        gone = {(one.subject, one.target) for one in sent if one.receipt}
        journal = self.config.journal
        return own_voice(
            journal.base_url,
            (one.receipt for one in sent),
            (post.link for post, _ in posts if (post.story, post.account) in gone),
            (journal.fediverse, *(account.handle for account in self.config.accounts)),
            self.config.networks.own_posts,
        )

    def due(self, everything: bool = False) -> tuple[Source, ...]:
        """Return the sources to ask now; with `everything`, also those that are not due yet."""
        from curator.services.collect import due

        return due(self.config.sources, self._store().inbox.states(), self.now, everything)

    def told_to_wait(self, sources: Iterable[Source]) -> dict[str, SourceState]:
        """Return the states, by id, of those whose servers want no request before a later moment."""
        states = self._store().inbox.states()
        known = (states[source.id] for source in sources if source.id in states)
        return {one.source: one for one in known if one.asked_until is not None and one.asked_until > self.now}

    def collect(self, sources: Iterable[Source]) -> Iterator[Received]:
        """Ask sources and store what they say."""
        from curator.services.collect import collect

        return collect(
            sources,
            self._store().inbox,
            self._web(),
            self._workers(),
            self.fetchers,
            self.keys,
            self.own.is_echo,
            self.now,
        )

    @property
    def _since(self) -> datetime:
        return self.now - timedelta(hours=self.config.edition.longest_window_hours)

    def waiting(self) -> int:
        """Return how many entries have not been made into articles yet."""
        return self._store().inbox.waiting(self._since)

    def read(self) -> Iterator[Reading]:
        """Make articles of the entries that wait; those that could be kept are read in full."""
        if not self.waiting():
            return iter(())  # what reads pages takes a third of a second to import
        from curator.articles.language import prepare

        prepare()
        from curator.services.read import read

        if self.config.themes:
            import curator.services.learn  # noqa: F401 - wanted soon, and imported while the model is unpacked

        known = (*self.config.sources, self._by_hand)
        most = self.config.fetch.pages_per_run
        return read(self._since, known, self._store().inbox, self._web(), self._workers(), self._screen, most, self.now)

    def _screen(self, articles: Sequence[Article]) -> Sequence[float]:
        """Return how worthwhile each page is: none that is too old to be kept, first what the editor added."""
        worth = {article.id: float("inf") for article in articles if BY_HAND in article.sources}
        fresh = [article for article in articles if article.published >= self._since and article.id not in worth]
        if not self.config.themes:
            worth |= {article.id: 0.0 for article in fresh}  # without a judge there is nothing to import for one
        elif fresh:
            from curator.services.learn import screen

            looks = screen(self._judging().learnt(articles), fresh, _FEW_PAGES * self.config.edition.stories)
            worth |= {article.id: look for article, look in zip(fresh, looks, strict=True)}
        return [worth.get(article.id, -1.0) for article in articles]

    def read_in_full(self, edition: Edition) -> int:
        """Read the pages of the picks that are known by their feeds only; return how many could be had."""
        from curator.services.read import read_in_full

        leads = [pick.story.lead for pick in edition.picks]
        return read_in_full(leads, self.config.sources, self._store().inbox, self._web(), self._workers(), self.now)

    def read_page(self, address: str) -> Article:
        """Read one page now and return its article, stored; raises `NotFound` with the cause where it cannot be had."""
        from curator.articles.urls import canonical
        from curator.services.read import read_one

        entry = Entry(BY_HAND, canonical(address) or address, address, "", first_seen=self.now)
        return read_one(entry, self._by_hand, self._store().inbox, self._web(), self._workers(), self.now)

    @property
    def _by_hand(self) -> Source:
        return Source(BY_HAND, "", title=self.config.journal.editor)

    def scout(self, address: str, user: str = "", server: str = "", secret: str = "") -> tuple[Prospect, ...]:
        """Find the feeds, the timeline or the mailbox behind an address; `user` and `secret` say as whom it is read."""
        from curator.config.reading import as_read, only_server
        from curator.services.scout import look
        from curator.sources.discover import known_feed
        from curator.sources.forms import is_private, understood
        from curator.sources.mailbox.boxes import MailWeb

        if source := understood(address, only_server(self.config.accounts)):
            source = as_read(replace(source, user=user, server=server, secret=secret), self.config.accounts)
            web = MailWeb(self._web(), self.config.folder) if source.kind == "mailbox" else self._web()
            try:
                return (look(source, web, self._workers(), self.fetchers, self.keys, self.now),)
            except (NotFound, MissingKey):
                ways: list[Callable[[str], str | None]] = []
                # What everybody may read has a feed where its server's interface is closed.
                if not is_private(source) and known_feed(source.address) is not None:
                    ways.append(known_feed)
                # Any site may have a page of that form.
                if source.kind == "mastodon" and source.address.endswith(address.strip()) and not (user or secret):
                    ways.append(_of_no_form)
                for way in ways:
                    with suppress(NotFound):
                        return self._feeds(source.address, way)
                raise
        return self._feeds(address, known_feed)

    def _feeds(self, address: str, known_feed: Callable[[str], str | None]) -> tuple[Prospect, ...]:
        from curator.services.scout import scout
        from curator.sources.discover import feed_addresses

        feed = self.fetchers["feed"]
        return scout(address, self._web(), self._workers(), feed, known_feed, feed_addresses, self.now)

    def trial(self, prospect: Prospect, most: int = 5) -> list[tuple[str, float]]:
        """Return the title and score of a prospect's last entries, judged on what the feed says."""
        from curator.articles.build import make_article

        newest = sorted(prospect.batch.entries, key=lambda e: (e.published is None, e.published), reverse=True)[:most]
        named = {prospect.source.id: prospect.source}
        articles = [make_article([replace(e, first_seen=self.now)], None, named, self.now) for e in newest]
        stories = [Story(article.id, (article,)) for article in articles]
        from curator.classify.panel import judge_stories

        verdicts = judge_stories(stories, self._judging().judges, self.config.themes)
        return [(story.lead.title, verdicts[story.id].score) for story in stories if story.id in verdicts]
