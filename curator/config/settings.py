"""The settings as values: each field is a key of `config.toml`, with its default."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from curator.config.outward import (
    AccountSettings,
    Ambassador,
    Automatic,
    Deploy,
    Gate,
    Handover,
    Mailbox,
    Posting,
    Schedule,
    Smtp,
)
from curator.model import Source, Theme


@dataclass(frozen=True, slots=True)
class Journal:
    """`[journal]`: what the reader is told of it."""

    title: str
    language: str = "en"
    """Language of the interface, two letters."""
    tagline: str = ""
    editor: str = ""
    """The name under the insights."""
    contact: str = ""
    """Address of a page or mailbox, told to the sites we read and to the readers."""
    base_url: str = ""
    """Where the journal will stand; "" for reading from a folder."""
    timezone: str = "UTC"
    look: str = "press"
    rights: str = ""
    """Licence of the editor's own words."""
    profiles: tuple[str, ...] = ()
    """Addresses of the editor elsewhere: rel=me."""
    fediverse: str = ""
    """@name@host of the editor, for fediverse:creator."""
    alternates: dict[str, str] = field(default_factory=dict)
    """Language code → address of the same journal in that language."""
    hub: str = ""
    """WebSub hub announced in the feeds."""
    voice: str = ""
    """Whose voice the journal is, where one person has several: "work", "home"."""


@dataclass(frozen=True, slots=True)
class EditionRules:
    """`[edition]`: how stories become an edition."""

    stories: int = 20
    """At most this many."""
    window_hours: int = 36
    """How far back an edition reaches."""
    longest_window_hours: int = 168
    """How far back it may reach on slow days."""
    floor: int = 3
    """Fewer stories than this: the window grows, then nothing is published."""
    outlet_share: float = 0.34
    """At most this share of an edition from one outlet."""
    extract_characters: int = 280
    """Hard cap of what is quoted of one article."""


@dataclass(frozen=True, slots=True)
class Letter:
    """`[letter]`: the letter by e-mail."""

    sender: str = ""
    """Address in From, "Name <box@example.org>"."""
    unsubscribe: str = ""
    """mailto: or https: address that ends a subscription."""
    postal_address: str = ""
    stories: int = 12


@dataclass(frozen=True, slots=True)
class Fetch:
    """`[fetch]`: manners and limits on the web."""

    connect_seconds: float = 5.0
    total_seconds: float = 20.0
    connections: int = 32
    per_host: int = 1
    pages_per_host: int = 2
    wire_bytes: int = 10_000_000
    decoded_bytes: int = 20_000_000
    private_hosts: tuple[str, ...] = ()
    """"host:port" of loopback or private servers that may be asked all the same."""
    pages_per_run: int = 400
    """At most this many pages are read in full in one run."""


@dataclass(frozen=True, slots=True)
class Networks:
    """`[networks]`: for whom the share kit writes, and what is read of ourselves."""

    kit: tuple[str, ...] = ("mastodon", "bluesky", "linkedin", "x", "threads", "facebook")
    mastodon_characters: int = 500
    own_posts: bool = True
    """Whether links that your own accounts share by hand may enter the draft; what curator posted never does."""


@dataclass(frozen=True, slots=True)
class Blocked:
    """`blocked.toml`: whom and what this journal does not want to hear of."""

    people: tuple[str, ...] = ()
    """Names of authors, or handles of those who share."""
    sites: tuple[str, ...] = ()
    """Host names; what stands below them is meant too."""
    words: tuple[str, ...] = ()
    """Words and phrases in a headline or a text."""


@dataclass(frozen=True, slots=True)
class EncoderSettings:
    """`[encoder]`: a model of meaning that helps the judge; never needed."""

    kind: str = ""
    """"minilm", "universal", "model2vec", "sentence-transformers", "openai"; "" for none."""
    model: str = ""
    """Folder of the model; for "openai" its name."""
    address: str = ""
    """Of a server, up to and with "/v1"."""
    secret: str = ""
    """Name of the server's token; "" for none."""
    languages: tuple[str, ...] = ()
    """Languages it understands; (): all."""


@dataclass(frozen=True, slots=True)
class SecondOpinion:
    """`[second_opinion]`: a language model that is asked where the judge is in doubt; off by default."""

    address: str = ""
    """Of a server that speaks OpenAI's chat completions, up to and with "/v1"; "" for none."""
    model: str = ""
    secret: str = ""
    """Name of the server's token; "" for none."""
    per_day: int = 20
    """At most this many questions a day."""
    seconds: float = 60.0
    """A question that takes longer has failed."""


@dataclass(frozen=True, slots=True)
class Paths:
    """`[paths]`: where things are kept, relative to the journal's folder."""

    site: Path = Path("site")
    letters: Path = Path("letters")
    kits: Path = Path("kits")
    store: Path = Path("data/curator.sqlite")
    themes: Path = Path("themes")
    templates: Path = Path("templates")


@dataclass(frozen=True, slots=True)
class Config:
    """Everything the user set, with paths absolute."""

    folder: Path
    """The journal's folder, where `config.toml` is."""
    journal: Journal
    edition: EditionRules = EditionRules()
    letter: Letter = Letter()
    fetch: Fetch = Fetch()
    networks: Networks = Networks()
    smtp: Smtp = field(default_factory=Smtp)
    gate: Gate = field(default_factory=Gate)
    mailbox: Mailbox = field(default_factory=Mailbox)
    deploy: Deploy = field(default_factory=Deploy)
    handover: Handover = field(default_factory=Handover)
    schedule: Schedule = field(default_factory=Schedule)
    automatic: Automatic = field(default_factory=Automatic)
    posting: Posting = field(default_factory=Posting)
    encoder: EncoderSettings = EncoderSettings()
    second_opinion: SecondOpinion = SecondOpinion()
    paths: Paths = Paths()
    sources: tuple[Source, ...] = ()
    themes: tuple[Theme, ...] = ()
    accounts: tuple[AccountSettings, ...] = ()
    ambassadors: tuple[Ambassador, ...] = ()
    blocked: Blocked = Blocked()
