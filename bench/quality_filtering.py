"""Theme filtering: phrases only, then 5, 20 and 100 examples, against the naive peers in the same run.

    python -m bench.quality_filtering --real DIR [--json]

Reads `themes/themes.toml` and its corpora. Each corpus is split by a fixed seed
into an unlabelled archive and a stream to be judged; positives beyond 7 % of
either become examples. Means are over corpora, each the mean of its themes.
"F1 at own threshold" is told twice: with nothing but the archive, and with the
theme's hint "about how many a day" (the archive's true rate, one digit).
"""

from __future__ import annotations

import os
import sys
import time
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from bench.figures import Figure, at_least, at_most, main, told
from bench.quality_data import A_DAY, Labelled, Task, careless, task, themes
from bench.quality_peers import BESIDE, BY_EXAMPLES, BY_PHRASES, Peer, Scores
from curator.classify import learn
from curator.model import Phrase

COUNTS = (0, 5, 20, 100)
SEEDS = tuple(range(int(os.environ.get("BENCH_SEEDS", "2"))))
LEADS = {0: {"BM25": 0.08, "any keyword": 0.13}, 5: 0.12, 20: 0.10, 100: 0.06}


@dataclass(frozen=True)
class Result:
    """What one way of filtering reached on one theme."""

    corpus: str
    language: str
    theme: str
    average_precision: float
    first_ten: float
    recall_at_90: float
    own: float = 0.0
    hinted: float = 0.0
    oracle: float = 0.0
    seconds: float = 0.0


def average_precision(truth: Scores, scores: Scores) -> float:
    """Return average precision; equal scores share their ranks."""
    from sklearn.metrics import average_precision_score

    return float(average_precision_score(truth, scores))


def ranked(one: Task, scores: Scores, **more: float) -> Result:
    """Return the figures of a ranking."""
    truth = np.array(one.truth)
    order = np.argsort(-scores, kind="stable")
    hits = np.cumsum(truth[order])
    precision = hits / np.arange(1, len(truth) + 1)
    reached = hits[precision >= 0.9]
    f1 = 2 * hits / (np.arange(1, len(truth) + 1) + truth.sum())
    recall = float(reached.max() / truth.sum()) if len(reached) else 0.0
    ap = average_precision(truth, scores)
    return Result(one.corpus, one.language, one.id, ap, float(precision[9]), recall, oracle=float(f1.max()), **more)


def f1_at(truth: npt.NDArray[Any], kept: npt.NDArray[Any]) -> float:
    """Return F1 of a selection."""
    return float(2 * (truth & kept).sum() / max(truth.sum() + kept.sum(), 1))


def ours(one: Task, count: int) -> tuple[Result, Scores]:
    """Return our figures and probabilities on one theme."""
    examples = [(article, True) for article in one.examples[:count]]
    started = time.perf_counter()
    judge = learn(one.theme, one.archive, examples)
    seconds = time.perf_counter() - started
    scores = judge.scores(one.stream)
    truth = np.array(one.truth)
    guess = float(f"{max(sum(one.archive_truth) / len(one.archive) * A_DAY, 0.1):.1g}")
    hinted = learn(replace(one.theme, per_day=guess), one.archive, examples)
    return (
        ranked(
            one,
            scores,
            own=f1_at(truth, scores >= judge.threshold),
            hinted=f1_at(truth, hinted.scores(one.stream) >= hinted.threshold),
            seconds=seconds,
        ),
        scores,
    )


def mean(results: Iterable[Result], field: str) -> float:
    """Return the mean over corpora of the mean over themes."""
    by_corpus = defaultdict(list)
    for result in results:
        by_corpus[result.corpus].append(getattr(result, field))
    return float(np.mean([np.mean(values) for values in by_corpus.values()]))


def calibration_error(chances: Scores, truth: Scores, bins: int = 10) -> float:
    """Return the expected calibration error over equal bins."""
    which = np.minimum((chances * bins).astype(int), bins - 1)
    gaps = [abs(chances[which == b].sum() - truth[which == b].sum()) for b in range(bins)]
    return float(sum(gaps) / len(truth))


def enough(one: Task, count: int) -> bool:
    """Return whether the theme has at least half that many examples."""
    return count == 0 or len(one.examples) >= count / 2


def compare(tasks: list[Task], count: int) -> tuple[dict[str, list[Result]], float]:
    """Return the results of all ways at that many examples, and our calibration error."""
    peers: dict[str, Peer] = BY_PHRASES if count == 0 else BY_EXAMPLES | BESIDE
    found: dict[str, list[Result]] = defaultdict(list)
    said, true = [], []
    for one in tasks:
        result, scores = ours(one, count)
        found["curator"].append(result)
        said.append(scores)
        true.append(np.array(one.truth))
        for name, peer in peers.items():
            found[name].append(ranked(one, peer(one, count)))
    return found, calibration_error(np.concatenate(said), np.concatenate(true))


def table(found: dict[str, list[Result]], count: int) -> None:
    """Print what each way reached, in all and by corpus."""
    corpora = list(dict.fromkeys(result.corpus for result in found["curator"]))
    print(f"\n{count} examples" if count else "\nphrases only", "(average precision)")
    for name, results in found.items():
        cells = " ".join(f"{c} {mean((r for r in results if r.corpus == c), 'average_precision'):.3f}" for c in corpora)
        ten, recall = mean(results, "first_ten"), mean(results, "recall_at_90")
        print(f"  {name:12} {mean(results, 'average_precision'):.3f}  P@10 {ten:.2f} R@P.9 {recall:.2f} | {cells}")


def careless_loss(labelled: list[Labelled], real: Path) -> dict[str, float]:
    """Return what average precision careless themes lose, by way of carelessness."""
    lost: dict[str, list[Result]] = defaultdict(list)
    for one in labelled:
        others = [other for other in labelled if other.corpus == one.corpus and other.id != one.id]
        foreign = tuple(Phrase(other.theme.phrases[0].text) for other in others[:3])
        whole = task(real, one, 0)
        lost["full"].append(ours_only(whole))
        for how in ("three", "wrong", "sentence"):
            lost[how].append(ours_only(replace(whole, theme=careless(one.theme, how, foreign))))
    full = mean(lost.pop("full"), "average_precision")
    return {how: full - mean(results, "average_precision") for how, results in lost.items()}


def ours_only(one: Task) -> Result:
    """Return our ranking from the phrases alone."""
    return ranked(one, learn(one.theme, one.archive).scores(one.stream))


def measure(real: Path) -> dict[str, Figure]:
    """Return all figures of theme filtering."""
    labelled = themes(real)
    figures: dict[str, Figure] = {}
    best_peer = 0.0
    for count in COUNTS:
        tasks = [made for one in labelled for seed in SEEDS if enough(made := task(real, one, seed), count)]
        found, error = compare(tasks, count)
        table(found, count)
        reached = {name: mean(results, "average_precision") for name, results in found.items()}
        best_peer = max([best_peer, *(ap for name, ap in reached.items() if name != "curator" and name not in BESIDE)])
        figures |= _figures(count, found["curator"], reached, best_peer)
        figures[f"filtering.{count}.calibration_error"] = at_most(error, 0.02)
        if count == 0:
            keyword = {result.theme: result for result in found["any keyword"]}
            below = [keyword[r.theme].average_precision - r.average_precision for r in found["curator"]]
            figures["filtering.0.most_below_keyword"] = at_most(max(below), 0.05)
    for how, lost in careless_loss(labelled, real).items():
        figures[f"filtering.careless.{how}.lost"] = at_most(lost, 0.05)
    return figures


def _figures(count: int, results: list[Result], reached: dict[str, float], best_peer: float) -> dict[str, Figure]:
    name = f"filtering.{count}"
    ap = reached["curator"]
    figures = {f"{name}.ap": told(ap), f"{name}.best_peer": told(best_peer)}
    lead = LEADS[count]
    if isinstance(lead, dict):
        figures |= {f"{name}.lead_on_{peer}": at_least(ap - reached[peer], least) for peer, least in lead.items()}
    else:
        figures[f"{name}.lead"] = at_least(ap - best_peer, lead)
    ten = mean(results, "first_ten")
    oracle = mean(results, "oracle")
    figures[f"{name}.p10"] = at_least(ten, 0.85) if count == 20 else told(ten)
    figures[f"{name}.recall_at_p90"] = told(mean(results, "recall_at_90"))
    figures[f"{name}.f1_oracle"] = told(oracle)
    figures[f"{name}.f1_share_unaided"] = at_least(mean(results, "own") / oracle, 0.92)
    figures[f"{name}.f1_share_with_rate"] = at_least(mean(results, "hinted") / oracle, 0.92)
    figures[f"{name}.learn_seconds"] = told(mean(results, "seconds"))
    for language in sorted({result.language for result in results}):
        of = [result for result in results if result.language == language]
        figures[f"{name}.ap.{language}"] = told(mean(of, "average_precision"))
    return figures


if __name__ == "__main__":
    sys.exit(main("quality_filtering", measure))
