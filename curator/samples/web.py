"""The sample web as the `Web` port sees it: feeds and pages answered from the samples, no network."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from email.utils import format_datetime
from pathlib import Path
from urllib.parse import urlsplit

from curator.model import Cause
from curator.ports import Request, Response
from curator.samples.content import Outlet, Piece, sample_outlets, sample_pieces, samples_folder
from curator.samples.feeds import feed
from curator.samples.pages import front_page, page

_HTML = "text/html; charset=utf-8"
_ROBOTS = b"User-agent: *\nAllow: /\n"


class SampleWeb:
    """A `Web` whose only hosts are the sample outlets, as they stand at `now`.

    Feeds, pages (also by AMP, tracked and short addresses), front pages and
    robots.txt are there; a matching ETag is answered 304, an unknown path 404,
    a feed that was given up 410, an unknown host as a DNS failure.
    """

    def __init__(self, now: datetime, folder: Path | None = None) -> None:
        """Read the samples in `folder` (default: the bundled ones); `now` is an aware datetime."""
        self._now = now.astimezone(UTC)
        self._folder = folder or samples_folder()
        self._outlets = {outlet.host: outlet for outlet in sample_outlets(self._folder)}
        self._pieces: dict[str, list[Piece]] = {host: [] for host in self._outlets}
        self._by_address: dict[str, Piece] = {}
        for piece in sample_pieces(self._now, self._folder):
            self._pieces[piece.outlet.host].append(piece)
            self._by_address[piece.address.rstrip("/")] = piece
            self._by_address[piece.short_address] = piece

    def fetch(self, requests: Iterable[Request]) -> Iterator[Response]:
        """Yield the response to each request, in order."""
        for request in requests:
            yield self._answer(request)

    def _answer(self, request: Request) -> Response:
        host = urlsplit(request.address).hostname or ""
        outlet = self._outlets.get(host)
        if outlet is None:
            return Response(request, cause=Cause.DNS, detail=f"{host} is not part of the sample web")
        path = urlsplit(request.address).path or "/"
        if path == outlet.feed and outlet.gone:
            return Response(request, 410, request.address, cause=Cause.GONE, detail="410 Gone")
        found = self._content(outlet, path, request.address)
        if found is None:
            return Response(request, 404, request.address, cause=Cause.MISSING, detail="404 Not Found")
        body, kind, address = found
        return self._conditional(request, body, kind, address)

    def _content(self, outlet: Outlet, path: str, asked: str) -> tuple[bytes, str, str] | None:
        """Return body, content type and final address of what stands at an address, if anything does."""
        pieces = self._pieces[outlet.host]
        if path == outlet.feed:
            return (*feed(outlet, pieces), asked)
        if path == "/robots.txt":
            return _ROBOTS, "text/plain; charset=utf-8", asked
        if piece := self._by_address.get(asked):
            return page(piece, pieces, self._folder).encode(), _HTML, piece.address
        if path == "/":
            return front_page(outlet, pieces).encode(), _HTML, asked
        bare = f"https://{outlet.host}{path}".rstrip("/").removesuffix("/amp")
        if piece := self._by_address.get(bare):
            return page(piece, pieces, self._folder).encode(), _HTML, asked
        return None

    def _conditional(self, request: Request, body: bytes, kind: str, address: str) -> Response:
        etag = f'"{hashlib.sha256(body).hexdigest()[:20]}"'
        headers = {"content-type": kind, "etag": etag, "last-modified": format_datetime(self._now, usegmt=True)}
        if request.etag == etag:
            return Response(request, 304, address, headers=headers)
        return Response(request, 200, address, body, headers)
