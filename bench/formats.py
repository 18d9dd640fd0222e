"""Feeds of every kind: crashes, counts, fields against gold, agreement with feedparser, speed.

    python -m bench.formats --real DIR [--json] [--list FILE]

`DIR/feeds` holds `index.tsv` (what each file is and how many items it has),
the files, expectations beside some of them (see `formats_gold`) and
`conformance-feedparser.tar.gz`. Every disagreement between our reading and
feedparser's is written to FILE, one a line, with its class.
"""

from __future__ import annotations

import argparse
import csv
import json
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.formats_conformance import conformance
from bench.formats_gold import comparable, gold_items
from curator.articles.charset import decode
from curator.articles.urls import absolute, canonical
from curator.errors import CuratorError
from curator.model import Entry
from curator.sources.feed import fastpath, tolerant
from curator.sources.feed.entries import cleaned
from curator.sources.feed.fetcher import MOST_ENTRIES, read_feed
from curator.sources.feed.raw import RawFeed
from curator.sources.feed.repair import legal, repaired, root_of

ADDRESS = "https://feeds.example/feed"
NO_FEEDS = {"json", "gzip", "html", "unknown"}
"""Formats of the index that are no feeds: they are to be refused."""
FIELDS = ("guid", "address", "title", "text", "author", "published", "language", "categories", "picture")


@dataclass(frozen=True, slots=True)
class Feed:
    """One file of the collection."""

    name: str
    body: bytes
    format: str
    items: int


def collection(folder: Path) -> list[Feed]:
    """Return the feeds of `folder`; of JSON the items are counted here, since the index counts addresses."""
    feeds = []
    with (folder / "index.tsv").open(encoding="utf-8", newline="") as table:
        for row in csv.DictReader(table, delimiter="\t", quoting=csv.QUOTE_NONE):
            body = (folder / row["file"]).read_bytes()
            items = int(row["items"] or 0)
            if row["format"] == "jsonfeed":
                items = len(json.loads(body)["items"])
            feeds.append(Feed(row["file"], body, row["format"], items))
    return feeds


def counts(feeds: list[Feed]) -> dict[str, Any]:
    """Return crashes, refusals, and how many feeds gave as many items as they have."""
    tally: Counter[str] = Counter()
    wrong: list[str] = []
    for feed in feeds:
        try:
            found = len(read_feed(feed.body, {}).entries)
        except CuratorError as error:
            found = -1
            tally["refused"] += 1
            if feed.format not in NO_FEEDS:
                wrong.append(f"{feed.name}: refused: {error}")
        except Exception as error:  # noqa: BLE001 - a crash is what is counted here
            found = -2
            tally["crashes"] += 1
            wrong.append(f"{feed.name}: crash: {error!r}")
        if feed.format not in NO_FEEDS:
            tally["feeds"] += 1
            tally["equal"] += found == feed.items
            if found >= 0 and found != feed.items:
                wrong.append(f"{feed.name}: {found} entries, {feed.items} items")
    return {"tally": tally, "wrong": wrong}


def gold(folder: Path) -> dict[str, Any]:
    """Return how many gold titles, links and dates are right, and those that are not."""
    tally: Counter[tuple[str, bool]] = Counter()
    wrong: list[str] = []
    for file in sorted(folder.glob("*/*")):
        items = gold_items(file)
        if items is None:
            continue
        entries = cleaned(read_feed(file.read_bytes(), {}), "gold", ADDRESS)
        by_link = {canonical(entry.address): entry for entry in entries}
        for place, item in enumerate(items):
            # Some expectations list the items of RDF backwards.
            same = by_link.get(canonical(item.link)) if len(by_link) == len(items) else None
            entry = same or (entries[place] if place < len(entries) else None)
            link = absolute(item.link, ADDRESS) if item.link else ""
            right = {
                "title": entry is not None and comparable(entry.title) == comparable(item.title),
                "link": entry is not None and (not link or canonical(entry.address) == canonical(link)),
                "date": entry is not None and (item.date is None or entry.published == item.date),
            }
            for field, holds in right.items():
                tally[field, holds] += 1
                if not holds:
                    wrong.append(f"{file.name}: {field}: {entry} / {item}"[:400])
    return {"tally": tally, "wrong": wrong}


def agreement(feeds: list[Feed]) -> dict[str, Any]:
    """Return what our reading lost against feedparser's, and every field they disagree on."""
    tally: Counter[str] = Counter()
    listed: list[str] = []
    for feed in feeds:
        text = _xml(feed)
        if text is None:
            continue
        ours = cleaned(read_feed(feed.body, {}), "a", ADDRESS)
        theirs = cleaned(tolerant.read(text, MOST_ENTRIES), "a", ADDRESS)
        tally["entries"] += len(theirs)
        tally["entries lost"] += max(0, len(theirs) - len(ours))
        if len(ours) != len(theirs):
            listed.append(f"{feed.name}\tentries\t{len(ours)}\t{len(theirs)}\tcount")
            continue
        for place, (our, their) in enumerate(zip(ours, theirs, strict=True)):
            for field, mine, other, kind in _differences(our, their):
                tally[kind] += 1
                tally[f"{kind}: {field}"] += 1
                listed.append(f"{feed.name}#{place}\t{field}\t{mine!r:.120}\t{other!r:.120}\t{kind}")
    return {"tally": tally, "listed": listed}


def _differences(our: Entry, their: Entry) -> Iterator[tuple[str, Any, Any, str]]:
    """Yield field, our value, feedparser's value and the class of each disagreement."""
    for field in FIELDS:
        mine, other = getattr(our, field), getattr(their, field)
        if mine == other:
            continue
        if other and not mine:
            kind = "lost"
        elif mine and not other:
            kind = "found only by us"
        elif isinstance(mine, str) and "".join(mine.split()) == "".join(other.split()):
            kind = "blanks"
        elif isinstance(mine, str) and len(mine) > len(other):
            kind = "ours is longer"
        else:
            kind = "different"
        yield field, mine, other, kind


def _xml(feed: Feed) -> str | None:
    """Return the repaired XML of a feed, None where it is no XML feed."""
    text = decode(feed.body)
    return legal(repaired(text)) if feed.format not in NO_FEEDS | {"jsonfeed"} and root_of(text) else None


def speed(feeds: list[Feed]) -> dict[str, float]:
    """Return feeds a second: the fast path, our whole reading, feedparser as we call it and as it comes."""
    import feedparser

    texts = [(feed, text) for feed in feeds if (text := _xml(feed)) is not None]
    sound = [(feed, text) for feed, text in texts if _is_sound(text)]
    return {
        "fast path": _rate(lambda pair: fastpath.read(pair[1], MOST_ENTRIES), sound),
        "our reading, cleaned": _rate(lambda pair: cleaned(read_feed(pair[0].body, {}), "s", ADDRESS), texts),
        "feedparser without sanitiser": _rate(lambda pair: tolerant.read(pair[1], MOST_ENTRIES), texts),
        "feedparser": _rate(lambda pair: feedparser.parse(pair[0].body), texts),
    }


def _is_sound(text: str) -> bool:
    try:
        return bool(fastpath.read(text, MOST_ENTRIES).entries)
    except fastpath.NotWellFormed:
        return False


def _rate(work: Callable[[tuple[Feed, str]], list[Entry] | RawFeed | Any], given: list[tuple[Feed, str]]) -> float:
    started = time.process_time()
    for pair in given:
        work(pair)
    return len(given) / (time.process_time() - started)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--real", type=Path, required=True)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--list", type=Path, help="where every disagreement is written to")
    options = parser.parse_args()
    folder = options.real / "feeds"
    feeds = collection(folder)
    counted, golden, agreed = counts(feeds), gold(folder), agreement(feeds)
    cases = conformance(folder / "conformance-feedparser.tar.gz")
    rates = speed(feeds)
    for line in (
        *counted["wrong"],
        *golden["wrong"],
        *(f"{case.name}: {case.failed}"[:300] for case in cases if case.failed),
    ):
        print(line)
    for name, number in sorted(agreed["tally"].items()):
        print(f"against feedparser: {name}: {number}")
    for name, rate in rates.items():
        print(f"{name}: {rate:.0f} feeds/s")
    if options.list:
        options.list.write_text("\n".join(agreed["listed"]) + "\n", encoding="utf-8")
    figures = _figures(counted["tally"], golden["tally"], agreed["tally"], cases, rates)
    for name, figure in figures.items():
        print(f"{name}: {figure['value']} (target {figure['target']}) {'ok' if figure['ok'] else 'MISSED'}")
    if options.json:
        print(json.dumps(figures))
    return 0 if all(figure["ok"] for figure in figures.values()) else 1


def _figures(
    counted: Counter[str],
    golden: Counter[tuple[str, bool]],
    agreed: Counter[str],
    cases: list[Any],
    rates: dict[str, float],
) -> dict[str, dict[str, Any]]:
    def figure(value: float, target: float, ok: bool) -> dict[str, Any]:
        return {"value": round(value, 4), "target": target, "ok": ok}

    shares = {
        field: golden[field, True] / (golden[field, True] + golden[field, False]) for field in ("title", "link", "date")
    }
    equal = counted["equal"] / counted["feeds"]
    held = sum(not case.failed for case in cases)
    faster = rates["our reading, cleaned"] / rates["feedparser"]
    return {
        "crashes": figure(counted["crashes"], 0, counted["crashes"] == 0),
        "feeds with equal item count": figure(equal, 0.99, equal >= 0.99),
        **{f"gold {field} right": figure(share, 0.98, share >= 0.98) for field, share in shares.items()},
        "entries lost against feedparser": figure(agreed["entries lost"], 0, agreed["entries lost"] == 0),
        "fields lost against feedparser": figure(agreed["lost"], 0, agreed["lost"] == 0),
        "conformance cases held": figure(held, 0.95 * len(cases), held >= 0.95 * len(cases)),
        "times faster than feedparser": figure(faster, 3, faster >= 3),
    }


if __name__ == "__main__":
    sys.exit(main())
