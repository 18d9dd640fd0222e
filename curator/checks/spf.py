"""Whether a domain lets an address send its mail (SPF, RFC 7208), as far as that can be told without a mail."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass, field
from enum import StrEnum

from curator.ports import Names

MOST_LOOKUPS = 10
"""More make the record void (RFC 7208, 4.6.4)."""
_SIGNS = {"+": "pass", "-": "fail", "~": "softfail", "?": "neutral"}
_Address = ipaddress.IPv4Address | ipaddress.IPv6Address


class Verdict(StrEnum):
    """What the record says of one address."""

    PASS = "pass"
    FAIL = "fail"
    SOFTFAIL = "softfail"
    NEUTRAL = "neutral"
    NONE = "none"
    BROKEN = "permerror"


class Broken(ValueError):
    """The record cannot be used; the message says why."""


def spf_records(texts: tuple[str, ...]) -> tuple[str, ...]:
    """Return those of a domain's TXT records that are SPF."""
    return tuple(text for text in texts if text.lower() == "v=spf1" or text.lower().startswith("v=spf1 "))


@dataclass
class Spf:
    """One question to a domain's record; counts what it asks the DNS."""

    names: Names
    lookups: int = field(default=0, init=False)

    def check(self, domain: str, address: str) -> Verdict:
        """Return what `domain` says of mail from `address`. Raises `Broken` for a record that cannot be used."""
        return self._check(domain, ipaddress.ip_address(address))

    def _check(self, domain: str, address: _Address) -> Verdict:
        records = spf_records(self.names.texts(domain))
        if not records:
            return Verdict.NONE
        if len(records) > 1:
            raise Broken(f"{domain} has {len(records)} SPF records; there may be one.")
        redirect = ""
        for term in records[0].split()[1:]:
            if "=" in term.split(":", 1)[0].split("/", 1)[0]:
                name, _, value = term.partition("=")
                redirect = value if name.lower() == "redirect" else redirect
                continue
            sign, mechanism = (term[0], term[1:]) if term[0] in _SIGNS else ("+", term)
            if self._matches(mechanism, domain, address):
                return Verdict(_SIGNS[sign])
        if redirect:
            self._count()
            found = self._check(redirect, address)
            if found is Verdict.NONE:
                raise Broken(f"it redirects to {redirect}, which has no SPF record.")
            return found
        return Verdict.NEUTRAL

    def _matches(self, mechanism: str, domain: str, address: _Address) -> bool:
        name, _, value = mechanism.partition(":")
        name, _, width = name.partition("/") if not value else (name, "", value.partition("/")[2])
        kind, target = name.lower(), value.partition("/")[0] or domain
        if kind == "all":
            return True
        if kind in ("ip4", "ip6"):
            return _inside(address, value)
        self._count()
        if kind == "include":
            found = self._check(target, address)
            if found is Verdict.NONE:
                raise Broken(f"it includes {target}, which has no SPF record.")
            return found is Verdict.PASS
        if kind == "a":
            return self._named(target, width, address)
        if kind == "mx":
            return any(self._named(host, width, address) for host in self.names.mail_servers(target))
        if kind in ("ptr", "exists"):
            return False  # these need a mail, or are not to be used
        raise Broken(f"nobody knows {mechanism!r}.")

    def _named(self, host: str, width: str, address: _Address) -> bool:
        four, _, six = width.partition("//")
        for found in self.names.addresses(host):
            known = ipaddress.ip_address(found)
            bits = (four or "32") if known.version == 4 else (six or "128")
            if bits.isdigit() and _inside(address, f"{known}/{bits}"):
                return True
        return False

    def _count(self) -> None:
        self.lookups += 1
        if self.lookups > MOST_LOOKUPS:
            raise Broken(f"it needs more than {MOST_LOOKUPS} look-ups, and is void.")


def _inside(address: _Address, written: str) -> bool:
    try:
        network = ipaddress.ip_network(written, strict=False)
    except ValueError:
        raise Broken(f"{written!r} is no network.") from None
    return address.version == network.version and address in network
