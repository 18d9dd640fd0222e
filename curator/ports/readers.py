"""Who gets the letter."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Protocol

from curator.model import Subscriber


class Subscribers(Protocol):
    """Who asked for the letter."""

    def all(self) -> tuple[Subscriber, ...]:
        """Return every subscriber, in the order they came."""
        ...

    def find(self, key: str) -> Subscriber | None:
        """Return the subscriber of that id or address."""
        ...

    def put(self, subscribers: Sequence[Subscriber]) -> None:
        """Store subscribers under their ids in one transaction, replacing earlier states. Addresses stay unique."""
        ...

    def drop(self, ids: Iterable[str]) -> int:
        """Delete subscribers and everything kept under their ids; return how many there were."""
        ...
