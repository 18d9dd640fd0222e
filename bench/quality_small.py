"""Small archives and chosen sources: what a journal keeps in its first weeks, where much of what comes fits.

    python -m bench.quality_small --real DIR [--json]

For the first `THEMES` themes of each corpus, archives of `SIZES` articles of
which `SHARES` fit are cut, and judged by the phrases alone, with and without
the theme's hint "about how many a day" (the true rate, one digit). Told, for
the archive itself (a first run judges what it learns from) and for what comes
after it: average precision, F1 at own threshold as a share of the oracle's,
and how many are kept for each that fits. Means over corpora.
"""

from __future__ import annotations

import random
import sys
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import numpy as np

from bench.figures import Figure, main, told
from bench.fit_constants import best_f1
from bench.quality_data import NOWHEN, Labelled, corpus, themes
from bench.quality_filtering import average_precision, f1_at
from bench.quality_peers import Scores
from curator.classify import learn
from curator.model import Article

SIZES = (60, 120, 300, 1000)
SHARES = (0.05, 0.10, 0.25)
THEMES = 4
DAYS = 7
STREAM = 400


@dataclass(frozen=True)
class Cut:
    """A small archive of a corpus and what comes after it, the same share of both on the theme."""

    labelled: Labelled
    archive: list[Article]
    archive_truth: Scores
    stream: list[Article]
    stream_truth: Scores

    @property
    def rate(self) -> float:
        """Articles a day that fit, one digit."""
        return float(f"{max(self.archive_truth.sum() / DAYS, 0.1):.1g}")


def cuts(real: Path, size: int, share: float) -> Iterator[Cut]:
    """Yield a cut for each theme whose corpus has enough of both kinds for it."""
    counted: dict[str, int] = defaultdict(int)
    for labelled in themes(real):
        articles, labels = corpus(real, labelled.corpus)
        order = list(range(len(articles)))
        random.Random(f"{labelled.id} {size}").shuffle(order)
        fitting = [number for number in order if labels[number] & labelled.labels]
        others = [number for number in order if not labels[number] & labelled.labels]
        few = max(2, round(size * share))
        if counted[labelled.corpus] == THEMES or len(fitting) < 2 * few or len(others) < 1.3 * size:
            continue
        counted[labelled.corpus] += 1
        coming = max(1, round(min(STREAM, len(others) - size) * share))
        known = sorted(fitting[:few] + others[: size - few], key=order.index)
        later = fitting[few : few + coming] + others[size - few :][: min(STREAM, len(others) - size) - coming]
        on = set(fitting)
        yield Cut(
            labelled,
            [_dated(articles[number], place, size) for place, number in enumerate(known)],
            np.array([number in on for number in known]),
            [articles[number] for number in later],
            np.array([number in on for number in later]),
        )


def _dated(article: Article, place: int, size: int) -> Article:
    day = NOWHEN + timedelta(days=DAYS * place / size)
    return replace(article, published=day, first_seen=day)


def judged(cut: Cut, per_day: float | None) -> list[tuple[float, float, float, float]]:
    """Return (average precision, F1, oracle's F1, kept for each that fits) for the archive and for the stream."""
    judge = learn(replace(cut.labelled.theme, per_day=per_day), cut.archive)
    found = []
    for articles, truth in ((cut.archive, cut.archive_truth), (cut.stream, cut.stream_truth)):
        scores = judge.scores(articles)
        kept = scores >= judge.threshold
        oracle = best_f1(truth.astype(float), scores)
        found.append((average_precision(truth, scores), f1_at(truth, kept), oracle, float(kept.sum() / truth.sum())))
    return found


def measure(real: Path) -> dict[str, Figure]:
    """Return the figures of all sizes and shares."""
    figures: dict[str, Figure] = {}
    for size in SIZES:
        for share in SHARES:
            known = list(cuts(real, size, share))
            for hint in (False, True):
                by_corpus = defaultdict(list)
                for cut in known:
                    by_corpus[cut.labelled.corpus].append(judged(cut, cut.rate if hint else None))
                if not by_corpus:
                    continue
                reached = np.mean([np.mean(found, axis=0) for found in by_corpus.values()], axis=0)
                for part, (precision, own, oracle, kept) in zip(("archive", "stream"), reached, strict=True):
                    name = f"small.{size}.{share:.0%}.{'hinted' if hint else 'unaided'}.{part}"
                    print(f"  {name:40} AP {precision:.3f}  F1 share {own / oracle:.3f}  kept {kept:.2f}", flush=True)
                    figures[f"{name}.ap"] = told(float(precision))
                    figures[f"{name}.f1_share"] = told(float(own / oracle))
                    figures[f"{name}.kept"] = told(float(kept))
    return figures


if __name__ == "__main__":
    sys.exit(main("quality_small", measure))
