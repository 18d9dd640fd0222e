"""Whose turn it is: connections a host and in all, and how long a host wants to be left alone."""

from __future__ import annotations

from collections import Counter, defaultdict, deque
from datetime import datetime

from curator.config.settings import Fetch
from curator.http.exchange import Exchange
from curator.http.places import Guard, Place

_PATIENCE = 5
"""After this many answers in a row that ask to wait, a host's other addresses are left alone too."""


class Turns:
    """Exchanges that wait for a connection, first come first served within each host."""

    def __init__(self, settings: Fetch, guard: Guard) -> None:
        self._settings = settings
        self._guard = guard
        self._busy: Counter[str] = Counter()
        self._ready: deque[Exchange] = deque()
        self._blocked: defaultdict[str, deque[Exchange]] = defaultdict(deque)
        self.blocked = 0
        """Exchanges that wait for their own host."""

    @property
    def waiting(self) -> int:
        """Exchanges that wait for any reason."""
        return len(self._ready) + self.blocked

    def host_of(self, place: Place) -> str:
        """Return what counts as one host; a listed private server is one by its port."""
        return f"{place.host}:{place.port}" if self._guard.lists(place) else place.host

    def add(self, exchange: Exchange) -> None:
        """Let `exchange` wait for its turn."""
        self._ready.append(exchange)

    def take(self) -> Exchange | None:
        """Return the next exchange whose host has a connection free, now counted; None when there is none."""
        while self._ready:
            exchange = self._ready.popleft()
            host = self.host_of(exchange.place)
            pages = exchange.request.page or exchange.is_robots
            if self._busy[host] < (self._settings.pages_per_host if pages else self._settings.per_host):
                self._busy[host] += 1
                return exchange
            self._blocked[host].append(exchange)
            self.blocked += 1
        return None

    def give_back(self, place: Place) -> None:
        """Free one connection to the place's host."""
        host = self.host_of(place)
        self._busy[host] -= 1
        if waiting := self._blocked.get(host):
            self._ready.appendleft(waiting.popleft())
            self.blocked -= 1
            if not waiting:
                del self._blocked[host]
        if not self._busy[host]:
            del self._busy[host]


class Waits:
    """Who asked for patience (Retry-After), kept for as long as the client lives."""

    def __init__(self) -> None:
        self._until: dict[str, datetime] = {}
        self._in_a_row: Counter[str] = Counter()

    def note(self, place: Place, host: str, retry_after: datetime | None) -> None:
        """Remember an answer of `host`."""
        if retry_after is None:
            self._in_a_row.pop(host, None)
            return
        self._until[place.address] = retry_after
        self._in_a_row[host] += 1
        if self._in_a_row[host] >= _PATIENCE:
            self._until[host] = retry_after

    def until(self, place: Place, host: str, now: datetime) -> datetime | None:
        """Return the moment before which `place` must not be asked, None when it may."""
        if not self._until:
            return None
        moments = [moment for key in (place.address, host) if (moment := self._until.get(key)) and moment > now]
        return max(moments, default=None)
