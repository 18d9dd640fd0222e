"""A month in the life of a journal: `python -m bench.soak`.

One process collects and reads a hundred feeds every simulated hour for 30 days,
over the real client, and makes an edition and the site every day; one answer in
20 is broken (`soak_origin` tells how). At the end every item must be stored
once, under its last title, and stand in one edition at most; the memory of the
process and its children must be flat, and the store must grow evenly.

--days N, --feeds N, --step HOURS between two runs.
"""

from __future__ import annotations

import json
import os
import sqlite3
import sys
import tempfile
from argparse import ArgumentParser
from collections import Counter
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from statistics import mean

from bench.collect_origin import Origin, origin
from bench.collect_programs import tree_memory
from bench.figures import Figure, at_most, show, told
from bench.soak_origin import ITEMS, START, newest, title
from curator.config import Config, load_config
from curator.errors import NothingToPublish
from curator.http import CurlWeb
from curator.newsroom import Newsroom
from curator.pool import Pool
from curator.press import Press
from curator.store import open_store

MOST_GROWTH = 1.10
"""Of memory, and of the store's growth from one third of the time to the next."""


@dataclass
class Month:
    """What was seen on the way."""

    new: int = 0
    failures: Counter[str] = field(default_factory=Counter)
    memory: list[float] = field(default_factory=list)
    """MiB of the process tree at the end of each day."""
    size: list[int] = field(default_factory=list)
    """Bytes of the store at the end of each day."""
    editions: int = 0


def journal(served: Origin, folder: Path) -> Config:
    """Write and return a journal of the origin's feeds with one theme."""
    hosts = ", ".join(f'"{place}"' for place in served.places)
    (folder / "config.toml").write_text(
        f'[journal]\ntitle = "Month"\neditor = "E"\n[edition]\nstories = 20\nfloor = 1\n'
        f"[fetch]\nprivate_hosts = [{hosts}]\npages_per_run = 0\n",
        encoding="utf-8",
    )
    (folder / "sources.toml").write_text(
        "".join(f'[[source]]\naddress = "{address}"\n' for address in served.addresses), encoding="utf-8"
    )
    (folder / "themes").mkdir()
    (folder / "themes" / "grid.toml").write_text(
        'title = "Grid"\nphrases = ["energy grid", "grid price", "power company", "energy minister"]\n',
        encoding="utf-8",
    )
    return load_config(folder)


def live(served: Origin, config: Config, days: int, step: int) -> Month:
    """Run the journal for so many days."""
    month = Month()
    store_file = config.paths.store
    with Pool() as pool, CurlWeb(config.fetch) as web, open_store(store_file) as store:
        for hour in range(0, days * 24, step):
            served.steer(hour=hour)
            newsroom = Newsroom(config, START + timedelta(hours=hour), web, store)
            newsroom.__dict__["workers"] = pool
            for received in newsroom.intake.collect(newsroom.intake.due()):
                month.new += received.new
                if received.state.cause is not None:
                    month.failures[received.state.cause.value] += 1
            for _ in newsroom.intake.read():
                pass
            if hour % 24 >= 24 - step:
                month.editions += _publish(newsroom)
                month.memory.append(tree_memory(os.getpid()))
                month.size.append(sum(file.stat().st_size for file in store_file.parent.glob(f"{store_file.name}*")))
    return month


def _publish(newsroom: Newsroom) -> bool:
    try:
        edition = newsroom.draft()
    except NothingToPublish:
        return False
    newsroom.clearance.approve(edition.slug)
    Press(newsroom).build()
    return True


def compared(served: Origin, config: Config) -> dict[str, Figure]:
    """Return what is wrong in the store at the end, beside what the feeds showed."""
    with closing(sqlite3.connect(config.paths.store)) as store:
        rows = store.execute("select w.guid, w.title from words w").fetchall()
        heard = dict(store.execute("select source, succeeded from sources"))
        (whole,) = store.execute("pragma integrity_check").fetchone()
        articles = [row[0] for row in store.execute("select address from articles")]
        editions = [json.loads(row[0]) for row in store.execute("select edition from editions")]
    titles: dict[str, str] = {}
    visible: set[str] = set()
    for feed, (place, source) in enumerate(zip(served.places, config.sources, strict=True)):
        # What came after a feed's last good answer cannot be there.
        hour = int((datetime.fromisoformat(heard[source.id]) - START).total_seconds()) // 3600
        for number in range(newest(feed, hour) + 1):
            titles[f"http://{place}/{number}"] = title(feed, number, hour)
        visible |= {
            f"http://{place}/{number}" for number in range(newest(feed, hour) - ITEMS + 1, newest(feed, hour) + 1)
        }
    kept = Counter(guid for guid, _ in rows)
    # What a feed no longer shows keeps the title under which it was last seen.
    stale = [guid for guid, said in rows if guid in visible and said != titles[guid]]
    picks = Counter(article["id"] for one in editions for pick in one["picks"] for article in pick["story"]["articles"])
    return {
        "items shown": told(len(titles)),
        "items lost": at_most(len(titles.keys() - kept.keys()), 0),
        "items stored twice": at_most(sum(kept.values()) - len(kept), 0),
        "items that nobody showed": at_most(len(kept.keys() - titles.keys()), 0),
        "items under an old title": at_most(len(stale), 0),
        "articles stored twice": at_most(len(articles) - len(set(articles)), 0),
        "articles in two editions": at_most(sum(count > 1 for count in picks.values()), 0),
        "damage to the store": at_most(whole != "ok", 0),
        "editions": told(len(editions)),
    }


def main() -> int:
    """Print the figures; 1 where a target is missed."""
    parser = ArgumentParser(prog="python -m bench.soak")
    parser.add_argument("--days", type=int, default=30)
    parser.add_argument("--feeds", type=int, default=100)
    parser.add_argument("--step", type=int, default=1, metavar="HOURS")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    if options.days < 3:
        parser.error("it takes three days to see a trend")
    with tempfile.TemporaryDirectory(prefix="curator-soak-") as folder:
        with origin(options.feeds, "bench.soak_origin") as served:
            config = journal(served, Path(folder))
            month = live(served, config, options.days, options.step)
        figures = compared(served, config)
    print("MiB: " + " ".join(f"{one:.0f}" for one in month.memory))
    print("KiB of the store: " + " ".join(f"{one // 1024}" for one in month.size))
    print(f"failures by cause: {dict(sorted(month.failures.items()))}")
    third = max(1, len(month.size) // 3)
    grown = [month.size[at + third - 1] - month.size[at - 1] for at in (third, 2 * third)]
    figures |= {
        "failed answers": told(sum(month.failures.values())),
        "told as new, beyond the items stored": at_most(month.new - (figures["items shown"].value), 0),
        "memory of the last third, of the middle one": at_most(
            mean(month.memory[-third:]) / mean(month.memory[third : 2 * third]), MOST_GROWTH
        ),
        "growth of the store in the last third, of the middle one": at_most(grown[1] / max(1, grown[0]), MOST_GROWTH),
    }
    return show(figures, options.json)


if __name__ == "__main__":
    sys.exit(main())
