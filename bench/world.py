"""The main job on a captured web: `python -m bench.world --shared DIR`.

Starts the captured web, makes a journal of all its feeds with three themes,
and runs `curator run --draft` on it as a user would: once on a sound web, once
more on the unchanged web, and once in another journal with 30 % of the feeds
dead. What is printed is counted from the site that was written, the gold of
the pages, and the web's own log.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from curator.articles.urls import canonical
from curator.plain import to_plain
from curator.store import open_store
from curator.text import words

FAULT_CAUSES = {
    "403": {"bot-wall"},
    "404": {"404"},
    "410": {"410"},
    "429": {"429"},
    "500": {"5xx"},
    "html": {"not-a-feed"},
    "reset": {"reset"},
    "short": {"truncated"},
}
"""What the captured web does to a dead feed, and how its failure is to be named."""
RIGHT = {"author": 0.6}
"""Share of a field that must be right, .9 for the others; bare trafilatura finds about half of the authors."""
THEMES = Path(__file__).parent / "world_themes"


@dataclass(frozen=True)
class World:
    """A captured web that runs: where its proxy is and what it logs."""

    port: int
    state: Path
    log: Path

    @property
    def environment(self) -> dict[str, str]:
        """Return the environment in which a program sees this web and no other."""
        proxy = f"http://127.0.0.1:{self.port}"
        own = {"https_proxy": proxy, "http_proxy": proxy, "SSL_CERT_FILE": str(self.state / "ca.pem")}
        return {**os.environ, **own, "no_proxy": "", "NO_COLOR": "1"}

    def requests(self) -> list[dict[str, Any]]:
        """Return what was asked so far, in order."""
        return [json.loads(line) for line in self.log.read_text(encoding="utf-8").splitlines()]

    def opml(self) -> bytes:
        """Return the list of all its feeds."""
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({"http": f"http://127.0.0.1:{self.port}"}))
        with opener.open("http://world.test/opml", timeout=30) as answer:
            body: bytes = answer.read()
        return body


@contextmanager
def world(shared: Path, folder: Path, dead: float = 0.0) -> Iterator[World]:
    """Run the captured web while the body runs."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    made = World(port, folder / "web", folder / "requests.jsonl")
    made.log.touch()
    script = shared / "world" / "serve.py"
    command = [sys.executable, str(script), "--state", str(made.state), "--port", str(port), "--log", str(made.log)]
    server = subprocess.Popen([*command, "--dead", str(dead)], stdout=subprocess.PIPE, text=True)
    try:
        assert server.stdout is not None
        if not server.stdout.readline():
            raise SystemExit("The captured web did not start; is trustme installed?")
        server.stdout.readline()
        time.sleep(0.3)
        yield made
    finally:
        server.terminate()
        server.wait()


def curator(web: World, folder: Path, *arguments: str) -> tuple[int, str, float]:
    """Run one command of curator's and return its exit code, its output and its seconds."""
    started = time.perf_counter()
    command = [sys.executable, "-m", "curator", "-j", str(folder), *arguments]
    done = subprocess.run(command, env=web.environment, capture_output=True, text=True, check=False)
    if done.returncode not in (0, 3):
        raise SystemExit(f"curator {' '.join(arguments)} left with {done.returncode}:\n{done.stderr[-2000:]}")
    return done.returncode, done.stdout, time.perf_counter() - started


def start(web: World, folder: Path) -> None:
    """Make a journal of all the web's feeds and the three themes."""
    list_ = folder.parent / f"{folder.name}.opml"
    list_.write_bytes(web.opml())
    curator(web, folder, "init", str(folder), "--title", "The World", "--language", "en", "--opml", str(list_))
    shutil.rmtree(folder / "themes")
    shutil.copytree(THEMES, folder / "themes")


class _Links(HTMLParser):
    """The addresses that a page's headlines lead to."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        named = dict(attributes)
        if (
            tag == "a"
            and "external" in (named.get("rel") or "").split()
            and "u-bookmark-of" in (named.get("class") or "")
        ):
            self.found.append(named.get("href") or "")


def headlines(page: Path) -> list[str]:
    """Return the addresses that the headlines of a page lead to."""
    reader = _Links()
    reader.feed(page.read_text(encoding="utf-8"))
    return reader.found


def gold(shared: Path) -> dict[str, dict[str, Any]]:
    """Return what is known for certain of each captured page, by canonical address."""
    with gzip.open(shared / "real/pages/gold.jsonl.gz", "rt", encoding="utf-8") as lines:
        return {canonical(row["url"]): row for row in map(json.loads, lines) if row.get("url")}


def read_in_full(journal: Path) -> list[dict[str, Any]]:
    """Return the articles of a journal whose pages were read."""
    with open_store(journal / "data" / "curator.sqlite") as store:
        found = store.inbox.articles(datetime(2000, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC))
        return [to_plain(article) for article in found if article.read_in_full]


def against_gold(articles: list[dict[str, Any]], known: Mapping[str, Mapping[str, Any]]) -> dict[str, tuple[int, int]]:
    """Return for each field how many articles have it right, of those whose gold says it."""
    right: Counter[str] = Counter()
    asked: Counter[str] = Counter()
    for article in articles:
        page = known.get(canonical(article["address"]))
        if page is None:
            continue
        for field, fits in _compared(article, page):
            asked[field] += 1
            right[field] += fits
    return {field: (right[field], asked[field]) for field in sorted(asked)}


def _compared(article: Mapping[str, Any], page: Mapping[str, Any]) -> Iterator[tuple[str, bool]]:
    if page.get("title"):
        yield "title", _alike(article["title"], page["title"]) >= 0.6
    if page.get("author"):
        named = page["author"] if isinstance(page["author"], list) else [page["author"]]
        yield "author", any(_alike(article["author"], name) >= 0.5 for name in (*named, " ".join(named)))
    if page.get("date"):
        yield "date", page["date"][:10] in ((article.get("stated") or "")[:10], article["published"][:10])
    if page.get("lang"):
        yield "language", article["language"] == page["lang"][:2]
    host = (urlsplit(article["address"]).hostname or "").removeprefix("www.")
    name = "".join(words(article["outlet"])).lower()
    yield (
        "outlet named",
        bool(name)
        and (page.get("sitename") is None or _alike(article["outlet"], page["sitename"]) > 0 or name in host),
    )


def _alike(one: str, other: str) -> float:
    """Return the share of words that two short texts have in common (Jaccard)."""
    first, second = set(words(one.lower())), set(words(other.lower()))
    return len(first & second) / len(first | second) if first | second else 1.0


def failing_addresses(web: World, journal: Path) -> set[str]:
    """Return the addresses of the sources that fail: what they are asked for is not an unchanged feed."""
    _, listed, _ = curator(web, journal, "sources", "list", "--json")
    return {one["address"] for one in json.loads(listed) if (one["state"] or {}).get("cause")}


def figure(value: float, target: str = "", ok: bool | None = None) -> dict[str, Any]:
    """Return one figure as the last line shows it."""
    return {"value": value, "target": target, "ok": ok}


def sound(shared: Path, folder: Path) -> dict[str, dict[str, Any]]:
    """Run twice on a sound web and return the figures."""
    known = gold(shared)
    with world(shared, folder) as web:
        journal = folder / "journal"
        start(web, journal)
        code, out, seconds = curator(web, journal, "run", "--draft", "--json")
        first = json.loads(out)
        asked = len(web.requests())
        _, out, _ = curator(web, journal, "draft", "--json")
        edition = json.loads(out)
        _, out, again = curator(web, journal, "run", "--draft", "--all", "--json")
        second = web.requests()[asked:]
        failing = failing_addresses(web, journal)
    links = headlines(journal / "site" / "index.html")
    captured = sum(canonical(link) in known for link in links)
    whole = [one for one in second if one["status"] != 304 and one["url"] not in failing]
    print(f"sources {first['sources']} · new {first['new']} · articles {first['articles']}", end=" · ")
    print(f"read in full {first['read_in_full']}")
    print(f"failing {first['failing']}: {first['causes']} · {seconds:.1f} s, again {again:.1f} s")
    print(
        f"edition: {len(edition['picks'])} kept of {edition['read']} read; "
        f"{len(links)} headlines, {captured} lead to a captured page"
    )
    fields = against_gold(read_in_full(journal), known)
    for name, (right, of) in fields.items():
        print(f"  {name}: {right} of {of} right")
    return {
        "exit code": figure(code, "0 or 3", code in (0, 3)),
        "feeds asked": figure(first["sources"]),
        "entries": figure(first["new"]),
        "articles": figure(first["articles"]),
        "articles read in full": figure(first["read_in_full"]),
        "stories kept": figure(len(edition["picks"]), "> 0", len(edition["picks"]) > 0),
        "headlines that lead to a captured page": figure(
            captured / max(1, len(links)), "1.0", bool(links) and captured == len(links)
        ),
        **{
            f"{name} right": figure(
                round(right / of, 3), f">= {RIGHT.get(name, 0.9)}", right >= RIGHT.get(name, 0.9) * of
            )
            for name, (right, of) in fields.items()
        },
        "whole answers to an unchanged web": figure(len(whole), "0", not whole),
        "seconds, first run": figure(round(seconds, 1)),
        "seconds, unchanged": figure(round(again, 1)),
    }


def with_dead(shared: Path, folder: Path, dead: float) -> dict[str, dict[str, Any]]:
    """Run on a web of which a share is dead and return the figures."""
    with world(shared, folder, dead) as web:
        journal = folder / "journal"
        start(web, journal)
        code, out, _ = curator(web, journal, "run", "--draft", "--json")
        _, listed, _ = curator(web, journal, "sources", "list", "--json")
        faults = {one["url"]: one["fault"] or str(one["status"]) for one in web.requests()}
    causes = {source["address"]: (source["state"] or {}).get("cause") for source in json.loads(listed)}
    dead_ones = {address: fault for address, fault in faults.items() if fault in FAULT_CAUSES and address in causes}
    right = sum(causes[address] in FAULT_CAUSES[fault] for address, fault in dead_ones.items())
    for address, fault in dead_ones.items():
        if causes[address] not in FAULT_CAUSES[fault]:
            print(f"  named wrong: {fault} as {causes[address]}: {address}")
    headline = headlines(journal / "site" / "index.html")
    print(f"{len(dead_ones)} dead feeds, {right} named right; exit code {code}; {len(headline)} headlines")
    return {
        "exit code with dead feeds": figure(code, "3", code == 3),
        "dead feeds named right": figure(right / max(1, len(dead_ones)), ">= .95", right >= 0.95 * len(dead_ones)),
        "headlines with dead feeds": figure(len(headline), "> 0", len(headline) > 0),
        "failing counted": figure(json.loads(out)["failing"]),
    }


def main() -> int:
    """Print the figures; 1 where a target is missed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shared", type=Path, required=True, help="the folder with world/ and real/")
    parser.add_argument("--dead", type=float, default=0.3, help="share of the feeds that are dead in the second part")
    parser.add_argument("--keep", type=Path, help="work in this folder and leave it")
    parser.add_argument("--json", action="store_true", help="print one JSON object as the last line")
    arguments = parser.parse_args()
    folder = arguments.keep or Path(tempfile.mkdtemp(prefix="curator-world-"))
    try:
        figures = {}
        for name, part in (("sound", sound), ("dead", lambda s, f: with_dead(s, f, arguments.dead))):
            (folder / name).mkdir(parents=True, exist_ok=True)
            figures |= part(arguments.shared.resolve(), folder / name)
    finally:
        if not arguments.keep:
            shutil.rmtree(folder)
    if arguments.json:
        print(json.dumps(figures))
    return 0 if all(one["ok"] is not False for one in figures.values()) else 1


if __name__ == "__main__":
    sys.exit(main())
