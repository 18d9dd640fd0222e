"""The days of `[schedule]`: on which a letter is due, which edition it is, and which days went by without one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from curator.config.sending import DAYS, clock
from curator.errors import UsageError
from curator.i18n import N_
from curator.mailroom import Mailroom
from curator.model import DeliveryState, Edition
from curator.outbox.regularity import missed_letters
from curator.outbox.slots import Slot, is_late, last_slot
from curator.services.handover import HANDOVER
from curator.services.send import LETTER

_TOLD = "last day without a letter that was told"


@dataclass(frozen=True, slots=True)
class Turn:
    """A day of the schedule on which a letter is due."""

    readers: str
    day: date
    outcome: str
    """"sent" in time, "late", or "skipped"."""
    edition: str = ""
    """Slug of the edition that was begun on this day; "" for none yet."""

    @property
    def weekly(self) -> bool:
        """Whether it is the week's letter."""
        return self.readers == "weekly"


class Timetable:
    """One journal's schedule, at one moment."""

    def __init__(self, room: Mailroom) -> None:
        """Take the mailroom; raises `UsageError` where no day is set."""
        self.room = room
        self.newsroom = room.newsroom
        self.schedule = room.config.schedule
        if not self.schedule.days:
            raise UsageError(
                N_("no day is set for the letter."), about="config.toml", remedy=N_("Set `days` in [schedule].")
            )
        self.days = [DAYS.index(day) for day in self.schedule.days]
        self.zone = ZoneInfo(room.config.journal.timezone)
        self.readers = "weekly" if len(self.days) == 1 else "daily"

    @property
    def _slot(self) -> Slot | None:
        return last_slot(self.days, clock(self.schedule.time), self.zone, self.newsroom.now)

    def turn(self) -> Turn | None:
        """Return the day whose letter is due now; None where there is none, or it has gone."""
        slot = self._slot
        if slot is None:
            return None
        edition, outcome = self.newsroom.store.calendar.taken(self.readers, slot.day).get(slot.day, ("", ""))
        if outcome == "skipped":
            return None
        if edition:  # begun: what a broken run left goes on
            waiting = [DeliveryState.NEW, DeliveryState.SENDING]
            left = self.room.outbox.deliveries(LETTER, edition, self.readers, waiting)
            return Turn(self.readers, slot.day, outcome, edition) if left else None
        late = is_late(slot.at, self.newsroom.now, self.schedule.late_hours)
        return Turn(self.readers, slot.day, ("late" if self.schedule.late == "send" else "skipped") if late else "sent")

    def edition(self, turn: Turn) -> Edition | None:
        """Return the edition of a turn's letter; None while the newest has had its own day, or is not to leave yet.

        So what is approved after the hour of the letter still goes on its day.
        Raises `NothingToPublish` where nothing is approved.
        """
        edition = self.room.edition(turn.edition or None, week=not turn.edition and turn.weekly)
        if turn.edition:
            return edition
        waits = edition.slug in self.newsroom.clearance.waiting
        return None if waits or self._had_its_day(edition, turn.day) else edition

    def _had_its_day(self, edition: Edition, day: date) -> bool:
        outbox = self.room.outbox
        had = (*outbox.deliveries(LETTER, edition.slug, self.readers), *outbox.deliveries(HANDOVER, edition.slug))
        return any(one.at is not None and one.at.astimezone(self.zone).date() < day for one in had)

    def take(self, turn: Turn, edition: str = "") -> None:
        """Note that a day has had its turn; once for ever."""
        calendar = self.newsroom.store.calendar
        calendar.take(turn.readers, turn.day, edition, self.newsroom.now, turn.outcome)

    def missed(self) -> tuple[date, ...]:
        """Return the days that had no letter at all and were not told yet; the last slot's aside."""
        slot = self._slot
        if slot is None:
            return ()
        told = self.newsroom.archive.noted(_TOLD)
        missed = missed_letters(self.days, self.newsroom.store.calendar.taken(self.readers, date.min), slot.day)
        # A clock that was ahead for a while has told of days that are still to come.
        return tuple(day for day in missed if not told or not day.isoformat() <= told < slot.day.isoformat())

    def note_told(self, missed: tuple[date, ...]) -> None:
        """Note that the editor was told of these days, so that it is said once."""
        if missed:
            self.newsroom.archive.note(_TOLD, max(missed).isoformat())
