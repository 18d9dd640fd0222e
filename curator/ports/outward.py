"""The ways out: the queue of posts, the ledger, the hands that carry."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from curator.model import Delivery, DeliveryState, Queued


@dataclass(frozen=True, slots=True)
class Account:
    """An account that posts go out from."""

    id: str
    """Unique within the journal: "mastodon:@me@social.example"."""
    network: str
    """A name of `checks.NETWORKS`."""
    handle: str = ""
    expires: datetime | None = None
    """When its token ends; None: it does not, or nobody knows."""
    slots: tuple[datetime, ...] = ()
    """The next free moments for a post, soonest first."""
    budget: float = 0.0
    """US dollars that may still be spent this month."""


class Queue(Protocol):
    """The posts that are to go out: what the desk's screens show and change; sending is not its business."""

    def accounts(self) -> tuple[Account, ...]:
        """Return the accounts that the journal may post from."""
        ...

    def posts(self, since: datetime, until: datetime) -> tuple[Queued, ...]:
        """Return the posts with a slot in the period, and all without one, by slot."""
        ...

    def put(self, post: Queued) -> Queued:
        """Store a post under (story, account), replacing an earlier state of it, and return it as stored.

        An approval is bound to the exact text: another text without state
        `APPROVED` voids it. Raises `UsageError` for a post that is on its way
        or out, and for a slot that is taken.
        """
        ...

    def drop(self, post: Queued) -> None:
        """Take a post that has not left out of the queue. Raises `UsageError` for one that is on its way or out."""
        ...


class Outbox(Protocol):
    """The ledger of all that leaves: letters, posts, deploys."""

    def enter(self, deliveries: Sequence[Delivery]) -> tuple[Delivery, ...]:
        """Store those whose keys are new, in one transaction; return all of them as they stand now."""
        ...

    def change(self, moves: Sequence[tuple[Delivery, Delivery]]) -> tuple[Delivery, ...]:
        """Store each second value where the first still stands, in one transaction; return those that were stored."""
        ...

    def deliveries(
        self, kind: str = "", subject: str = "", target: str = "", states: Iterable[DeliveryState] = ()
    ) -> tuple[Delivery, ...]:
        """Return the deliveries that match all that is given, in the order they were entered."""
        ...


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of one thing that was handed to another machine."""

    state: DeliveryState
    """SENT; REFUSED for good; NEW where it was put off; UNCERTAIN where the answer was lost."""
    reason: str = ""
    receipt: str = ""


@dataclass(frozen=True, slots=True)
class Note:
    """What is known of the last attempt at a delivery, beyond the ledger."""

    begun: bool = False
    answer: Answer | None = None
    """What the other side said; None: nothing came."""


class Diary(Protocol):
    """What happened on the wire since the ledger was last written; survives the program, not the machine's fall."""

    def open(self) -> None:
        """Begin a new diary: what the old one told is in the ledger."""
        ...

    def begin(self, delivery: Delivery) -> None:
        """Note that `delivery` goes on the wire now."""
        ...

    def end(self, delivery: Delivery, answer: Answer) -> None:
        """Note what the other side answered."""
        ...

    def tell(self, delivery: Delivery) -> Note | None:
        """Return what is known of this attempt; None where nothing can be known, as after a fall of the machine."""
        ...


class Mailer(Protocol):
    """The way out for letters."""

    def send(self, sender: str, recipient: str, message: bytes) -> Answer:
        """Hand one message over under an envelope; raises `Unreachable` where the server cannot be used at all."""
        ...


@dataclass(frozen=True, slots=True)
class Dispatch:
    """One post, ready for one account: the same for every attempt."""

    key: str
    """Stands for (story, account): what a network may know a second attempt by."""
    day: date
    """Of the edition; with `key` it makes what has to look like a moment."""
    text: str
    language: str
    link: str = ""
    title: str = ""
    """Of the link's card."""
    description: str = ""
    picture: bytes = b""
    """JPEG or PNG; b"" for none."""
    picture_at: str = ""
    """Where the published journal shows it, "" where it does not."""
    alt: str = ""


class Poster(Protocol):
    """The way out to one account of one network."""

    def post(self, dispatch: Dispatch) -> Answer:
        """Post it; `UNCERTAIN` where the answer was lost or the server stumbled."""
        ...

    def find(self, dispatch: Dispatch, attempted: datetime, now: datetime) -> Answer | None:
        """Look whether it is out: `SENT` with its address, `NEW` where it is surely not and may go again, else None."""
        ...
