"""The nouns: each holds the one before it, and none gains fields on its way.

source → entry → article → story → verdict → pick → edition; marks come back
from the editor. All are frozen values; times are aware datetimes in UTC.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


def short_hash(text: str) -> str:
    """Return 16 hexadecimal digits that stand for `text` (SHA-256, truncated)."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]


class Cause(StrEnum):
    """Why a source or a page could not be had; words and remedies are in `health`."""

    DNS = "dns"
    REFUSED = "refused"
    RESET = "reset"
    TLS = "tls"
    TIMEOUT = "timeout"
    BOT_WALL = "bot-wall"
    UNAUTHORIZED = "401"
    FORBIDDEN = "403"
    MISSING = "404"
    GONE = "410"
    TOO_MANY = "429"
    CLIENT_ERROR = "4xx"
    SERVER_ERROR = "5xx"
    REDIRECTS = "redirects"
    NOT_A_FEED = "not-a-feed"
    NOT_A_PAGE = "not-a-page"
    PARSE = "parse"
    TOO_LARGE = "too-large"
    TRUNCATED = "truncated"
    PRIVATE_ADDRESS = "private-address"
    BAD_ADDRESS = "bad-address"
    ROBOTS = "robots"
    SILENT = "silent"


@dataclass(frozen=True, slots=True)
class Source:
    """Somebody who publishes: the address a fetcher of `kind` reads."""

    id: str
    address: str
    title: str = ""
    kind: str = "feed"
    site: str = ""
    folder: str = ""
    """Path in the subscription list, parts joined by "/"."""
    language: str = ""
    paused: bool = False
    filter: str = ""
    """Query that an entry must match; see the reference of filters."""
    pictures: bool = False
    """Whether the publisher lets its pictures be shown."""


@dataclass(frozen=True, slots=True)
class SourceState:
    """What is known of a source's way to us, kept between runs."""

    source: str
    title: str = ""
    """What the source calls itself."""
    site: str = ""
    etag: str = ""
    last_modified: str = ""
    body_hash: str = ""
    checked: datetime | None = None
    """Last attempt."""
    succeeded: datetime | None = None
    """Last attempt that answered."""
    refreshed: datetime | None = None
    """Last whole, unconditional answer."""
    changed: datetime | None = None
    """Last time that a new entry came."""
    due: datetime | None = None
    """No request before this moment."""
    cause: Cause | None = None
    """Why the last attempt failed; None after a good one."""
    detail: str = ""
    failing_since: datetime | None = None
    failures: int = 0
    moved_to: str = ""
    """Where it permanently redirects to, until the editor takes the move."""
    moved_since: datetime | None = None
    moved_count: int = 0


@dataclass(frozen=True, slots=True)
class Sharer:
    """A person who passed a link on, with their own words."""

    name: str
    handle: str
    address: str
    words: str = ""
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """What a source said: plain text throughout, addresses absolute, nothing trusted."""

    source: str
    guid: str
    """Identity within the source: its guid, else canonical link, else a hash of the text."""
    address: str
    title: str
    text: str = ""
    """The longest body the source gave, as plain text (≤ 20,000 characters)."""
    author: str = ""
    published: datetime | None = None
    language: str = ""
    categories: tuple[str, ...] = ()
    picture: str = ""
    links: tuple[str, ...] = ()
    sharer: Sharer | None = None
    first_seen: datetime | None = None

    @property
    def id(self) -> str:
        """Key of the entry in the store."""
        return short_hash(f"{self.source}\n{self.guid}")

    @property
    def content_hash(self) -> str:
        """Changes when what the source said changes."""
        return short_hash("\n".join((self.title, self.address, self.text, self.author)))


@dataclass(frozen=True, slots=True)
class Article:
    """An entry, read: one text at one canonical address, whoever pointed to it."""

    id: str
    """`short_hash` of the canonical address."""
    address: str
    """Canonical address at the publisher's, the one that readers are sent to."""
    title: str
    outlet: str
    """Name of the publisher."""
    text: str
    """Plain text, paragraphs parted by one empty line (≤ 20,000 characters)."""
    language: str
    """Two-letter code; "" when it cannot be told."""
    published: datetime
    """Sort key: the earlier of the stated date and the first sight."""
    first_seen: datetime
    author: str = ""
    stated: datetime | None = None
    """The date on the page itself, where it is another day than `published`: a feed may date old pages anew."""
    description: str = ""
    """The publisher's own summary, plain text."""
    picture: str = ""
    links: tuple[str, ...] = ()
    read_in_full: bool = False
    """Whether `text` comes from the page itself."""
    gated: bool = False
    """May need a subscription."""
    sources: tuple[str, ...] = ()
    """Ids of the sources whose entries led here."""
    sharers: tuple[Sharer, ...] = ()

    @property
    def dated(self) -> datetime:
        """The date that readers are shown."""
        return self.stated or self.published

    @property
    def host(self) -> str:
        """The publisher's host name, without "www."."""
        return self.address.split("//", 1)[-1].split("/", 1)[0].split(":", 1)[0].lower().removeprefix("www.")

    @property
    def content_hash(self) -> str:
        """Changes when what is judged changes."""
        return short_hash("\n".join((self.title, self.text, self.language)))


@dataclass(frozen=True, slots=True)
class Story:
    """Articles that tell of one thing, best first."""

    id: str
    articles: tuple[Article, ...]
    update_of: str = ""
    """Id of the published story that this one brings news of."""

    @property
    def lead(self) -> Article:
        """The article that stands for the story."""
        return self.articles[0]

    @property
    def outlets(self) -> tuple[str, ...]:
        """Names of the outlets, each once, in the order of the articles."""
        return tuple(dict.fromkeys(article.outlet for article in self.articles))

    @property
    def published(self) -> datetime:
        """When the first of its articles appeared."""
        return min(article.published for article in self.articles)

    @property
    def content_hash(self) -> str:
        """Changes when an article joins, leaves or changes."""
        return short_hash("\n".join(f"{article.id} {article.content_hash}" for article in self.articles))


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words that speak for (weight > 0) the theme; 1.0 is the usual weight."""

    text: str
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the edition and the phrases that lead a story there."""

    name: str
    phrases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Theme:
    """The user's expertise, as read from a file in `themes/`."""

    name: str
    """File name without its ending."""
    title: str
    description: str = ""
    phrases: tuple[Phrase, ...] = ()
    excluded: tuple[str, ...] = ()
    examples: tuple[str, ...] = ()
    """Addresses or texts of articles that fit."""
    counter_examples: tuple[str, ...] = ()
    """Addresses or texts of articles that do not."""
    languages: tuple[str, ...] = ()
    """Two-letter codes to keep; empty: all."""
    sections: tuple[Section, ...] = ()
    per_day: float | None = None
    """About how many stories a day the editor expects; None: not said."""
    threshold: float | None = None
    """Fixed probability from which a story is kept; None: found from the stream."""


class Decision(StrEnum):
    """What the judge proposes."""

    KEEP = "keep"
    ASK = "ask"
    DROP = "drop"


@dataclass(frozen=True, slots=True)
class Reason:
    """One contribution to a score, with the evidence a person can check."""

    kind: str
    """"base", "phrase", "words", "example", "excluded", "language", …"""
    label: str
    """What is shown: the phrase, the word, the example's title."""
    value: float
    evidence: str = ""
    """Words in their context, from the article."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """How a story fits a theme, and why; `score` is the sum of the reasons' values."""

    theme: str
    score: float
    """Probability that the editor would keep it, 0 to 1."""
    threshold: float
    decision: Decision
    reasons: tuple[Reason, ...]
    section: str = ""
    flags: tuple[str, ...] = ()
    """Named findings: "promo", "press-release", "listicle", "gated", "near-miss" …"""


class Verb(StrEnum):
    """What an editor can do to a story (or, with an edition's slug, to an edition)."""

    KEEP = "keep"
    DROP = "drop"
    LATER = "later"
    LEAD = "lead"
    TITLE = "title"
    INSIGHT = "insight"
    EXTRACT = "extract"
    SECTION = "section"
    PICTURE = "picture"
    POSITION = "position"
    MERGE = "merge"
    SPLIT = "split"
    OPENING = "opening"
    RESTORE = "restore"
    APPROVE = "approve"
    """Of an edition's slug, with the hash of what was approved: kept for the audit, changes no story."""
    WITHDRAW = "withdraw"
    """The approval was taken back."""
    ALLOW = "allow"
    """Of a finding's key, with the editor's reason: what the guard holds back may leave. Changes no story."""


@dataclass(frozen=True, slots=True)
class Mark:
    """One act of the editor; the log of them is what an edition is rebuilt from."""

    subject: str
    """Id of the story, or slug of the edition for `OPENING`."""
    verb: Verb
    at: datetime
    value: str = ""
    """The text, the section, the other story; the reason of a drop."""
    editor: str = ""
    id: int = 0
    """Given by the store, ascending."""


class Slot(StrEnum):
    """Where in the edition a pick stands."""

    LEAD = "lead"
    SECOND = "second"
    SECTION = "section"
    BRIEF = "brief"


@dataclass(frozen=True, slots=True)
class Pick:
    """A story chosen for an edition, with all that the reader is shown of it."""

    story: Story
    verdict: Verdict
    slot: Slot
    section: str
    title: str
    extract: str = ""
    extract_by: str = "extracted"
    """Whose words the extract is: "publisher", "extracted" or "editor"."""
    insight: str = ""
    """The editor's own sentence, Markdown."""
    picture: str = ""
    """Address of the article's picture where its rights allow; "" draws a cover."""
    additions: tuple[str, ...] = ()
    """What each article after the first adds, aligned with `story.articles[1:]`."""
    value: float = 0.0
    """What ranks it: the verdict's score plus `adjustments`."""
    adjustments: tuple[Reason, ...] = ()
    """Freshness, sharers, outlets, source's keep rate, flags: beside the score, never in it."""
    chosen_by: str = "judge"
    """"judge" or "editor"."""
    slug: str = ""
    """Last part of the permalink, unique within the journal's day."""


class Status(StrEnum):
    """How far an edition has come."""

    DRAFT = "draft"
    APPROVED = "approved"
    PUBLISHED = "published"


@dataclass(frozen=True, slots=True)
class Edition:
    """The picks of one day, or of one week, in their order."""

    slug: str
    """"2026-11-22" or "2026-w47"."""
    day: date
    """The day it is dated."""
    number: int
    picks: tuple[Pick, ...]
    made: datetime
    opening: str = ""
    """The editor's first words, Markdown."""
    read: int = 0
    """Articles looked at for it."""
    sources: int = 0
    failing: int = 0
    note: str = ""
    """Why it is shorter or reaches further back than usual; code, not prose."""
    status: Status = Status.DRAFT
    approved_hash: str = ""
    approved_at: datetime | None = None
    approved_by: str = ""


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
