"""A smaller copy of a data folder, of the same structure: what belongs together stays together."""

from __future__ import annotations

import gzip
import hashlib
import json
import tomllib
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from bench.quality_data import rows

WEEKS = 18
"""Weeks of a selection pool that are kept at least: ten to learn from, and some to choose from."""
THEMES = 2
"""Themes of a corpus that are kept, of those with so many articles in the sample:"""
POSITIVES = 12
Row = dict[str, Any]


def sampled(real: Path, into: Path, count: int) -> Path:
    """Write about `count` rows of each file of `real` to the empty folder `into` and return it.

    Of labelled stories whole stories are kept, of dated streams the beginning,
    of a selection pool the last weeks, of themes' corpora and pages a draw by
    hash, of the themes a few; the curators' own issues stay whole.
    """
    for path in sorted(real.glob("*/*.jsonl.gz")):
        target = into / path.relative_to(real)
        target.parent.mkdir(exist_ok=True)
        if path.parent.name == "curated" and not path.name.startswith("select_pool_"):
            target.symlink_to(path.resolve())
        elif path.parent.name in _WAYS:
            _write(target, _WAYS[path.parent.name](path, count))
    if (real / "pages" / "html").exists():
        (into / "pages" / "html").symlink_to((real / "pages" / "html").resolve())
    if (real / "themes" / "themes.toml").exists():
        (into / "themes" / "themes.toml").write_text(_themes(real / "themes" / "themes.toml", into), encoding="utf-8")
    return into


def _themes(path: Path, into: Path) -> str:
    """Return the file's text with the first themes of each corpus of which the sample still has enough."""
    head, *blocks = path.read_text("utf-8").split("[[theme]]")
    told = tomllib.loads(path.read_text("utf-8"))["theme"]
    kept: Counter[str] = Counter()
    text = head
    for block, one in zip(blocks, told, strict=True):
        corpus = into / "themes" / f"{one['corpus']}.jsonl.gz"
        wanted = set(one["labels"])
        if kept[one["corpus"]] < THEMES and sum(bool(wanted & set(row["labels"])) for row in rows(corpus)) >= POSITIVES:
            kept[one["corpus"]] += 1
            text += f"[[theme]]{block}"
    return text


def _write(target: Path, found: Iterator[Row]) -> None:
    with gzip.open(target, "wt", encoding="utf-8", compresslevel=1) as file:
        for row in found:
            file.write(json.dumps(row, ensure_ascii=False) + "\n")


def _drawn(path: Path, count: int, key: Callable[[Row], str] = lambda row: str(row.get("id") or row.get("url"))) -> Any:
    """Yield the rows whose key has one of the lowest hashes; rows of one key all or none."""
    sizes = Counter(key(row) for row in rows(path))
    kept: set[str] = set()
    total = 0
    for name in sorted(sizes, key=lambda name: hashlib.sha256(name.encode()).digest()):
        if total >= count:
            break
        kept.add(name)
        total += sizes[name]
    return (row for row in rows(path) if key(row) in kept)


def _news(path: Path, count: int) -> Iterator[Row]:
    first = next(rows(path), {})
    if "story" in first:
        topical = "topic" in first
        # Stories of one topic are the ones that are hard to tell apart: they stay together.
        found: Iterator[Row] = _drawn(
            path, count, lambda row: str(row["topic"] if topical else row["story"] or row["id"])
        )
        return found
    return (row for place, row in enumerate(rows(path)) if place < count)


def _pool(path: Path, count: int) -> Iterator[Row]:
    sizes = Counter(row["week"] for row in rows(path))
    kept: set[str] = set()
    total = 0
    for week in sorted(sizes, reverse=True):
        if len(kept) >= WEEKS and total >= count:
            break
        kept.add(week)
        total += sizes[week]
    return (row for row in rows(path) if row["week"] in kept)


_WAYS: dict[str, Callable[[Path, int], Iterator[Row]]] = {
    "themes": _drawn, "pages": _drawn, "news": _news, "curated": _pool,
}  # fmt: skip
