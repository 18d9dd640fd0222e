"""What an encoder adds to the judge: the same themes judged by words alone and with the encoder, in one run.

    python -m bench.quality_encoder --real DIR [--json]

The encoder is MiniLM in numpy unless ENCODER=KIND[:FOLDER] says otherwise; it is
measured on the languages it understands. Vectors are kept in the folder
VECTORS, or in a temporary one for the length of the run. Reference: the judge without an encoder.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from bench.figures import Figure, at_least, at_most, main, told
from bench.quality_data import Task, task, themes
from bench.quality_filtering import Result, enough, f1_at, mean, ranked
from curator.classify import Judge, learn
from curator.classify.sense import Encode, EncodedJudge, learn_sense, said, understands
from curator.config.settings import EncoderSettings
from curator.encoders import Shelf, make_encoder
from curator.judging import UNDERSTOOD
from curator.model import Article

COUNTS = (0, 20)


@dataclass(frozen=True)
class Heard:
    """An encoder with its kept vectors."""

    encode: Encode
    understood: tuple[str, ...]

    @classmethod
    def from_environment(cls) -> Heard:
        """Return the encoder that ENCODER and VECTORS name."""
        kind, _, folder = os.environ.get("ENCODER", "minilm").partition(":")
        encoder = make_encoder(EncoderSettings(kind, folder), _no_web, str)
        kept = os.environ.get("VECTORS") or tempfile.mkdtemp(prefix="curator-vectors-")
        return cls(Shelf(encoder, Path(kept)).vectors, UNDERSTOOD.get(kind, ("en", "fr", "de")))

    def of(self, articles: Sequence[Article]) -> dict[str, Any]:
        """Return the vectors of those articles whose language is understood, by article id."""
        own = [article for article in articles if understands(article.language, self.understood)]
        return dict(zip((article.id for article in own), self.encode([said(one) for one in own]), strict=True))

    def judge(self, words: Judge, archive: Sequence[Article], examples: Sequence[tuple[Article, bool]]) -> EncodedJudge:
        """Return the judge with the encoder's say beside its words."""
        sense = learn_sense(words, archive, examples, self.encode, self.understood)
        assert sense is not None
        return EncodedJudge(words, sense, self.encode, self.understood)


def _no_web() -> Any:
    raise SystemExit("an encoder on a server is not measured here")


def measure(real: Path) -> dict[str, Figure]:
    """Return the figures."""
    heard = Heard.from_environment()
    figures: dict[str, Figure] = {}
    for count in COUNTS:
        tasks = [task(real, one) for one in themes(real) if set(one.theme.languages) & set(heard.understood)]
        figures |= _figures(count, [compared(one, count, heard) for one in tasks if enough(one, count)])
    return figures


def compared(one: Task, count: int, heard: Heard) -> tuple[Result, Result, float]:
    """Return the result by words alone, the one with the encoder, and by how much reasons miss the score at most."""
    examples = [(article, True) for article in one.examples[:count]]
    words = learn(one.theme, one.archive, examples)
    started = time.perf_counter()
    both = heard.judge(words, one.archive, examples)
    seconds = time.perf_counter() - started
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
