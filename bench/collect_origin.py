"""The origin of the collecting benchmark: many feeds on loopback, each on a host of its own.

    python -m bench.collect_origin FEEDS      # prints its port, serves until its input ends

Feed `n` is at `http://127.16.x.y:PORT/feed.xml`. It has 25 items and weighs
40 to 80 KB; a conditional request is answered with 304. `/-/…` steers the
server and tells what it saw.
"""

from __future__ import annotations

import heapq
import json
import random
import resource
import select
import socket
import subprocess
import sys
import time
import urllib.request
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from functools import lru_cache
from typing import Any
from urllib.parse import parse_qs, urlsplit

ITEMS = 25
WORDS = """
    the of and to in a is that for it was on with as by this are at from or an be which were has had not but they
    their its more new after over one also two first other years would about than who when out up people time only
    city river council school market bridge winter harvest engine signal library museum theatre garden harbour
    energy grid price report study research method result figure model water forest mountain island train station
    minister law court election budget union company worker factory product customer service network software
    security update release version language editor writer reader journal article letter history science music
""".split()  # noqa: SIM905


def host(number: int) -> str:
    """Return the loopback address of feed `number`: 250 to a network."""
    return f"127.16.{number // 250}.{number % 250 + 1}"


@lru_cache(maxsize=1 << 15)
def item(feed: int, number: int, place: str, started: datetime) -> str:
    """Return item `number` of a feed, numbered from its oldest."""
    draw = random.Random(feed * 1_000_003 + number)
    size = 1_500 + (feed % 17) * 90
    words = draw.choices(WORDS, k=size // 5)
    body = "".join(f"<p>{' '.join(words[at : at + 60]).capitalize()}.</p>" for at in range(0, len(words), 60))
    title = " ".join(draw.choices(WORDS, k=8)).capitalize()
    date = format_datetime(started - timedelta(minutes=57 * (ITEMS - number)))
    link = f"http://{place}/{number}.html"
    return (
        f"<item><title>{title} {number}</title><link>{link}</link><guid>{link}</guid><pubDate>{date}</pubDate>"
        f"<dc:creator>Writer {feed % 7}</dc:creator><category>news</category>"
        f"<description><![CDATA[{body}<p><a href='{link}?more'>More</a></p>]]></description></item>\n"
    )


def document(feed: int, version: int, place: str, started: datetime) -> bytes:
    """Return version `version` of a feed: with each, one item comes and one goes."""
    items = "".join(item(feed, number, place, started) for number in range(version + ITEMS, version, -1))
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f"<channel><title>Feed {feed}</title><link>http://{place}/</link><language>en</language>"
        f"<description>Number {feed}</description>\n{items}</channel></rss>"
    ).encode()


@dataclass
class Log:
    """What was asked since the last look."""

    requests: int = 0
    unchanged: int = 0
    connections: int = 0
    most_at_once: int = 0
    """Most connections that one host had at one moment."""
    faults: int = 0
    """Answers that were broken on purpose."""


@dataclass
class Server:
    """One thread on epoll; answers whole, keeps connections, delays by `latency` seconds."""

    feeds: int
    latency: float = 0.0
    log: Log = field(default_factory=Log)

    def __post_init__(self) -> None:
        _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
        self._epoll = select.epoll()
        self._listening: dict[int, tuple[socket.socket, int]] = {}
        self._open: dict[int, tuple[socket.socket, int]] = {}
        self._unsent: dict[int, memoryview] = {}
        self._last_words: set[int] = set()
        self._late: list[tuple[float, int, bytes]] = []
        self._at_once: Counter[int] = Counter()
        self._versions: Counter[int] = Counter()
        self._started = datetime.now(UTC)
        self.port = 0
        for number in range(self.feeds):
            listener = socket.create_server((host(number), self.port), backlog=64)
            listener.setblocking(False)
            self.port = listener.getsockname()[1]
            self._listening[listener.fileno()] = listener, number
            self._epoll.register(listener.fileno(), select.EPOLLIN)
        self._bodies = {number: self._document(number) for number in range(self.feeds)}

    def serve(self) -> None:
        """Answer until the standard input ends."""
        self._epoll.register(sys.stdin.fileno(), select.EPOLLHUP)
        while True:
            wait = max(0.0, self._late[0][0] - time.monotonic()) if self._late else None
            for number, event in self._epoll.poll(wait):
                if number == sys.stdin.fileno():
                    return
                if number in self._listening:
                    self._accept(*self._listening[number])
                elif event & select.EPOLLIN:
                    self._hear(number)
                elif event & select.EPOLLOUT:
                    self._send(number)
                else:
                    self._close(number)
            while self._late and self._late[0][0] <= time.monotonic():
                _, number, answer = heapq.heappop(self._late)
                self._say(number, answer)

    def _document(self, feed: int) -> bytes:
        return document(feed, self._versions[feed], f"{host(feed)}:{self.port}", self._started)

    def _accept(self, listener: socket.socket, feed: int) -> None:
        try:
            connection, _ = listener.accept()
        except BlockingIOError:
            return
        connection.setblocking(False)
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._open[connection.fileno()] = connection, feed
        self._epoll.register(connection.fileno(), select.EPOLLIN)
        self._at_once[feed] += 1
        self.log.connections += 1
        self.log.most_at_once = max(self.log.most_at_once, self._at_once[feed])

    def _hear(self, number: int) -> None:
        connection, feed = self._open[number]
        try:
            asked = connection.recv(65_536)
        except ConnectionError:
            asked = b""
        if not asked:
            self._close(number)
            return
        path = asked.split(b" ", 2)[1].decode()
        if path.startswith("/-/"):
            self._say(number, self._steer(urlsplit(path)))
            return
        answer = self._answer(feed, path, asked)
        if self.latency:
            heapq.heappush(self._late, (time.monotonic() + self.latency, number, answer))
        else:
            self._say(number, answer)

    def _answer(self, feed: int, path: str, asked: bytes) -> bytes:
        if path == "/robots.txt":
            return answered(404, b"")
        if path != "/feed.xml":
            return answered(200, _page(path), b"Content-Type: text/html\r\n")
        self.log.requests += 1
        etag = b'"%d-%d"' % (feed, self._versions[feed])
        if etag in asked:
            self.log.unchanged += 1
            return answered(304, b"", b"ETag: %b\r\n" % etag)
        return answered(200, self._bodies[feed], b"Content-Type: application/rss+xml\r\nETag: %b\r\n" % etag)

    def _steer(self, asked: Any) -> bytes:
        """Do what the benchmark wants: change a share of the feeds, wait before answers, tell what was seen."""
        wants = {name: float(values[0]) for name, values in parse_qs(asked.query).items()}
        for feed in range(0, self.feeds, round(1 / wants["share"])) if "share" in wants else ():
            self._versions[feed] += 1
            self._bodies[feed] = self._document(feed)
        self.latency = wants.get("latency", self.latency)
        told, self.log = self.log, Log()
        return answered(200, json.dumps(told.__dict__).encode())

    def _say(self, number: int, answer: bytes) -> None:
        if number in self._open:
            self._unsent[number] = memoryview(answer)
            if b"Connection: close\r\n" in answer[:200]:
                self._last_words.add(number)
            self._send(number)

    def _send(self, number: int) -> None:
        connection, _ = self._open[number]
        left = self._unsent[number]
        try:
            left = left[connection.send(left) :]
        except BlockingIOError:
            pass
        except ConnectionError:
            self._close(number)
            return
        if left:
            self._unsent[number] = left
            self._epoll.modify(number, select.EPOLLOUT)
        elif number in self._last_words:
            self._close(number)
        else:
            del self._unsent[number]
            self._epoll.modify(number, select.EPOLLIN)

    def _close(self, number: int) -> None:
        connection, feed = self._open.pop(number)
        self._unsent.pop(number, None)
        self._last_words.discard(number)
        self._at_once[feed] -= 1
        self._epoll.unregister(number)
        connection.close()


def answered(status: int, body: bytes, fields: bytes = b"") -> bytes:
    """Return a whole HTTP/1.1 answer; with "Connection: close" among the fields the server closes after it."""
    return b"HTTP/1.1 %d X\r\nContent-Length: %d\r\n%b\r\n" % (status, len(body), fields) + body


def _page(path: str) -> bytes:
    draw = random.Random(path)
    text = "".join(f"<p>{' '.join(draw.choices(WORDS, k=70)).capitalize()}.</p>" for _ in range(8))
    title = " ".join(draw.choices(WORDS, k=8)).capitalize()
    return f"<html><head><title>{title}</title></head><body><article><h1>{title}</h1>{text}</article></html>".encode()


@dataclass(frozen=True)
class Origin:
    """The server in a process of its own, as the benchmark sees it."""

    feeds: int
    port: int

    @property
    def addresses(self) -> list[str]:
        """The address of each feed."""
        return [f"http://{host(number)}:{self.port}/feed.xml" for number in range(self.feeds)]

    @property
    def places(self) -> list[str]:
        """Each host with its port."""
        return [f"{host(number)}:{self.port}" for number in range(self.feeds)]

    def steer(self, **wants: float) -> Log:
        """Change `share` of the feeds, delay answers by `latency` seconds; return what was asked since."""
        query = "&".join(f"{name}={value}" for name, value in wants.items())
        with urllib.request.urlopen(f"http://{host(0)}:{self.port}/-/?{query}", timeout=60) as answer:
            return Log(**json.load(answer))


@contextmanager
def origin(feeds: int, module: str = "bench.collect_origin") -> Iterator[Origin]:
    """Run the server, or another one like it, while the body runs."""
    command = [sys.executable, "-m", module, str(feeds)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        assert server.stdin is not None
        yield Origin(feeds, int(server.stdout.readline()))
        server.stdin.close()


def main() -> None:
    """Serve as many feeds as the command line says."""
    server = Server(int(sys.argv[1]))
    print(server.port, flush=True)
    server.serve()


if __name__ == "__main__":
    main()
