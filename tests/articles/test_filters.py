"""Queries over entries."""

from __future__ import annotations

import pytest

from curator.text.filters import QueryError, parse_query

TEXT = "Grid storage: Heat-pump sales rise as énergie prices fall; training for AI"


@pytest.mark.parametrize(
    ("query", "matches"),
    [
        ("", True),
        ("grid storage", True),
        ("grid crypto", False),
        ("crypto | storage", True),
        ("grid -crypto", True),
        ("grid -storage", False),
        ('"heat pump"', True),
        ('"pump heat"', False),
        ('"heat pump" | battery', True),
        ("(crypto | grid) -(coal | gas)", True),
        ('-"heat pump"', False),
        ("ENERGIE", True),
        ("train", False),
        ("train*", True),
        ("ai", True),
        ("rain", False),
        ("a b | grid", True),
    ],
)
def test_matches(query: str, matches: bool) -> None:
    assert parse_query(query).matches(TEXT) is matches


def test_phrases_end_with_their_text() -> None:
    assert not parse_query('"pump sales"').matches("heat pump", "sales rise")
    assert parse_query("pump sales").matches("heat pump", "sales rise")


@pytest.mark.parametrize(
    "query", ["(grid", "grid)", "grid |", "| grid", '"heat pump', "()", '""', "(" * 20 + "a" + ")" * 20, "a " * 600]
)
def test_says_what_is_wrong(query: str) -> None:
    with pytest.raises(QueryError) as error:
        parse_query(query)
    assert error.value.about
    assert error.value.remedy
    assert "\n" not in str(error.value)
