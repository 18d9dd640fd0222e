"""One request from its first hop to its response: what to ask next, and what the answers amount to."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from curator.config.settings import Fetch
from curator.http import causes, headers
from curator.http.decode import Undecodable, decode, decode_start
from curator.http.places import BadAddress, Place, follow, parse
from curator.http.robots import LARGEST
from curator.http.slot import HEADER_BYTES, REFUSAL_BYTES, Hop
from curator.http.walls import wall
from curator.model import Cause
from curator.ports import Request, Response

MOST_HOPS = 5

_PERMANENT = frozenset({301, 308})
_MOVED = frozenset({301, 302, 303, 307, 308})
_OURS = frozenset({"accept-encoding", "connection", "content-length", "host", "transfer-encoding", "user-agent"})
"""Header fields that are not the caller's to set: limits and manners hang on them."""
_ACCEPT_PAGE = "Accept: text/html, application/xhtml+xml, */*;q=0.8"
_ACCEPT_FEED = (
    "Accept: application/atom+xml, application/rss+xml, application/feed+json, application/xml;q=0.9, */*;q=0.8"
)


@dataclass(slots=True)
class Exchange:
    """A request under way."""

    request: Request
    place: Place
    method: str
    body: bytes
    fields: Mapping[str, str]
    """The caller's own header fields that may still be sent."""
    is_robots: bool = False
    hops: int = 0
    permanent: bool = True
    """Whether every hop so far said 301 or 308."""
    spent: float = 0.0
    """Seconds of transfer, waiting for a turn left out."""
    status: int = 0
    headers: Mapping[str, str] = field(default_factory=dict)


def begin(request: Request, *, is_robots: bool = False) -> Exchange | Response:
    """Return the exchange for `request`, or the response that says why there can be none."""
    try:
        place = parse(request.address)
    except BadAddress as error:
        return Response(request, cause=Cause.BAD_ADDRESS, detail=f"the address {error}")
    method = request.method.upper()
    if not method.isascii() or not method.isalpha():
        return Response(request, cause=Cause.BAD_ADDRESS, detail="the method cannot be sent")
    for name, value in request.headers.items():
        if not headers.is_sendable(name, value):
            return Response(request, cause=Cause.BAD_ADDRESS, detail=f"the header {name[:40]!r} cannot be sent")
    fields = {name: value for name, value in request.headers.items() if name.lower() not in _OURS}
    return Exchange(request, place, method, request.body, fields, is_robots)


def hop_of(exchange: Exchange, settings: Fetch, proxy: str) -> Hop:
    """Return what is to be asked now."""
    request, own = exchange.request, exchange.fields
    lines = [f"{name}: {value}" for name, value in own.items()]
    names = {name.lower() for name in own}
    if "accept" not in names:
        lines.append(_ACCEPT_PAGE if request.page or exchange.method != "GET" else _ACCEPT_FEED)
    lines.append("Accept-Encoding: gzip")
    if exchange.method in ("GET", "HEAD"):
        lines += headers.validators(request.etag, request.last_modified)
    else:
        lines.append("Expect:")
    if exchange.place.credentials and "authorization" not in names:
        lines.append("Authorization: Basic " + base64.b64encode(exchange.place.credentials.encode()).decode("ascii"))
    limit = LARGEST if exchange.is_robots else settings.wire_bytes
    return Hop(exchange.place, lines, exchange.method, exchange.body, proxy, not exchange.is_robots, limit)


def settle(exchange: Exchange, hop: Hop, settings: Fetch, now: datetime) -> Response | None:
    """Return the response that a finished hop amounts to; None when there is a next hop, now set in `exchange`."""
    exchange.status = hop.status
    exchange.headers = fields = headers.read(hop.header_lines)
    if hop.stopped == "header":
        return failed(exchange, Cause.TOO_LARGE, f"the header is larger than {HEADER_BYTES} bytes")
    if hop.status in _MOVED:
        return _redirect(exchange, hop.status, fields.get("location", ""))
    if hop.stopped == "body":
        return failed(exchange, Cause.TOO_LARGE, f"larger than {settings.wire_bytes} bytes")
    return _answer(exchange, hop, settings, now)


def failed(exchange: Exchange, cause: Cause, detail: str) -> Response:
    """Return the response of an exchange that came to nothing."""
    return Response(
        exchange.request,
        exchange.status,
        exchange.place.address,
        headers=exchange.headers,
        cause=cause,
        detail=detail,
        seconds=exchange.spent,
    )


def _redirect(exchange: Exchange, status: int, location: str) -> Response | None:
    """Set the exchange on its next hop, or say why there is none."""
    if not location.strip():
        return failed(exchange, Cause.REDIRECTS, f"status {status} without an address")
    if exchange.hops == MOST_HOPS:
        return failed(exchange, Cause.REDIRECTS, f"more than {MOST_HOPS} redirects")
    try:
        target = follow(exchange.place, location)
    except BadAddress as error:
        return failed(exchange, Cause.REDIRECTS, f"the redirect {error}")
    elsewhere = target.origin != exchange.place.origin
    if exchange.method not in ("GET", "HEAD"):
        if status == 303:
            exchange.method, exchange.body = "GET", b""
        elif status not in (307, 308) or elsewhere:
            return failed(exchange, Cause.REDIRECTS, f"status {status}: what was sent is not sent on to another place")
    if elsewhere:
        exchange.fields = headers.for_other_origin(exchange.fields)
    exchange.place = target
    exchange.hops += 1
    exchange.permanent = exchange.permanent and status in _PERMANENT
    return None


def _answer(exchange: Exchange, hop: Hop, settings: Fetch, now: datetime) -> Response:
    """Judge the last hop's status and body."""
    request, fields = exchange.request, exchange.headers
    cause, detail, body = causes.of_status(hop.status), "", b""
    encoding = fields.get("content-encoding", "")
    if cause is not None:
        detail = f"status {hop.status}"
        body = decode_start(b"".join(hop.parts), encoding, REFUSAL_BYTES)
    elif exchange.is_robots:
        body = decode_start(b"".join(hop.parts), encoding, LARGEST)
    elif hop.status == 304 and not (request.etag or request.last_modified):
        cause, detail = Cause.PARSE, "status 304 although nothing was known"
    elif hop.status == 206 and not any(name.lower() == "range" for name in request.headers):
        cause, detail = Cause.TRUNCATED, "status 206: only a part"
    elif exchange.method != "HEAD":
        try:
            body = decode(b"".join(hop.parts), encoding, settings.decoded_bytes)
        except Undecodable as error:
            cause, detail = error.cause, str(error)
    if hop.status != 304 and (owner := wall(hop.status, fields, body)):
        cause, detail = Cause.BOT_WALL, f"status {hop.status}: {owner} asks for a person"
    asked_to_wait = fields.get("retry-after", "")
    until = headers.retry_after(asked_to_wait, now) if asked_to_wait and cause is not None else None
    if until is None and hop.status == 429:
        until = headers.rate_reset(fields, now)
    return Response(
        request,
        hop.status,
        exchange.place.address,
        body,
        fields,
        cause,
        detail,
        until,
        exchange.place.address if exchange.hops and exchange.permanent and cause is None else "",
        exchange.spent,
    )
