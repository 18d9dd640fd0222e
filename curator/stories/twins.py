"""The same text twice: at one canonical address, or at several with next to nothing changed."""

from __future__ import annotations

import zlib
from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Any

from curator.model import Article
from curator.text import fold, words

SAME = 0.9
"""Share of the shorter text's four-word runs that the longer one holds."""
SHORTEST = 40
"""Words from which a text is compared as a text; under it the title speaks."""
LONGEST = 600
TITLE_WORDS = 5
TITLE_WINDOW = timedelta(hours=48)
SAMPLE = 8
"""One run of so many, by its hash, leads to candidates; all are compared then."""
_CROWD = 40
"""A run shared by more texts than this is furniture and leads to none."""
_PRIMES = (0x9E3779B185EBCA87, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9, 0x27D4EB2F165667C5)


def twins(articles: Sequence[Article]) -> Iterator[tuple[int, int]]:
    """Yield pairs of places whose articles are one text; enough pairs to connect all its copies."""
    runs = [_runs(article.text) for article in articles]
    yield from _by_title(articles, runs)
    holders: dict[int, list[int]] = defaultdict(list)
    for place, own in enumerate(runs):
        if own is None:
            continue
        tried: set[int] = set()
        for run in own[own % SAMPLE == 0].tolist():
            for other in holders[run]:
                if other not in tried and len(tried) < _CROWD:
                    tried.add(other)
                    if same_runs(own, runs[other]):
                        yield other, place
            if len(holders[run]) < _CROWD:
                holders[run].append(place)


def _by_title(articles: Sequence[Article], runs: Sequence[Any]) -> Iterator[tuple[int, int]]:
    """Yield pairs of one title, near in time, whose texts do not belie it ("Weekly round-up" does)."""
    known: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for place, article in enumerate(articles):
        title = tuple(fold(word) for word in words(article.title))
        if len(title) < TITLE_WORDS:
            continue
        for other in known[title]:
            near = abs(article.published - articles[other].published) <= TITLE_WINDOW
            belied = (
                runs[place] is not None and runs[other] is not None and not same_runs(runs[place], runs[other], 0.3)
            )
            if near and not belied:
                yield other, place
                break
        known[title].append(place)


def _runs(text: str) -> Any:
    """Return the sorted 64-bit hashes of the runs of four words; None for a text too short to tell."""
    import numpy as np

    codes = [zlib.crc32(fold(word).encode("utf-8", "surrogatepass")) for word in words(text[:4000])[:LONGEST]]
    if len(codes) < SHORTEST:
        return None
    codes_array = np.array(codes, dtype=np.uint64)
    width = len(codes) - len(_PRIMES) + 1
    mixed = np.zeros(width, dtype=np.uint64)
    for offset, prime in enumerate(_PRIMES):
        mixed ^= codes_array[offset : offset + width] * np.uint64(prime)
    mixed ^= mixed >> np.uint64(29)
    return np.unique(mixed)


def same_text(one: Article, other: Article) -> bool:
    """Return whether two articles are one text, with next to nothing changed."""
    runs, others = _runs(one.text), _runs(other.text)
    return runs is not None and others is not None and same_runs(runs, others)


def same_runs(one: Any, other: Any, least: float = SAME) -> bool:
    """Return whether one array of runs holds at least the share `least` of the other, shorter one."""
    import numpy as np

    shorter, longer = sorted((len(one), len(other)))
    if shorter * 2 < longer and least >= SAME:
        return False
    return bool(len(np.intersect1d(one, other, assume_unique=True)) >= least * shorter)
