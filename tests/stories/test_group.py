"""Articles into stories: what belongs together, what stays apart, what stays filed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from curator.model import Article, Story
from curator.stories import group
from tests.stories.factory import NOW, article

BUDGET = article("alpha", "Minister Varga resigns over Kestrel harbour contract in Dunmore", hours=9)
BUDGET_TOO = article("beta", "Kestrel harbour contract: Varga steps down as minister", hours=7)
BUDGET_FR = article(
    "gamma", "Le ministre Varga démissionne après le contrat du port de Kestrel à Dunmore", language="fr", hours=5
)
WIRE = (
    "A transformer fire at the Pellworth substation cut the power of twelve thousand homes before dawn on Tuesday. "
    "Engineers from the grid company isolated the burning unit within forty minutes and restored most customers by "
    "eight in the morning. Nobody was hurt, said the fire chief, who expects the cause to be known within two weeks."
)
BLAST = (
    "A bomb that had been left outside a bank in Woodburn killed Hakan Tennant, a trooper of the state bomb squad, and "
    "Tom Rourke of the town police on Friday afternoon. Chief Scott Russel was badly hurt and lost a leg. A caller had "
    "threatened another bank that morning; both devices had the same green casing, said district attorney Walt Beglau."
)


def shape(stories: Sequence[Story]) -> set[frozenset[str]]:
    return {frozenset(one.id for one in story.articles) for story in stories}


def test_headlines_of_one_event_are_one_story_across_languages() -> None:
    other = article("delta", "Bakers of Treval win the regional bread prize")
    stories = group([BUDGET, BUDGET_TOO, BUDGET_FR, other], {}, NOW)
    assert shape(stories) == {frozenset({"alpha", "beta", "gamma"}), frozenset({"delta"})}


def test_words_that_only_one_language_has_do_not_part_two_reports() -> None:
    english = article(
        "lantern",
        "Kestrel ferry aground off Dunmore, 212 passengers taken ashore",
        "The ferry ran aground off Dunmore in thick fog before dawn. Lifeboats took all aboard to the harbour school, "
        "where volunteers served soup; nobody was badly hurt. Salvage crews wait for the spring tide on Thursday.",
    )
    french = article(
        "marees",
        "Le ferry Kestrel échoué devant Dunmore, ses passagers à terre",
        "Parti de nuit par un épais brouillard, le Kestrel s’est échoué devant Dunmore. Ses 212 passagers ont été "
        "ramenés à terre sains et saufs par la vedette des sauveteurs. Le remorquage attendra la grande marée.",
        language="fr",
        hours=4,
    )
    noise = [
        article(f"n{place}", title, language=language)
        for place, (title, language) in enumerate(
            [("Bakers of Treval win the bread prize", "en"), ("Les pêcheurs de Treval votent la grève", "fr")]
        )
    ]
    assert frozenset({"lantern", "marees"}) in shape(group([english, french, *noise], {}, NOW))


def test_one_number_or_one_name_makes_no_story_across_languages() -> None:
    stories = group(
        [
            article("one", "Drug deaths top 100,000 for the first time"),
            article("other", "Avec 100 000 adhérents, le club de Treval voit grand", language="fr"),
            article("third", "Kestrel raises its fares"),
            article("fourth", "Kestrel : le film qui divise", language="fr"),
        ],
        {},
        NOW,
    )
    assert len(stories) == 4


def test_titles_that_name_other_people_do_not_part_texts_that_agree() -> None:
    police = article(
        "police", "Trooper Hakan Tennant named as officer killed in bank blast", f"{BLAST} Colleagues laid flowers."
    )
    bank = article(
        "bank", "Second officer killed in Woodburn bank blast", f"Customers had left by then. {BLAST}", hours=3
    )
    assert len(group([police, bank], {}, NOW)) == 1


def test_a_story_is_named_after_the_article_that_appeared_first() -> None:
    (story,) = group([BUDGET_FR, BUDGET_TOO, BUDGET], {}, NOW)
    assert story.id == "alpha"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (
            "Magnitude 6.1 quake strikes off Sorrel, two villages evacuated",
            "Magnitude 5.4 quake strikes off Aldane, port closed",
        ),
        ("Rovers beat Hartwick 2-1 to reach the cup semi-final", "Rovers beat Ollerton 3-0 to reach the cup final"),
        ("Weather in Fennick on Saturday 21 November", "Weather in Rustwell on Saturday 21 November"),
        ("Driver dies in collision on the A12 near Brentleigh", "Driver dies in collision on the A30 near Okeford"),
    ],
)
def test_look_alike_events_stay_apart(one: str, other: str) -> None:
    stories = group([article("one", one), article("other", other)], {}, NOW)
    assert len(stories) == 2


def test_two_matches_of_one_club_stay_apart_whatever_leads_from_one_to_the_other() -> None:
    quarter = [
        article("one", "Rovers beat Hartwick 2-1 to reach cup semi-final", "A header by Tom Askew put Rovers through."),
        article(
            "two", "Askew header sends Rovers past Hartwick into last four", "Hartwick had led before Askew struck."
        ),
    ]
    semi = article("three", "Rovers thrash Ollerton 4-0 to reach cup final", "Jude Pym took Rovers past Ollerton.")
    assert shape(group([*quarter, semi], {}, NOW)) == {frozenset({"one", "two"}), frozenset({"three"})}


def test_a_place_alone_makes_no_story() -> None:
    stories = group(
        [
            article("one", "Saint-Ambrun-des-Fougères. Le conseil vote le budget", language="fr"),
            article("other", "Saint-Ambrun-des-Fougères. Le club de rugby recrute", language="fr"),
        ],
        {},
        NOW,
    )
    assert len(stories) == 2


def test_a_text_with_a_few_words_changed_is_the_same_text() -> None:
    copy = WIRE.replace("twelve thousand", "12,000") + " (Agency)"
    stories = group(
        [
            article("wire", "Fire at Pellworth substation cuts power", WIRE),
            article("paper", "Blackout: what we know", copy),
        ],
        {},
        NOW,
    )
    assert shape(stories) == {frozenset({"wire", "paper"})}


def test_one_title_over_two_texts_is_not_one_text() -> None:
    fresh = (
        "This week the garden club looked back on its spring fair, thanked its helpers and counted its seedlings. The "
        "treasurer showed a small surplus, to be spent on tools. New members may come on any Thursday evening, when "
        "coffee is served in the glasshouse and the old hands explain how pears are grafted and roses pruned in winter."
    )
    stories = group(
        [
            article("one", "The best of this week for you", WIRE, hours=30),
            article("other", "The best of this week for you", fresh, hours=4),
        ],
        {},
        NOW,
    )
    assert len(stories) == 2


def test_what_is_filed_stays_filed() -> None:
    known = {"alpha": "s1", "beta": "s2"}
    stories = {story.id: story for story in group([BUDGET, BUDGET_TOO, BUDGET_FR], known, NOW)}
    assert {one.id for one in stories["s1"].articles} | {one.id for one in stories["s2"].articles} == {
        "alpha",
        "beta",
        "gamma",
    }
    assert "alpha" in {one.id for one in stories["s1"].articles}
    assert "beta" in {one.id for one in stories["s2"].articles}


def test_a_new_article_joins_the_story_of_an_earlier_run() -> None:
    (story,) = group([BUDGET, BUDGET_TOO], {"alpha": "s1"}, NOW)
    assert story.id == "s1"


def test_an_article_taken_out_of_its_story_opens_another_under_another_id() -> None:
    far = article("zeta", "Bakers of Treval win the regional bread prize")
    stories = group([BUDGET, far], {"zeta": "alpha"}, NOW)
    assert len({story.id for story in stories}) == len(stories) == 2


def test_the_same_words_a_fortnight_later_need_more_to_be_one_story() -> None:
    early = article("early", "Dunmore harbour dredging delayed again", hours=24 * 15)
    late = article("late", "Dunmore harbour dredging starts", hours=2)
    close = article("close", "Dunmore harbour dredging starts", hours=24 * 15 - 2)
    assert len(group([early, close], {}, NOW)) <= len(group([early, late], {}, NOW))
    assert len(group([early, late], {}, NOW)) == 2


def test_what_all_can_read_leads_and_then_the_journals_language() -> None:
    gated = article("gated", BUDGET.title, WIRE, gated=True, hours=20)
    (story,) = group([gated, BUDGET, BUDGET_TOO, BUDGET_FR], {}, NOW, language="fr")
    assert [one.id for one in story.articles] == ["gamma", "alpha", "beta", "gated"]


def test_the_source_that_others_link_to_leads() -> None:
    linking = article("aaa", BUDGET_TOO.title, hours=12, links=(BUDGET.address,))
    (story,) = group([linking, BUDGET], {}, NOW)
    assert story.lead is BUDGET


def test_nothing_gives_nothing() -> None:
    assert group([], {}, NOW) == ()


def test_titles_without_words_stay_apart() -> None:
    assert len(group([article("one", ""), article("two", "…"), article("three", "a")], {}, NOW)) == 3


NAMES = ["Varga", "Kestrel", "Dunmore", "Pellworth", "Aldane", "Hartwick", "Ollerton", "Brentleigh"]
VERBS = ["resigns over contract", "opens new bridge", "wins regional prize", "strikes for wages", "closes harbour"]


@st.composite
def streams(draw: st.DrawFn) -> list[Article]:
    """Short streams of headlines that share names and verbs."""
    size = draw(st.integers(2, 14))
    made = []
    for place in range(size):
        first, second = draw(st.sampled_from(NAMES)), draw(st.sampled_from(NAMES))
        title = f"{first} {draw(st.sampled_from(VERBS))} in {second} {draw(st.integers(1, 3))}"
        made.append(article(f"a{place}", title, hours=draw(st.integers(1, 100))))
    return made


@settings(max_examples=60, deadline=None)
@given(streams(), st.randoms(use_true_random=False), st.data())
def test_the_order_of_articles_does_not_matter(stream: list[Article], random: object, data: st.DataObject) -> None:
    known = {one.id: data.draw(st.sampled_from(["s1", "s2"])) for one in stream if data.draw(st.booleans())}
    shuffled = list(stream)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    stories = group(stream, known, NOW)
    assert stories == group(shuffled, known, NOW)
    assert sorted(one.id for story in stories for one in story.articles) == sorted(one.id for one in stream)
    assert len({story.id for story in stories}) == len(stories)
    for story in stories:
        assert {known[one.id] for one in story.articles if one.id in known} <= {story.id}


@settings(max_examples=30, deadline=None)
@given(streams())
def test_grouping_again_changes_nothing(stream: list[Article]) -> None:
    stories = group(stream, {}, NOW)
    known = {one.id: story.id for story in stories for one in story.articles}
    later = NOW + timedelta(hours=1)
    assert group(stream, known, later) == stories
