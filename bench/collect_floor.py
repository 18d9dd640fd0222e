"""The floor of the collecting benchmark: the barest program that does the work.

    python -m bench.collect_floor ADDRESSES STORE

libcurl with 32 connections, one XPath-free walk over each document by lxml in
as many processes as there are CPUs, one table of SQLite. No limits, no
identity, no repair, no health, no cleaning: what is above it is what these cost.
"""

from __future__ import annotations

import os
import sqlite3
import sys
from collections.abc import Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from io import BytesIO
from pathlib import Path

import pycurl

Row = tuple[str, str, str, str, str]


def parse(address: str, body: bytes) -> list[Row]:
    """Return the items of an RSS document."""
    from lxml import etree

    root = etree.fromstring(body)
    return [
        (
            address,
            item.findtext("guid", ""),
            item.findtext("link", ""),
            item.findtext("title", ""),
            item.findtext("description", ""),
        )
        for item in root.iter("item")
    ]


def fetch(wanted: list[tuple[str, str]]) -> Iterator[tuple[str, int, str, bytes]]:
    """Yield address, status, ETag and body of each answer."""
    multi = pycurl.CurlMulti()
    free = [pycurl.Curl() for _ in range(32)]
    busy: dict[pycurl.Curl, tuple[str, BytesIO, list[bytes]]] = {}
    left = list(reversed(wanted))
    while left or busy:
        while left and free:
            curl, (address, etag) = free.pop(), left.pop()
            body, lines = BytesIO(), list[bytes]()
            curl.setopt(pycurl.URL, address)
            curl.setopt(pycurl.HTTPHEADER, [f"If-None-Match: {etag}"] if etag else [])
            curl.setopt(pycurl.WRITEFUNCTION, body.write)
            curl.setopt(pycurl.HEADERFUNCTION, lines.append)
            busy[curl] = address, body, lines
            multi.add_handle(curl)
        while multi.perform()[0] == pycurl.E_CALL_MULTI_PERFORM:
            pass
        _, done, _ = multi.info_read()
        for curl in done:
            address, body, lines = busy.pop(curl)
            etag = next((line[5:].strip().decode() for line in lines if line[:5].lower() == b"etag:"), "")
            yield address, curl.getinfo(pycurl.RESPONSE_CODE), etag, body.getvalue()
            multi.remove_handle(curl)
            free.append(curl)
        if not done:
            multi.select(0.1)


def main() -> None:
    """Fetch, parse, store."""
    addresses = Path(sys.argv[1]).read_text(encoding="utf-8").split()
    store = sqlite3.connect(sys.argv[2])
    store.execute("create table if not exists feed (address text primary key, etag text)")
    store.execute("create table if not exists item (feed, guid, link, title, text, primary key (feed, guid))")
    etags = dict(store.execute("select address, etag from feed"))
    parsing: list[Future[list[Row]]] = []
    with ProcessPoolExecutor(os.cpu_count()) as pool:
        for address, status, etag, body in fetch([(address, etags.get(address, "")) for address in addresses]):
            if status == 200:
                parsing.append(pool.submit(parse, address, body))
                store.execute("insert or replace into feed values (?, ?)", (address, etag))
        for rows in parsing:
            store.executemany("insert or ignore into item values (?, ?, ?, ?, ?)", rows.result())
    store.commit()


if __name__ == "__main__":
    main()
