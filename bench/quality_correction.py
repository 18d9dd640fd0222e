"""Thirty days of ten articles shown a day: what correcting the probabilities by what became of them is worth.

    python -m bench.quality_correction --real DIR [--json]

As in `bench.quality_curve`; for the first `THEMES` themes of each corpus and on
some days, the judge's calibration error and its F1 at its own threshold, as a
share of the best threshold's, on articles that were never shown: with the
correction by `calibration.platt`, and without. The ranking is the same with both.
"""

from __future__ import annotations

import sys
from collections import defaultdict
from pathlib import Path

import numpy as np

from bench.figures import Figure, at_least, main, told
from bench.fit_constants import best_f1
from bench.quality_data import Task, task, themes
from bench.quality_filtering import calibration_error, f1_at
from bench.quality_peers import Scores
from curator.classify import learn
from curator.classify.calibration import chance, odds
from curator.model import Article

THEMES = 2
DAYS, SHOWN = 30, 10
LOOKED_AT = (5, 10, 15, 22, 29)
LEAST_FITTING = 8


def month(one: Task, corrected: bool) -> list[tuple[float, float]]:
    """Return (calibration error, share of the best F1) on each day that is looked at."""
    coming = list(zip(one.stream, one.truth, strict=True))[::2]
    unseen, truth = one.stream[1::2], np.array(one.truth[1::2])
    marks: list[tuple[Article, bool]] = []
    shown: list[tuple[float, bool]] = []
    found = []
    for day in range(DAYS):
        today = coming[len(coming) * day // DAYS : len(coming) * (day + 1) // DAYS]
        judge = learn(one.theme, one.archive, marks, shown if corrected else ())
        if day in LOOKED_AT:
            found.append(_figures(judge.scores(unseen), truth, judge.threshold))
        scores = judge.scores([article for article, _ in today])
        for index in np.argsort(-scores, kind="stable")[:SHOWN]:
            marks.append(today[index])
            slope, shift = judge.correction
            plain = float(chance((odds(scores[index : index + 1]) - shift) / slope)[0])
            shown.append((plain, today[index][1]))
    return found


def _figures(chances: Scores, truth: Scores, threshold: float) -> tuple[float, float]:
    share = f1_at(truth, chances >= threshold) / best_f1(truth.astype(float), chances)
    return calibration_error(chances, truth.astype(float)), share


def measure(real: Path) -> dict[str, Figure]:
    """Return the figures of a month, each corpus weighing the same."""
    found: dict[bool, dict[str, list[list[tuple[float, float]]]]] = {True: defaultdict(list), False: defaultdict(list)}
    for labelled in themes(real):
        if len(found[True][labelled.corpus]) == THEMES:
            continue
        one = task(real, labelled)
        if sum(one.truth[1::2]) < LEAST_FITTING:
            continue
        for corrected, months in found.items():
            months[labelled.corpus].append(month(one, corrected))
    figures: dict[str, Figure] = {}
    for corrected, months in found.items():
        name = "corrected" if corrected else "as_learnt"
        daily = np.mean([np.mean(corpus, axis=0) for corpus in months.values() if corpus], axis=0)
        for day, (error, _) in zip(LOOKED_AT, daily, strict=True):
            figures[f"correction.{name}.day_{day}.calibration_error"] = told(float(error))
        for day, (_, share) in zip(LOOKED_AT, daily, strict=True):
            figures[f"correction.{name}.day_{day}.f1_share"] = (
                at_least(float(share), 0.92) if corrected else told(float(share))
            )
    return figures


if __name__ == "__main__":
    sys.exit(main("quality_correction", measure))
