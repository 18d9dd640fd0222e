"""What came in: an entry is said, an article read, a story told by several."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import datetime
from functools import lru_cache
from operator import attrgetter
from typing import Any

from curator.model.documents import document_of
from curator.model.identity import short_hash


@dataclass(frozen=True, slots=True)
class Sharer:
    """Who passed a link on: their name, their post, and its words."""

    name: str
    handle: str
    address: str
    """Of the post."""
    words: str = ""
    """What the post says, links left out: the sharer's own words, or `author`'s."""
    at: datetime | None = None
    author: str = ""
    """Whose the words are where the sharer passed on another person's post."""
    author_handle: str = ""


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
    pageless: bool = False
    """The feed gives other entries the same address: the page tells of all of them, or of none."""

    @property
    def id(self) -> str:
        """Key of the entry in the store."""
        return _entry_id(self.source, self.guid)

    @property
    def content_hash(self) -> str:
        """Changes when what the source said changes."""
        return short_hash("\n".join((self.title, self.address, self.text, self.author)))

    def __reduce__(self) -> tuple[type[Entry], tuple[Any, ...]]:
        """Pickle by position: entries travel by the ten thousand, and dataclasses' own way costs six times as much."""
        return Entry, _ENTRY_VALUES(self)


@lru_cache(maxsize=1 << 14)
def _entry_id(source: str, guid: str) -> str:
    return short_hash(f"{source}\n{guid}")


_ENTRY_VALUES = attrgetter(*(field.name for field in fields(Entry)))


@dataclass(frozen=True, slots=True)
class Article:
    """An entry, read: one text at one canonical address, whoever pointed to it."""

    id: str
    """`short_hash` of the canonical address; of the entry's id where that has no page of its own."""
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
    def document(self) -> str:
        """Address of the document that the articles rest on, "" where there is none."""
        return document_of([(article.address, article.links) for article in self.articles])

    @property
    def published(self) -> datetime:
        """When the first of its articles appeared."""
        return min(article.published for article in self.articles)

    @property
    def content_hash(self) -> str:
        """Changes when an article joins, leaves or changes."""
        return short_hash("\n".join(f"{article.id} {article.content_hash}" for article in self.articles))


@dataclass(frozen=True, slots=True)
class Tie:
    """What holds one article to the one of its story that it shares most with."""

    copy: bool
    """Whether the two are one text."""
    close: bool
    """Whether an encoder finds them close in meaning."""
    shared: tuple[str, ...]
    """Names and figures that stand in both, as the article writes them."""
