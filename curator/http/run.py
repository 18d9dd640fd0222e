"""One round of fetching: requests pulled in, hops driven by libcurl, responses handed out."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pycurl

from curator.http import causes
from curator.http.exchange import Exchange, begin, failed, hop_of, settle
from curator.http.manners import Turns
from curator.http.places import parse
from curator.http.robots import robots_of
from curator.http.slot import Slot
from curator.model import Cause
from curator.ports import Request, Response

if TYPE_CHECKING:
    from curator.http.client import CurlWeb

_LOOK_AHEAD = 1_000
"""Requests pulled in advance when those before them wait for their hosts."""

_LONGEST_SLEEP = 0.2
"""Seconds between two looks at the deadlines."""


class Run:
    """The state of one `CurlWeb.fetch`."""

    def __init__(self, web: CurlWeb, multi: pycurl.CurlMulti) -> None:
        self._web = web
        self._settings = web.settings
        self._multi = multi
        self._turns = Turns(web.settings, web.guard)
        self._active: dict[pycurl.Curl, tuple[Slot, Exchange]] = {}
        self._done: deque[Response] = deque()
        self._awaiting_robots: dict[tuple[str, str, int], list[Exchange]] = {}
        self._held = 0
        """Exchanges that wait for a robots.txt."""
        self._paused = 0.0
        """Seconds that the caller took; our clock stands still meanwhile."""
        self._looked = 0.0

    def responses(self, requests: Iterable[Request]) -> Iterator[Response]:
        """Drive everything to its end."""
        source = iter(requests)
        exhausted = False
        while True:
            exhausted = self._fill(source, exhausted)
            while self._done:
                handed_over = time.monotonic()
                yield self._done.popleft()
                self._paused += time.monotonic() - handed_over
            if self._active:
                self._turn()
            elif exhausted and not self._turns.waiting:
                return

    def abandon(self) -> None:
        """Break off what is still under way: the caller wants no more."""
        for slot, _ in self._active.values():
            self._multi.remove_handle(slot.curl)
            self._web.return_slot(slot)
        self._active.clear()

    def _clock(self) -> float:
        return time.monotonic() - self._paused

    def _fill(self, source: Iterator[Request], exhausted: bool) -> bool:
        """Start as many hops as connections allow, pulling requests when none is ready; tell if the source is dry."""
        while len(self._active) < self._settings.connections:
            exchange = self._turns.take()
            if exchange is not None:
                if not self._must_wait(exchange):
                    self._start(exchange)
                continue
            waiting = self._turns.blocked + self._held + len(self._done)
            if exhausted or waiting >= _LOOK_AHEAD or len(self._done) >= self._settings.connections:
                break
            pulled_at = time.monotonic()
            request = next(source, None)
            self._paused += time.monotonic() - pulled_at
            if request is None:
                return True
            self._admit(begin(request))
        return exhausted

    def _admit(self, begun: Exchange | Response) -> None:
        """Queue an exchange for its next hop, after the checks that need no connection."""
        if isinstance(begun, Response):
            self._end(begun)
            return
        place, web = begun.place, self._web
        if web.proxies.of(place) and not web.guard.allows_name(place):
            self._end(failed(begun, Cause.PRIVATE_ADDRESS, f"{place.host} is not on the public internet"), begun)
            return
        if begun.request.page and not begun.is_robots and not self._robots_allow(begun):
            return
        self._turns.add(begun)

    def _robots_allow(self, exchange: Exchange) -> bool:
        """Tell whether robots.txt lets the page be read; while it is being asked for, the exchange waits."""
        origin = exchange.place.origin
        robots = self._web.robots.get(origin)
        if robots is None:
            waiting = self._awaiting_robots.setdefault(origin, [])
            waiting.append(exchange)
            self._held += 1
            if len(waiting) == 1:
                request = Request(f"{exchange.place.root}/robots.txt")
                self._admit(begin(request, is_robots=True))
            return False
        if robots.refusal is not None:
            self._end(failed(exchange, *robots.refusal), exchange)
            return False
        if not robots.allows(exchange.place.address):
            self._end(failed(exchange, Cause.ROBOTS, "robots.txt forbids this page to programs"), exchange)
            return False
        return True

    def _must_wait(self, exchange: Exchange) -> bool:
        """Tell whether the server asked to be left alone, maybe while the exchange waited for its turn; then end it."""
        place = exchange.place
        until = self._web.waits.until(place, self._turns.host_of(place), datetime.now(UTC))
        if until is None:
            return False
        detail = f"{place.host} asked to be left alone until {until:%Y-%m-%d %H:%M} UTC"
        self._turns.give_back(place)
        self._end(replace(failed(exchange, Cause.TOO_MANY, detail), retry_after=until), exchange)
        return True

    def _start(self, exchange: Exchange) -> None:
        slot = self._web.take_slot()
        slot.load(hop_of(exchange, self._settings, self._web.proxies.of(exchange.place)))
        slot.started = now = self._clock()
        slot.connect_by = now + self._settings.connect_seconds
        slot.finish_by = now + self._settings.total_seconds - exchange.spent
        self._active[slot.curl] = slot, exchange
        self._multi.add_handle(slot.curl)

    def _turn(self) -> None:
        """Let libcurl work, wait where there is nothing to do, and settle what has finished."""
        while self._multi.perform()[0] == pycurl.E_CALL_MULTI_PERFORM:
            pass
        if not self._settle_finished():
            self._sleep()
        if self._clock() - self._looked > _LONGEST_SLEEP / 2:
            self._enforce_deadlines()

    def _settle_finished(self) -> int:
        finished = 0
        queued = 1
        while queued:
            queued, good, bad = self._multi.info_read()
            for curl in good:
                self._finish(curl, pycurl.E_OK, "")
            for curl, code, message in bad:
                self._finish(curl, code, message)
            finished += len(good) + len(bad)
        return finished

    def _sleep(self) -> None:
        timeout = self._multi.timeout()
        seconds = _LONGEST_SLEEP if timeout < 0 else min(timeout / 1000, _LONGEST_SLEEP)
        if seconds > 0 and self._multi.select(seconds) == -1:
            # No socket to watch yet: a name is being looked up.
            time.sleep(min(seconds, 0.005))

    def _enforce_deadlines(self) -> None:
        """Break off what is late: by our own clock, since libcurl's does not stop while the caller works."""
        self._looked = now = self._clock()
        for curl, (slot, _) in list(self._active.items()):
            if now >= slot.finish_by:
                self._finish(curl, pycurl.E_OPERATION_TIMEDOUT, "total")
            elif now >= slot.connect_by and not curl.getinfo(pycurl.PRETRANSFER_TIME):
                self._finish(curl, pycurl.E_OPERATION_TIMEDOUT, "connect")

    def _finish(self, curl: pycurl.Curl, code: int, message: str) -> None:
        """Take a hop off libcurl and judge it."""
        slot, exchange = self._active.pop(curl)
        exchange.spent += self._clock() - slot.started
        place = exchange.place
        failure = self._failure(slot, exchange, code, message)
        self._multi.remove_handle(curl)
        after = failure or settle(exchange, slot.hop, self._settings, datetime.now(UTC))
        self._web.return_slot(slot)
        self._turns.give_back(place)
        if isinstance(after, Response):
            self._web.waits.note(place, self._turns.host_of(place), after.retry_after)
            self._end(after, exchange)
        else:
            self._admit(exchange)

    def _failure(self, slot: Slot, exchange: Exchange, code: int, message: str) -> Response | None:
        """Return the response of a hop that did not come to an end; None when there is an answer to judge."""
        hop = slot.hop
        if code == pycurl.E_OK or (hop.stopped and code == pycurl.E_WRITE_ERROR):
            return None
        exchange.status = hop.status
        if hop.refused_peer and code == pycurl.E_COULDNT_CONNECT:
            at = "" if hop.refused_peer == exchange.place.host else f" is at {hop.refused_peer}, which"
            detail = f"{exchange.place.host}{at} is not on the public internet"
            return failed(exchange, Cause.PRIVATE_ADDRESS, detail)
        connect_status = slot.curl.getinfo(pycurl.HTTP_CONNECTCODE) if hop.proxy else 0
        if connect_status and connect_status // 100 != 2:
            return failed(exchange, *causes.of_proxy(connect_status))
        if code == pycurl.E_OPERATION_TIMEDOUT:
            return failed(exchange, *self._late(slot, message))
        return failed(exchange, *causes.of_curl(code, message, slot.curl.getinfo(pycurl.OS_ERRNO)))

    def _late(self, slot: Slot, message: str) -> tuple[Cause, str]:
        if message == "connect" and not slot.curl.getinfo(pycurl.NAMELOOKUP_TIME):
            return Cause.DNS, "the host name was not found in time"
        if message == "connect":
            return Cause.TIMEOUT, f"no connection within {self._settings.connect_seconds:g} s"
        return Cause.TIMEOUT, f"no whole answer within {self._settings.total_seconds:g} s"

    def _end(self, response: Response, exchange: Exchange | None = None) -> None:
        """Hand a response out; that of a robots.txt goes to the pages that wait for it."""
        if exchange is None or not exchange.is_robots:
            self._done.append(response)
            return
        origin = parse(response.request.address).origin
        self._web.robots[origin] = robots_of(response)
        waiting = self._awaiting_robots.pop(origin)
        self._held -= len(waiting)
        for page in waiting:
            self._admit(page)
