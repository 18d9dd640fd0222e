"""The room: one journal, kept open for as long as the desk runs, with what it remembers between two requests."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from pathlib import Path

from curator.config import BLOCKED_FILE, CONFIG_FILE, SOURCES_FILE, Config, load_config
from curator.desk.history import History
from curator.desk.unsaved import Unsaved
from curator.editions import Marks, fold_marks, fold_without
from curator.errors import ConfigError
from curator.model import Edition, Mark, Status, Verb
from curator.newsroom import Newsroom
from curator.ports import Judged, Queue, Web
from curator.services.curate import load_stories
from curator.services.review import Habit, Piles, habits, keep_rates, newcomers
from curator.stories import has_news

MUCH = 200
"""Decided stories from which the sources' habits are counted anew at every twentieth only."""
LONG_AGO = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Seat:
    """The edition that is being worked on."""

    slug: str
    day: date


@dataclass(frozen=True, slots=True)
class Log:
    """The editor's marks at one moment."""

    marks: tuple[Mark, ...]
    """Those that stand, oldest first."""
    undone: int
    folded: Marks

    @property
    def version(self) -> tuple[int, int]:
        """What changes with every mark that is made or taken back."""
        return (self.marks[-1].id if self.marks else 0, self.undone)


@dataclass(frozen=True, slots=True)
class Stream:
    """The judged stories of the longest window, best first, as they were filed at one moment."""

    stamp: str
    since: datetime
    judged: tuple[Judged, ...]


@dataclass(frozen=True, slots=True)
class Printed:
    """What is out: the editions of the last weeks, and their stories that have no news since."""

    editions: tuple[Edition, ...]
    told: frozenset[str]
    out: frozenset[str]


@dataclass(frozen=True, slots=True)
class Habits:
    """What the editor made of each source's stories."""

    recent: dict[str, Habit]
    rates: dict[str, float]


@dataclass(frozen=True, slots=True)
class Newcomers:
    """The sources that are new in a journal with older ones, as they were at one filing and day."""

    stamp: tuple[str, date]
    sources: frozenset[str]


class Room:
    """What is kept between requests; each `read_…` asks the store only for what changed. For several threads."""

    def __init__(
        self,
        folder: Path,
        *,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        web: Web | None = None,
        editor: str = "",
        queue: Queue | None = None,
    ) -> None:
        """Open the journal in `folder`; `editor` signs the acts (default: the journal's). Raises `ConfigError`."""
        self.folder = folder
        self.clock = clock
        self.editor = editor
        self.queue = queue
        self.fault: ConfigError | None = None
        """What is wrong with the settings as they stand on the disk; the last good ones are used."""
        self.piled: tuple[object, Piles] = (None, Piles((), (), (), ()))
        self.composed: tuple[object, datetime] = (None, LONG_AGO)
        self.turn = threading.RLock()
        self._web = web
        self._open = ExitStack()
        self._config = load_config(folder)
        self._config_stamp = self._file_stamp()
        self._log = Log((), -1, Marks())
        self._stream = Stream("", LONG_AGO, ())
        self._printed: tuple[object, Printed] = (None, Printed((), frozenset(), frozenset()))
        self._habits: tuple[object, Habits] = (None, Habits({}, {}))
        self._newcomers = Newcomers(("", date.min), frozenset())

    def close(self) -> None:
        """Close the store."""
        self._open.close()

    def read_config(self) -> Config:
        """Return the settings as they stand on the disk; while those have a mistake, the last good ones."""
        with self.turn:
            stamp = self._file_stamp()
            if stamp != self._config_stamp:
                self._config_stamp = stamp
                try:
                    self._config, self.fault = load_config(self.folder), None
                except ConfigError as fault:
                    self.fault = fault
            return self._config

    def _file_stamp(self) -> object:
        files = [self.folder / name for name in (CONFIG_FILE, SOURCES_FILE, BLOCKED_FILE)]
        files += sorted(self._config.paths.themes.glob("*.toml"))
        return [(file, file.stat().st_mtime_ns, file.stat().st_size) for file in files if file.exists()]

    @cached_property
    def _first(self) -> Newsroom:
        return self._open.enter_context(Newsroom(self._config, self.clock(), self._web))

    def newsroom(self, config: Config, now: datetime) -> Newsroom:
        """Return the journal at a moment, on the store that stays open; what else it opens is closed by `with`."""
        with self.turn:
            store = self._first.store
        return Newsroom(config, now, self._web, store)

    @property
    def home(self) -> Path:
        """Where the desk keeps its own files."""
        return self._config.paths.store.parent / "desk"

    @cached_property
    def unsaved(self) -> Unsaved:
        """What is being typed."""
        return Unsaved(self.home / "unsaved")

    @cached_property
    def history(self) -> History:
        """Changes of files that can be taken back."""
        return History(self.home / "changes.json")

    def read_log(self, newsroom: Newsroom) -> Log:
        """Return the marks: the newer part of the log is read, all of it only after something was undone."""
        archive = newsroom.archive
        with self.turn:
            undone = archive.undone()
            before = self._log if self._log.undone == undone else Log((), undone, Marks())
            new = archive.marks_since(before.version[0])
            # Another desk's clock may be behind ours: then the order is another.
            in_order = not before.marks or not new or new[0].at >= before.marks[-1].at
            if new or before is not self._log:
                whole = (*before.marks, *new)
                self._log = Log(whole, undone, fold_marks(new, before.folded) if in_order else fold_marks(whole))
            return self._log

    def forget(self, taken: Mark) -> None:
        """Take a mark that was undone here out of the log, which is then not read anew."""
        with self.turn:
            left = tuple(mark for mark in self._log.marks if mark.id != taken.id)
            if len(left) == len(self._log.marks) - 1:
                folded = fold_without(taken, left, self._log.folded)
                self._log = Log(left, self._log.undone + 1, folded)

    def read_stream(self, newsroom: Newsroom, since: datetime) -> Stream:
        """Return the judged stories since a moment: read anew after a filing, or when the window has moved an hour."""
        with self.turn:
            known, stamp = self._stream, newsroom.board.stamp()
            if known.stamp != stamp or not timedelta() <= since - known.since <= timedelta(hours=1):
                self._stream = Stream(stamp, since, newsroom.board.judged(since))
            return self._stream

    def read_newcomers(self, newsroom: Newsroom) -> frozenset[str]:
        """Return the sources that are new while others are not: read anew after a filing."""
        with self.turn:
            stamp = (newsroom.board.stamp(), newsroom.now.date())
            if self._newcomers.stamp != stamp:
                self._newcomers = Newcomers(stamp, newcomers(newsroom.board.begun(), newsroom.now))
            return self._newcomers.sources

    def read_printed(self, newsroom: Newsroom, stream: Stream, marks: Marks, language: str) -> Printed:
        """Return what is out: read anew when an edition came or went, or stories were filed."""
        with self.turn:
            key = (newsroom.archive.stamps(), stream.stamp)
            if self._printed[0] != key:
                start = (stream.since - timedelta(days=14)).date()
                editions = tuple(e for e in newsroom.archive.editions(start) if e.status is Status.PUBLISHED)
                told = {pick.story.id: pick.story for edition in editions for pick in edition.picks}
                again = [one.story for one in stream.judged if one.story in told]
                stories = load_stories(again, newsroom.inbox, newsroom.archive, marks, language)
                news = {id for id, story in stories.items() if has_news(told[id], story)}
                self._printed = (key, Printed(editions, frozenset(told), frozenset(told) - news))
            return self._printed[1]

    def read_habits(self, newsroom: Newsroom, marks: Marks) -> Habits:
        """Return what the editor made of each source; once there is much, one story more moves little."""
        with self.turn:
            decided_ones = len(marks.stories)
            key = decided_ones if decided_ones < MUCH else MUCH + decided_ones // 20
            if self._habits[0] != key:
                decided = [id for id, one in marks.stories.items() if one.decision in (Verb.KEEP, Verb.DROP)]
                recent = habits(marks, newsroom.board.sources(decided))
                self._habits = (key, Habits(recent, keep_rates(newsroom.board, marks)))
            return self._habits[1]
