"""Reasons add up to the score, quote the text, and mean what they say."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from curator.classify import Judge, learn
from curator.model import Article, Phrase, Verdict
from curator.text import fold, words
from tests.classify.stream import ENGLISH, SENTENCES, TIDE, about, article, sentences

WORDS = sorted({word for subject in SENTENCES for line in sentences(subject) for word in words(line)})


@cache
def judge() -> Judge:
    marks = [(one, True) for one in about("tide", 5, seed=3)] + [(one, False) for one in about("money", 3, seed=3)]
    return learn(replace(TIDE, excluded=("wind",), languages=("en", "fr")), ENGLISH, marks)


texts = st.lists(st.sampled_from(WORDS) | st.text(max_size=6), max_size=30).map(" ".join)
articles = st.builds(article, st.just("x"), texts, texts, st.sampled_from(["en", "fr", "de", ""]))


def total(verdict: Verdict) -> float:
    return sum(reason.value for reason in verdict.reasons)


@settings(deadline=None)  # the first example waits for the judge to learn
@given(one=articles)
def test_contributions_add_up_to_the_score(one: Article) -> None:
    (verdict,) = judge().judge([one])
    assert total(verdict) == pytest.approx(verdict.score, abs=1e-6)
    assert 0.0 <= verdict.score <= 1.0


@settings(deadline=None)
@given(one=articles, other=articles)
def test_company_in_a_batch_changes_nothing(one: Article, other: Article) -> None:
    together = judge().judge([one, replace(other, id="y")])
    assert together[0].score == pytest.approx(judge().judge([one])[0].score, abs=1e-9)


def test_scores_are_those_of_the_verdicts() -> None:
    some = [*about("tide", 4, seed=5), *about("kitchen", 4, seed=5)]
    assert judge().scores(some) == pytest.approx([verdict.score for verdict in judge().judge(some)], abs=1e-9)


def without(one: Article, label: str) -> Article:
    gone = {fold(word) for word in words(label)} | {f"{fold(word)}s" for word in words(label)}

    def rest(text: str) -> str:
        return " ".join(word for word in text.split() if fold(word.strip(".,")) not in gone)

    return replace(one, title=rest(one.title), text=rest(one.text))


@pytest.mark.parametrize("number", range(8))
def test_the_score_falls_without_its_strongest_reason(number: int) -> None:
    one = about("tide", 8, seed=11)[number]
    (verdict,) = judge().judge([one])
    best = max((r for r in verdict.reasons if r.kind in ("phrase", "words")), key=lambda reason: reason.value)
    assert best.value > 0
    assert judge().scores([without(one, best.label)])[0] < verdict.score


def test_reasons_quote_the_words_where_they_stand() -> None:
    (verdict,) = judge().judge([article("x", "Power at last", "After years, two Turbines turn in the strait.")])
    (phrase,) = (reason for reason in verdict.reasons if reason.label == "turbine")
    assert "Turbines turn" in phrase.evidence


def test_a_bare_number_is_no_reason_to_be_told() -> None:
    (verdict,) = judge().judge([article("x", "38,500 homes, 412 turbines", "Turbines of 11 megawatts, 38 in all.")])
    assert not [reason.label for reason in verdict.reasons if reason.label[:1].isdigit()]


def test_phrases_that_share_a_place_speak_for_their_own_article_only() -> None:
    theme = replace(TIDE, phrases=(*TIDE.phrases, Phrase("turbine"), Phrase("turbines"), Phrase("floating turbine")))
    read = [
        article("x", "Moored", "A firm moored its floating turbine off the cape."),
        article("y", "Turbines turn", "Turbines turn in the strait."),
        article("z", "Rye", "A good broth needs bones."),
    ]
    verdicts = learn(theme, ENGLISH).judge(read)
    assert [total(verdict) for verdict in verdicts] == pytest.approx([verdict.score for verdict in verdicts], abs=1e-6)
    assert {"floating turbine"} == {r.label for r in verdicts[0].reasons if r.kind == "phrase"}
