"""Thirty days: ten articles shown a day, marks on those, average precision on articles that were never shown.

    python -m bench.quality_curve --real DIR [--json]
    ENCODER=minilm python -m bench.quality_curve --real DIR [--json]

For the first `THEMES` themes of each corpus: the archive is the background, one
half of the stream comes in thirty daily parts, the other half is what every
day's judge is measured on. Ways: keywords alone (BM25), keywords until there
are marks of both kinds and then an SVM or naive Bayes on them, and ours. With
ENCODER=KIND[:FOLDER] one way more: ours with an encoder beside the words, in the
languages that it understands. VECTORS=FOLDER keeps its vectors between runs.
"""

from __future__ import annotations

import os
import sys
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from bench.figures import Figure, at_least, at_most, main, told
from bench.quality_data import Task, task, themes
from bench.quality_encoder import Heard
from bench.quality_filtering import average_precision
from bench.quality_peers import Scores, bm25, naive_bayes, svm
from curator.classify import learn
from curator.model import Article

THEMES = 3
DAYS = 30
SHOWN = 10
Marks = list[tuple[Article, bool]]
Way = Callable[[Task, Marks, Sequence[Article]], Scores]


def keywords(one: Task, _: Marks, articles: Sequence[Article]) -> Scores:
    """Return BM25 of the phrases."""
    return bm25(replace(one, stream=list(articles)), 0)


def then(peer: Callable[[Task, int], Scores]) -> Way:
    """Return keywords until something was kept, and the peer on what was kept from then on."""

    def way(one: Task, marks: Marks, articles: Sequence[Article]) -> Scores:
        kept = [article for article, on in marks if on]
        if not kept:
            return keywords(one, marks, articles)
        return peer(replace(one, stream=list(articles), examples=kept), len(kept))

    return way


def ours(one: Task, marks: Marks, articles: Sequence[Article]) -> Scores:
    """Return our probabilities, learnt from the archive and all marks so far."""
    return learn(one.theme, one.archive, marks).scores(articles)


def with_encoder(heard: Heard) -> Way:
    """Return our way with an encoder beside the words where it understands the theme's language."""

    def way(one: Task, marks: Marks, articles: Sequence[Article]) -> Scores:
        if not set(one.theme.languages) & set(heard.understood):
            return ours(one, marks, articles)
        return heard.judge(learn(one.theme, one.archive, marks), one.archive, marks).scores(articles)

    return way


WAYS: dict[str, Way] = {
    "keywords": keywords, "keywords then naive Bayes": then(naive_bayes), "keywords then SVM": then(svm),
    "curator": ours,
}  # fmt: skip


def curve(one: Task, way: Way) -> list[float]:
    """Return the average precision on the unseen half on each morning, before that day's marks."""
    coming = list(zip(one.stream, one.truth, strict=True))[::2]
    unseen, truth = one.stream[1::2], np.array(one.truth[1::2])
    marks: Marks = []
    reached = []
    for day in range(DAYS):
        today = coming[len(coming) * day // DAYS : len(coming) * (day + 1) // DAYS]
        if way is keywords and reached:
            reached.append(reached[0])
            continue
        scores = way(one, marks, [*unseen, *(article for article, _ in today)])
        reached.append(average_precision(truth, scores[: len(unseen)]))
        best = np.argsort(-scores[len(unseen) :], kind="stable")[:SHOWN]
        marks += [today[index] for index in best]
    return reached


def measure(real: Path) -> dict[str, Figure]:
    """Return the figures of the thirty days."""
    ways = dict(WAYS)
    if "ENCODER" in os.environ:
        ways["curator with encoder"] = with_encoder(Heard.from_environment())
    curves: dict[str, dict[str, list[list[float]]]] = {name: defaultdict(list) for name in ways}
    counted: dict[str, int] = defaultdict(int)
    for labelled in themes(real):
        one = task(real, labelled)
        if counted[labelled.corpus] == THEMES or sum(one.truth[1::2]) < 5:
            continue
        counted[labelled.corpus] += 1
        for name, way in ways.items():
            curves[name][labelled.corpus].append(curve(one, way))
    daily = {name: np.mean([np.mean(c, axis=0) for c in found.values()], axis=0) for name, found in curves.items()}
    print("average precision on day    1     5    10    20    30")
    for name, values in daily.items():
        print(f"  {name:25}", " ".join(f"{values[day - 1]:.3f}" for day in (1, 5, 10, 20, 30)))
    with_it = daily.get("curator with encoder")
    below = float((daily["keywords"] - daily["curator"]).max())
    return {
        "curve.most_below_keywords": at_most(below, 0.01),
        "curve.first_day": told(float(daily["curator"][0])),
        "curve.last_day": at_least(float(daily["curator"][-1]), 0.72),
        **({} if with_it is None else {"curve.last_day.encoder": at_least(float(with_it[-1]), 0.77)}),
        "curve.last_day.keywords": told(float(daily["keywords"][-1])),
        "curve.last_day.svm": told(float(daily["keywords then SVM"][-1])),
        "curve.last_day.naive_bayes": told(float(daily["keywords then naive Bayes"][-1])),
    }


if __name__ == "__main__":
    sys.exit(main("quality_curve", measure))
