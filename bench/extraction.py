"""Reading pages: text, title, author and date against gold, beside trafilatura alone in the same run.

    python -m bench.extraction --real DIR [--json] [--misses]

`DIR/pages` holds `gold.jsonl.gz` and the pages. Texts are scored on the
scrapinghub article-extraction benchmark as that benchmark scores: multisets of
shingles of four words, precision and recall averaged over pages, F of the
averages (https://github.com/scrapinghub/article-extraction-benchmark).
Metadata is scored on postlight's fixtures: equal after case and punctuation,
dates by their day in UTC.
"""

from __future__ import annotations

import argparse
import gzip
import json
import re
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from curator.articles.page import Page, read_page
from curator.errors import ParseError

SHINGLE = 4
_WORD = re.compile(r"\w+")
_WORDS = {True: "ok", False: "MISSED", None: ""}


@dataclass(frozen=True, slots=True)
class Sheet:
    """One page with what is expected of it."""

    gold: dict[str, Any]
    body: bytes

    @property
    def address(self) -> str:
        """Where it was captured."""
        return self.gold.get("url") or "https://pages.example/page"


def sheets(folder: Path, collection: str) -> list[Sheet]:
    """Return the pages of one collection."""
    with gzip.open(folder / "gold.jsonl.gz", "rt", encoding="utf-8") as lines:
        rows = [row for row in map(json.loads, lines) if row["set"] == collection]
    return [Sheet(row, gzip.decompress((folder / row["file"]).read_bytes())) for row in rows]


def ours(sheet: Sheet) -> Page:
    """Return our reading of a page, an empty one where it is refused."""
    try:
        return read_page(sheet.body, sheet.address, "text/html")
    except ParseError:
        return Page()


def shingles(text: str) -> Counter[tuple[str, ...]]:
    """Return the shingles of a text; a text shorter than one is one."""
    words = _WORD.findall(text)
    return Counter(tuple(words[place : place + SHINGLE]) for place in range(max(1, len(words) - SHINGLE + 1)) if words)


def overlap(expected: str, found: str) -> tuple[float, float]:
    """Return precision and recall of the shingles of `found`; both 1 where both texts are empty."""
    wanted, given = shingles(expected), shingles(found)
    common = sum((wanted & given).values())
    if not wanted and not given:
        return 1.0, 1.0
    return (common / sum(given.values()) if given else 0.0), (common / sum(wanted.values()) if wanted else 0.0)


def f_measure(pairs: Iterable[tuple[float, float]]) -> float:
    """Return F1 of the mean precision and the mean recall."""
    all_pairs = list(pairs)
    precision = sum(pair[0] for pair in all_pairs) / len(all_pairs)
    recall = sum(pair[1] for pair in all_pairs) / len(all_pairs)
    return 2 * precision * recall / (precision + recall)


def texts(pages: list[Sheet]) -> dict[str, float]:
    """Return F of our reading and of trafilatura's three ways."""
    import trafilatura

    ways: dict[str, dict[str, Any]] = {
        "trafilatura fast": {"fast": True},
        "trafilatura": {},
        "trafilatura precise": {"favor_precision": True},
    }
    scores = {"ours": f_measure(overlap(sheet.gold["text"], ours(sheet).text) for sheet in pages)}
    for name, options in ways.items():
        found = ((sheet, trafilatura.extract(sheet.body, **options) or "") for sheet in pages)
        scores[name] = f_measure(overlap(sheet.gold["text"], text) for sheet, text in found)
    return scores


def plain(text: str | None) -> str:
    """Return a title or a name as compared: its words in small letters."""
    return " ".join(_WORD.findall((text or "").lower()))


def metadata(pages: list[Sheet], misses: bool) -> dict[str, Counter[str]]:
    """Return how many gold titles, authors and dates each reader has right, and how many there are."""
    from trafilatura.metadata import extract_metadata

    tally: dict[str, Counter[str]] = {"gold": Counter(), "ours": Counter(), "trafilatura": Counter()}
    for sheet in pages:
        page, other = ours(sheet), extract_metadata(sheet.body, default_url=sheet.address)
        readings = {
            "ours": (page.title, page.author, page.published.isoformat() if page.published else ""),
            "trafilatura": (other.title, other.author, other.date),
        }
        for place, field in enumerate(("title", "author", "date")):
            expected = sheet.gold.get(field)
            if not expected:
                continue
            tally["gold"][field] += 1
            for reader, values in readings.items():
                given = values[place] or ""
                right = given[:10] == expected[:10] if field == "date" else plain(given) == plain(expected)
                tally[reader][field] += right
                if misses and reader == "ours" and not right:
                    print(f"{field}\t{sheet.gold['id']}\t{expected!r:.100}\t{given!r:.100}")
    return tally


def pace(pages: list[Sheet], rounds: int = 3) -> dict[str, float]:
    """Return pages a second, from the best of some rounds page by page, taken in turn."""
    import trafilatura

    readers = {
        "ours": ours,
        "trafilatura fast": lambda sheet: trafilatura.extract(sheet.body, fast=True),
        "trafilatura fast, with metadata": lambda sheet: trafilatura.extract(sheet.body, fast=True, with_metadata=True),
    }
    best: dict[tuple[str, int], float] = {}
    for _ in range(rounds):
        for place, sheet in enumerate(pages):
            for name, reader in readers.items():
                started = time.process_time()
                reader(sheet)
                took = time.process_time() - started
                best[name, place] = min(took, best.get((name, place), took))
    return {name: len(pages) / sum(best[name, place] for place in range(len(pages))) for name in readers}


def together(pages: list[Sheet], read: Callable[[Sheet], object]) -> float:
    """Return how many times as many pages two children read as one does, each once it is warm."""
    from curator.pool import Pool

    seconds = {}
    for size in (1, 2):
        with Pool(size) as workers:
            for _ in workers.map(read, pages[:40]):
                pass
            rounds = []
            for _ in range(3):
                started = time.perf_counter()
                for _ in workers.map(read, pages):
                    pass
                rounds.append(time.perf_counter() - started)
            seconds[size] = min(rounds)
    return seconds[1] / seconds[2]


def counted(sheet: Sheet) -> int:
    """Count for about as long as a page is read: what two processes of this machine can do at best."""
    return sum(range(300_000)) + len(sheet.body)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--real", type=Path, required=True)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--misses", action="store_true", help="list what we have wrong")
    options = parser.parse_args()
    long, short = (sheets(options.real / "pages", name) for name in ("scrapinghub", "postlight"))
    f, said, rates = texts(long), metadata(short, options.misses), pace(long)
    for name, value in f.items():
        print(f"F of {name}: {value:.4f}")
    for field in ("title", "author", "date"):
        print(
            f"{field}: ours {said['ours'][field]}, trafilatura {said['trafilatura'][field]}, of {said['gold'][field]}"
        )
    for name, rate in rates.items():
        print(f"{name}: {rate:.1f} pages/s")
    figures = _figures(f, said, rates, together(long, ours), together(long, counted))
    for name, figure in figures.items():
        print(f"{name}: {figure['value']} (target {figure['target']}) {_WORDS[figure['ok']]}")
    if options.json:
        print(json.dumps(figures))
    return 0 if all(figure["ok"] is not False for figure in figures.values()) else 1


def _figures(
    f: dict[str, float], said: dict[str, Counter[str]], rates: dict[str, float], two: float, machine: float
) -> dict[str, dict[str, Any]]:
    def figure(value: float, target: float) -> dict[str, Any]:
        return {"value": round(value, 4), "target": round(target, 4), "ok": value >= target}

    best = max(value for name, value in f.items() if name != "ours")
    least = {"title": 67, "author": 39, "date": 51}
    return {
        "scrapinghub F": figure(f["ours"], 0.965),
        "scrapinghub F beside trafilatura's best": figure(f["ours"] - best, -0.003),
        **{
            f"postlight {field} right": figure(said["ours"][field], max(floor, said["trafilatura"][field]))
            for field, floor in least.items()
        },
        "pages a second beside trafilatura fast": figure(rates["ours"] / rates["trafilatura fast"], 0.9),
        "two processes, of one": figure(two, 1.8),
        "two processes that only count, of one": {"value": round(machine, 4), "target": None, "ok": None},
    }


if __name__ == "__main__":
    sys.exit(main())
