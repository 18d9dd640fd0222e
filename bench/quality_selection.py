"""Selection against real curators: which of a week's front-page stories did the newsletter keep?

    python -m bench.quality_selection --real DIR [--json]

Reads `curated/select_pool_*.jsonl.gz` and the curators' own past issues. For a
curator with at least `ENOUGH` picks: every four weeks a judge is learnt from
the phrases of the theme of the same name (where `themes/themes.toml` has one),
the articles of the issues before that day (no jobs, events or pull requests),
and the ten weeks before as background; then each week's stories are ranked by
title and address. Told: the mean over weeks of average precision, and which
share of all picks is among the week's first 20.
"""

from __future__ import annotations

import hashlib
import sys
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from bench.figures import Figure, at_least, main, told
from bench.quality_data import NOWHEN, rows, themes
from bench.quality_filtering import average_precision
from bench.quality_peers import Scores
from curator.classify import learn
from curator.classify.reading import readable
from curator.model import Article, Theme

ENOUGH = 20
PAST = 1500
"""Picks of past issues that are learnt from, the newest first."""
WEEKS_BEFORE, WEEKS_AHEAD = 10, 4
TARGETS = {
    "This Week in Rust": (0.55, 0.90),
    "Haskell Weekly": (0.55, None),
    "Cyber Weekly": (None, 0.55),
}
Row = dict[str, Any]
Way = Callable[[Theme, Sequence[Row], Sequence[Row], Sequence[Row]], Scores]


def piece(row: Row) -> Article:
    """Return a story or a past pick as an article of title and address."""
    address = row.get("url") or ""
    key = hashlib.sha256(str(row.get("id") or address).encode()).hexdigest()[:16]
    return Article(key, address, row.get("title") or "", "", "", row.get("lang") or "en", NOWHEN, NOWHEN)


def ours(theme: Theme, past: Sequence[Row], before: Sequence[Row], week: Sequence[Row]) -> Scores:
    """Return our probabilities."""
    judge = learn(theme, [piece(row) for row in before], [(piece(row), True) for row in past])
    return judge.scores([piece(row) for row in week])


def logistic(_: Theme, past: Sequence[Row], before: Sequence[Row], week: Sequence[Row]) -> Scores:
    """Return TF-IDF and logistic regression on titles."""
    return _logistic(past, before, week, lambda row: row.get("title") or "")


def logistic_with_address(_: Theme, past: Sequence[Row], before: Sequence[Row], week: Sequence[Row]) -> Scores:
    """Return the same on title and address, which is what ours reads."""
    return _logistic(past, before, week, lambda row: f"{row.get('title') or ''} {readable(row.get('url') or '')}")


def _logistic(past: Sequence[Row], before: Sequence[Row], week: Sequence[Row], said: Callable[[Row], str]) -> Scores:
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression

    texts = [said(row) for row in (*past, *before)]
    truth = np.concatenate((np.ones(len(past)), np.zeros(len(before))))
    vectors = TfidfVectorizer(sublinear_tf=True, ngram_range=(1, 2)).fit(texts)
    model = LogisticRegression(class_weight="balanced", solver="liblinear").fit(vectors.transform(texts), truth)
    return np.asarray(model.decision_function(vectors.transform([said(row) for row in week])))


WAYS: dict[str, Way] = {
    "TF-IDF + LR": logistic, "TF-IDF + LR, address": logistic_with_address, "curator": ours,
}  # fmt: skip


@dataclass(frozen=True)
class Reached:
    """What a way reached for one curator."""

    average_precision: float
    recall: float
    picks: int


def select(weeks: dict[str, list[Row]], curator: str, theme: Theme, issues: list[Row], way: Way) -> Reached:
    """Return how well a way picks what the curator picked."""
    names = sorted(weeks)
    precisions, found, picks = [], 0, 0
    for start in range(WEEKS_BEFORE, len(names), WEEKS_AHEAD):
        ahead = names[start : start + WEEKS_AHEAD]
        first = min(row["date"] for row in weeks[ahead[0]])
        past = [row for row in issues if row["date"] < first][-PAST:]
        known = {row["url"] for row in past}
        before = [row for name in names[start - WEEKS_BEFORE : start] for row in weeks[name] if row["url"] not in known]
        scores = way(theme, past, before, [row for name in ahead for row in weeks[name]])
        at = 0
        for name in ahead:
            truth = np.array([curator in row["picked_by"] for row in weeks[name]])
            ranked = scores[at : at + len(truth)]
            at += len(truth)
            if truth.any():
                precisions.append(average_precision(truth, ranked))
                found += int(truth[np.argsort(-ranked, kind="stable")[:20]].sum())
                picks += int(truth.sum())
    return Reached(float(np.mean(precisions)), found / picks, picks)


def theme_for(real: Path, issues: list[Row]) -> Theme:
    """Return the hand-written theme named like the newsletter's own, else one without phrases."""
    named = issues[0]["theme"]
    for labelled in themes(real):
        if any(label[:4] == named[:4] for label in labelled.labels):
            return labelled.theme
    return Theme(named, "", languages=(issues[0].get("lang") or "en",))


def issues_of(real: Path) -> dict[str, list[Row]]:
    """Return the articles that each curator picked in the past, oldest first."""
    found: dict[str, list[Row]] = {}
    for path in sorted((real / "curated").glob("*.jsonl.gz")):
        if not path.name.startswith("select_pool_"):
            articles = (row for row in rows(path) if row.get("title") and row.get("kind", "article") == "article")
            of = sorted(articles, key=lambda row: str(row["date"]))
            found[of[0]["newsletter"]] = of
    return found


def measure(real: Path) -> dict[str, Figure]:
    """Return the figures of selection."""
    issues = issues_of(real)
    figures: dict[str, Figure] = {}
    for path in sorted((real / "curated").glob("select_pool_*.jsonl.gz")):
        weeks: dict[str, list[Row]] = defaultdict(list)
        picks: dict[str, int] = defaultdict(int)
        for row in rows(path):
            weeks[row["week"]].append(row)
            for curator in row["picked_by"]:
                picks[curator] += 1
        pool = path.name.removeprefix("select_pool_").removesuffix(".jsonl.gz")
        for curator in sorted(name for name, count in picks.items() if count >= ENOUGH and name in issues):
            theme = theme_for(real, issues[curator])
            reached = {name: select(weeks, curator, theme, issues[curator], way) for name, way in WAYS.items()}
            print(f"\n{pool}: {curator} ({reached['curator'].picks} picks)")
            for name, one in reached.items():
                print(f"  {name:22} AP {one.average_precision:.3f}  recall@20 {one.recall:.3f}")
            figures |= _figures(f"selection.{pool}.{curator}", curator, reached)
    return figures


def _figures(name: str, curator: str, reached: dict[str, Reached]) -> dict[str, Figure]:
    ap, recall = TARGETS.get(curator, (None, None))
    mine = reached["curator"]
    return {
        f"{name}.ap": told(mine.average_precision) if ap is None else at_least(mine.average_precision, ap),
        f"{name}.recall20": told(mine.recall) if recall is None else at_least(mine.recall, recall),
        f"{name}.ap.peer": told(reached["TF-IDF + LR"].average_precision),
        f"{name}.recall20.peer": told(reached["TF-IDF + LR"].recall),
    }


if __name__ == "__main__":
    sys.exit(main("quality_selection", measure))
