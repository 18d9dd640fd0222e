"""Fit the few numbers of `curator.classify.calibration` that turn evidence into a probability.

    python -m bench.fit_constants --real DIR [--json]

For each count of examples: evidence is learnt for every theme, and logistic
regression on (evidence, 1, abundance), each corpus weighing the same, gives
steepness, level and the say of abundance. Printed are the numbers fitted on
all corpora, which are the ones to ship, and how well numbers fitted on the
*other* corpora do on each corpus: that is what is to be expected elsewhere.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from threadpoolctl import threadpool_limits

from bench.figures import Figure, at_least, at_most, main, told
from bench.quality_data import Task, task, themes
from bench.quality_filtering import SEEDS, calibration_error, enough, f1_at
from bench.quality_peers import Scores
from curator.classify.calibration import AT_EXAMPLES, abundance, chance, threshold_for
from curator.classify.learning import taught_on
from curator.classify.material import gather
from curator.classify.reading import passage_of, read
from curator.classify.views import measure as measured

RIDGE = 1e-3
"""Pull of abundance's say towards none."""
STEPS = 50


@dataclass(frozen=True)
class Evidence:
    """What was learnt of one theme."""

    corpus: str
    archive: Scores
    kept: int
    stream: Scores
    truth: Scores

    @property
    def rows(self) -> Scores:
        """What the log-odds are fitted on, shape (articles of the stream, 3)."""
        much = abundance(self.archive, self.kept)
        return np.stack((self.stream, np.ones_like(self.stream), np.full_like(self.stream, much)), axis=1)


def evidence(one: Task, count: int) -> Evidence:
    """Return the evidence on a theme's stream after so many examples."""
    material = gather(one.theme, one.archive, [(article, True) for article in one.examples[:count]])
    with threadpool_limits(1):
        space, patterns, taught = taught_on(one.theme, material)
    pages = read([passage_of(article, one.language) for article in one.stream], space.vocabulary)
    stream = taught.view.of(measured(space, patterns, pages))
    return Evidence(one.corpus, taught.held_out, material.kept, stream, np.array(one.truth, dtype=float))


def fitted(known: Sequence[Evidence]) -> Scores:
    """Return (steepness, level, say of abundance) by Newton's method."""
    size = {one.corpus: sum(len(other.truth) for other in known if other.corpus == one.corpus) for one in known}
    rows = np.concatenate([one.rows for one in known])
    truth = np.concatenate([one.truth for one in known])
    weight = np.concatenate([np.full(len(one.truth), 1.0 / size[one.corpus]) for one in known])
    ridge = np.diag([1e-9, 1e-9, 2 * RIDGE])
    found = np.array([1.0, -4.0, 0.0])
    for _ in range(STEPS):
        said = chance(rows @ found)
        slope = rows.T @ (weight * (said - truth)) + ridge @ found
        curve = (rows * (weight * said * (1 - said))[:, None]).T @ rows + ridge
        found = found - np.linalg.solve(curve, slope)
    return found


def elsewhere(known: Sequence[Evidence]) -> tuple[float, float]:
    """Return the share of the oracle's F1, and the calibration error, of numbers fitted on the other corpora."""
    shares, said, true = [], [], []
    for corpus in dict.fromkeys(one.corpus for one in known):
        numbers = fitted([one for one in known if one.corpus != corpus])
        own, oracle = [], []
        for one in (one for one in known if one.corpus == corpus):
            much = numbers[1] + numbers[2] * abundance(one.archive, one.kept)
            chances = chance(one.rows @ numbers)
            truth = one.truth.astype(bool)
            own.append(f1_at(truth, chances >= threshold_for(chance(one.archive * numbers[0] + much))))
            oracle.append(best_f1(truth, chances))
            said.append(chances)
            true.append(one.truth)
        shares.append((np.mean(own), np.mean(oracle)))
    own_mean, oracle_mean = np.mean(shares, axis=0)
    return float(own_mean / oracle_mean), calibration_error(np.concatenate(said), np.concatenate(true))


def best_f1(truth: Scores, chances: Scores) -> float:
    """Return the F1 of the best threshold."""
    hits = np.cumsum(truth[np.argsort(-chances, kind="stable")])
    return float((2 * hits / (np.arange(1, len(truth) + 1) + truth.sum())).max())


def measure(real: Path) -> dict[str, Figure]:
    """Return the numbers to ship and how their like do on corpora they were not fitted on."""
    figures: dict[str, Figure] = {}
    for count in AT_EXAMPLES:
        tasks = (task(real, one, seed) for one in themes(real) for seed in SEEDS)
        known = [evidence(one, count) for one in tasks if enough(one, count)]
        share, error = elsewhere(known)
        for name, number in zip(("steepness", "level", "abundance"), fitted(known), strict=True):
            figures[f"constants.{count}.{name}"] = told(float(number))
        figures[f"constants.{count}.elsewhere.f1_share"] = at_least(share, 0.92)
        figures[f"constants.{count}.elsewhere.calibration_error"] = at_most(error, 0.02)
    return figures


if __name__ == "__main__":
    sys.exit(main("fit_constants", measure))
