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
class Smtp:
    """`[smtp]`: the server that letters leave by; passwords and keys by name only, see `curator secret`."""

    host: str = ""
    port: int = 0
    """0: 465 with `tls`, 587 with `starttls`, 25 with `none`."""
    security: str = "starttls"
    """"starttls", "tls", or "none" for a server on this machine without a login."""
    user: str = ""
    secret: str = "smtp"
    """Name of the password."""
    rate_per_minute: int = 0
    """At most so many letters; 0: as fast as the server takes them."""
    bounces: str = ""
    """Where bounces go: "box+{id}@example.org"; "" for the sender's own box."""
    dkim_domain: str = ""
    """"" sends without a signature of ours: most servers sign themselves."""
    dkim_selector: str = ""
    dkim_secret: str = "dkim"
    """Name of the private key, PEM."""


@dataclass(frozen=True, slots=True)
class Gate:
    """`[gate]`: where readers subscribe, confirm and leave."""

    address: str = ""
    """Where `curator gate` stands for readers: "https://journal.example.org/gate"; "" for by mail alone."""
    forwarded: bool = False
    """Whether it stands behind a server of yours that names the caller in X-Forwarded-For."""


@dataclass(frozen=True, slots=True)
class Mailbox:
    """`[mailbox]`: where bounces, complaints and requests by mail arrive."""

    address: str = ""
    """What readers write to; "" for the sender's."""
    path: str = ""
    """An mbox file or a Maildir on this machine, instead of IMAP."""
    host: str = ""
    """IMAP over TLS."""
    port: int = 993
    user: str = ""
    secret: str = "mailbox"
    """Name of the password."""
    folder: str = "INBOX"


@dataclass(frozen=True, slots=True)
class Deploy:
    """`[deploy]`: where the pages are put for readers; the built site is always in `[paths] site`, too."""

    kind: str = ""
    """"folder", "rsync", "sftp", "git" or "s3"; "" for nowhere."""
    to: str = ""
    """A folder, "user@host:/path", a git repository, or "s3://bucket/prefix"."""
    branch: str = "gh-pages"
    """Of a git repository."""
    endpoint: str = ""
    """Address of the S3-compatible service; "" for Amazon's."""
    region: str = "us-east-1"
    secret: str = "deploy"
    """Name of the S3 key, "ID:SECRET", or of the token for git over https."""
    ssh_config: str = ""
    """File of further ssh settings (port, key), from the journal's folder; "" for the user's own alone."""


@dataclass(frozen=True, slots=True)
class Handover:
    """`[handover]`: another service that sends the letter; it gets a draft, and the editor sends it there."""

    service: str = ""
    """"listmonk", "buttondown", "brevo" or "mailchimp"; "" for none."""
    server: str = ""
    """Address of your listmonk; the others have their own."""
    user: str = ""
    """Of listmonk's API."""
    list: str = ""
    """Id of the list (listmonk, Brevo) or audience (Mailchimp) there."""
    secret: str = "handover"
    """Name of the service's key."""


@dataclass(frozen=True, slots=True)
class Schedule:
    """`[schedule]`: when the letter goes out."""

    days: tuple[str, ...] = ()
    """"sunday" …; none: only when told to."""
    time: str = "07:30"
    late_hours: int = 12
    """A run that comes later than this is late."""
    late: str = "skip"
    """What a late run does: "send" it, marked late, or "skip" the day."""


@dataclass(frozen=True, slots=True)
class Automatic:
    """`[automatic]`: an edition that nobody approved goes out by itself, under stricter rules."""

    after_hours: int = 0
    """Counted from the first draft; 0: never."""
    margin: float = 0.1
    """So far above its line a story must lie that the editor did not keep."""
    keep_rate: float = 0.5
    """More than this share of its source's decided stories the editor must have kept."""
    stories: int = 10
    quiet_minutes: int = 30
    """It waits while an editor is at work."""


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
class Posting:
    """`[posting]`: when posts go out, and what holds them back."""

    slots: tuple[str, ...] = ("08:30", "12:15", "17:45")
    gap_minutes: int = 60
    """Between two posts of one account."""
    quiet: tuple[str, ...] = ("22:00", "07:00")
    """From, until: nothing is posted; [] for none."""
    late_hours: int = 3
    """A post whose slot is longer ago is late."""
    late: str = "wait"
    """What becomes of a late post: it may "wait" for the editor, or is "send", marked late."""
    cooldown_days: int = 30
    """The same story is not posted again on an account within these."""


@dataclass(frozen=True, slots=True)
class AccountSettings:
    """`[[accounts]]`: an account that posts go out from; its token by name only."""

    network: str
    handle: str = ""
    """As people see it: "@me@social.example"."""
    server: str = ""
    """Address of the server: "https://social.example"."""
    secret: str = ""
    """Name of the token; "" for the network's name."""
    slots: tuple[str, ...] = ()
    """Instead of those of [posting]."""
    budget: float = 0.0
    """US dollars a month that may be spent on posts."""
    voice: str = ""
    """Whose voice it is, where one person has several: "work", "home"."""
    via: str = ""
    """"buffer" or "postiz": a bridge that posts there in our place; `secret` is then its key."""
    channel: str = ""
    """The bridge's own name for the account."""
    expires: str = ""
    """Day on which the token ends, "2027-01-20", where you know it."""

    @property
    def id(self) -> str:
        """Unique within the journal."""
        return f"{self.network}:{self.handle or self.server or self.channel}"


@dataclass(frozen=True, slots=True)
class EncoderSettings:
    """`[encoder]`: a model of meaning that helps the judge; never needed."""

    kind: str = ""
    """"minilm", "model2vec", "sentence-transformers", "openai"; "" for none."""
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
class Ambassador:
    """`[[ambassadors]]`: somebody who shares the journal's stories in their own name, from a kit of their own."""

    name: str
    tag: str = ""
    """What their links to the journal carry, "?via=…", so that their readers can be counted; "" for none."""
    networks: tuple[str, ...] = ()
    """Instead of those of `[networks] kit`."""
    active: bool = True
    """false: no kit is made for them any more."""


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
    smtp: Smtp = Smtp()
    gate: Gate = Gate()
    mailbox: Mailbox = Mailbox()
    deploy: Deploy = Deploy()
    handover: Handover = Handover()
    schedule: Schedule = Schedule()
    automatic: Automatic = Automatic()
    posting: Posting = Posting()
    encoder: EncoderSettings = EncoderSettings()
    second_opinion: SecondOpinion = SecondOpinion()
    paths: Paths = Paths()
    sources: tuple[Source, ...] = ()
    themes: tuple[Theme, ...] = ()
    accounts: tuple[AccountSettings, ...] = ()
    ambassadors: tuple[Ambassador, ...] = ()
    blocked: Blocked = Blocked()
