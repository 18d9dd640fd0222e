"""What the DNS says of names and addresses."""

from __future__ import annotations

from typing import Protocol


class Names(Protocol):
    """The DNS; each answer is empty where there is none, and raises `Unreachable` where nobody can be asked."""

    def texts(self, name: str) -> tuple[str, ...]:
        """Return the TXT records of a name, each with its parts joined."""
        ...

    def addresses(self, name: str) -> tuple[str, ...]:
        """Return the addresses of a host, IPv4 and IPv6."""
        ...

    def mail_servers(self, name: str) -> tuple[str, ...]:
        """Return the hosts that take a domain's mail, first choice first."""
        ...

    def hosts(self, address: str) -> tuple[str, ...]:
        """Return the names of an address (PTR)."""
        ...
