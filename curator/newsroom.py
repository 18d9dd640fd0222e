"""The composition root: settings and a moment become everything a door needs.

The only module that knows the concrete classes behind the ports. Each part is
made when it is first asked for, so that a command pays for what it uses.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Self
from zoneinfo import ZoneInfo

from curator.errors import NotFound
from curator.model import (
    Article,
    Edition,
    Entry,
    Mark,
    Reason,
    Source,
    Status,
    Story,
    Verb,
    Verdict,
    short_hash,
)
from curator.ports import Archive, Board, Fetcher, Inbox, Keys, Web, Workers

if TYPE_CHECKING:
    from curator.articles.echoes import Own
    from curator.classify import AnyJudge
    from curator.config import Config
    from curator.editions import Marks
    from curator.judging import Judging
    from curator.services.check import Checked as Findings
    from curator.services.collect import Received
    from curator.services.read import Reading
    from curator.services.scout import Prospect
    from curator.services.tune import Checked
    from curator.store.opening import Store

_FEW_PAGES = 6
"""Times as many pages as an edition has stories are read in every run that brings so many."""

_RUN_DAYS = "days of runs"

BY_HAND = "by-hand"
"""Id of the source that pages added by the editor come from."""


@dataclass(frozen=True, slots=True)
class Explained:
    """A story with the judge's verdict and what the editor made of it."""

    story: Story
    verdict: Verdict
    decision: str
    """The editor's, "" where the editor said nothing."""
    edition: str
    """Slug of the newest edition it stands in, else ""."""
    adjustments: tuple[Reason, ...] = ()
    """What counts for its place beside the score: freshness, sharers, outlets, source, flags."""


class Newsroom:
    """One journal at one moment: its store, its way to the web, its judges."""

    def __init__(self, config: Config, now: datetime, web: Web | None = None, store: Store | None = None) -> None:
        """Take the settings, the moment, and if given another web than the real one and a store that is open."""
        self.config = config
        self.now = now
        self._web = web
        self._open = ExitStack()
        if store is not None:
            self.__dict__["store"] = store

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._open.close()

    @cached_property
    def store(self) -> Store:
        """The store, opened (and made) on first use."""
        from curator.store import open_store

        return self._open.enter_context(open_store(self.config.paths.store))

    @property
    def inbox(self) -> Inbox:
        """What came in."""
        return self.store.inbox

    @property
    def archive(self) -> Archive:
        """What was decided."""
        return self.store.archive

    @property
    def board(self) -> Board:
        """What waits for the editor."""
        return self.store.board

    @cached_property
    def web(self) -> Web:
        """The way out to the web."""
        from curator.http import CurlWeb

        found = self._web or self._open.enter_context(CurlWeb(self.config.fetch, self.config.journal.contact))
        if not any(source.kind == "mailbox" for source in self.config.sources):
            return found
        return self._with_mail(found)

    def _with_mail(self, web: Web) -> Web:
        from curator.sources.mailbox.boxes import MailWeb

        return MailWeb(web, self.config.folder)

    @cached_property
    def workers(self) -> Workers:
        """Child processes for foreign bytes."""
        from curator.pool import Pool

        return self._open.enter_context(Pool())

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

        return SourceKeys(lambda: self.web, state_home() / "sessions", is_private)

    @cached_property
    def own(self) -> Own:
        """The journal's own voice elsewhere, known again when it comes back."""
        from curator.articles.echoes import own_voice
        from curator.services.post import EVER, POST

        sent = self.store.outbox.deliveries(POST)
        posts = self.store.calendar.posts(*EVER)
        gone = {(one.subject, one.target) for one in sent if one.receipt}
        journal = self.config.journal
        return own_voice(
            journal.base_url,
            (one.receipt for one in sent),
            (post.link for post, _ in posts if (post.story, post.account) in gone),
            (journal.fediverse, *(account.handle for account in self.config.accounts)),
            self.config.networks.own_posts,
        )

    @cached_property
    def judging(self) -> Judging:
        """Who judges."""
        from curator.judging import Judging

        judging = Judging(self.config, self.now, lambda: self.store, lambda: self.folded, self._web)
        self._open.callback(judging.close)
        return judging

    @cached_property
    def folded(self) -> Marks:
        """The editor's marks as they stand now."""
        from curator.editions import fold_marks

        return fold_marks(self.archive.marks())

    def locked(self, command: str) -> AbstractContextManager[object]:
        """Hold the journal for one command; raises `Busy` at once where another holds it."""
        from curator.store.lock import run_lock

        return run_lock(self.config.paths.store.parent / "run.lock", command)

    def due(self, everything: bool = False) -> tuple[Source, ...]:
        """Return the sources to ask now; with `everything`, also those that are not due yet."""
        from curator.services.collect import due

        return due(self.config.sources, {} if everything else self.inbox.states(), self.now)

    def collect(self, sources: Iterable[Source]) -> Iterator[Received]:
        """Ask sources and store what they say."""
        from curator.services.collect import collect

        return collect(
            sources, self.inbox, self.web, self.workers, self.fetchers, self.keys, self.own.is_echo, self.now
        )

    @property
    def _since(self) -> datetime:
        return self.now - timedelta(hours=self.config.edition.longest_window_hours)

    def waiting(self) -> int:
        """Return how many entries have not been made into articles yet."""
        return self.inbox.waiting(self._since)

    def read(self) -> Iterator[Reading]:
        """Make articles of the entries that wait; those that could be kept are read in full."""
        if not self.waiting():
            return iter(())  # what reads pages takes a third of a second to import
        from curator.services.read import read

        known = (*self.config.sources, self._by_hand)
        most = self.config.fetch.pages_per_run
        return read(self._since, known, self.inbox, self.web, self.workers, self._screen, most, self.now)

    def _screen(self, articles: Sequence[Article]) -> Sequence[float]:
        """Return how worthwhile each page is: none that is too old to be kept, first what the editor added."""
        worth = {article.id: float("inf") for article in articles if BY_HAND in article.sources}
        fresh = [article for article in articles if article.published >= self._since and article.id not in worth]
        if not self.config.themes:
            worth |= {article.id: 0.0 for article in fresh}  # without a judge there is nothing to import for one
        elif fresh:
            from curator.services.learn import screen

            looks = screen(self.judging.learnt(articles), fresh, _FEW_PAGES * self.config.edition.stories)
            worth |= {article.id: look for article, look in zip(fresh, looks, strict=True)}
        return [worth.get(article.id, -1.0) for article in articles]

    @property
    def judges(self) -> tuple[AnyJudge, ...]:
        """A judge for each theme, learnt from the marks and what came in."""
        return self.judging.judges

    def missed_runs(self) -> tuple[date, ...]:
        """Return the days since the last run on which there should have been one."""
        from curator.outbox.regularity import load_days, missed_runs

        return missed_runs(load_days(self.archive.noted(_RUN_DAYS)), self._today)

    def note_run(self) -> None:
        """Remember that there was a run today."""
        from curator.outbox.regularity import dump_days, load_days, note_run

        ran = load_days(self.archive.noted(_RUN_DAYS))
        self.archive.note(_RUN_DAYS, dump_days(note_run(ran, self._today)))

    @property
    def _today(self) -> date:
        return self.now.astimezone(ZoneInfo(self.config.journal.timezone)).date()

    def draft(self, slug: str | None = None) -> Edition:
        """Make the draft of an edition, the next open one by default, and store it."""
        from curator.services.recipe import once

        return once(lambda: self._draft(slug), self.config, self.inbox, self.archive, self.now, slug)

    def _draft(self, slug: str | None) -> Edition:
        from curator.services.automatic import note_opened
        from curator.services.curate import draft
        from curator.services.review import keep_rates

        rates = keep_rates(self.board, self.folded)
        made = draft(self.config, self.inbox, self.archive, self.judges, rates, self.now, slug, self.judging.consulted)
        note_opened(self.config, self.archive, made.slug, self.now)
        return made

    def approve_by_itself(self, slug: str) -> Edition | None:
        """Approve what `[automatic]` lets pass of a draft that nobody looked at in time; None where it waits."""
        from curator.services.automatic import approve_by_itself
        from curator.services.curate import sections
        from curator.services.review import keep_rates

        return approve_by_itself(
            self.config,
            self.archive,
            slug,
            keep_rates(self.board, self.folded),
            sections(self.config.themes),
            lambda edition: not self.checked(edition).findings,
            self.now,
        )

    def read_in_full(self, edition: Edition) -> int:
        """Read the pages of the picks that are known by their feeds only; return how many could be had."""
        from curator.services.read import read_in_full

        leads = [pick.story.lead for pick in edition.picks]
        return read_in_full(leads, self.config.sources, self.inbox, self.web, self.workers, self.now)

    def to_review(self) -> int:
        """Return how many judged stories wait for the editor: neither marked, nor dropped by the judge, nor out."""
        from curator.services.review import piles

        day = self.now.date()
        editions = self.archive.editions(self._since.date())
        out = frozenset(p.story.id for e in editions if e.status is Status.PUBLISHED for p in e.picks)
        return len(piles(self.board.judged(self._since), self.folded, out, day.isoformat(), day, self._since).waiting)

    def mark(self, marks: Sequence[Mark]) -> None:
        """Note what the editor did; an approval that has not been built yet is void, unless no reader sees a change."""
        from curator.editions import UNSEEN

        self.archive.mark(marks)
        self.__dict__.pop("folded", None)
        self.judging.forget()
        if any(mark.verb not in UNSEEN for mark in marks):
            self.archive.withdraw()

    def approve(self, slug: str, reason: str = "", editor: str = "") -> Edition:
        """Approve an edition as it stands, and note who did so, when, and the hash of what it was.

        `editor` is the journal's where none is named. Raises `Withheld` for
        what must not leave; with a `reason` it may, and the reason is kept.
        """
        from curator.editions import approve

        edition = self.archive.edition(slug)
        if edition is None:
            raise NotFound("there is no such edition.", about=slug, remedy="See: curator status")
        if reason.strip():
            self.allow([finding.key for finding in self.checked(edition).held], reason, editor)
        self.hold(edition)
        by = editor or self.config.journal.editor
        approved = approve(edition, by, self.now)
        self.archive.save(approved)
        noted = f"{approved.approved_hash} {reason}".strip()
        self.archive.mark([Mark(slug, Verb.APPROVE, self.now, noted, by)])
        return approved

    def checked(self, edition: Edition, as_letter: bool = False) -> Findings:
        """Return everything that is not right about an edition that is to leave."""
        from curator.services.check import check_edition, check_letter, read_rules

        rules, marks = read_rules(self.config.folder), self.archive.marks()
        if as_letter:
            return check_letter(edition, self.config, rules, marks, self.now)
        return check_edition(edition, rules, marks, self.now)

    def hold(self, edition: Edition, as_letter: bool = False) -> None:
        """Raise `Withheld` where something in the edition must not leave."""
        from curator.services.check import Withheld

        if held := self.checked(edition, as_letter).held:
            raise Withheld(held, about=edition.slug)

    def hold_own_words(self) -> None:
        """Raise `Withheld` where what the site says besides its editions must not leave."""
        from curator.render import read_notes
        from curator.services.check import Withheld, check_own_words, read_rules

        rules, notes = read_rules(self.config.folder), read_notes(self.config.folder)
        if held := check_own_words(self.config, notes, rules, self.archive.marks(), self.now).held:
            raise Withheld(held, about=self.config.journal.title)

    def allow(self, keys: Sequence[str], reason: str, editor: str = "") -> None:
        """Let findings pass from here on, for a reason that is kept; approvals stand."""
        editor = editor or self.config.journal.editor
        self.archive.mark([Mark(key, Verb.ALLOW, self.now, reason, editor) for key in keys])

    def find_story(self, address: str) -> str:
        """Return the id of the story that an address, an article or a story id belongs to; "" for none."""
        from curator.articles.urls import canonical

        for id in (short_hash(canonical(address) or address), short_hash(address), address):
            if story := self.archive.stories([id]).get(id):
                return story
        return address if self.archive.members([address]) else ""

    def story_of(self, address: str) -> str:
        """Return the id of the story that `address` belongs to; raises `NotFound`."""
        story = self.find_story(address)
        if not story:
            raise NotFound("no story at this address is known.", about=address, remedy="Run first: curator collect")
        return story

    def why(self, address: str) -> Explained:
        """Return a story with its verdict, judged as things stand now."""
        from curator.editions import adjustments
        from curator.services.curate import judge
        from curator.services.review import keep_rates

        id = self.story_of(address)
        articles = self.inbox.by_id(self.archive.members([id])[id])
        if not articles:
            raise NotFound("this story's articles are no longer kept.", about=address)
        story = Story(id, tuple(articles.values()))
        verdicts = self.judging.consulted([story], judge([story], self.judges, self.config.themes), most=0)
        verdict = verdicts.get(id) or self.archive.verdicts([id])[id]
        decision = self.folded.of(id).decision
        lately = self.archive.editions((self.now - timedelta(days=60)).date())
        holding = [e.slug for e in lately if any(pick.story.id == id for pick in e.picks)]
        beside = adjustments(story, self.now, keep_rates(self.board, self.folded))
        return Explained(story, verdict, decision.value if decision else "", holding[-1] if holding else "", beside)

    def add(self, address: str) -> Article:
        """Read one page now and keep it for the next draft, once, however often it is added.

        Raises `NotFound` with the cause where the page cannot be had.
        """
        from curator.articles.urls import canonical
        from curator.services.read import read_one

        entry = Entry(BY_HAND, canonical(address) or address, address, "", first_seen=self.now)
        article = read_one(entry, self._by_hand, self.inbox, self.web, self.workers, self.now)
        self.archive.file({article.id: self.archive.stories([article.id]).get(article.id, article.id)}, {})
        self.mark([Mark(self.story_of(article.id), Verb.KEEP, self.now, "", self.config.journal.editor)])
        return article

    @property
    def _by_hand(self) -> Source:
        return Source(BY_HAND, "", title=self.config.journal.editor)

    def check_themes(self, names: Sequence[str] = ()) -> list[Checked]:
        """Return how each theme (or those named) deals with the stories on the desk, without changing anything."""
        from curator.services.curate import gather
        from curator.services.tune import check

        desk = gather(self.config, self.inbox, self.archive, self.now)
        return [check(desk.stories, judge) for judge in self.judges if not names or judge.theme.name in names]

    def scout(self, address: str, user: str = "", server: str = "", secret: str = "") -> tuple[Prospect, ...]:
        """Find the feeds, the timeline or the mailbox behind an address; `user` and `secret` say as whom it is read."""
        from curator.config.reading import as_read, only_server
        from curator.services.scout import look, scout
        from curator.sources.discover import feed_addresses, known_feed
        from curator.sources.forms import is_private, understood

        if source := understood(address, only_server(self.config.accounts)):
            source = as_read(replace(source, user=user, server=server, secret=secret), self.config.accounts)
            web = self._with_mail(self.web) if source.kind == "mailbox" else self.web
            try:
                return (look(source, web, self.workers, self.fetchers, self.keys, self.now),)
            except NotFound:
                # What everybody may read has a feed where its server's interface is closed.
                if is_private(source) or source.kind == "mailbox" or known_feed(source.address) is None:
                    raise
                address = source.address
        feed = self.fetchers["feed"]
        return scout(address, self.web, self.workers, feed, known_feed, feed_addresses, self.now)

    def trial(self, prospect: Prospect, most: int = 5) -> list[tuple[str, float]]:
        """Return the title and score of a prospect's last entries, judged on what the feed says."""
        from curator.articles.build import make_article

        newest = sorted(prospect.batch.entries, key=lambda e: (e.published is None, e.published), reverse=True)[:most]
        named = {prospect.source.id: prospect.source}
        articles = [make_article([replace(e, first_seen=self.now)], None, named, self.now) for e in newest]
        stories = [Story(article.id, (article,)) for article in articles]
        from curator.services.curate import judge

        verdicts = judge(stories, self.judges, self.config.themes)
        return [(story.lead.title, verdicts[story.id].score) for story in stories if story.id in verdicts]
