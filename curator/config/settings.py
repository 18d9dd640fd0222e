"""The settings as values: each field is a key of `config.toml`, with its default."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

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
    """`[networks]`: for whom the share kit writes."""

    kit: tuple[str, ...] = ("mastodon", "bluesky", "linkedin", "x", "threads", "facebook")
    mastodon_characters: int = 500


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
    paths: Paths = Paths()
    sources: tuple[Source, ...] = ()
    themes: tuple[Theme, ...] = ()
