"""A judge that hears an encoder: meanings count beside words, reasons add up, other languages are judged as before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import numpy as np
import pytest

from curator.classify import EncodedJudge, Judge, learn
from curator.classify.sense import learn_sense
from curator.model import Article, Decision, Phrase, Theme

NOW = datetime(2026, 11, 22, 7, 30, tzinfo=UTC)
MEANINGS = (
    ("solar", "photovoltaic", "sunlight", "panels"),
    ("football", "cup", "goal", "striker"),
    ("court", "judge", "trial", "verdict"),
    ("bread", "oven", "flour", "recipe"),
)
THEME = Theme("sun", "Solar power", phrases=(Phrase("solar farm"), Phrase("solar panels")), languages=("en", "fr"))


def encode(texts: Sequence[str]) -> Any:
    """Return how often words of each meaning stand in a text: an encoder that knows what is alike."""
    counts = [[sum(text.lower().count(word) for word in group) + 0.1 for group in MEANINGS] for text in texts]
    vectors = np.array(counts, dtype=np.float32)
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


def article(number: int, text: str, language: str = "en") -> Article:
    return Article(f"a{number}", f"https://a.example/{number}", text.title(), "Outlet", text, language, NOW, NOW)


def stream() -> list[Article]:
    random = np.random.default_rng(3)
    plain = ["the town hall said", "a report from", "last night in the"]
    found = []
    for number in range(200):
        group = MEANINGS[number % 3 + 1] if number % 20 else MEANINGS[0]
        words = [plain[number % 3], *random.choice(group, 2), f"number{number % 17}", *random.choice(group, 1)]
        found.append(article(number, " ".join(words)))
    return found


@pytest.fixture(scope="module")
def by_words() -> Judge:
    return learn(THEME, stream())


@pytest.fixture(scope="module")
def both(by_words: Judge) -> EncodedJudge:
    sense = learn_sense(by_words, stream(), [], encode, ("en",))
    assert sense is not None
    return EncodedJudge(by_words, sense, encode, ("en",))


NEVER_MET = article(900, "a photovoltaic plant catches sunlight above the town")


def test_what_means_the_theme_rises_though_no_phrase_is_met(by_words: Judge, both: EncodedJudge) -> None:
    others = [one for number, one in enumerate(stream()) if number % 20]
    assert by_words.scores([NEVER_MET])[0] < max(by_words.scores(others))
    assert both.scores([NEVER_MET])[0] > max(both.scores(others))


def test_the_encoders_reason_stands_among_the_others_and_all_add_up(both: EncodedJudge) -> None:
    articles = [NEVER_MET, *stream()[:40]]
    for verdict, score in zip(both.judge(articles), both.scores(articles), strict=True):
        assert verdict.score == pytest.approx(score, abs=1e-9)
        assert sum(reason.value for reason in verdict.reasons) == pytest.approx(score, abs=1e-6)
        assert [reason.kind for reason in verdict.reasons].count("encoder") == 1
        assert (verdict.decision is Decision.KEEP) == (score >= both.threshold)


def test_a_language_it_does_not_understand_is_judged_by_words(by_words: Judge, both: EncodedJudge) -> None:
    french = replace(NEVER_MET, language="fr")
    assert both.judge([french]) == by_words.judge([french])


def test_an_excluded_phrase_still_drops(both: EncodedJudge) -> None:
    theme = replace(THEME, excluded=("town",))
    strict = learn(theme, stream())
    sense = learn_sense(strict, stream(), [], encode)
    assert sense is not None
    (verdict,) = EncodedJudge(strict, sense, encode).judge([NEVER_MET])
    assert verdict.decision is Decision.DROP
    assert "excluded" in {reason.kind for reason in verdict.reasons}


def test_examples_teach_it(by_words: Judge) -> None:
    kept = [(article(700 + n, f"bread from the oven, recipe {n}"), True) for n in range(8)]
    taught = learn(THEME, stream(), kept)
    sense = learn_sense(taught, stream(), kept, encode)
    assert sense is not None
    bread = article(950, "flour for the town")
    assert sense.of(encode(["flour for the town"]), np.zeros(1))[0] > sense.of(encode(["a goal"]), np.zeros(1))[0]
    assert EncodedJudge(taught, sense, encode).scores([bread])[0] > taught.scores([bread])[0]


def test_too_small_an_archive_teaches_nothing(by_words: Judge) -> None:
    assert learn_sense(by_words, stream()[:20], [], encode) is None
