"""Hostile calendars: `curator send --due --yes` and `curator post --due` called by a clock that leaps.

A case gives a zone, a time of day and a day. For three days around it an
edition a day is approved shortly before its hour, and a post stands in the
free slot that curator itself offers; both commands are called every quarter of
an hour as the clock of the machine tells it: plainly, set back after the letter,
a year ahead for one call, and switched off over the hour. What arrives at a mail
server and at a webhook, both on real sockets, is held against moments that are
found here by going through the minutes of each day.
"""

from __future__ import annotations

import email
import io
import os
import shutil
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import tomlkit

from bench.hostile_checks import Finding
from curator.cli import main
from curator.cli.session import Session
from curator.config import load_config
from curator.config.sending import DAYS
from curator.editions import approve
from curator.model import Edition, PostState, Queued, Standing, Status, Subscriber
from curator.newsroom import Newsroom
from curator.postroom import Postroom
from curator.services.post import EVER
from curator.store import open_store
from tests.post.server import Networks
from tests.send.server import FaultyServer

QUARTER, HOUR, DAY = timedelta(minutes=15), timedelta(hours=1), timedelta(days=1)
MADE = "2026-11-22T07:30:00+00:00"
LATE_HOURS = 3
YEAR, OFF, BACK = timedelta(days=365), timedelta(hours=6), timedelta(hours=2)


@dataclass(frozen=True)
class Calendar:
    """What a case means."""

    zone: ZoneInfo
    at: time
    day: date

    @classmethod
    def of(cls, value: Mapping[str, Any]) -> Calendar:
        """Read a case; raises ValueError or `ZoneInfoNotFoundError` for what is none."""
        day = date.fromisoformat(str(value.get("day", "2026-11-22")))
        at = str(value["daily_at"])
        if len(at) != len("07:30"):
            raise ValueError(at)
        return cls(ZoneInfo(str(value["timezone"])), time.fromisoformat(at), day)

    @property
    def moments(self) -> dict[date, datetime]:
        """The moment of each of the three days: the first minute of it whose clock has come to the hour."""
        found: dict[date, datetime] = {}
        first = datetime.combine(self.day, time(), UTC) - 2 * DAY
        for minute in range(5 * 24 * 60):
            now = first + timedelta(minutes=minute)
            there = now.astimezone(self.zone)
            if abs(there.date() - self.day) <= DAY and there.time() >= self.at:
                found.setdefault(there.date(), now)
        return found


def is_calendar(value: Any) -> bool:
    """Tell whether a case is about a time of day in a zone."""
    return isinstance(value, Mapping) and {"timezone", "daily_at"} <= set(value)


@dataclass
class Played:
    """What a walk of the clock brought: editions and posts by how often they arrived, and when at first."""

    letters: Counter[str] = field(default_factory=Counter)
    posts: Counter[str] = field(default_factory=Counter)
    first: dict[str, datetime] = field(default_factory=dict)
    """By "letter DAY" and "post DAY"."""
    told: str = ""
    codes: set[int] = field(default_factory=set)
    offered: list[date] = field(default_factory=list)
    """The local days of the free slots that curator offered."""
    marks: dict[str, str] = field(default_factory=dict)
    """What the ledger says of a post, by its day."""


@dataclass(frozen=True)
class Walk:
    """The moments at which both commands are called, as the clock tells them."""

    name: str
    late: str
    """What a late letter does: "skip" the day or "send"; a late post waits or goes."""
    clock: tuple[datetime, ...]


class Stage:
    """A journal of the demo, once made, and the two machines that it speaks to."""

    def __init__(self, folder: Path) -> None:
        """Make the journal in `folder`."""
        self.folder = folder
        _said(["--quiet", "demo", str(folder / "made"), "--no-open", "--as-of", MADE], Session())
        with open_store(folder / "made" / "data" / "curator.sqlite") as store:
            edition = store.archive.edition(MADE[:10])
        assert edition is not None
        self.edition: Edition = edition

    def findings(self, value: Mapping[str, Any]) -> list[Finding]:
        """Return what is wrong with the letters and posts of a case."""
        try:
            calendar = Calendar.of(value)
        except (ValueError, ZoneInfoNotFoundError):
            return self._refused(value)
        found: list[Finding] = []
        for walk in walks(calendar):
            played = self._play(calendar, walk)
            found += [
                (code, f"{walk.name}, late = {walk.late}: {what}") for code, what in judged(calendar, walk, played)
            ]
        return found

    def _refused(self, value: Mapping[str, Any]) -> list[Finding]:
        """Return what is wrong with how a time or a zone that is none is taken: it must be told with its line."""
        with self._journal() as (journal, *_):
            change(journal, str(value["timezone"]), str(value["daily_at"]))
            code, told = _said(["-j", str(journal), "send", "--due", "--yes"], Session())
        return [] if code == 2 and "config.toml:" in told else [("CFG_REJECT", f"exit code {code}: {told[-300:]}")]

    def _play(self, calendar: Calendar, walk: Walk) -> Played:
        played, moments = Played(), calendar.moments
        with self._journal() as (journal, mail, networks):
            self._settle(journal, calendar, walk, mail, networks)
            days = self._queue(journal, calendar, walk.clock[0])
            played.offered = list(days.values())
            opened: set[date] = set()
            for now in walk.clock:
                for day, begins in moments.items():
                    if day not in opened and begins - 2 * QUARTER <= now < begins + DAY:
                        opened.add(day)
                        self._approve(journal, day, begins - 2 * QUARTER)
                self._call(journal, now, played, mail, networks)
            with Newsroom(load_config(journal), walk.clock[-1]) as newsroom:
                for post in Postroom(newsroom).posts(*EVER):
                    played.marks[str(days[post.story])] = post.reason
        return played

    @contextmanager
    def _journal(self) -> Iterator[tuple[Path, FaultyServer, Networks]]:
        journal = self.folder / "journal"
        shutil.rmtree(journal, ignore_errors=True)
        shutil.copytree(self.folder / "made", journal, symlinks=True)
        with FaultyServer() as mail, Networks() as networks:
            before = {name: os.environ.get(name) for name in ("XDG_STATE_HOME", "XDG_CONFIG_HOME", "CURATOR_HOOK")}
            os.environ |= {"XDG_STATE_HOME": str(journal / "state"), "XDG_CONFIG_HOME": str(journal / "settings")}
            os.environ["CURATOR_HOOK"] = f"{networks.address}/hook"
            try:
                yield journal, mail, networks
            finally:
                for name, earlier in before.items():
                    os.environ.pop(name) if earlier is None else os.environ.update({name: earlier})

    def _settle(self, journal: Path, calendar: Calendar, walk: Walk, mail: FaultyServer, networks: Networks) -> None:
        """Write the settings, one reader, and take back what the demo approved."""
        at, late = calendar.at.strftime("%H:%M"), {"late_hours": LATE_HOURS, "late": walk.late}
        posts = {**late, "late": "wait" if walk.late == "skip" else walk.late}
        change(
            journal,
            calendar.zone.key,
            at,
            letter={"sender": "The Journal <letter@journal.example>"},
            fetch={"private_hosts": [networks.listed]},
            smtp={"host": "127.0.0.1", "port": mail.port, "security": "none"},
            schedule=late,
            posting={"slots": [at], "quiet": [], "gap_minutes": 0, **posts},
            accounts=[{"network": "webhook", "handle": "team", "secret": "hook"}],
        )
        with open_store(journal / "data" / "curator.sqlite") as store:
            store.archive.save(replace(self.edition, status=Status.DRAFT))
            store.subscribers.put([Subscriber("0" * 12, "r@reader.example", "", ("daily",), Standing.ACTIVE)])

    def _approve(self, journal: Path, day: date, now: datetime) -> None:
        edition = replace(self.edition, slug=day.isoformat(), day=day, status=Status.DRAFT)
        with open_store(journal / "data" / "curator.sqlite") as store:
            store.archive.save(approve(edition, "the editor", now))

    def _queue(self, journal: Path, calendar: Calendar, now: datetime) -> dict[str, date]:
        """Put an approved post into each free slot that curator offers around the day; return their days by story."""
        before = calendar.day - 3 * DAY
        self._approve(journal, before, now)
        days: dict[str, date] = {}
        with Newsroom(load_config(journal), now) as newsroom:
            room = Postroom(newsroom)
            (account,) = room.accounts()
            for pick, slot in zip(self.edition.picks, account.slots, strict=False):
                day = slot.astimezone(calendar.zone).date()
                if abs(day - calendar.day) > DAY:
                    break
                words = f"{day}: what the batteries did that night, and what the turbines could not."
                post = Queued(pick.story.id, account.id, account.network, words, before.isoformat(), "", slot)
                room.put(replace(post, state=PostState.APPROVED))
                days[pick.story.id] = day
        return days

    def _call(self, journal: Path, now: datetime, played: Played, mail: FaultyServer, networks: Networks) -> None:
        """Call both commands as cron does at `now`, and count what arrived."""
        session = Session(clock=lambda: now)
        for command in (["send", "--due", "--yes"], ["post", "--due"]):
            code, told = _said(["-j", str(journal), *command], session)
            played.codes.add(code)
            played.told += told
        for _, message in mail.messages:
            day = str(email.message_from_bytes(message)["Message-ID"]).strip("<").partition(".")[0]
            played.letters[day] += 1
            played.first.setdefault(f"letter {day}", now)
        for hooked in networks.hooked:
            day = str(hooked["text"]).partition(":")[0]
            played.posts[day] += 1
            played.first.setdefault(f"post {day}", now)
        mail.messages.clear()
        networks.hooked.clear()


def change(journal: Path, zone: str, at: str, **tables: Any) -> None:
    """Set the zone and the daily hour of the letter, and other settings."""
    file = journal / "config.toml"
    document: Any = tomlkit.parse(file.read_text(encoding="utf-8"))
    accounts = tables.pop("accounts", [])
    tables["schedule"] = {"days": list(DAYS), "time": at, **tables.get("schedule", {})}
    for name, values in {"journal": {"timezone": zone}, **tables}.items():
        document.setdefault(name, tomlkit.table()).update(values)
    document["accounts"] = accounts
    file.write_text(tomlkit.dumps(document), encoding="utf-8")


def _said(arguments: list[str], session: Session) -> tuple[int, str]:
    said = io.StringIO()
    with redirect_stdout(said), redirect_stderr(said):
        return main(arguments, session), said.getvalue()


def walks(calendar: Calendar) -> Iterator[Walk]:
    """Yield the ways that a clock may take around the day of a case."""
    moments = calendar.moments
    yield Walk("plainly", "skip", _quarters(min(moments.values()) - HOUR, max(moments.values()) + HOUR))
    if calendar.day not in moments:
        return
    begins = moments[calendar.day]
    before, after = _quarters(begins - HOUR, begins - QUARTER), _quarters(begins, begins + 2 * HOUR)
    yield Walk("set back", "skip", (*before, begins, *_quarters(begins - BACK, begins + 2 * HOUR)))
    yield Walk("a year ahead", "skip", (*before, begins + YEAR, *after))
    off = (*before[:1], *_quarters(begins + OFF, begins + OFF + HOUR))
    yield Walk("off", "skip", off)
    yield Walk("off", "send", off)


def _quarters(since: datetime, until: datetime) -> tuple[datetime, ...]:
    """Return each quarter of an hour from `since` to `until`."""
    return tuple(since + n * QUARTER for n in range(int((until - since) / QUARTER) + 1))


def judged(calendar: Calendar, walk: Walk, played: Played) -> Iterator[Finding]:
    """Yield what is wrong with what a walk brought."""
    moments = calendar.moments
    if not played.codes <= {0, 4}:
        yield "NO_CRASH", f"exit codes {played.codes}: {played.told[-300:]}"
    plain = walk.name == "plainly"
    wanted = moments if plain else {calendar.day: moments[calendar.day]}
    if plain and played.offered != sorted(moments):
        yield "NO_DUP", f"slots were offered for {', '.join(map(str, played.offered))}"
    for day, begins in wanted.items():
        skipped = walk.name == "off" and walk.late == "skip"
        for what, counted in (("letter", played.letters), ("post", played.posts)):
            count, first = counted[str(day)], played.first.get(f"{what} {day}")
            if count > 1:
                yield "NO_DUP", f"the {what} of {day} arrived {count} times"
            elif count == skipped:
                yield "LOST", f"the {what} of {day} arrived {'late' if skipped else 'never'}"
            elif plain and first is not None and not timedelta(0) <= first - begins < QUARTER:
                yield "SLOT", f"the {what} of {day} arrived at {first}, its moment was {begins}"
    if walk.name == "off":
        yield from _told_as_late(calendar.day, walk.late, played)


def _told_as_late(day: date, late: str, played: Played) -> Iterator[Finding]:
    words = f"The letter of {day} is too late" if late == "skip" else f"The letter of {day} goes out late"
    if words not in played.told:
        yield "LATE", f"nobody was told: {words}"
    if late == "send" and "late" not in played.marks.get(str(day), ""):
        yield "LATE", f"the post of {day} is not marked late"
