"""One libcurl handle, used again and again: a single hop, with its limits and its guard."""

from __future__ import annotations

import socket
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import pycurl

from curator.http import headers
from curator.http.places import Guard, Place, leaves

HEADER_BYTES = 65_536
REFUSAL_BYTES = 262_144
"""Of an answer that is a refusal or a redirect no more is read: enough to tell a bot wall, or what an API says."""

_SUPPRESS_CONNECT_HEADERS = 265
"""CURLOPT_SUPPRESS_CONNECT_HEADERS, which pycurl has no name for: a proxy's CONNECT headers are not the server's."""


@dataclass(slots=True)
class Hop:
    """What a slot is to ask, and what came of it."""

    place: Place
    fields: Sequence[str]
    method: str = "GET"
    body: bytes = b""
    proxy: str = ""
    whole: bool = True
    """Whether an answer over the limit is a failure; otherwise its start is enough."""
    limit: int = 0
    """Bytes of the body on the wire."""
    header_lines: list[bytes] = field(default_factory=list)
    header_bytes: int = 0
    parts: list[bytes] = field(default_factory=list)
    received: int = 0
    status: int = 0
    announced: int = 0
    """Bytes that Content-Length promises."""
    stopped: str = ""
    """Why we broke the transfer off: "header", "body", "enough", "redirect"; "" when we did not."""
    refused_peer: str = ""
    """The address that the guard did not let through."""


class Slot:
    """A handle and the sockets it opened; `hop` is what it works on."""

    def __init__(self, guard: Guard, authorities: str, user_agent: str) -> None:
        self._guard = guard
        self._authorities = authorities
        self._user_agent = user_agent
        self._sockets: list[socket.socket] = []
        self._plain = True
        self.hop: Hop
        self.connect_by = 0.0
        self.finish_by = 0.0
        self.started = 0.0
        self.curl = pycurl.Curl()
        self._set_up()

    def _set_up(self) -> None:
        curl = self.curl
        curl.setopt(pycurl.PROTOCOLS, pycurl.PROTO_HTTP | pycurl.PROTO_HTTPS)
        curl.setopt(pycurl.FOLLOWLOCATION, 0)
        curl.setopt(pycurl.HTTP_VERSION, pycurl.CURL_HTTP_VERSION_1_1)
        curl.setopt(pycurl.HTTP_CONTENT_DECODING, 0)
        curl.setopt(pycurl.NOSIGNAL, 1)
        curl.setopt(pycurl.NOPROXY, "")
        curl.setopt(_SUPPRESS_CONNECT_HEADERS, 1)
        curl.setopt(pycurl.CAINFO, self._authorities)
        curl.setopt(pycurl.USERAGENT, self._user_agent)
        curl.setopt(pycurl.OPENSOCKETFUNCTION, self._open_socket)
        curl.setopt(pycurl.HEADERFUNCTION, self._take_header)
        curl.setopt(pycurl.WRITEFUNCTION, self._take_body)

    def load(self, hop: Hop) -> None:
        """Prepare the handle for `hop`."""
        self.hop = hop
        curl = self.curl
        curl.setopt(pycurl.URL, hop.place.address)
        curl.setopt(pycurl.PROXY, hop.proxy)
        curl.setopt(pycurl.HTTPHEADER, [line.encode("latin-1") for line in hop.fields])
        if hop.method != "GET":
            self._load_method(hop)

    def _load_method(self, hop: Hop) -> None:
        self._plain = False
        if hop.method == "HEAD":
            self.curl.setopt(pycurl.NOBODY, 1)
            return
        self.curl.setopt(pycurl.CUSTOMREQUEST, hop.method)
        if hop.body or hop.method in ("POST", "PUT", "PATCH"):
            # pycurl says the length itself and keeps the bytes; COPYPOSTFIELDS would end at the first NUL.
            self.curl.setopt(pycurl.POSTFIELDS, hop.body)
        # libcurl repeats a request on a connection that died unused; what acts must not be sent twice.
        self.curl.setopt(pycurl.FRESH_CONNECT, 1)

    def unload(self) -> None:
        """Close what is ours of the hop's sockets, and make the handle fit for any request."""
        while self._sockets:
            self._sockets.pop().close()
        if hasattr(self, "hop"):
            self.hop.parts.clear()  # the handle waits for its next turn; a large body need not
        if not self._plain:
            self.curl.reset()
            self._set_up()
            self._plain = True

    def close(self) -> None:
        """Free the handle."""
        self.unload()
        self.curl.close()

    def _open_socket(self, purpose: int, address: tuple[int, int, int, tuple[str, int]]) -> Any:
        """Open a socket where the guard allows; libcurl asks for every connection, after the name was resolved."""
        family, kind, protocol, peer = address
        # A proxy is the user's own choice, wherever it stands.
        if not self.hop.proxy and not self._guard.allows_peer(self.hop.place, peer[0], peer[1]):
            self.hop.refused_peer = peer[0]
            return pycurl.SOCKET_BAD
        opened = socket.socket(family, kind, protocol)
        # pycurl works on a duplicate; ours is closed with the hop.
        self._sockets.append(opened)
        return opened

    def _take_header(self, line: bytes) -> int | None:
        hop = self.hop
        hop.header_bytes += len(line)
        if hop.header_bytes > HEADER_BYTES:
            hop.stopped = "header"
            return -1
        hop.header_lines.append(line)
        if line[:5] == b"HTTP/":
            hop.status = _status(line)
        elif line[:15].lower() == b"content-length:" and line[15:].strip().isdigit():
            hop.announced = int(line[15:35])
        if line == b"\r\n" or line == b"\n":
            return self._end_header()
        return None

    def _end_header(self) -> int | None:
        hop = self.hop
        if hop.status < 300:
            if hop.whole and hop.announced > hop.limit and hop.method != "HEAD":
                hop.stopped = "body"
                return -1
            return None
        hop.whole = False
        hop.limit = min(hop.limit, REFUSAL_BYTES)
        if hop.status < 400 and leaves(hop.place, headers.read(hop.header_lines).get("location", "")):
            # Nobody needs this body, and a host must not keep one connection while we open the next (http to https).
            hop.stopped = "redirect"
            return -1
        return None

    def _take_body(self, part: bytes) -> int | None:
        hop = self.hop
        hop.received += len(part)
        if hop.received > hop.limit:
            hop.stopped = "body" if hop.whole else "enough"
            return -1
        hop.parts.append(part)
        return None


def _status(line: bytes) -> int:
    code = line.split(None, 2)[1:2]
    return int(code[0]) if code and code[0].isdigit() else 0
