"""Extracts, their truth, key phrases, slugs and flags."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from curator.editions import (
    cut,
    extract,
    find_flags,
    flag_names,
    is_boilerplate,
    key_phrases,
    quote,
    slug_of,
    unfounded,
)
from curator.model import Sharer
from curator.samples import sample_gold, sample_pieces
from curator.text import sentences
from tests.editions.factory import NOW, article, verdict

TEXT = """By Joss Tanner

A wind farm of 14 MW opened off Corrie on Monday. It will feed 20,000 homes, said Ada Merrin, head of the firm.

Subscribe to our newsletter for more stories like this.

The seven turbines of the wind farm cost 40 million euros. Critics fear for the birds of the bay: “We were not asked.”

We use cookies to improve your experience. Accept all cookies."""


def test_an_extract_is_whole_sentences_without_furniture() -> None:
    found = extract(TEXT, "Wind farm opens off Corrie", "en", 280)
    assert found.startswith("A wind farm of 14 MW opened off Corrie on Monday.")
    assert "cookies" not in found
    assert "newsletter" not in found
    assert "Tanner" not in found
    assert len(found) <= 280


def test_a_first_sentence_that_leans_on_another_is_avoided() -> None:
    text = "It was a long day for the harbour council and its guests. The harbour council chose the southern quay."
    assert extract(text, "Council chooses quay", "en", 60) == "The harbour council chose the southern quay."


def test_the_title_is_not_repeated() -> None:
    title = "Wind farm opens off Corrie"
    assert extract(f"{title}.\n\nIt has seven turbines.", title, "en", 200) == ""
    assert extract(f"{title}.\n\nThe firm built seven turbines.", title, "en", 200) == "The firm built seven turbines."


def test_where_no_sentence_fits_the_best_is_cut_at_a_word() -> None:
    text = "The " + "very " * 60 + "long sentence of the harbour council ends here."
    found = extract(text, "", "en", 100)
    assert len(found) <= 100
    assert found.endswith("very…")


def test_nothing_to_quote_gives_nothing() -> None:
    assert extract("", "Title", "en", 280) == ""
    assert extract("Share this. © 2026", "Title", "en", 280) == ""


@given(st.text(max_size=1500), st.integers(20, 400), st.sampled_from(["en", "fr", "", "zh"]))
def test_extracts_keep_the_cap_and_invent_nothing(text: str, most: int, language: str) -> None:
    found = extract(text, "", language, most)
    assert len(found) <= most
    if found and not found.endswith("…"):
        assert all(part in " ".join(text.split()) for part in sentences(found, language))


@given(st.text(max_size=300), st.integers(0, 100))
def test_cuts_keep_their_length(text: str, most: int) -> None:
    assert len(cut(text, most)) <= most


@pytest.mark.parametrize(
    "furniture",
    [
        "Read more: how to plant a pear tree",
        "À lire aussi : comment planter un poirier",
        "Sign up for our morning newsletter",
        "Inscrivez-vous à notre infolettre",
        "© 2026 The Paper. All rights reserved",
        "Cet article est réservé aux abonnés",
        "Please enable JavaScript to view the comments",
        "Photo: Ada Merrin",
        "The post Pears appeared first on The Paper",
    ],
)
def test_furniture_is_known(furniture: str) -> None:
    assert is_boilerplate(furniture)


def test_whose_words_are_told() -> None:
    own = article("ash", description="The council will rebuild the harbour wall before the winter storms.")
    assert quote(own, 280) == (own.description, "publisher")
    assert quote(article("ash"), 280)[1] == "extracted"
    assert (
        quote(article("ash", description="Read more about our cookies policy and how to accept it"), 280)[1]
        == "extracted"
    )
    assert quote(article("ash", gated=True), 280) == ("", "extracted")


def test_what_is_unfounded_is_named() -> None:
    assert unfounded("A farm of 14 MW feeds 20 000 homes, said Merrin: “We were not asked.”", TEXT, "en") == ()
    assert unfounded("Ada Merlin paid 41 million euros: “We were all asked.”", TEXT, "en") == (
        "Ada Merlin", "41", "We were all asked.",
    )  # fmt: skip


def test_written_numbers_found_a_digit() -> None:
    assert unfounded("The farm has 7 turbines.", TEXT, "en") == ()
    assert unfounded("The farm has 8 turbines.", TEXT, "en") == ("8",)


@pytest.mark.parametrize("piece", sample_pieces(NOW)[::7], ids=lambda piece: piece.ref)
def test_extracts_of_the_samples_are_founded(piece: object) -> None:
    found = extract(piece.text, piece.title, piece.language, 280)  # type: ignore[attr-defined]
    assert found
    assert unfounded(found, piece.text, piece.language) == ()  # type: ignore[attr-defined]


def test_key_phrases_stand_in_the_text() -> None:
    found = key_phrases(TEXT, "Wind farm opens off Corrie", "en")
    assert "wind farm" in [phrase.lower() for phrase in found]
    assert all(phrase in f"Wind farm opens off Corrie {TEXT}" for phrase in found)


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("L’été à Évry : l'œuvre", "l-ete-a-evry-l-oeuvre"),
        ("日本の新聞", "story-abc123"),
        ("", "story-abc123"),
        ("../../etc/passwd", "etc-passwd"),
        ("word " * 40, "word-" * 11 + "word"),
    ],
)
def test_slugs(title: str, slug: str) -> None:
    assert slug_of(title, "abc123") == slug


@given(st.text(max_size=200), st.sets(st.sampled_from(["a", "b", "story-x", "a-2"])))
def test_slugs_are_safe_short_and_free(title: str, taken: set[str]) -> None:
    slug = slug_of(title, "x", taken)
    assert 0 < len(slug) <= 60
    assert slug not in taken
    assert set(slug) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")


def test_flags_of_the_samples() -> None:
    wanted = {(flag, ref) for flag, refs in sample_gold().flags.items() for ref in refs}
    found = set()
    for piece in sample_pieces(NOW):
        one = article(piece.ref, title=piece.title, text=piece.text, language=piece.language, gated=piece.gated)
        for flag in find_flags(one):
            found.add((flag.name, piece.ref))
            assert not flag.evidence or flag.evidence.split()[0] in f"{one.title} {one.text}"
    assert found == wanted


@pytest.mark.parametrize(
    "text",
    [
        "In a press release, the firm said that prices had risen.",
        "It won first prize in an exhibition, which was sponsored by a brewery.",
        "Le club est sponsorisé par une banque, selon un communiqué de presse de la ville.",
    ],
)
def test_reporting_on_a_sponsor_or_a_release_is_neither(text: str) -> None:
    assert find_flags(article("ash", title="Prices rise in Treval", text=text)) == ()


def test_a_near_miss_is_flagged_only_under_the_threshold() -> None:
    assert flag_names(article("ash"), verdict(0.45)) == ("near-miss",)
    assert flag_names(article("ash"), verdict(0.55)) == ()
    assert flag_names(article("ash"), verdict(0.2)) == ()


def test_what_a_sharer_said_is_never_quoted_as_the_publishers() -> None:
    words = "Somebody counted every cable in the country, and the count surprises everyone who thought they knew."
    unread = article("a", text=words, sharers=(Sharer("Ann", "@ann@social.example", "", words),))
    assert quote(unread, 280) == ("", "extracted")
    assert quote(replace(unread, sharers=()), 280)[0]
