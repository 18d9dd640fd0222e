"""Send: a letter to everybody who asked for it, each once, whatever breaks meanwhile."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from more_itertools import batched

from curator.errors import CuratorError
from curator.i18n import N_
from curator.model import Delivery, DeliveryState, Standing, Subscriber
from curator.outbox import claim, put_off, settle, settle_leftover
from curator.ports import Answer, Diary, Mailer, Outbox, Outcome

LETTER = "letter"
BATCH = 20
"""Letters claimed in one transaction; of a run that is killed, the diary tells which were on the wire."""
MOST_IN_A_ROW = 10
"""After so many letters in a row that were not taken, the run stops: the fault is not the readers'."""


class NotTaken(CuratorError):
    """The mail server takes none of these letters."""


@dataclass(frozen=True, slots=True)
class Mailing:
    """One letter on its way to one list."""

    edition: str
    """Slug of the edition."""
    readers: str
    """Name of the list: "weekly", "daily"."""
    content: str
    """Hash of the edition as it was approved."""
    by: str
    """Who approved it."""
    sender: str
    """The envelope's, with "{id}" for the subscriber's."""
    make: Callable[[Subscriber], bytes]
    """Return the message for one reader; raises `CuratorError` where there can be none."""


def list_of(slug: str) -> str:
    """Return the name of the list that an edition goes to."""
    return "weekly" if "-w" in slug else "daily"


def readers_of(readers: str, subscribers: Sequence[Subscriber]) -> tuple[Subscriber, ...]:
    """Return those who confirmed that they want this list's letters and have not left since."""
    return tuple(one for one in subscribers if one.standing is Standing.ACTIVE and readers in one.lists)


def recover(outbox: Outbox, diary: Diary, now: datetime) -> tuple[Delivery, ...]:
    """Settle what an earlier run left on its way, as far as it can be known; begin a new diary.

    Only while no other run can be sending: under the journal's lock.
    """
    leftovers = outbox.deliveries(LETTER, states=[DeliveryState.SENDING])
    settled = outbox.change([(one, settle_leftover(one, diary.tell(one), now)) for one in leftovers])
    diary.open()
    return settled


def send(
    mailing: Mailing,
    readers: Sequence[Subscriber],
    outbox: Outbox,
    diary: Diary,
    mailer: Mailer,
    *,
    per_minute: int = 0,
    clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    wait: Callable[[float], None] = time.sleep,
) -> Iterator[Outcome[Subscriber, Delivery]]:
    """Yield what became of the letter to each reader who has not had it, as answers come.

    `recover` comes first. Raises `Unreachable` and the like where the server
    cannot be used; what is left then goes in the next run.
    """
    by_id = {reader.id: reader for reader in readers}
    first = Delivery(LETTER, mailing.edition, mailing.readers, at=clock(), content=mailing.content, by=mailing.by)
    wanted = [replace(first, recipient=id) for id in by_id]
    entered = [one for one in outbox.enter(wanted) if one.state is DeliveryState.NEW]
    # Those that were put off come last: they must not hold up the others again.
    waiting = sorted(entered, key=lambda one: one.attempts)
    run = _Run(mailing, by_id, outbox, diary, mailer, clock)
    pace = _Pace(per_minute, wait)
    try:
        for batch in batched(waiting, BATCH):
            for claimed in run.claim(batch):
                pace.keep()
                yield run.one(claimed)
    finally:
        run.close()


class _Pace:
    """Keeps letters apart, so that no minute has more of them than wanted."""

    def __init__(self, per_minute: int, wait: Callable[[float], None]) -> None:
        self._apart = 60.0 / per_minute if per_minute else 0.0
        self._wait = wait
        self._next = 0.0

    def keep(self) -> None:
        if not self._apart:
            return
        now = time.monotonic()
        if now < self._next:
            self._wait(self._next - now)
        self._next = max(now, self._next) + self._apart


class _Run:
    """One run over the readers: what is claimed, and what is settled but not yet in the ledger."""

    def __init__(
        self,
        mailing: Mailing,
        by_id: dict[str, Subscriber],
        outbox: Outbox,
        diary: Diary,
        mailer: Mailer,
        clock: Callable[[], datetime],
    ) -> None:
        self._mailing, self._by_id = mailing, by_id
        self._outbox, self._diary, self._mailer, self._clock = outbox, diary, mailer, clock
        self._claimed: dict[tuple[str, str, str, str], Delivery] = {}
        self._settled: list[tuple[Delivery, Delivery]] = []
        self._not_taken = 0

    def claim(self, batch: Sequence[Delivery]) -> list[Delivery]:
        """Write down that these may be on the wire, and what became of those before them, in one transaction."""
        now = self._clock()
        moves = [(one, claim(one, now)) for one in batch]
        keys = {one.key for one in batch}
        stored = self._outbox.change([*self._settled, *moves])
        self._settled.clear()
        self._claimed = {one.key: one for one in stored if one.key in keys}
        return list(self._claimed.values())

    def one(self, claimed: Delivery) -> Outcome[Subscriber, Delivery]:
        """Hand over one letter and note the answer."""
        reader = self._by_id[claimed.recipient]
        try:
            message = self._mailing.make(reader)
        except CuratorError as error:  # this reader's letter cannot be made
            return self._note(reader, claimed, Answer(DeliveryState.REFUSED, str(error)))
        self._diary.begin(claimed)
        try:
            answer = self._mailer.send(self._mailing.sender.replace("{id}", reader.id), reader.address, message)
        except CuratorError as error:
            self._diary.end(claimed, Answer(DeliveryState.NEW, error.message))
            raise
        return self._note(reader, claimed, answer)

    def _note(self, reader: Subscriber, claimed: Delivery, answer: Answer) -> Outcome[Subscriber, Delivery]:
        after = settle(claimed, answer, self._clock())
        self._diary.end(claimed, answer)
        self._settled.append((claimed, after))
        del self._claimed[claimed.key]
        self._not_taken = 0 if answer.state is DeliveryState.SENT else self._not_taken + 1
        if self._not_taken >= MOST_IN_A_ROW:
            raise NotTaken(
                after.reason, remedy=N_("Mend it, then run the same command again; see: curator send --open")
            )
        return Outcome(reader, after)

    def close(self) -> None:
        """Write down what is settled; what was claimed and not begun is new again."""
        now = self._clock()
        back = [(one, put_off(one, now)) for one in self._claimed.values()]
        self._outbox.change([*self._settled, *back])
        self._settled.clear()
        self._claimed = {}
