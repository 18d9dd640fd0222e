"""A visit: one request's view of the journal. What it read once stays the same until it acts."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta
from typing import Any, Generic, TypeVar
from zoneinfo import ZoneInfo

from curator.config import Config
from curator.desk.room import Habits, Log, Printed, Room, Seat, Stream
from curator.editions import UNSEEN, Marks, is_closed, next_day
from curator.errors import NotFound, NothingToPublish
from curator.i18n import N_, gettext_for
from curator.model import Edition, Mark, Status, Story, Verb, Verdict
from curator.newsroom import Newsroom
from curator.ports import Judged, Queue
from curator.services.curate import load_stories, recompose
from curator.services.review import Habit, Piles, piles

T = TypeVar("T")

FRESH = timedelta(minutes=15)
"""An edition composed longer ago is composed again when it is looked at: stories have aged."""
BLOCKED = "source"
"""Reason of the drops that go with a blocked source."""
_OF_THE_LOG = ("log", "printed", "seat", "piles")


class once(Generic[T]):
    """A `functools.cached_property` without its lock.

    Up to Python 3.11 all instances of a class share that lock: a visit that
    holds it and waits for the room, and one the other way round, would wait for
    ever. A visit belongs to one thread.
    """

    def __init__(self, find: Callable[[Any], T]) -> None:
        self._find = find
        self.__doc__ = find.__doc__

    def __set_name__(self, owner: type, name: str) -> None:
        self._name = name

    def __get__(self, visit: Any, owner: type | None = None) -> T:
        found: T = self._find(visit)
        visit.__dict__[self._name] = found
        return found


class Visit:
    """What a view works with: the journal at the moment of the request."""

    def __init__(self, room: Room) -> None:
        self.room = room
        self.now = room.clock()

    @once
    def config(self) -> Config:
        """The settings."""
        return self.room.read_config()

    @once
    def newsroom(self) -> Newsroom:
        """The journal; what it opens besides the store is closed by `with`."""
        return self.room.newsroom(self.config, self.now)

    @property
    def editor(self) -> str:
        """Who signs what is done here."""
        return self.room.editor or self.config.journal.editor

    @property
    def language(self) -> str:
        """Language of the interface."""
        return self.config.journal.language

    @once
    def zone(self) -> ZoneInfo:
        """The journal's time zone."""
        return ZoneInfo(self.config.journal.timezone)

    @once
    def queue(self) -> Queue | None:
        """The posts that are to go out; None where no account is set up."""
        if self.room.queue is not None or not self.config.accounts:
            return self.room.queue
        from curator.postroom import Postroom

        return Postroom(self.newsroom)

    @property
    def since(self) -> datetime:
        """From when on stories wait."""
        return self.now - timedelta(hours=self.config.edition.longest_window_hours)

    @once
    def log(self) -> Log:
        """The editor's marks."""
        return self.room.read_log(self.newsroom)

    @property
    def marks(self) -> Marks:
        """What the marks add up to."""
        return self.log.folded

    @once
    def stream(self) -> Stream:
        """The judged stories, with what changes at a filing."""
        return self.room.read_stream(self.newsroom, self.since)

    @property
    def judged(self) -> tuple[Judged, ...]:
        """The judged stories of the longest window, best first."""
        return self.stream.judged

    @once
    def printed(self) -> Printed:
        """What is out."""
        return self.room.read_printed(self.newsroom, self.stream, self.marks, self.language)

    @once
    def habits(self) -> Habits:
        """What the editor made of each source."""
        return self.room.read_habits(self.newsroom, self.marks)

    @once
    def newcomers(self) -> frozenset[str]:
        """The sources that are new while others are not."""
        return self.room.read_newcomers(self.newsroom)

    def habit(self, sources: Iterable[str]) -> Habit | None:
        """Return what the editor made of the first of these sources that is known."""
        return next((self.habits.recent[one] for one in sources if one in self.habits.recent), None)

    @once
    def seat(self) -> Seat:
        """The edition to work on: approved and not out yet, else the next that is open."""
        for slug, day, status in self.newsroom.archive.stamps():
            if status is Status.APPROVED:
                return Seat(slug, day)
        day = next_day(self.printed.editions, self.now, self.config.journal.timezone)
        return Seat(day.isoformat(), day)

    def seat_of(self, slug: str) -> Seat:
        """Return the edition `slug`, a day; "" is the one to work on."""
        return Seat(slug, date.fromisoformat(slug)) if slug else self.seat

    @once
    def piles(self) -> Piles:
        """What waits and what was decided, for the edition to work on."""
        room, since = self.room, self.since
        with room.turn:
            key = (
                self.log.version,
                self.stream.stamp,
                self.seat,
                self.printed.out,
                since.replace(second=0, microsecond=0),
            )
            if room.piled[0] != key:
                found = piles(self.judged, self.marks, self.printed.out, self.seat.slug, self.seat.day, since)
                room.piled = (key, found)
            return room.piled[1]

    def stories(self, ids: Iterable[str]) -> dict[str, Story]:
        """Return stories as the editor merged and split them."""
        return load_stories(ids, self.newsroom.inbox, self.newsroom.archive, self.marks, self.language)

    def verdicts(self, ids: Iterable[str]) -> dict[str, Verdict]:
        """Return the judge's verdicts as they are stored."""
        return self.newsroom.archive.verdicts(ids)

    def standing(self) -> Edition | None:
        """Return the edition as it was last composed, whatever was done since: at once."""
        return self.newsroom.archive.edition(self.seat.slug)

    def edition(self, slug: str = "") -> Edition:
        """Return the edition as it stands, composed anew where something was done since.

        Raises `NothingToPublish`, and `NotFound` for a day that is neither drafted nor the next.
        """
        room, seat = self.room, self.seat_of(slug)
        with room.turn:
            key = (seat, self.log.version, self.stream.stamp, self.config)
            standing = self.newsroom.archive.edition(slug) if slug else None
            if standing is not None and is_closed(standing):
                return standing
            if standing is None and slug not in ("", self.seat.slug):
                raise NotFound(N_("there is no such edition."), about=slug)  # looking makes none
            known, made = room.composed
            if known == key and self.now - made < FRESH:
                found = self.newsroom.archive.edition(seat.slug)
                if found is not None:
                    return found
            archive, inbox = self.newsroom.archive, self.newsroom.inbox
            edition = recompose(
                self.config, inbox, archive, self.judged, self.marks, self.habits.rates, self.now, seat.slug
            )
            room.composed = (key, self.now)
            return edition

    def edition_or_none(self, slug: str = "") -> tuple[Edition | None, str]:
        """Return the edition, or None and why there is none."""
        try:
            return self.edition(slug), ""
        except NothingToPublish as error:
            return None, error.said(gettext_for(self.language))

    def act(self, *acts: tuple[str, Verb, str]) -> tuple[Mark, ...]:
        """Note acts, (subject, verb, value) each; a new order is many marks of one moment, taken back together."""
        marks = tuple(Mark(subject, verb, self.now, value, self.editor) for subject, verb, value in acts)
        self.newsroom.mark(marks)
        self._look_again()
        return marks

    def split(self, story: str, article: str) -> str:
        """Take an article out of a story and return the id of its own; the judge's word on both stays for now.

        A story that the editor merged in is filed by itself already: only the merge is undone.
        """
        archive = self.newsroom.archive
        if (article, story) in self.marks.merges:
            self.act((story, Verb.SPLIT, article))
            return article
        own = article if not archive.members([article]) else f"{article}-split"
        verdict = archive.verdicts([story]).get(story)
        self.act((story, Verb.SPLIT, article))
        archive.file({article: own}, {own: verdict} if verdict else {})
        return own

    def undo(self) -> tuple[Mark, ...]:
        """Take this editor's last act back and return its marks, newest first; () when there is none."""
        archive, taken = self.newsroom.archive, list[Mark]()
        while (last := archive.undo(self.editor)) is not None:
            taken.append(last)
            self.room.forget(last)
            self._look_again()
            if last.verb is Verb.SPLIT and (last.value, last.subject) not in self.marks.merges:
                archive.file({last.value: last.subject}, {})
                self._look_again()
            if not self._continues(last):
                break
        if any(mark.verb is Verb.APPROVE or mark.verb not in UNSEEN for mark in taken):
            archive.withdraw()
        return tuple(taken)

    def _continues(self, taken: Mark) -> bool:
        """Return whether this editor's newest mark is part of the act that was just taken back.

        A new order, and the drops of a blocked source, are many marks of one
        moment; a drop may have got its reason afterwards.
        """
        mine = [mark for mark in self.log.marks[-64:] if mark.editor == self.editor]
        if not mine:
            return False
        last = mine[-1]
        if last.at == taken.at and (taken.verb is Verb.POSITION or taken.value == last.value == BLOCKED):
            return True
        return taken.verb is last.verb is Verb.DROP and taken.subject == last.subject and not last.value

    def withdraw(self) -> tuple[str, ...]:
        """Take the approval of what is not out back, and write that down."""
        archive = self.newsroom.archive
        withdrawn = archive.withdraw()
        archive.mark([Mark(slug, Verb.WITHDRAW, self.now, "", self.editor) for slug in withdrawn])
        self._look_again()
        return withdrawn

    def forget_config(self) -> None:
        """Read the settings again: a file was changed."""
        for name in ("config", "newsroom", "zone", "queue"):
            self.__dict__.pop(name, None)

    def _look_again(self) -> None:
        for name in _OF_THE_LOG:
            self.__dict__.pop(name, None)
