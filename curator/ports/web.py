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
    since: str = ""
    """The source's cursor, for whoever understands the answer; no server is told of it."""


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
    onward: str = ""
    """Address of what is to be asked next, an older page for example; "" when this was all."""
    cursor: str = ""
    """How far this brings the source, whatever comes of what is asked next."""
    newest: str = ""
    """How far it is read once all that leads onward has been asked: pages that go from new to old."""


class Fetcher(Protocol):
    """How one kind of source is asked and understood; both halves are pure, and know no secret."""

    kind: str

    def request(self, source: Source, state: SourceState | None, now: datetime) -> Request:
        """Return what to ask the web for; conditional when `state` allows."""
        ...

    def parse(self, source: Source, response: Response, now: datetime) -> Batch:
        """Return what the answer says; runs in a child. Raises `ParseError` when it is no such answer.

        A batch that leads `onward` is asked on with the same source and `since`.
        """
        ...


class Keys(Protocol):
    """The tokens and passwords that sources are read with."""

    def headers(self, source: Source) -> Mapping[str, str]:
        """Return what a request for the source must carry; nothing for what everybody may read.

        Raises `MissingKey` where the key is not kept, or no longer taken.
        """
        ...

    def renew(self, source: Source) -> bool:
        """Forget a key that was refused; return whether there is another to try."""
        ...
