"""What the judge costs: learning from 20,000 articles, judging, its size; beside TF-IDF and a linear SVM in one run.

    python -m bench.judge_speed --real DIR [--json]

The articles are those of the themes' corpora, repeated under other ids with
their sentences in another order until there are enough. CPU seconds of this
process, one thread, the best of three. Reference: scikit-learn's TfidfVectorizer and
LinearSVC, as arxiv-sanity filters, on the same texts.
"""

from __future__ import annotations

import os

os.environ.update(OMP_NUM_THREADS="1", OPENBLAS_NUM_THREADS="1")

import pickle
import random
import resource
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

from bench.figures import Figure, at_least, at_most, main, told
from bench.quality_data import corpus, themes
from bench.quality_peers import text_of
from curator.classify import learn
from curator.model import Article

BACKGROUND, STREAM, EXAMPLES = 20_000, 4_000, 50
TIMES = 3
T = TypeVar("T")


def many(real: Path, count: int) -> list[Article]:
    """Return so many articles of all corpora, mixed."""
    known = [one for name in dict.fromkeys(theme.corpus for theme in themes(real)) for one in corpus(real, name)[0]]
    order = random.Random(0)
    order.shuffle(known)
    found: list[Article] = []
    while len(found) < count:
        again = len(found) // len(known)
        found += [replace(one, id=f"{one.id}-{again}", text=_shuffled(one.text, order)) for one in known]
    return found[:count]


def _shuffled(text: str, order: random.Random) -> str:
    sentences = text.split(". ")
    order.shuffle(sentences)
    return ". ".join(sentences)


def cheapest(make: Callable[[], T]) -> tuple[float, T]:
    """Return the least CPU seconds that `make` took, and what it made."""
    best, made = float("inf"), None
    for _ in range(TIMES):
        started = time.process_time()
        made = make()
        best = min(best, time.process_time() - started)
    assert made is not None
    return best, made


def svm(archive: Sequence[str], examples: Sequence[str]) -> object:
    """Fit what arxiv-sanity fits: TF-IDF of words and pairs, and a linear SVM of the examples against all others."""
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.svm import LinearSVC

    vectors = TfidfVectorizer(sublinear_tf=True, ngram_range=(1, 2), max_features=20_000)
    rows = vectors.fit_transform([*examples, *archive])
    model = LinearSVC(C=0.1, class_weight="balanced")
    return vectors, model.fit(rows, [1] * len(examples) + [0] * len(archive))


def measure(real: Path) -> dict[str, Figure]:
    """Return the figures."""
    articles = many(real, BACKGROUND + STREAM)
    background, stream = articles[:BACKGROUND], articles[BACKGROUND:]
    theme = next(one.theme for one in themes(real) if one.corpus == "enfull")
    kept = [(article, True) for article in background[:EXAMPLES]]
    learn(theme, background[:500])  # imports, stemmers
    seconds, judge = cheapest(lambda: learn(theme, background, kept))
    scoring, _ = cheapest(lambda: judge.scores(stream))
    judging, _ = cheapest(lambda: judge.judge(stream))
    size = len(pickle.dumps(judge, protocol=pickle.HIGHEST_PROTOCOL)) / 1e6
    texts = [text_of(one) for one in articles]
    peer_seconds, peer = cheapest(lambda: svm(texts[:BACKGROUND], texts[:EXAMPLES]))
    vectors, model = peer  # type: ignore[misc]
    peer_scoring, _ = cheapest(lambda: model.decision_function(vectors.transform(texts[BACKGROUND:])))  # type: ignore[has-type]
    return {
        "judge.characters_an_article": told(sum(map(len, texts)) / len(texts)),
        "judge.learn_seconds": at_most(seconds, 2.0),
        "judge.learn_share_of_svm": told(seconds / peer_seconds),
        "judge.svm_learn_seconds": told(peer_seconds),
        "judge.scored_a_second": at_least(len(stream) / scoring, 2_000),
        "judge.judged_with_reasons_a_second": told(len(stream) / judging),
        "judge.svm_scored_a_second": told(len(stream) / peer_scoring),
        "judge.size_mb": at_most(size, 50.0),
        "judge.peak_rss_mb": told(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
    }


if __name__ == "__main__":
    sys.exit(main("judge_speed", measure))
