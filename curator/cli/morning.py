"""The morning's acts: `collect`, `draft`, `run`."""

from __future__ import annotations

import time
from datetime import date, datetime
from typing import TYPE_CHECKING

import click

from curator.cli.session import DONE, NOTHING, SOURCES_FAILED, Session, as_json, as_of, moment, print_json
from curator.errors import NothingToPublish

if TYPE_CHECKING:
    from curator.model import Edition
    from curator.newsroom import Newsroom


@click.command("collect")
@click.option("--all", "all_", is_flag=True, help="Ask sources that are not due yet too.")
@click.option("--feeds", "feeds_only", is_flag=True, help="Store what the feeds say; read no article yet.")
@as_of
@as_json
@click.pass_obj
def collect(session: Session, all_: bool, feeds_only: bool, as_of: str | None, json_: bool) -> int:
    """Ask the sources that are due, read what could be kept, store what is new."""
    now = moment(as_of, session.config.journal.timezone)
    with session.newsroom("collect", now) as newsroom:
        tally = _collect(session, newsroom, all_, json_, feeds_only)
    if json_:
        print_json(tally.plain())
    else:
        session.say(tally.line(session))
        session.next("draft")
    return SOURCES_FAILED if tally.failing else DONE


@click.command("draft")
@click.option("--edition", "slug", metavar="DAY", help="The edition of this day (default: the next one not approved).")
@as_of
@as_json
@click.pass_obj
def draft(session: Session, slug: str | None, as_of: str | None, json_: bool) -> int:
    """Group, judge and choose: the draft of the next edition. Marks and texts of yours stay."""
    now = moment(as_of, session.config.journal.timezone)
    with session.newsroom("draft", now) as newsroom:
        edition = newsroom.draft(slug)
        _unanswered(session, newsroom)
    return _told(session, edition, json_)


@click.command("run")
@click.option("--draft", "with_draft", is_flag=True, help="Build the draft too, marked as one.")
@click.option("--all", "all_", is_flag=True, help="Ask sources that are not due yet too.")
@as_of
@as_json
@click.pass_obj
def run(session: Session, with_draft: bool, all_: bool, as_of: str | None, json_: bool) -> int:
    """Collect, draft, and build what is approved. Nothing is sent anywhere."""
    from curator.press import Press

    now = moment(as_of, session.config.journal.timezone)
    with session.newsroom("run", now) as newsroom:
        missed = newsroom.missed_runs()
        newsroom.note_run()
        say_missed(session, missed)
        tally = _collect(session, newsroom, all_, json_)
        edition: Edition | None = None
        try:
            drafted = newsroom.draft()
            # What is to be kept is judged on its page, not on its headline.
            again = tally.articles > 0 and newsroom.intake.read_in_full(drafted) > 0
            edition = newsroom.draft(drafted.slug) if again else drafted
        except NothingToPublish as error:
            session.say(error.told(session.translate))
        if edition is not None and (approved := newsroom.clearance.approve_by_itself(edition.slug)) is not None:
            words = session.translate("Nobody approved edition {slug} in time: {count} stories go out by [automatic].")
            session.say(words.format(slug=approved.slug, count=len(approved.picks)))
        _unanswered(session, newsroom)
        waiting = newsroom.to_review()
        built = Press(newsroom).build(with_draft=with_draft)
    if json_:
        print_json(
            {
                **tally.plain(),
                "missed_days": missed,
                "to_review": waiting,
                "edition": edition and edition.slug,
                "site": str(built.index),
                "pages": built.written,
            }
        )
    else:
        session.say(tally.line(session, waiting))
        session.say(session.translate("Journal: {page}").format(page=built.index))
        session.next("desk", *(["serve"] if with_draft else ["approve", "build"]))
    if edition is None:
        return NOTHING
    return SOURCES_FAILED if tally.failing else DONE


def _collect(session: Session, newsroom: Newsroom, everything: bool, quiet: bool, feeds_only: bool = False) -> Tally:
    from curator.cli.tables import Progress, failing_line

    tally = Tally()
    chosen = newsroom.intake.due(everything)
    with Progress(session, quiet) as progress:
        progress.start(session.translate("Sources"), len(chosen))
        for received in newsroom.intake.collect(chosen):
            progress.step()
            tally.sources += 1
            tally.new += received.new
            if received.state.cause:
                tally.causes[received.state.cause.value] = tally.causes.get(received.state.cause.value, 0) + 1
                progress.line(failing_line(session, received.source, received.state))
        progress.start(session.translate("Articles"), 0 if feeds_only else newsroom.intake.waiting())
        for reading in () if feeds_only else newsroom.intake.read():
            progress.step()
            tally.articles += 1
            tally.in_full += reading.article.read_in_full
            tally.unread += bool(reading.fault)
    tally.resting = len([s for s in newsroom.config.sources if s.is_read]) - tally.sources
    return tally


class Tally:
    """What a run brought, counted."""

    def __init__(self) -> None:
        self.started = time.monotonic()
        self.sources = self.resting = self.new = self.articles = self.in_full = self.unread = 0
        self.causes: dict[str, int] = {}

    @property
    def failing(self) -> int:
        """Sources that failed in this run."""
        return sum(self.causes.values())

    def line(self, session: Session, waiting: int | None = None) -> str:
        """Return the one line at the end: "63 sources · 214 new · 98 read in full · 37 to review · 41 s"."""
        _ = session.translate
        parts = [
            session.plural("%(num)s source", "%(num)s sources", self.sources),
            _("{count} new").format(count=self.new),
            _("{count} read in full").format(count=self.in_full),
            *([] if waiting is None else [_("{count} to review").format(count=waiting)]),
            _("{count} failing").format(count=self.failing),
            f"{time.monotonic() - self.started:.0f} s",
        ]
        return " · ".join(parts)

    def plain(self) -> dict[str, object]:
        """Return the figures for --json."""
        return {
            "sources": self.sources,
            "resting": self.resting,
            "new": self.new,
            "articles": self.articles,
            "read_in_full": self.in_full,
            "pages_unread": self.unread,
            "failing": self.failing,
            "causes": dict(sorted(self.causes.items())),
            "seconds": round(time.monotonic() - self.started, 2),
        }


def _unanswered(session: Session, newsroom: Newsroom) -> None:
    """Say which questions to the second opinion had no answer."""
    for error in newsroom.judging.unanswered:
        click.echo(f"… {session.translate('No second opinion:')} {error}", err=True)


def _told(session: Session, edition: Edition, json_: bool) -> int:
    from curator.cli.tables import edition_table

    if json_:
        print_json(edition)
    else:
        edition_table(session, edition)
        session.next("why …", f"approve {edition.slug}", "build --draft")
    return DONE if edition.picks else NOTHING


def say_missed(session: Session, missed: tuple[date, ...]) -> None:
    """Say which days had no run, where cron's mail and the journal of systemd show it."""
    if missed:
        days = ", ".join(day.isoformat() for day in missed)
        click.echo(session.translate("There was no run on: {days}.").format(days=days), err=True)


def day_of(now: datetime, timezone: str) -> str:
    """Return the slug of the edition of the day it is in `timezone`."""
    from zoneinfo import ZoneInfo

    return now.astimezone(ZoneInfo(timezone)).date().isoformat()


commands = {"collect": collect, "draft": draft, "run": run}
