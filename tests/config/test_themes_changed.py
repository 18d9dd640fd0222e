"""A theme file changed by the desk stays the user's: comments, order, other keys."""

from __future__ import annotations

import tomllib

from curator.config import change_theme

THEME = """# My field, in my words.
title = "Electricity"

phrases = [
  "grid",            # the first one
  "storage",
  { text = "sodium-ion", weight = 2.0 }, # rare, so it tells
]
# What I never want.
excluded = ["football"]

[[sections]]
name = "Grid"
phrases = ["grid"]
"""


def test_nothing_changed_is_the_same_text() -> None:
    same = change_theme(THEME, {"grid": 1.0, "storage": 1.0, "sodium-ion": 2.0}, {"excluded": ["football"]})
    assert same == THEME


def test_weights_change_and_comments_stay() -> None:
    text = change_theme(THEME, {"grid": 1.5, "storage": 1.0, "sodium-ion": 1.0})
    assert tomllib.loads(text)["phrases"] == [{"text": "grid", "weight": 1.5}, "storage", "sodium-ion"]
    for comment in ("# My field, in my words.", "# the first one", "# rare, so it tells", "# What I never want."):
        assert comment in text


def test_phrases_come_and_go() -> None:
    text = change_theme(THEME, {"grid": 1.0, "sodium-ion": 2.0, "heat pump": 1.0, "inertia": 0.5})
    assert tomllib.loads(text)["phrases"] == [
        "grid",
        {"text": "sodium-ion", "weight": 2.0},
        "heat pump",
        {"text": "inertia", "weight": 0.5},
    ]
    assert '\n  "heat pump",' in text
    assert tomllib.loads(text)["sections"] == [{"name": "Grid", "phrases": ["grid"]}]


def test_a_list_that_was_not_there_stands_before_the_tables() -> None:
    text = change_theme(THEME, lists={"examples": ["https://a.example/1"], "excluded": ["football", "cricket"]})
    told = tomllib.loads(text)
    assert told["examples"] == ["https://a.example/1"]
    assert told["excluded"] == ["football", "cricket"]
    assert told["sections"] == [{"name": "Grid", "phrases": ["grid"]}]


def test_an_empty_list_can_be_filled() -> None:
    told = tomllib.loads(change_theme('title = "T"\nphrases = []\n', {"a": 1.0, "b": 2.0}))
    assert told["phrases"] == ["a", {"text": "b", "weight": 2.0}]
