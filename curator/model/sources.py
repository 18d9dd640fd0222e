"""Whom the journal reads, and how the way there is."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


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
    KEY = "key"
    """The token or password it is read with is not kept, or no longer taken."""


_OPEN = re.compile(r"/(?:@|tags/|profile/|hashtag/)")
"""In the address of a page at a network that everybody may look at."""


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
    blocked: bool = False
    """Whether the editor will not have it again; readers are not told of it."""
    filter: str = ""
    """Query that an entry must match; see the reference of filters."""
    pictures: bool = False
    """Whether the publisher lets its pictures be shown."""
    user: str = ""
    """The account that it is read as, where its kind needs one: "@me.bsky.social"."""
    server: str = ""
    """Address of that account's server, where it is not the usual one."""
    secret: str = ""
    """Name of the token or password; "" for the usual one of its kind."""

    @property
    def is_read(self) -> bool:
        """Whether it is to be asked at all."""
        return not (self.paused or self.blocked)

    @property
    def is_public(self) -> bool:
        """Whether readers may be told of it: not of a mailbox, one's own timeline, a private list, a search."""
        if self.blocked:
            return False
        return self.kind == "feed" or (self.kind != "mailbox" and bool(_OPEN.search(self.address)))


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
    """No request before this moment by itself."""
    asked_until: datetime | None = None
    """No request before this moment at all: the server asked for it (Retry-After)."""
    cursor: str = ""
    """How far a source that is read onwards has been read; its fetcher's own words."""
    cause: Cause | None = None
    """Why the last attempt failed; None after a good one."""
    detail: str = ""
    failing_since: datetime | None = None
    failures: int = 0
    moved_to: str = ""
    """Where it permanently redirects to, until the editor takes the move."""
    moved_since: datetime | None = None
    moved_count: int = 0
