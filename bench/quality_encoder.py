"""What an encoder adds to the judge: the same themes judged by words alone and with the encoder, in one run.

    python -m bench.quality_encoder --real DIR [--json]

The encoder is MiniLM in numpy unless ENCODER=KIND:FOLDER says otherwise; it is
measured on the languages it understands. Vectors are kept in a temporary
folder for the length of the run. Reference: the judge without an encoder.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from bench.figures import Figure, at_least, at_most, main, told
from bench.quality_data import Task, task, themes
from bench.quality_filtering import Result, enough, f1_at, mean, ranked
from curator.classify import Judge, learn
from curator.classify.sense import EncodedJudge, learn_sense
from curator.config.settings import EncoderSettings
from curator.encoders import Shelf, make_encoder

COUNTS = (0, 20)
LANGUAGES = ("en",)


def measure(real: Path) -> dict[str, Figure]:
    """Return the figures."""
    kind, _, folder = os.environ.get("ENCODER", "minilm").partition(":")
    encoder = make_encoder(EncoderSettings(kind, folder), _no_web, str)
    figures: dict[str, Figure] = {}
    with tempfile.TemporaryDirectory() as kept:
        shelf = Shelf(encoder, Path(os.environ.get("VECTORS", kept)))
        for count in COUNTS:
            tasks = [task(real, one) for one in themes(real) if set(one.theme.languages) & set(LANGUAGES)]
            results = [compared(one, count, shelf.vectors) for one in tasks if enough(one, count)]
            figures |= _figures(count, results)
    return figures


def _no_web() -> Any:
    raise SystemExit("an encoder on a server is not measured here")


def compared(one: Task, count: int, encode: Callable[[Sequence[str]], Any]) -> tuple[Result, Result, float]:
    """Return the result by words alone, the one with the encoder, and by how much reasons miss the score at most."""
    examples = [(article, True) for article in one.examples[:count]]
    words = learn(one.theme, one.archive, examples)
    started = time.perf_counter()
    sense = learn_sense(words, one.archive, examples, encode, LANGUAGES)
    seconds = time.perf_counter() - started
    assert sense is not None
    both = EncodedJudge(words, sense, encode, LANGUAGES)
    missed = max(abs(sum(reason.value for reason in v.reasons) - v.score) for v in both.judge(one.stream[:200]))
    return _judged(one, words, 0.0), _judged(one, both, seconds), missed


def _judged(one: Task, judge: Judge | EncodedJudge, seconds: float) -> Result:
    scores, truth = judge.scores(one.stream), np.array(one.truth)
    return ranked(one, scores, own=f1_at(truth, scores >= judge.threshold), seconds=seconds)


def _figures(count: int, results: list[tuple[Result, Result, float]]) -> dict[str, Figure]:
    words, both = [result[0] for result in results], [result[1] for result in results]
    name = f"encoder.{count}"
    by_words, with_it = mean(words, "average_precision"), mean(both, "average_precision")
    worst = max(a.average_precision - b.average_precision for a, b in zip(words, both, strict=True))
    for corpus in dict.fromkeys(result.corpus for result in words):
        pair = [mean((r for r in side if r.corpus == corpus), "average_precision") for side in (words, both)]
        print(f"  {count:3} examples  {corpus:20} words {pair[0]:.3f}  with encoder {pair[1]:.3f}")
    return {
        f"{name}.ap_words": told(by_words),
        f"{name}.ap_with_encoder": told(with_it),
        f"{name}.gain": at_least(with_it - by_words, 0.03),
        f"{name}.most_lost_by_a_theme": told(worst),
        f"{name}.f1_share_own_threshold": at_least(mean(both, "own") / mean(both, "oracle"), 0.92),
        f"{name}.reasons_miss": at_most(max(missed for _, _, missed in results), 1e-6),
    }


if __name__ == "__main__":
    sys.exit(main("quality_encoder", measure))
