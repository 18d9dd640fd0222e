"""The way out to the web, and how a source is asked and understood."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from curator.model import Cause, Entry, Source, SourceState


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
