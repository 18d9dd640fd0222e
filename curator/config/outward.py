"""The settings of what goes out: letters, posts, the site; each field is a key of `config.toml`, with its default."""

from __future__ import annotations

from dataclasses import dataclass


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
class Ambassador:
    """`[[ambassadors]]`: somebody who shares the journal's stories in their own name, from a kit of their own."""

    name: str
    tag: str = ""
    """What their links to the journal carry, "?via=…", so that their readers can be counted; "" for none."""
    networks: tuple[str, ...] = ()
    """Instead of those of `[networks] kit`."""
    active: bool = True
    """false: no kit is made for them any more."""
