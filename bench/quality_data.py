"""The corpora and themes of a data folder, split into archive, stream and examples with fixed seeds."""

from __future__ import annotations

import gzip
import hashlib
import json
import random
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from curator.model import Article, Phrase, Theme

HIGHEST_SHARE = 0.07
"""Positives beyond this share of archive and stream are put aside: nobody's theme is a fifth of what they read."""
A_DAY = 100
"""Articles of an archive that are taken to have come on one day."""
NOWHEN = datetime(2021, 1, 1, tzinfo=UTC)


def rows(path: Path) -> Iterator[dict[str, Any]]:
    """Yield the objects of a gzipped JSON-lines file."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


def article(row: dict[str, Any]) -> Article:
    """Return a row of a corpus as an article; its address is hidden, since labels may stem from it."""
    key = hashlib.sha256(str(row.get("id") or row.get("url")).encode()).hexdigest()[:16]
    return Article(
        id=key,
        address=f"urn:row:{key}",
        title=row.get("title") or "",
        outlet="",
        text=row.get("text") or "",
        language=row.get("lang") or "",
        published=NOWHEN,
        first_seen=NOWHEN,
    )


@dataclass(frozen=True)
class Labelled:
    """A theme and the labels that count as on it."""

    id: str
    corpus: str
    theme: Theme
    labels: frozenset[str]


@dataclass(frozen=True)
class Task:
    """One theme to be filtered: what is known before, and what comes."""

    id: str
    corpus: str
    language: str
    theme: Theme
    archive: list[Article]
    """Unlabelled; those given as examples are to be taken out of it: see `unlabelled`."""
    examples: list[Article]
    """On the theme; the surplus first, then some of the archive."""
    stream: list[Article]
    truth: list[bool]
    """For each article of the stream."""

    archive_truth: list[bool]
    """For each article of the archive; told to no judge."""

    def unlabelled(self, count: int) -> list[Article]:
        """Return the archive without the first `count` examples."""
        given = {one.id for one in self.examples[:count]}
        return [one for one in self.archive if one.id not in given]


def themes(real: Path) -> list[Labelled]:
    """Return the hand-written themes of a data folder."""
    found = tomllib.loads((real / "themes" / "themes.toml").read_text("utf-8"))["theme"]
    return [
        Labelled(
            one["id"],
            one["corpus"],
            Theme(
                name=one["id"].replace("/", "-"),
                title=one["title"],
                description=one.get("description", ""),
                phrases=tuple(Phrase(text) for text in one["phrases"]),
                excluded=tuple(one.get("excluded", ())),
                languages=(one["language"],) if one.get("language") else (),
            ),
            frozenset(one["labels"]),
        )
        for one in found
    ]


@cache
def corpus(real: Path, name: str) -> tuple[list[Article], list[frozenset[str]]]:
    """Return the articles of a corpus and the labels of each."""
    found = list(rows(real / "themes" / f"{name}.jsonl.gz"))
    return [article(row) for row in found], [frozenset(row["labels"]) for row in found]


def task(real: Path, labelled: Labelled, seed: int = 0) -> Task:
    """Split a corpus for a theme: half archive, half stream, surplus positives to the examples."""
    articles, labels = corpus(real, labelled.corpus)
    order = list(range(len(articles)))
    random.Random(f"{seed} {labelled.corpus}").shuffle(order)
    halves = (order[::2], order[1::2])
    examples: list[int] = []
    kept: list[list[int]] = []
    for half in halves:
        positives = [i for i in half if labels[i] & labelled.labels]
        others = len(half) - len(positives)
        most = max(1, round(others * HIGHEST_SHARE / (1 - HIGHEST_SHARE)))
        examples += positives[most:]
        surplus = set(positives[most:])
        kept.append([i for i in half if i not in surplus])
    archive, stream = kept
    random.Random(f"{seed} examples").shuffle(examples)
    in_archive = [i for i in archive if labels[i] & labelled.labels]
    examples += in_archive[: len(in_archive) * 3 // 4]
    return Task(
        labelled.id,
        labelled.corpus,
        labelled.theme.languages[0] if labelled.theme.languages else "",
        labelled.theme,
        [_dated(articles[i], place) for place, i in enumerate(archive)],
        [articles[i] for i in examples[:100]],
        [articles[i] for i in stream],
        [bool(labels[i] & labelled.labels) for i in stream],
        [bool(labels[i] & labelled.labels) for i in archive],
    )


def _dated(article: Article, place: int) -> Article:
    """Return the article seen as one of `A_DAY` on its day."""
    day = NOWHEN + timedelta(days=place // A_DAY)
    return replace(article, first_seen=day, published=day)


def careless(theme: Theme, how: str, foreign: tuple[Phrase, ...] = ()) -> Theme:
    """Return the theme as a hurried editor would write it: "three", "wrong" (3 of 10 foreign) or "sentence"."""
    if how == "three":
        return replace(theme, phrases=theme.phrases[:3])
    if how == "wrong":
        return replace(theme, phrases=theme.phrases[:7] + foreign[:3])
    return replace(theme, phrases=())
