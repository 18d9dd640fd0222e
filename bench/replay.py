"""A week of one publisher's feeds, version by version: `python -m bench.replay --real DIR`.

`DIR/feeds/bbc_replay_2021-W29.tar.xz` holds some 10,000 successive versions of
19 feeds. They are collected and read in the order in which they were published,
into one store, by one process. What must be there is counted by a reader that
knows nothing of curator: every item once, under its last title, and nothing new
that was there before. Meanwhile the memory of the process and its children must
not grow.

--versions N takes the first N only.
"""

from __future__ import annotations

import os
import sqlite3
import sys
import tarfile
import tempfile
from argparse import ArgumentParser
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from lxml import etree

from bench.collect_programs import tree_memory
from bench.figures import Figure, at_most, show, told
from curator.config import load_config
from curator.newsroom import Newsroom
from curator.pool import Pool
from curator.ports import Request, Response
from curator.store import open_store

ARCHIVE = "feeds/bbc_replay_2021-W29.tar.xz"
GROWTH = 1.10


@dataclass(frozen=True)
class Version:
    """One feed as it stood at one moment."""

    feed: str
    at: datetime
    file: Path

    @property
    def body(self) -> bytes:
        """Its bytes, read when they are wanted: 200 MB would hide what curator itself takes."""
        return self.file.read_bytes()

    @property
    def address(self) -> str:
        """Where the feed is said to be."""
        return f"http://feeds.example/{self.feed}.xml"


@dataclass
class Truth:
    """What the feeds said, by a reader of five lines."""

    titles: dict[tuple[str, str], str] = field(default_factory=dict)
    """The last title of each (address, guid)."""
    retitled: set[tuple[str, str]] = field(default_factory=set)
    links: dict[tuple[str, str], str] = field(default_factory=dict)

    def hear(self, version: Version) -> None:
        """Note what a version says."""
        for item in etree.fromstring(version.body).iter("item"):
            key = version.address, (item.findtext("guid") or "").strip()
            title = " ".join((item.findtext("title") or "").split())
            if self.titles.setdefault(key, title) != title:
                self.retitled.add(key)
            self.titles[key], self.links[key] = title, (item.findtext("link") or "").strip()


class Past:
    """`ports.Web` that answers with what the feeds said at one moment."""

    def __init__(self) -> None:
        self.now: dict[str, bytes] = {}
        """Bodies by address."""

    def fetch(self, requests: Iterable[Request]) -> Iterator[Response]:
        """Answer each request at once."""
        for request in requests:
            headers = {"content-type": "text/xml"}
            yield Response(request, 200, request.address, self.now[request.address], headers)


def versions(archive: Path, folder: Path) -> list[Version]:
    """Unpack the versions into `folder`; return them in the order in which they were published."""
    with tarfile.open(archive) as files:
        files.extractall(folder, filter="data")
    found = [
        Version(file.parent.name, datetime.fromtimestamp(int(file.stem), UTC), file) for file in folder.rglob("*.xml")
    ]
    return sorted(found, key=lambda version: (version.at, version.feed))


def rounds(week: Iterable[Version]) -> Iterator[list[Version]]:
    """Yield the versions in groups that hold no feed twice: each is one run of curator."""
    together: dict[str, Version] = {}
    for version in week:
        if version.feed in together:
            yield list(together.values())
            together = {}
        together[version.feed] = version
    yield list(together.values())


def replay(week: list[Version], folder: Path) -> dict[str, Figure]:
    """Collect and read the week, and compare the store with what was said."""
    addresses = dict.fromkeys(version.address for version in week)
    (folder / "config.toml").write_text('[journal]\ntitle = "Week"\n[fetch]\npages_per_run = 0\n', encoding="utf-8")
    (folder / "sources.toml").write_text(
        "".join(f'[[source]]\naddress = "{address}"\n' for address in addresses), encoding="utf-8"
    )
    config, truth, past = load_config(folder), Truth(), Past()
    sources = {source.address: source for source in config.sources}
    new = runs = failed = 0
    memory: list[float] = []
    groups = list(rounds(week))
    with Pool() as pool, open_store(config.paths.store) as store:
        for number, group in enumerate(groups):
            past.now = {version.address: version.body for version in group}
            newsroom = Newsroom(config, group[-1].at, past, store)
            newsroom.__dict__["workers"] = pool
            for received in newsroom.intake.collect([sources[version.address] for version in group]):
                new += received.new
                failed += received.state.cause is not None
            for _ in newsroom.intake.read():
                pass
            for version in group:
                truth.hear(version)
            runs += 1
            if number % max(1, len(groups) // 40) == 0:
                memory.append(tree_memory(os.getpid()))
    print(f"{len(week)} versions of {len(addresses)} feeds in {runs} runs, {new} entries; memory {memory[0]:.0f} MiB")
    print("MiB along the way: " + " ".join(f"{one:.0f}" for one in memory))
    return _compared(config.paths.store, truth, {source.id: a for a, source in sources.items()}) | {
        "versions": told(len(week)),
        "feeds that failed": at_most(failed, 0),
        "told as new, beyond the items there were": at_most(new - len(truth.titles), 0),
        "memory at the end, of a quarter on": at_most(max(memory[-4:]) / memory[len(memory) // 4], GROWTH),
    }


def _compared(file: Path, truth: Truth, addresses: dict[str, str]) -> dict[str, Figure]:
    with closing(sqlite3.connect(file)) as store:
        rows = store.execute(
            "select e.source, w.guid, w.title, e.article, a.title from entries e join words w using (no) "
            "left join articles a on a.id = e.article"
        ).fetchall()
        (articles,) = store.execute("select count(*) from articles").fetchone()
    kept = {(addresses[source], guid): title for source, guid, title, _, _ in rows}
    stale = [key for key, title in truth.titles.items() if kept.get(key) != title]
    last: dict[str, set[str]] = {}
    for source, guid, _, article, _ in rows:
        last.setdefault(article, set()).add(truth.titles.get((addresses[source], guid), ""))
    untold = {article for _, _, _, article, title in rows if title not in last[article]}
    for key in stale[:5]:
        print(f"title: {key} is {kept.get(key)!r}, said was {truth.titles[key]!r}")
    return {
        "items": told(len(truth.titles)),
        "items retitled along the way": told(len(truth.retitled)),
        "items lost": at_most(len(truth.titles.keys() - kept.keys()), 0),
        "items that nobody said": at_most(len(kept.keys() - truth.titles.keys()), 0),
        "items stored twice": at_most(len(rows) - len(kept), 0),
        "items under an old title": at_most(len(stale), 0),
        "articles": told(articles),
        "articles beyond the addresses there were": at_most(articles - len(set(truth.links.values())), 0),
        "articles under an old title": at_most(len(untold), 0),
    }


def main() -> int:
    """Print the figures; 1 where a target is missed."""
    parser = ArgumentParser(prog="python -m bench.replay")
    parser.add_argument("--real", type=Path, required=True, help="folder with feeds/")
    parser.add_argument("--versions", type=int, default=None)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="curator-replay-") as folder:
        week = versions(options.real / ARCHIVE, Path(folder) / "versions")[: options.versions]
        (journal := Path(folder) / "journal").mkdir()
        figures = replay(week, journal)
    return show(figures, options.json)


if __name__ == "__main__":
    sys.exit(main())
