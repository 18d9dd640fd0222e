import json
from pathlib import Path

import pytest

from curator.checks import graphemes, mastodon_length, threads_length, top_level_domains, utf16_units, x_weight

VECTORS = [
    (json.loads(text), [int(number) for number in numbers])
    for line in (Path(__file__).parent / "counters.tsv").read_text("utf-8").splitlines()
    if not line.startswith("#")
    for text, *numbers in [line.split("\t")]
]


@pytest.mark.parametrize(("text", "lengths"), VECTORS, ids=[json.dumps(text) for text, _ in VECTORS])
def test_each_network_is_counted_in_its_own_measure(text: str, lengths: list[int]) -> None:
    assert [x_weight(text), graphemes(text), mastodon_length(text), threads_length(text)] == lengths


def test_the_cost_of_a_link_on_mastodon_is_the_servers() -> None:
    assert mastodon_length("see https://example.org/long/address", link_cost=10) == 14


def test_the_top_level_domains_are_real_ones() -> None:
    known = top_level_domains()
    assert {"org", "fr", "museum"} <= set(known)
    assert "example" not in known
    assert "" not in known


def test_utf16_counts_surrogate_pairs_as_two_and_survives_a_lone_one() -> None:
    assert utf16_units("a🙂") == 3
    assert utf16_units("\ud83d") == 1


def test_hostile_texts_are_counted_quickly() -> None:
    # Nested repeats over text that almost is a link: seconds here would be minutes in a bad pattern.
    for text in ("a-" * 2000, "é" * 3000, "https://" + "a." * 1500, "https://a.fr/" + "(" * 1500, "." * 3000):
        assert x_weight(text) > 0
