"""The sample files: whole, fictional, varied, small, and true to their own gold."""

from __future__ import annotations

import re
from collections import Counter
from datetime import UTC, datetime, timedelta
from itertools import chain
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from curator.assets import asset
from curator.config.loading import load_theme
from curator.errors import Mistake
from curator.model import Verb
from curator.samples import (
    Piece,
    sample_gold,
    sample_marks,
    sample_outlets,
    sample_pieces,
    sample_sources,
    samples_folder,
)

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
PIECES = {piece.ref: piece for piece in sample_pieces(NOW)}
THEMES = ("commerce-de-proximite", "electricity")


def shingles(piece: Piece) -> set[tuple[str, ...]]:
    words = re.findall(r"\w+", piece.text.lower())
    return set(zip(*(words[start:] for start in range(4)), strict=False))


def test_there_is_a_web_to_make_a_journal_from() -> None:
    assert 12 <= len(sample_outlets()) <= 16
    assert 110 <= len(PIECES) <= 140
    assert {outlet.format for outlet in sample_outlets()} == {"rss", "rss-full", "rss-latin1", "atom", "rdf", "json"}
    languages = Counter(piece.language for piece in PIECES.values())
    assert min(languages["en"], languages["fr"]) >= 50
    assert languages.total() == languages["en"] + languages["fr"]


def test_all_is_small() -> None:
    assert sum(file.stat().st_size for file in samples_folder().rglob("*") if file.is_file()) <= 600_000


def test_every_host_is_one_that_cannot_exist() -> None:
    links = chain.from_iterable(re.findall(r"https?://[^\s)\"'<>]+", piece.text) for piece in PIECES.values())
    files = chain.from_iterable(
        re.findall(r"https?://[^\s)\"'<>]+", file.read_text("utf-8"))
        for file in samples_folder().rglob("*")
        if file.is_file()
    )
    allowed = {"schema.org", "ogp.me"}
    hosts = {urlsplit(link).hostname or "" for link in (*links, *files)} - allowed
    assert hosts
    assert all(host.endswith(".example") for host in hosts), hosts
    assert all(outlet.host.endswith(".example") for outlet in sample_outlets())


def test_sources_are_the_outlets() -> None:
    sources = sample_sources()
    assert [source.title for source in sources] == [outlet.name for outlet in sample_outlets()]
    assert len({source.id for source in sources}) == len(sources)
    assert all(source.folder and source.language for source in sources)


def test_addresses_are_one_each() -> None:
    addresses = [address for piece in PIECES.values() for address in (piece.address, piece.short_address)]
    assert len(set(addresses)) == len(addresses)


@pytest.mark.parametrize("ref", sorted(PIECES))
def test_an_article_is_one_worth_showing(ref: str) -> None:
    piece = PIECES[ref]
    assert 3 <= len(piece.paragraphs) <= 9
    assert 95 <= len(piece.text.split()) <= 350
    assert 20 <= len(piece.title) <= 110
    assert 30 <= len(piece.summary) <= 220
    assert piece.section in piece.outlet.sections
    assert piece.language == piece.outlet.language
    if piece.language == "fr":
        assert not re.search(r" [»:;?!%]", piece.text + piece.title)


def test_ages_make_a_day_and_a_week() -> None:
    ages = [NOW - piece.published for piece in PIECES.values()]
    assert sum(age <= timedelta(hours=36) for age in ages) >= 70
    assert len({age.days for age in ages if age > timedelta(hours=36)}) >= 4
    assert max(ages) < timedelta(days=6)
    assert sum(age < timedelta(0) for age in ages) == 1
    assert sum(not piece.dated for piece in PIECES.values()) >= 1


def test_dates_follow_the_given_now() -> None:
    later = NOW + timedelta(days=100)
    assert {piece.ref: later - piece.published for piece in sample_pieces(later)} == {
        ref: NOW - piece.published for ref, piece in PIECES.items()
    }


def test_gold_names_only_what_exists() -> None:
    gold = sample_gold()
    told = [ref for story in gold.stories for ref in story.articles]
    ids = [story.id for story in gold.stories]
    assert len(set(told)) == len(told), "an article is in one story"
    assert len(set(ids)) == len(ids)
    named = {*told, *chain.from_iterable(gold.copies), *gold.unsure, *chain.from_iterable(gold.flags.values())}
    assert named <= PIECES.keys()
    assert {name for pair in gold.look_alikes for name in pair} <= set(ids)
    assert all(ref in told and story in ids for ref, story in gold.may_join)
    assert not set(gold.unsure) & set(told)
    assert {theme for story in gold.stories for theme in story.themes} == set(THEMES)
    assert set(gold.flags["gated"]) == {ref for ref, piece in PIECES.items() if piece.gated}


def test_gold_has_stories_of_every_size_and_across_languages() -> None:
    stories = sample_gold().stories
    assert len(stories) >= 25
    assert sum(len(story.articles) >= 2 for story in stories) >= 20
    assert max(len(story.articles) for story in stories) == 6
    bilingual = [story.id for story in stories if len({PIECES[ref].language for ref in story.articles}) == 2]
    assert len(bilingual) >= 3
    assert len(PIECES) - sum(len(story.articles) for story in stories) >= 35, "noise"


def test_a_story_is_told_within_days() -> None:
    for story in sample_gold().stories:
        times = [PIECES[ref].published for ref in story.articles]
        assert max(times) - min(times) <= timedelta(hours=36), story.id


def test_copies_are_near_identical_and_nothing_else_is() -> None:
    groups = [set(group) for group in sample_gold().copies]
    sets = {ref: shingles(piece) for ref, piece in PIECES.items()}
    refs = sorted(sets)
    for index, first in enumerate(refs):
        for second in refs[index + 1 :]:
            likeness = len(sets[first] & sets[second]) / len(sets[first] | sets[second])
            copies = any({first, second} <= group for group in groups)
            assert (likeness >= 0.85) == copies, (first, second, likeness)


@pytest.mark.parametrize("language", ["en", "fr"])
def test_marks_are_acts_on_what_exists(language: str) -> None:
    marks = sample_marks(language)
    addresses = {piece.address for piece in PIECES.values()}
    assert {mark.address for mark in marks} - {""} <= addresses
    assert {Verb.OPENING, Verb.LEAD, Verb.KEEP, Verb.DROP, Verb.INSIGHT} <= {mark.verb for mark in marks}
    speaking = [mark for mark in marks if mark.verb in {Verb.OPENING, Verb.INSIGHT, Verb.TITLE, Verb.DROP}]
    assert all(mark.value for mark in speaking)
    assert len({mark.value for mark in speaking}) == len(speaking)


def test_the_two_languages_say_different_words() -> None:
    english, french = sample_marks("en"), sample_marks("fr")
    assert [(mark.address, mark.verb) for mark in english] == [(mark.address, mark.verb) for mark in french]
    assert not {mark.value for mark in english} & {mark.value for mark in french} - {""}


@pytest.mark.parametrize("name", THEMES)
def test_an_example_theme_loads_without_a_mistake(name: str) -> None:
    mistakes: list[Mistake] = []
    theme = load_theme(asset("themes") / f"{name}.toml", mistakes)
    assert not mistakes
    assert theme is not None
    assert 10 <= len(theme.phrases) <= 16
    assert theme.sections
    assert theme.per_day


def test_every_file_is_read() -> None:
    outlets = {outlet.key for outlet in sample_outlets() if not outlet.gone}
    assert {file.stem for file in (samples_folder() / "articles").iterdir()} == outlets
    skeletons = {outlet.skeleton for outlet in sample_outlets()}
    assert {file.stem for file in (samples_folder() / "skeletons").iterdir()} == skeletons
    assert isinstance(samples_folder(), Path)
