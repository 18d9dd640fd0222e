"""The composition root: settings and a moment become everything a door needs.

With its parts (judging, intake, clearance) the only place that knows the
concrete classes behind the ports. Each is made when it is first asked for, so
that a command pays for what it uses.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Self
from zoneinfo import ZoneInfo

from curator.errors import NotFound
from curator.i18n import N_
from curator.model import (
    Article,
    Edition,
    Mark,
    Reason,
    Status,
    Story,
    Tie,
    Verb,
    Verdict,
    short_hash,
)
from curator.ports import Archive, Board, Inbox, Web, Workers

if TYPE_CHECKING:
    from curator.classify import AnyJudge
    from curator.clearance import Clearance
    from curator.config import Config
    from curator.editions import Marks
    from curator.intake import Intake
    from curator.judging import Judging
    from curator.services.tune import Checked
    from curator.store.opening import Store

_RUN_DAYS = "days of runs"
_DECIDING = (Verb.KEEP, Verb.LEAD, Verb.DROP)
"""Verbs that tell the judge whether a story fits."""


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
    ties: tuple[Tie, ...] = ()
    """What holds each article after the first to the story."""


class Newsroom:
    """One journal at one moment: its store, its way to the web, its judges."""

    def __init__(
        self,
        config: Config,
        now: datetime,
        web: Web | None = None,
        store: Store | None = None,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        """Take the settings, the moment, and if given another web than the real one and a store that is open.

        `clock` tells the time to what takes long: letters, posts, deploys.
        """
        self.config = config
        self.now = now
        self.clock = clock
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
        from curator.sources.mailbox.boxes import MailWeb

        return MailWeb(found, self.config.folder)

    @cached_property
    def workers(self) -> Workers:
        """Child processes for foreign bytes."""
        from curator.pool import Pool

        return self._open.enter_context(Pool())

    @cached_property
    def intake(self) -> Intake:
        """What comes in."""
        from curator.intake import Intake

        ways = (lambda: self.store, lambda: self.web, lambda: self.workers, lambda: self.judging)
        return Intake(self.config, self.now, *ways)

    @cached_property
    def clearance(self) -> Clearance:
        """What may leave."""
        from curator.clearance import Clearance

        return Clearance(self.config, self.now, lambda: self.store, lambda: self.folded)

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

    def locked(self, command: str, wait: float = 0.0) -> AbstractContextManager[object]:
        """Hold the journal for one command; raises `Busy` where another holds it for `wait` seconds."""
        from curator.store.lock import run_lock

        return run_lock(self.config.paths.store.parent / "run.lock", command, wait=wait)

    @property
    def _since(self) -> datetime:
        return self.now - timedelta(hours=self.config.edition.longest_window_hours)

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
        judging = self.judging
        made = draft(
            self.config, self.inbox, self.archive, self.judges, rates, self.now, slug, judging.consulted, judging.heard
        )
        note_opened(self.config, self.archive, made.slug, self.now)
        return made

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

        self.archive.mark(self._with_verdicts(marks))
        self.__dict__.pop("folded", None)
        self.judging.forget()
        if any(mark.verb not in UNSEEN for mark in marks):
            self.archive.withdraw()

    def _with_verdicts(self, marks: Sequence[Mark]) -> list[Mark]:
        """Return the marks; those that keep or drop a story with what the judge says of it now."""
        decided = {mark.subject for mark in marks if mark.verb in _DECIDING and mark.score is None}
        verdicts = self.archive.verdicts(decided) if decided else {}
        return [
            replace(mark, theme=verdict.theme, score=verdict.score if verdict.plain is None else verdict.plain)
            if mark.verb in _DECIDING and mark.score is None and (verdict := verdicts.get(mark.subject))
            else mark
            for mark in marks
        ]

    def find_story(self, address: str) -> str:
        """Return the id of the story that an address, an article or a story id belongs to; "" for none."""
        ids = _ids_of(address)
        stories = self.archive.stories(ids)
        found = next((stories[id] for id in ids if stories.get(id)), "")
        return found or (address if self.archive.members([address]) else "")

    def story_of(self, address: str) -> str:
        """Return the id of the story that `address` belongs to; raises `NotFound`."""
        if story := self.find_story(address):
            return story
        read = self.inbox.by_id(_ids_of(address))
        remedy = N_("Run first: curator draft") if read else N_("Run first: curator collect")
        raise NotFound(N_("no story at this address is known."), about=address, remedy=remedy)

    def why(self, address: str) -> Explained:
        """Return a story with its verdict, judged as things stand now."""
        from curator.classify.panel import judge_stories
        from curator.editions import adjustments
        from curator.services.review import keep_rates
        from curator.stories import best_first

        id = self.story_of(address)
        articles = self.inbox.by_id(self.archive.members([id])[id])
        if not articles:
            raise NotFound(N_("this story's articles are no longer kept."), about=address)
        story = Story(id, best_first(tuple(articles.values()), self.config.journal.language))
        verdicts = self.judging.consulted([story], judge_stories([story], self.judges, self.config.themes), most=0)
        if not (verdict := verdicts.get(id) or self.archive.verdicts([id]).get(id)):
            raise NotFound(N_("no theme judges what comes in here."), about=address, remedy=N_("Write one in themes/."))
        decision = self.folded.of(id).decision
        lately = self.archive.editions((self.now - timedelta(days=60)).date())
        holding = [e.slug for e in lately if any(pick.story.id == id for pick in e.picks)]
        beside = adjustments(story, self.now, keep_rates(self.board, self.folded))
        edition = holding[-1] if holding else ""
        return Explained(story, verdict, decision.value if decision else "", edition, beside, self.judging.ties(story))

    def add(self, address: str) -> Article:
        """Read one page now and keep it for the next draft, once, however often it is added.

        Raises `NotFound` with the cause where the page cannot be had.
        """
        article = self.intake.read_page(address)
        self.archive.file({article.id: self.archive.stories([article.id]).get(article.id, article.id)}, {})
        self.mark([Mark(self.story_of(article.id), Verb.KEEP, self.now, "", self.config.journal.editor)])
        return article

    def check_themes(self, names: Sequence[str] = ()) -> list[Checked]:
        """Return how each theme (or those named) deals with the stories on the desk, without changing anything."""
        from curator.services.curate import gather
        from curator.services.tune import check

        desk = gather(self.config, self.inbox, self.archive, self.now, self.judging.heard)
        return [check(desk.stories, judge) for judge in self.judges if not names or judge.theme.name in names]


def _ids_of(address: str) -> tuple[str, ...]:
    """Return the ids that an article may have which is named by its address, or by its id."""
    from curator.articles.urls import canonical

    return short_hash(canonical(address) or address), short_hash(address), address
