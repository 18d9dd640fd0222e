"""An encoder beside the words: it brings two languages together, and never joins what words say nothing of."""

from __future__ import annotations

import numpy as np
import pytest

from curator.model import Article, Story
from curator.stories import group, ties
from tests.stories.factory import NOW, article

TOWNS = [
    "Treval",
    "Fennick",
    "Rustwell",
    "Okeford",
    "Brentleigh",
    "Sorrel",
    "Aldane",
    "Hartwick",
    "Ollerton",
    "Dunmore",
]
NOISE = [
    article(f"{language}{place}", f"{town} {word}", language=language)
    for language, said in (("en", ("bakers win a prize", "school gets a roof")), ("fr", ("vote", "fête ses marins")))
    for place, (town, word) in enumerate((town, word) for town in TOWNS for word in said)
]
ENGLISH = article("lantern", "Kestrel ferry runs aground off Lowmere, all ashore")
FRENCH = article("marees", "Naufrage évité : le Kestrel échoué devant Lowmere", language="fr", hours=4)
ELSEWHERE = article("phare", "Lowmere cherche un cuisinier pour son école", language="fr", hours=3)


def vectors(*alike: Article) -> dict[str, np.ndarray]:
    """Return a vector for each article: those of `alike` next to one another, all others anywhere."""
    chance = np.random.default_rng(7)
    found = {one.id: chance.normal(size=64) for one in (*NOISE, ENGLISH, FRENCH, ELSEWHERE)}
    for one in alike[1:]:
        found[one.id] = found[alike[0].id] + 0.2 * chance.normal(size=64)
    return {id: vector / np.linalg.norm(vector) for id, vector in found.items()}


def cards(*articles: Article, by: dict[str, np.ndarray] | None = None) -> set[frozenset[str]]:
    told = group([*NOISE, *articles], {}, NOW, vectors=by)
    return {frozenset(one.id for one in story.articles) for story in told if len(story.articles) > 1}


def test_reports_in_two_languages_that_share_two_names_meet_by_their_meaning() -> None:
    assert cards(ENGLISH, FRENCH, ELSEWHERE) == set()
    assert cards(ENGLISH, FRENCH, ELSEWHERE, by=vectors(ENGLISH, FRENCH)) == {frozenset({"lantern", "marees"})}


def test_meaning_without_a_shared_name_joins_nothing() -> None:
    nameless = article("marees", "Un bateau échoué, ses passagers à terre", language="fr")
    assert cards(ENGLISH, nameless, by=vectors(ENGLISH, nameless)) == set()


def test_look_alike_titles_stay_apart_however_close_they_lie() -> None:
    first = article("lantern", "Weather in Lowmere on Saturday 21 November")
    other = article("marees", "Weather in Kestrel on Saturday 21 November")
    assert cards(first, other, by=vectors(first, other)) == set()


def test_a_few_articles_cannot_tell_what_is_usual_and_those_not_understood_are_left_to_words() -> None:
    few = {one.id: vector for one, vector in ((ENGLISH, np.ones(8)), (FRENCH, np.ones(8)))}
    assert cards(ENGLISH, FRENCH, by=few) == set()
    english_alone = {id: vector for id, vector in vectors(ENGLISH, FRENCH).items() if not id.startswith(("fr", "mar"))}
    assert cards(ENGLISH, FRENCH, by=english_alone) == cards(ENGLISH, FRENCH)


@pytest.mark.parametrize("seed", range(3))
def test_the_order_of_the_articles_does_not_matter(seed: int) -> None:
    given = [*NOISE, ENGLISH, FRENCH, ELSEWHERE]
    shuffled = [given[place] for place in np.random.default_rng(seed).permutation(len(given))]
    by = vectors(ENGLISH, FRENCH)
    assert group(shuffled, {}, NOW, vectors=by) == group(given, {}, NOW, vectors=by)


def test_what_holds_an_article_to_its_story_is_told() -> None:
    story = Story("lantern", (ENGLISH, FRENCH, article("copy", "Kestrel aground", "Again. " * 60)))
    by_words, by_both = ties(story)[0], ties(story, NOISE, vectors(ENGLISH, FRENCH))[0]
    assert (by_words.close, by_both.close) == (False, True)
    assert {"Kestrel", "Lowmere"} <= {word for name in by_words.shared for word in name.split()}
    assert not by_words.copy
