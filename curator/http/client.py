"""The web client: many transfers in one thread on libcurl's multi interface."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Mapping
from importlib.metadata import PackageNotFoundError, version
from types import TracebackType

import pycurl

from curator.config.settings import Fetch
from curator.http import environment
from curator.http.manners import Waits
from curator.http.places import Guard
from curator.http.robots import TOKEN, Robots
from curator.http.run import Run
from curator.http.slot import Slot
from curator.ports import Request, Response


class CurlWeb:
    """`ports.Web` on libcurl; keeps connections, robots.txt and requests for patience until it is closed."""

    def __init__(self, settings: Fetch, contact: str = "", *, environ: Mapping[str, str] | None = None) -> None:
        """Take the limits, and the address or mailbox that the sites we read are told.

        Proxies and certificate authorities come from `environ`, by default the
        process's own. Raises `CuratorError` where these or the listed private
        hosts cannot be used.
        """
        environ = os.environ if environ is None else environ
        self.settings = settings
        self.guard = Guard(settings.private_hosts)
        self.proxies = environment.proxies(environ)
        self.robots: dict[tuple[str, str, int], Robots] = {}
        self.waits = Waits()
        self._authorities = environment.authorities(environ)
        self._user_agent = user_agent(contact)
        self._multis: list[pycurl.CurlMulti] = []
        self._slots: list[Slot] = []

    def __enter__(self) -> CurlWeb:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def fetch(self, requests: Iterable[Request]) -> Iterator[Response]:
        """Yield a response for each request, as they complete; never raises for one of them.

        Requests are pulled as connections come free. The time that the caller
        spends on a response counts against nobody's deadline.
        """
        multi = self._multis.pop() if self._multis else self._new_multi()
        run = Run(self, multi)
        try:
            yield from run.responses(requests)
        finally:
            run.abandon()
            self._multis.append(multi)

    def take_slot(self) -> Slot:
        """Return a handle that is free, or a new one."""
        return self._slots.pop() if self._slots else Slot(self.guard, self._authorities, self._user_agent)

    def return_slot(self, slot: Slot) -> None:
        """Keep a handle for the next request."""
        slot.unload()
        self._slots.append(slot)

    def close(self) -> None:
        """Close all connections; the client may be used again, from scratch."""
        while self._slots:
            self._slots.pop().close()
        while self._multis:
            self._multis.pop().close()

    def _new_multi(self) -> pycurl.CurlMulti:
        multi = pycurl.CurlMulti()
        # Idle connections count too: the oldest is closed to make room for a new one.
        multi.setopt(pycurl.M_MAXCONNECTS, self.settings.connections)
        multi.setopt(pycurl.M_MAX_TOTAL_CONNECTIONS, self.settings.connections)
        return multi


def user_agent(contact: str) -> str:
    """Return our User-Agent: name, version, and how to reach the person who runs it."""
    try:
        name = f"{TOKEN}/{version('curator')}"
    except PackageNotFoundError:
        name = TOKEN
    contact = re.sub(r"[^!-'*-~]", "", contact)
    if not contact:
        return name
    return (
        f"{name} (+{contact})" if "://" in contact or contact.startswith("mailto:") else f"{name} (+mailto:{contact})"
    )
