"""Where a request goes: addresses taken apart without ambiguity, and the guard that says where one may go."""

from __future__ import annotations

import ipaddress
import re
import socket
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import lru_cache
from urllib.parse import quote, unquote, urljoin, urlsplit

from curator.errors import CuratorError
from curator.i18n import N_

LONGEST_ADDRESS = 8_000
"""Characters; longer ones are attacks or mistakes, and servers refuse them anyway."""

_PORTS = {"http": 80, "https": 443}
_HOST = re.compile(
    r"(?=.{1,253}\Z)(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\.)*[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\Z"
)
_SAFE = "/?:@!$&'()*+,;=~%-._|[]"
_SCHEME = re.compile(r"([a-z][a-z0-9+.-]*):", re.IGNORECASE)


class BadAddress(ValueError):
    """An address that cannot be asked; the message says why, without repeating it."""


@dataclass(frozen=True, slots=True)
class Place:
    """An http(s) address taken apart; `address` puts the same parts together for libcurl."""

    scheme: str
    host: str
    """Lower case, ASCII; IPv6 without brackets; numeric IPv4 of any notation as four decimals."""
    port: int
    path: str
    """With the query, percent-encoded."""
    credentials: str = ""
    """"user:password" of the address, kept apart so that no log or other origin sees it."""

    @property
    def origin(self) -> tuple[str, str, int]:
        """Scheme, host and port: what credentials and robots.txt are bound to."""
        return self.scheme, self.host, self.port

    @property
    def root(self) -> str:
        """The origin as an address without its path."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        port = "" if _PORTS[self.scheme] == self.port else f":{self.port}"
        return f"{self.scheme}://{host}{port}"

    @property
    def address(self) -> str:
        """The whole address, without credentials and fragment."""
        return self.root + self.path


@lru_cache(maxsize=8192)
def parse(address: str) -> Place:
    """Return `address` taken apart; raises `BadAddress` for what is no plain http(s) address."""
    address = address.strip()
    if len(address) > LONGEST_ADDRESS:
        raise BadAddress(N_("is longer than any real address"))
    if any(character < " " or character in "\x7f\\" for character in address):
        raise BadAddress(N_("contains a control character or a backslash"))
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError as error:
        raise BadAddress(N_("is not well-formed")) from error
    if parts.scheme not in _PORTS:
        raise BadAddress(N_("is not an http or https address"))
    if port == 0:
        raise BadAddress(N_("has no usable port"))
    name, _, secret = parts.netloc.rpartition("@")[0].partition(":")
    credentials = f"{unquote(name)}:{unquote(secret)}" if name or secret else ""
    if any(character < " " for character in credentials):
        raise BadAddress(N_("contains a control character"))
    path = quote(parts.path or "/", safe=_SAFE) + (f"?{quote(parts.query, safe=_SAFE)}" if parts.query else "")
    return Place(parts.scheme, _host(parts.hostname or ""), port or _PORTS[parts.scheme], path, credentials)


def follow(place: Place, location: str) -> Place:
    """Return where a redirect from `place` to `location` leads.

    Credentials stay within the origin; those that `location` itself brings are
    ignored. Raises `BadAddress` where one cannot go.
    """
    if (scheme := _SCHEME.match(location.strip())) and scheme[1].lower() not in _PORTS:
        raise BadAddress(N_("leads to a {scheme} address", scheme=scheme[1].lower()[:20]))
    target = parse(urljoin(place.address, location.strip()))
    kept = place.credentials if target.origin == place.origin else ""
    return replace(target, credentials=kept)


def leaves(place: Place, location: str) -> bool:
    """Tell whether a redirect from `place` to `location` leads to another origin, or to nowhere."""
    try:
        return follow(place, location).origin != place.origin
    except BadAddress:
        return True


def _host(host: str) -> str:
    """Return the host in the one form that is checked and used."""
    host = host.removesuffix(".")
    if ":" in host:
        try:
            return str(ipaddress.IPv6Address(host.replace("%", "?")))  # a zone means nothing outside this machine
        except ValueError as error:
            raise BadAddress(N_("has a malformed IPv6 host")) from error
    try:
        host = host if host.isascii() else host.encode("idna").decode("ascii")
    except UnicodeError as error:
        raise BadAddress(N_("has a host name that cannot exist")) from error
    if not _HOST.match(host := host.lower()):
        raise BadAddress(N_("has no usable host name"))
    last = host.rpartition(".")[2]
    if last.isdigit() or re.fullmatch(r"0x[0-9a-f]*", last):
        # Octal, hexadecimal and short forms all reach the same machine: one notation, one check.
        try:
            return socket.inet_ntoa(socket.inet_aton(host))
        except OSError as error:
            raise BadAddress(N_("has a malformed IPv4 host")) from error
    return host


# What `ipaddress` calls global (in one release or another) although it is not the public internet.
_NOT_PUBLIC = tuple(
    ipaddress.ip_network(network)
    for network in (
        "100.64.0.0/10",  # carrier-grade NAT
        "192.0.0.0/24",  # protocol assignments
        "192.88.99.0/24",  # 6to4 relays
        "64:ff9b:1::/48",  # local NAT64
        "2001::/23",  # Teredo, ORCHID, benchmarking
        "3fff::/20",  # documentation
        "5f00::/16",  # segment routing
        "fec0::/10",  # site-local
    )
)
_NAT64 = ipaddress.ip_network("64:ff9b::/96")
_COMPATIBLE = ipaddress.ip_network("::/96")
_LOCAL_ENDINGS = (
    ".localhost",
    ".local",
    ".internal",
    ".intranet",
    ".lan",
    ".home",
    ".corp",
    ".home.arpa",
    ".localdomain",
)


@lru_cache(maxsize=8192)
def is_public(ip: str) -> bool:
    """Tell whether an IP address is on the public internet, by itself and by the IPv4 address it may wrap."""
    try:
        parsed = ipaddress.ip_address(ip.partition("%")[0])
    except ValueError:
        return False
    if isinstance(parsed, ipaddress.IPv6Address) and (wrapped := _wrapped(parsed)) is not None:
        return is_public(str(wrapped))
    if any(parsed.version == network.version and parsed in network for network in _NOT_PUBLIC):
        return False
    return parsed.is_global and not parsed.is_multicast and not parsed.is_reserved


def _wrapped(ip: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    """Return the IPv4 address that a mapped, 6to4, NAT64 or compatible IPv6 address stands for."""
    if ip in _NAT64 or ip in _COMPATIBLE:
        return ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
    return ip.ipv4_mapped or ip.sixtofour


class Guard:
    """Says which machines may be reached: the public ones, and those the user listed."""

    def __init__(self, private_hosts: Iterable[str]) -> None:
        """Take the listed "host:port"; raises `CuratorError` for an entry that is none."""
        self._listed = frozenset(_listed(entry) for entry in private_hosts)

    def lists(self, place: Place) -> bool:
        """Tell whether the user named this very host and port."""
        return (place.host, place.port) in self._listed

    def allows_peer(self, place: Place, ip: str, port: int) -> bool:
        """Tell whether a connection for `place` may go to this IP address; asked for each connection."""
        if self.lists(place):
            return port == place.port
        return is_public(ip)

    def allows_name(self, place: Place) -> bool:
        """Tell whether the host's name may be asked for; behind a proxy there is nothing else to check."""
        if self.lists(place):
            return True
        host = place.host
        if ":" in host or host.rpartition(".")[2].isdigit():
            return is_public(host)
        return "." in host and not host.endswith(_LOCAL_ENDINGS)


def _listed(entry: str) -> tuple[str, int]:
    try:
        place = parse(f"http://{entry}")
        if urlsplit(f"http://{entry}").port is None or place.path != "/" or place.credentials:
            raise BadAddress(N_("is not host:port"))
    except BadAddress as error:
        raise CuratorError(
            N_("this private host cannot be read."),
            about=f"fetch.private_hosts: {entry!r}",
            remedy=N_('Write it as "host:port", for example "127.0.0.1:8080".'),
        ) from error
    return place.host, place.port
