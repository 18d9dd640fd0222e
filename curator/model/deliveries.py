"""What leaves, for whom, and the receipt."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class DeliveryState(StrEnum):
    """How far one thing on its way to one place has come."""

    NEW = "new"
    SENDING = "sending"
    """It may be on the wire; written down before anything leaves."""
    SENT = "sent"
    REFUSED = "refused"
    UNCERTAIN = "uncertain"
    """The connection or the program broke off: whether it arrived has to be looked up."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """One thing on its way to one place, and its receipt: a row of the outbox."""

    kind: str
    """"letter", "post" or "deploy"."""
    subject: str
    """Slug of the edition; of a post, the story's id."""
    target: str
    """The list of subscribers, the account, the place."""
    recipient: str = ""
    """Id of the subscriber, "" where the target is the recipient."""
    state: DeliveryState = DeliveryState.NEW
    at: datetime | None = None
    """When it came into this state."""
    attempts: int = 0
    reason: str = ""
    """Why it was refused, put off or is uncertain, one line."""
    receipt: str = ""
    """What the other side answered: its queue's number, the post's address."""
    content: str = ""
    """Hash of what was approved to go out."""
    by: str = ""
    """Who approved it."""

    @property
    def key(self) -> tuple[str, str, str, str]:
        """What there is only one delivery of."""
        return self.kind, self.subject, self.target, self.recipient


class Standing(StrEnum):
    """Whether letters go to a subscriber."""

    PENDING = "pending"
    """Asked for letters and has not confirmed."""
    ACTIVE = "active"
    LEFT = "left"
    BOUNCED = "bounced"
    COMPLAINED = "complained"


@dataclass(frozen=True, slots=True)
class Subscriber:
    """A reader who asked for the letter, and the proof of it."""

    id: str
    """Random, opaque: stands in links and envelopes instead of the address."""
    address: str
    name: str = ""
    lists: tuple[str, ...] = ("weekly",)
    """"weekly", "daily"."""
    standing: Standing = Standing.PENDING
    asked: datetime | None = None
    confirmed: datetime | None = None
    ended: datetime | None = None
    proof: str = ""
    """How the consent came: the way, the moment, the words shown; one line."""
    soft: int = 0
    """Temporary bounces in a row."""


class PostState(StrEnum):
    """How far a post has come; only the editor takes the second step."""

    DRAFT = "draft"
    APPROVED = "approved"
    SENDING = "sending"
    SENT = "sent"
    REFUSED = "refused"
    UNCERTAIN = "uncertain"
    """The connection broke off: whether it is out has to be looked up."""


@dataclass(frozen=True, slots=True)
class Queued:
    """A post on its way to one account of a network."""

    story: str
    account: str
    """Id of the account (`ports.Account`)."""
    network: str
    text: str
    edition: str = ""
    """Slug of the edition that the story stands in."""
    link: str = ""
    slot: datetime | None = None
    """When it is to go out; None: nobody said yet."""
    state: PostState = PostState.DRAFT
    reason: str = ""
    """Why it was refused or is uncertain, one line."""
    receipt: str = ""
    """Its address once it is out."""
