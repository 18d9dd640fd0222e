"""From evidence to a probability, and from probabilities to the threshold."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from curator.classify.reading import Floats

USUAL_THRESHOLD, USUAL_WORTH = 0.28, 30
"""Where the threshold is before an archive says otherwise, and the articles that this is worth."""
MOST_FOUND = 0.5
"""Share in the threshold, in log-odds, of what is found from the archive, however large that is: measured, the usual
threshold loses no more F1 on corpora it was not chosen on than one found from a few hundred uncertain probabilities."""
HINT_DOUBT = 5.0
"""Articles that fit which a hint of the rate must speak of to be believed half."""
LEAST_DOUBT = 0.4
AT_EXAMPLES = (0, 5, 20, 100)
STEEPNESS = (0.609, 0.783, 1.05, 1.30)
LEVEL = (-4.01, -3.89, -4.26, -4.98)
ABUNDANCE = (0.90, 0.91, 0.45, -1.2)
"""At so many examples: what one deviation of evidence adds to the log-odds, the log-odds of mean evidence, and what
an abundant theme adds (see `abundance`). Fitted by `bench.fit_constants`; interpolated between the points.
"""
OUTSTANDING = 4.0
"""Deviations above the mean from which an article stands out."""
USUAL_SHARE, USUAL_ARTICLES = 0.03, 100
"""Share of articles that stand out before an archive says otherwise, and the articles that this is worth."""
LEAST_KEPT, LEAST_DROPPED = 5, 10
"""Decisions of each kind from which probabilities are corrected."""


def shipped(examples: int, evidence: Floats, kept: int = 0) -> tuple[float, float]:
    """Return (steepness, level) of the log-odds, after so many examples and with such evidence in the archive.

    `kept` articles of the same stream are known to fit and were taken out of the archive.
    """
    at, points = np.log1p(examples), np.log1p(AT_EXAMPLES)
    level = np.interp(at, points, LEVEL) + np.interp(at, points, ABUNDANCE) * abundance(evidence, kept)
    return float(np.interp(at, points, STEEPNESS)), float(level)


def abundance(evidence: Floats, kept: int = 0) -> float:
    """Return how much more than usually stands out in an archive or was kept of it, as a logarithm."""
    outstanding = (evidence > OUTSTANDING).sum() + kept + USUAL_SHARE * USUAL_ARTICLES
    return float(np.log(outstanding / (len(evidence) + kept + USUAL_ARTICLES) / USUAL_SHARE))


def chance(logits: Floats) -> Floats:
    """Return 1 / (1 + e^−x), without overflow."""
    return np.asarray(0.5 * (1.0 + np.tanh(0.5 * np.asarray(logits, dtype=np.float64))))


def odds(chances: Floats) -> Floats:
    """Return the log-odds of probabilities, those of 0 and 1 as of one in a million and its opposite."""
    within = np.clip(chances, 1e-6, 1 - 1e-6)
    return np.asarray(np.log(within / (1 - within)))


def best_threshold(chances: Floats) -> float:
    """Return the probability from which to keep so that the expected F1 is greatest.

    Keeping the k most probable of n articles is expected to score
    F1 = 2 · Σ_{i ≤ k} p_i / (k + Σ_{i ≤ n} p_i) (Lipton, Elkan and Naryanaswamy, 2014).
    """
    if not len(chances):
        return 0.5
    falling = np.sort(chances)[::-1]
    expected = 2 * np.cumsum(falling) / (np.arange(1, len(falling) + 1) + falling.sum())
    return float(falling[int(np.argmax(expected))])


def threshold_for(chances: Floats) -> float:
    """Return the probability from which to keep, found from an archive's probabilities.

    Half way, in log-odds, between the one whose expected F1 is best and the
    one that keeps as many as are expected to fit: the first alone keeps too few
    where the probabilities are too flat, the second too many (measured). The
    usual threshold has half a say in it.
    """
    usual = np.log(USUAL_THRESHOLD / (1 - USUAL_THRESHOLD))
    if not len(chances):
        return USUAL_THRESHOLD
    expected = min(max(round(float(chances.sum())), 1), max(len(chances) // 2, 1))
    ends = np.clip([best_threshold(chances), np.sort(chances)[::-1][expected - 1]], 1e-6, 1 - 1e-6)
    found = np.log(ends / (1 - ends)).mean()
    share = MOST_FOUND * len(chances) / (len(chances) + USUAL_WORTH)
    return float(chance(share * found + (1 - share) * usual))


def ask_from(chances: Floats, threshold: float, questions: float) -> float:
    """Return the probability from which an article below the threshold is worth a question.

    At most `questions` of the archive's articles lie between the two; none
    below `LEAST_DOUBT` times the threshold is ever asked about.
    """
    below = np.sort(chances[chances < threshold])[::-1]
    lowest = float(below[int(questions)]) if len(below) > int(questions) else 0.0
    return max(lowest, LEAST_DOUBT * threshold)


def believed(expected: float) -> float:
    """Return how far a hint that speaks of so many articles is believed, from 0 to 1."""
    return expected / (expected + HINT_DOUBT)


def shift_for_hint(logits: Floats, expected: float, kept: int) -> float:
    """Return what to add to the logits of an archive where `expected` articles are said to fit.

    `kept` of those are marked and no longer among the logits: the more of them,
    the less the few that are left can tell, and the less is added.
    """
    left = max(expected - kept, 0.0)
    return shift_for_rate(logits, max(left, 0.5)) * left / (left + kept + HINT_DOUBT)


def shift_for_rate(logits: Floats, expected: float) -> float:
    """Return what to add to the logits so that the probabilities add up to `expected`, by bisection."""
    expected = min(max(expected, 0.1), 0.9 * len(logits))
    low, high = -20.0, 20.0
    for _ in range(60):
        middle = (low + high) / 2
        if chance(logits + middle).sum() < expected:
            low = middle
        else:
            high = middle
    return (low + high) / 2


def platt(shown: Sequence[tuple[float, bool]], strength: float = 10.0) -> tuple[float, float]:
    """Return (slope, shift) for logits, from the probabilities at which articles were shown and what became of them.

    Logistic regression with a Gaussian prior around (1, 0), by Newton's method:
    each shown article counts the same however late it comes (progressive Platt
    scaling). Nothing changes where fewer were dropped than kept: an editor who
    only keeps passes over the rest in silence, and would seem to want it all.
    """
    fitting = sum(kept for _, kept in shown)
    if fitting < LEAST_KEPT or len(shown) - fitting < max(LEAST_DROPPED, fitting):
        return 1.0, 0.0
    slope_and_shift = np.array([1.0, 0.0])
    scores = odds(np.array([score for score, _ in shown]))
    rows = np.stack((scores, np.ones(len(scores))), axis=1)
    kept = np.array([kept for _, kept in shown], dtype=float)
    prior = np.diag([strength, strength / 10])
    for _ in range(25):
        said = chance(rows @ slope_and_shift)
        slope = rows.T @ (kept - said) - prior @ (slope_and_shift - [1.0, 0.0])
        curve = (rows * (said * (1 - said))[:, None]).T @ rows + prior
        slope_and_shift = slope_and_shift + np.linalg.solve(curve, slope)
    return float(max(slope_and_shift[0], 0.1)), float(slope_and_shift[1])
