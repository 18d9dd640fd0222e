"""Phrases are found as whole words, inflected and accented as people write, and excluded where they are meant to be."""

from __future__ import annotations

from dataclasses import replace

import pytest

from curator.classify import Judge, learn
from curator.model import Article, Decision, Phrase, Theme, Verdict
from tests.classify.stream import ENGLISH, TIDE, article, stream


def theme(*phrases: str, **more: object) -> Theme:
    fields: dict[str, object] = {
        "name": "t", "title": "", "phrases": tuple(map(Phrase, phrases)), "languages": ("en", "fr")
    }  # fmt: skip
    return Theme(**{**fields, **more})  # type: ignore[arg-type]


def met(phrase: str, title: str, language: str) -> bool:
    """Return whether the phrase is among the reasons for a headline."""
    (verdict,) = learn(theme(phrase), ENGLISH).judge([article("x", title, language=language)])
    return any(reason.kind == "phrase" and reason.label == phrase for reason in verdict.reasons)


@pytest.mark.parametrize(
    ("phrase", "title", "language"),
    [
        ("ai", "What AI does to schools", "en"),
        ("turbine", "Two turbines for the strait", "en"),
        ("électricité", "L'ELECTRICITE moins chère", "fr"),
        ("energie marine", "Les énergies marines avancent", "fr"),
        ("hydrolienne", "Des hydroliennes au fond du détroit", "fr"),
        ("eau", "L'eau manque", "fr"),
        ("open source", "Open-source tools win", "en"),
        ("C++", "Why C++ stays", "en"),
    ],
)
def test_a_phrase_is_found_in_its_forms(phrase: str, title: str, language: str) -> None:
    assert met(phrase, title, language)


@pytest.mark.parametrize(
    ("phrase", "title", "language"),
    [
        ("ai", "Training plans and air fares", "en"),
        ("eau", "Un beau bateau", "fr"),
        ("C++", "Vitamin C in winter", "en"),
        ("open source", "The source was open", "en"),
        ("marine energy", "Energy for the marine corps", "en"),
    ],
)
def test_a_phrase_is_not_found_inside_other_words(phrase: str, title: str, language: str) -> None:
    assert not met(phrase, title, language)


def test_a_phrase_does_not_run_from_the_headline_into_the_text() -> None:
    (verdict,) = learn(theme("marine energy"), ENGLISH).judge([article("x", "All that is marine", "Energy is dear.")])
    assert "phrase" not in {reason.kind for reason in verdict.reasons}


def test_an_excluded_phrase_costs_its_article_and_is_named() -> None:
    judge = learn(replace(TIDE, excluded=("floating",)), ENGLISH)
    plain = article("x", "Tidal turbine moored", "The turbine makes tidal power.")
    floating = article("y", "Tidal turbine moored", "The turbine makes tidal power, floating.")
    kept, dropped = judge.judge([plain, floating])
    assert kept.decision is Decision.KEEP
    assert dropped.decision is Decision.DROP
    assert "excluded" in dropped.flags
    (reason,) = (reason for reason in dropped.reasons if reason.kind == "excluded")
    assert reason.value < 0
    assert "floating" in reason.evidence


RUST = Theme(
    name="rust",
    title="Rust",
    description="The programming language.",
    phrases=(Phrase("rust"), Phrase("cargo"), Phrase("compiler"), Phrase("crate"), Phrase("borrow checker")),
    languages=("en",),
)
CODE = """
    The rust compiler now checks borrows of closures faster.
    A crate for parsing moved to async rust, its author writes.
    Cargo builds the crate twice as fast with the new compiler.
    The borrow checker of rust refuses this loop, with reason.
    Programmers port the parser from C to rust for memory safety.
    Memory safety is why the compiler team chose the language.
"""
IRON = """
    Rust ate the bridge and painters came too late.
    Scrape the rust off the iron gate before you paint it.
    The old car had rust on both doors and the chassis.
    Zinc keeps iron from rust for decades, painters say.
    The hull was painted against rust in the dry dock.
"""


def lines(text: str, name: str) -> list[Article]:
    parts = [line.strip() for line in text.strip().splitlines()]
    return [
        article(f"{name}-{one}-{other}", parts[one], parts[other])
        for one in range(len(parts))
        for other in range(len(parts))
        if one != other
    ]


def test_an_ambiguous_word_is_settled_by_its_company() -> None:
    judge = learn(RUST, [*stream("football", "money", "kitchen"), *lines(CODE, "code")[:12], *lines(IRON, "iron")])
    code = article("c", "Memory safety in rust", "Programmers trust the compiler and the borrow checker.")
    iron = article("i", "Rust on the iron gate", "Painters scrape it off and paint the doors with zinc.")
    by_code, by_iron = judge.scores([code, iron])
    assert by_code > 2 * by_iron


def test_a_language_that_the_theme_does_not_want_is_named() -> None:
    (verdict,) = learn(TIDE, ENGLISH).judge([article("x", "Tidal turbine", "Turbine marémotrice", language="fr")])
    assert verdict.decision is Decision.DROP
    assert verdict.flags == ("language",)


def ranks(judge: Judge, better: Article, worse: Article) -> bool:
    first, second = judge.scores([better, worse])
    return bool(first > second)


def test_a_mention_in_the_headline_counts_more() -> None:
    headline = article("x", "The turbine turns", "It was a day of wind and of rain on the coast.")
    text = article("y", "The day of rain", "It was a day of wind and the turbine turns on the coast.")
    assert ranks(learn(TIDE, ENGLISH), headline, text)


def test_nothing_to_go_by_is_no_reason_to_keep() -> None:
    empty, strange = learn(TIDE, ENGLISH).judge([article("x", ""), article("y", "Zyx wvut qponm")])
    for verdict in (empty, strange):
        assert isinstance(verdict, Verdict)
        assert verdict.decision is Decision.DROP
