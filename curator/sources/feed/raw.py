"""What a feed said, in its own words: what all three readers hand on to be cleaned."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class Form(StrEnum):
    """What a piece of text claims to be."""

    TEXT = "text"
    HTML = "html"
    UNSAID = "unsaid"
    """As in RSS, where one has to guess."""


@dataclass(frozen=True, slots=True)
class Markup:
    """A piece of text as it stands in the feed, after one decoding."""

    value: str
    form: Form = Form.UNSAID


@dataclass(frozen=True, slots=True)
class Link:
    """One address that a feed or an entry gives, and what for."""

    href: str
    rel: str = "alternate"
    type: str = ""


@dataclass(slots=True)
class RawEntry:
    """One entry, nothing cleaned."""

    guid: str = ""
    guid_is_link: bool = False
    links: list[Link] = field(default_factory=list)
    """In the order of trust."""
    title: Markup = Markup("")
    bodies: list[Markup] = field(default_factory=list)
    author: str = ""
    dates: list[str | datetime] = field(default_factory=list)
    """The best first."""
    categories: list[str] = field(default_factory=list)
    pictures: list[str] = field(default_factory=list)
    """Addresses, the best first."""
    language: str = ""
    base: str = ""
    strange: bool = False
    """Lacks an id, link, title or date, and holds an element whose name may be one; or holds another entry."""


@dataclass(slots=True)
class RawFeed:
    """A whole feed, nothing cleaned."""

    title: Markup = Markup("")
    links: list[Link] = field(default_factory=list)
    language: str = ""
    author: str = ""
    base: str = ""
    entries: list[RawEntry] = field(default_factory=list)
    dropped: int = 0
