"""The origin of the soak: a hundred feeds that live through simulated hours, some of whose answers are broken.

    python -m bench.soak_origin FEEDS      # prints its port, serves until its input ends

Feed `n` publishes an item every 3 to 11 hours and shows the newest 25; one item
in 40 gets another title a day later. One answer in 20 is a fault: an error, a
challenge, a page, nothing, half a body, half a document, a connection cut.
`/-/?hour=H` sets the clock; `/-/` tells what was shown so far.
"""

from __future__ import annotations

import json
import random
import sys
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any
from urllib.parse import parse_qs

from bench.collect_origin import WORDS, Log, Server, answered, host

ITEMS = 25
FAULTS = 0.05
START = datetime(2026, 3, 1, tzinfo=UTC)
RETITLED = 40
"""One item in so many gets another title after `LATER` hours."""
LATER = 24


def period(feed: int) -> int:
    """Return the hours between two items of a feed."""
    return 3 + feed % 9


def newest(feed: int, hour: int) -> int:
    """Return the number of the newest item that a feed has at an hour; the oldest of all is 0."""
    return ITEMS - 1 + hour // period(feed)


def title(feed: int, number: int, hour: int) -> str:
    """Return an item's title as it is at an hour."""
    words = random.Random(feed * 1_000_003 + number).choices(WORDS, k=8)
    born = (number - ITEMS + 1) * period(feed)
    renamed = number % RETITLED == feed % RETITLED and hour >= born + LATER
    return f"{' '.join(words).capitalize()} {feed}-{number}" + (", corrected" if renamed else "")


def document(feed: int, hour: int, place: str) -> bytes:
    """Return a feed as it is at an hour."""
    items = []
    for number in range(newest(feed, hour), newest(feed, hour) - ITEMS, -1):
        draw = random.Random(f"{feed}/{number}")
        text = " ".join(draw.choices(WORDS, k=60))
        born = START + timedelta(hours=(number - ITEMS + 1) * period(feed))
        items.append(
            f"<item><title>{title(feed, number, hour)}</title><guid>http://{place}/{number}</guid>"
            f"<link>http://{place}/{number}.html</link><pubDate>{format_datetime(born)}</pubDate>"
            f"<description>{text}.</description></item>"
        )
    head = f"<channel><title>Feed {feed}</title><link>http://{place}/</link><language>en</language>"
    return f"<rss version='2.0'>{head}{''.join(items)}</channel></rss>".encode()


def broken(kind: int, body: bytes) -> bytes:
    """Return a broken answer of one of ten kinds."""
    cut = b"Connection: close\r\n"
    page = b"<!doctype html><title>Maintenance</title><p>We are back soon."
    challenge = b"<html><title>Just a moment...</title>"
    return [
        answered(500, b"oops"),
        answered(503, page, b"Content-Type: text/html\r\n"),
        answered(404, page, b"Content-Type: text/html\r\n"),
        answered(403, challenge, b"cf-mitigated: challenge\r\nContent-Type: text/html\r\n"),
        answered(200, page, b"Content-Type: text/html\r\n"),
        answered(200, b""),
        answered(200, body, cut)[:-2_000],
        answered(200, body[: len(body) // 2]),
        answered(200, b"\x1f\x8b garbage", b"Content-Encoding: gzip\r\n"),
        b"HTTP/1.1 200 X\r\n" + cut,
    ][kind]


class SoakServer(Server):
    """The server; keeps the simulated hour."""

    def __post_init__(self) -> None:
        self.hour = 0
        super().__post_init__()

    def _document(self, feed: int) -> bytes:
        return document(feed, self.hour, f"{host(feed)}:{self.port}")

    def _answer(self, feed: int, path: str, asked: bytes) -> bytes:
        draw = random.Random(f"{feed} {self.hour}")
        if draw.random() < FAULTS:
            self.log.faults += 1
            self.log.requests += 1
            return broken(draw.randrange(10), self._bodies[feed])
        return super()._answer(feed, path, asked)

    def _steer(self, asked: Any) -> bytes:
        wanted = parse_qs(asked.query)
        if "hour" in wanted:
            self.hour = int(float(wanted["hour"][0]))
            for feed in range(self.feeds):
                body = self._document(feed)
                self._versions[feed] += body != self._bodies[feed]
                self._bodies[feed] = body
        told, self.log = self.log, Log()
        return answered(200, json.dumps(asdict(told)).encode())


def main() -> None:
    """Serve as many feeds as the command line says."""
    server = SoakServer(int(sys.argv[1]))
    print(server.port, flush=True)
    server.serve()


if __name__ == "__main__":
    main()
