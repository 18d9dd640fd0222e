"""The DNS, asked with dnspython."""

from __future__ import annotations

import time

from curator.errors import CuratorError, Unreachable
from curator.i18n import N_

PATIENCE = 3.0
"""Seconds without any answer after which the DNS counts as silent."""
_AGAIN = 1.0
"""Seconds after which a server is asked again: a packet may be lost."""


class Silent(Unreachable):
    """No DNS server answers."""


class Dns:
    """`ports.Names` on the system's DNS servers, or on one that is named; may be asked by several threads."""

    def __init__(self, server: str = "") -> None:
        """Take "192.0.2.53", "192.0.2.53:5353" or "" for the system's; raises `CuratorError` without the extra."""
        try:
            import dns.resolver
            import dns.reversename
        except ImportError as error:
            remedy = N_("Install it: pip install 'curator[mail]'")
            raise CuratorError(N_("the DNS cannot be asked without dnspython."), remedy=remedy) from error
        self._dns = dns
        try:
            self._resolver = dns.resolver.Resolver(configure=not server)
            if server:
                host, _, port = server.rpartition(":") if server.count(":") == 1 else (server, "", "53")
                self._resolver.nameservers = [host]
                self._resolver.port = int(port)
        except (dns.resolver.NoResolverConfiguration, ValueError) as error:
            raise CuratorError(N_("this DNS server cannot be asked."), about=server) from error
        self._resolver.timeout = _AGAIN
        self._until = 0.0
        """When it counts as silent; 0 before it was asked anything."""
        self._known: dict[tuple[str, str], list[object]] = {}

    def texts(self, name: str) -> tuple[str, ...]:
        """Return the TXT records of a name, each with its parts joined."""
        return tuple(b"".join(one.strings).decode("utf-8", "replace") for one in self._ask(name, "TXT"))  # type: ignore[attr-defined]

    def addresses(self, name: str) -> tuple[str, ...]:
        """Return the addresses of a host, IPv4 and IPv6."""
        return tuple(str(one) for kind in ("A", "AAAA") for one in self._ask(name, kind))

    def mail_servers(self, name: str) -> tuple[str, ...]:
        """Return the hosts that take a domain's mail, first choice first."""
        found = sorted(self._ask(name, "MX"), key=lambda one: one.preference)  # type: ignore[attr-defined]
        return tuple(str(one.exchange).rstrip(".") for one in found if str(one.exchange) != ".")  # type: ignore[attr-defined]

    def hosts(self, address: str) -> tuple[str, ...]:
        """Return the names of an address (PTR)."""
        name = str(self._dns.reversename.from_address(address))
        return tuple(str(one).rstrip(".") for one in self._ask(name, "PTR"))

    def _ask(self, name: str, kind: str) -> list[object]:
        if (name, kind) not in self._known:
            self._known[name, kind] = self._asked(name, kind)
        return self._known[name, kind]

    def _asked(self, name: str, kind: str) -> list[object]:
        resolver, now = self._dns.resolver, time.monotonic()
        self._until = self._until or now + PATIENCE
        try:
            left = max(0.01, self._until - now)
            found = list(self._resolver.resolve(name.rstrip(".") + ".", kind, search=False, lifetime=left))
        except (resolver.NXDOMAIN, resolver.NoAnswer):
            found = []
        except resolver.LifetimeTimeout as error:
            servers = ", ".join(map(str, self._resolver.nameservers))
            remedy = N_("See /etc/resolv.conf, or name another server: curator doctor mail --dns ADDRESS")
            told = N_("no answer within {seconds:g} seconds.", seconds=PATIENCE)
            raise Silent(told, about=servers, remedy=remedy) from error
        except self._dns.exception.DNSException as error:
            told = " ".join(str(error).split())[:200] or type(error).__name__
            raise Unreachable(N_("the DNS gave no answer: {told}", told=told), about=f"{name} {kind}") from error
        self._until = max(self._until, time.monotonic() + PATIENCE)
        return found
