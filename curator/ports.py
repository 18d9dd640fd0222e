"""The seams: what the services ask of the outside, one narrow Protocol each.

Every port has a real implementation chosen in `newsroom`, and a contract suite
in `tests/contracts` that all its implementations pass.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Generic, Protocol, TypeVar

from curator.errors import CuratorError
from curator.model import (
    Article,
    Cause,
    Decision,
    Delivery,
    DeliveryState,
    Edition,
    Entry,
    Mark,
    Queued,
    Source,
    SourceState,
    Status,
    Subscriber,
    Verdict,
)

S = TypeVar("S")
V = TypeVar("V")


@dataclass(frozen=True, slots=True)
class Outcome(Generic[S, V]):
    """What became of one subject of many: a value or an error, never both."""

    subject: S
    value: V | None = None
    error: CuratorError | None = None


@dataclass(frozen=True, slots=True)
class Request:
    """One thing wanted from the web."""

    address: str
    subject: str = ""
    """The caller's own key, handed back with the response."""
    page: bool = False
    """An article's page: robots.txt is obeyed, two connections a host are allowed."""
    etag: str = ""
    last_modified: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    method: str = "GET"
    body: bytes = b""


@dataclass(frozen=True, slots=True)
class Response:
    """What the web answered, whole and decoded, or the cause why it did not."""

    request: Request
    status: int = 0
    """HTTP status of the last hop; 0 when none came."""
    address: str = ""
    """Where the body came from after redirects."""
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    """Names in lower case."""
    cause: Cause | None = None
    detail: str = ""
    """One line for a person; never holds a query string or a credential."""
    retry_after: datetime | None = None
    permanent: str = ""
    """The address that an unbroken chain of 301/308 leads to, else ""."""
    seconds: float = 0.0


class Web(Protocol):
    """The one way out to the web."""

    def fetch(self, requests: Iterable[Request]) -> Iterator[Response]:
        """Yield a response for each request, as they complete; never raises for one of them."""
        ...


class Workers(Protocol):
    """Child processes that may die without taking the run with them."""

    def map(
        self, function: Callable[[S], V], items: Iterable[S], prepare: Callable[[], object] | None = None
    ) -> Iterator[Outcome[S, V]]:
        """Yield an outcome for each item, as they complete, pulling items only as fast as they are worked on.

        `function` is importable by name and free of side effects; an item that
        kills, starves or outlasts its child is an outcome with an error.
        `prepare`, importable too, is called once in each child before its first
        item's time begins: it imports and loads what the function needs.
        """
        ...


@dataclass(frozen=True, slots=True)
class Batch:
    """What one answer of a source held."""

    title: str = ""
    site: str = ""
    language: str = ""
    entries: tuple[Entry, ...] = ()
    hub: str = ""
    dropped: int = 0
    """Entries that could not be understood."""


class Fetcher(Protocol):
    """How one kind of source is asked and understood; both halves are pure."""

    kind: str

    def request(self, source: Source, state: SourceState | None, now: datetime) -> Request:
        """Return what to ask the web for; conditional when `state` allows."""
        ...

    def parse(self, source: Source, response: Response, now: datetime) -> Batch:
        """Return what the answer says; runs in a child. Raises `sources.feed.ParseError` when it is no such answer."""
        ...


class Encoder(Protocol):
    """Texts into vectors."""

    name: str

    def encode(self, texts: Sequence[str]) -> Any:
        """Return an array of shape (len(texts), dimensions), float32, rows of length 1."""
        ...


class Inbox(Protocol):
    """What came in: sources' states, entries, articles."""

    def states(self) -> dict[str, SourceState]:
        """Return the state of every source ever asked, by source id."""
        ...

    def known(self, entries: Iterable[str]) -> frozenset[str]:
        """Return those of the ids whose entries are stored."""
        ...

    def record(self, received: Sequence[tuple[SourceState, Sequence[Entry]]], now: datetime) -> dict[str, int]:
        """Store states and entries in one transaction; return the number of new entries by source id.

        An entry known by (source, guid) is updated in place, its `first_seen` kept.
        """
        ...

    def unread(self, since: datetime) -> Iterator[Entry]:
        """Yield the entries that no article was made of since they last changed, first seen since `since`.

        Newest first, by the earlier of publication and first sight. The store may be written between two entries.
        """
        ...

    def waiting(self, since: datetime) -> int:
        """Return how many entries `unread` would yield."""
        ...

    def keep(self, read: Sequence[tuple[Article, Sequence[str]]]) -> None:
        """Store articles in one transaction, each made of the entries whose ids are given.

        An article known by its id is updated: sources and sharers are united,
        the earliest dates win, a text read in full is not replaced by a shorter one.
        """
        ...

    def stamp(self) -> str:
        """Return what changes whenever articles are kept."""
        ...

    def articles(self, since: datetime, until: datetime) -> Iterator[Article]:
        """Yield the articles first seen or published in the period, oldest first."""
        ...

    def by_id(self, ids: Iterable[str]) -> dict[str, Article]:
        """Return the articles of these ids that are known."""
        ...


class Archive(Protocol):
    """What was decided: stories, verdicts, marks, editions."""

    def stories(self, articles: Iterable[str]) -> dict[str, str]:
        """Return the story id that each known article was filed under, by article id."""
        ...

    def members(self, stories: Iterable[str]) -> dict[str, tuple[str, ...]]:
        """Return the ids of the articles filed under each known story, by story id, in the order they were filed."""
        ...

    def file(self, assignments: Mapping[str, str], verdicts: Mapping[str, Verdict]) -> None:
        """Store article id → story id, and story id → its best verdict, in one transaction."""
        ...

    def verdicts(self, stories: Iterable[str]) -> dict[str, Verdict]:
        """Return the stored verdicts by story id."""
        ...

    def mark(self, marks: Sequence[Mark]) -> None:
        """Append marks to the log in one transaction."""
        ...

    def marks(self) -> tuple[Mark, ...]:
        """Return all marks that were not undone, oldest first."""
        ...

    def marks_since(self, id: int) -> tuple[Mark, ...]:
        """Return the marks with a higher id that were not undone, oldest first."""
        ...

    def undone(self) -> int:
        """Return how many marks were undone so far; with the highest id it tells whether the log changed."""
        ...

    def undo(self, editor: str | None = None) -> Mark | None:
        """Take the newest mark (of `editor`, if given) back and return it; None when there is none."""
        ...

    def save(self, edition: Edition) -> None:
        """Store the edition under its slug, replacing an earlier state of it."""
        ...

    def edition(self, slug: str) -> Edition | None:
        """Return one edition."""
        ...

    def editions(self, since: date | None = None) -> tuple[Edition, ...]:
        """Return all editions, or those dated `since` a day or later, oldest first."""
        ...

    def note(self, name: str, value: str) -> None:
        """Remember a value of the programs' own under a name, in this installation."""
        ...

    def noted(self, name: str) -> str:
        """Return what was noted under a name, "" where nothing was."""
        ...

    def stamps(self) -> tuple[tuple[str, date, Status], ...]:
        """Return slug, day and status of every edition, oldest first, without opening one."""
        ...

    def versions(self) -> dict[str, str]:
        """Return for every edition, by slug, a hash that changes when anything in it but its status does."""
        ...

    def withdraw(self) -> tuple[str, ...]:
        """Make drafts of the editions that were approved and are not out yet; return their slugs."""
        ...


@dataclass(frozen=True, slots=True)
class Judged:
    """A story as the judge left it, without its texts."""

    story: str
    score: float
    decision: Decision
    newest: datetime
    """First sight of its newest article."""


@dataclass(frozen=True, slots=True)
class Seen:
    """An article that came in, without its texts, and what became of it."""

    at: datetime
    """First sight."""
    language: str
    sources: tuple[str, ...]
    story: str = ""
    """Id of the story it was filed under, "" for none yet."""
    decision: Decision | None = None
    """The judge's on its story."""
    section: str = ""


class Board(Protocol):
    """What waits for the editor, told without judging anything again."""

    def stamp(self) -> str:
        """Return what changes whenever stories are filed or judged."""
        ...

    def judged(self, since: datetime) -> tuple[Judged, ...]:
        """Return the judged stories with an article first seen since `since`, best first."""
        ...

    def sources(self, stories: Iterable[str]) -> dict[str, tuple[str, ...]]:
        """Return the ids of the sources that led to each known story, each once."""
        ...

    def seen(self, since: datetime, until: datetime) -> tuple[Seen, ...]:
        """Return the articles first seen in the period, both ends included, without their texts, oldest first."""
        ...


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


class Subscribers(Protocol):
    """Who asked for the letter."""

    def all(self) -> tuple[Subscriber, ...]:
        """Return every subscriber, in the order they came."""
        ...

    def find(self, key: str) -> Subscriber | None:
        """Return the subscriber of that id or address."""
        ...

    def put(self, subscribers: Sequence[Subscriber]) -> None:
        """Store subscribers under their ids in one transaction, replacing earlier states. Addresses stay unique."""
        ...

    def drop(self, ids: Iterable[str]) -> int:
        """Delete subscribers and everything kept under their ids; return how many there were."""
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
    alt: str = ""


class Poster(Protocol):
    """The way out to one account of one network."""

    def post(self, dispatch: Dispatch) -> Answer:
        """Post it; `UNCERTAIN` where the answer was lost or the server stumbled."""
        ...

    def find(self, dispatch: Dispatch, attempted: datetime, now: datetime) -> Answer | None:
        """Look whether it is out: `SENT` with its address, `NEW` where it is surely not and may go again, else None."""
        ...
