"""Choosing an edition: value, variety, slow days, the editor's word."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from curator.config.settings import EditionRules
from curator.editions import fold_marks, select
from curator.errors import NothingToPublish
from curator.model import Decision, Sharer, Slot, Story, Verb
from tests.editions.factory import NOW, RULES, TODAY, article, choose, ids, mark, on, story, verdict

FIVE = [story(id) for id in ("ash", "birch", "cedar", "dogwood", "elm")]
SCORES = {"ash": 0.9, "birch": 0.85, "cedar": 0.8, "dogwood": 0.75, "elm": 0.7}


def test_the_most_valuable_leads() -> None:
    edition = choose(FIVE, SCORES)
    assert ids(edition)[0] == "ash"
    assert [pick.slot for pick in edition.picks][:4] == [Slot.LEAD, Slot.SECOND, Slot.SECOND, Slot.SECOND]
    assert edition.made == NOW
    assert (edition.slug, edition.number, edition.read, edition.sources) == ("2026-11-22", 7, 120, 40)


def test_value_is_the_score_plus_the_adjustments_shown() -> None:
    shared = article("fir", sharers=(Sharer("Bo", "@bo", ""), Sharer("Cy", "@cy", "")), sources=("s",))
    told = Story("fir", (shared, article("gum")))
    edition = choose([told, *FIVE], occasion=replace(TODAY, keep_rates={"s": 0.9}))
    pick = next(pick for pick in edition.picks if pick.story.id == "fir")
    assert pick.value == pytest.approx(pick.verdict.score + sum(one.value for one in pick.adjustments))
    assert {one.kind for one in pick.adjustments} == {"freshness", "sharers", "outlets", "source"}
    assert sum(one.value for one in pick.verdict.reasons) == pytest.approx(pick.verdict.score)
    assert ids(edition)[0] == "fir"


def test_what_the_judge_dropped_or_asks_about_stays_out() -> None:
    scores = {"ash": verdict(0.2, Decision.DROP), "birch": verdict(0.5, Decision.ASK)}
    assert sorted(ids(choose(FIVE, scores))) == ["cedar", "dogwood", "elm"]


def test_the_editor_has_the_last_word() -> None:
    scores = {"ash": verdict(0.2, Decision.DROP)}
    marks = [mark("ash", Verb.KEEP), mark("birch", Verb.DROP, "old"), mark("elm", Verb.LEAD, minutes=5)]
    edition = choose(FIVE, scores, marks)
    assert "ash" in ids(edition)
    assert "birch" not in ids(edition)
    assert ids(edition)[0] == "elm"
    assert {pick.story.id: pick.chosen_by for pick in edition.picks}["ash"] == "editor"
    assert {pick.story.id: pick.chosen_by for pick in edition.picks}["cedar"] == "judge"


def test_title_insight_extract_section_and_picture_of_the_editor() -> None:
    marks = [
        mark("ash", Verb.TITLE, "Better title"),
        mark("ash", Verb.INSIGHT, "It *matters*."),
        mark("ash", Verb.EXTRACT, "My own words."),
        mark("ash", Verb.SECTION, "Trees"),
        mark("ash", Verb.PICTURE, "https://pics.example/1.jpg"),
        mark("2026-11-22", Verb.OPENING, "Good morning."),
    ]
    edition = choose(FIVE, SCORES, marks)
    pick = edition.picks[0]
    assert (pick.title, pick.insight, pick.extract, pick.extract_by, pick.section, pick.picture) == (
        "Better title", "It *matters*.", "My own words.", "editor", "Trees", "https://pics.example/1.jpg",
    )  # fmt: skip
    assert edition.opening == "Good morning."


def test_pictures_only_where_the_source_lets_them_be_shown() -> None:
    shown = story("ash", picture="https://p.example/a.jpg", sources=("free",))
    kept = story("birch", picture="https://p.example/b.jpg", sources=("strict",))
    occasion = replace(TODAY, pictures=frozenset({"free"}))
    pictures = {p.story.id: p.picture for p in choose([shown, kept, *FIVE[2:]], occasion=occasion).picks}
    assert pictures["ash"] == "https://p.example/a.jpg"
    assert pictures["birch"] == ""
    none = choose([shown, *FIVE[1:]], SCORES, [mark("ash", Verb.PICTURE, "none")], occasion=occasion)
    assert none.picks[0].picture == ""


def test_positions_are_honoured_beside_the_lead() -> None:
    marks = [mark("ash", Verb.POSITION, "4"), mark("elm", Verb.LEAD), mark("dogwood", Verb.POSITION, "2")]
    edition = choose(FIVE, SCORES, marks)
    assert ids(edition)[0] == "elm"
    assert ids(edition)[1] == "dogwood"
    assert ids(edition)[3] == "ash"
    assert edition.picks[0].slot is Slot.LEAD


def test_a_story_put_off_comes_in_the_next_edition_whatever_its_age() -> None:
    marks = [mark("ash", Verb.LATER)]
    old = [story("ash", hours=400), *FIVE[1:]]
    assert "ash" not in ids(choose(old, SCORES, marks))
    assert "ash" in ids(choose(old, SCORES, marks, occasion=on(23)))
    named = [mark("ash", Verb.LATER, "2026-11-23")]
    assert "ash" not in ids(choose(old, SCORES, named, occasion=on(23)))
    assert "ash" in ids(choose(old, SCORES, named, occasion=on(24)))


def test_what_is_out_comes_back_only_with_news() -> None:
    out = choose(FIVE, SCORES)
    new = [story(id) for id in ("fir", "gum", "hazel")]
    tomorrow = choose([*FIVE, *new], {**SCORES, "ash": 0.99}, published=[out], occasion=on(23))
    assert sorted(ids(tomorrow)) == ["fir", "gum", "hazel"]
    kept = choose([*FIVE, *new], SCORES, [mark("ash", Verb.KEEP)], published=[out], occasion=on(23))
    assert "ash" not in ids(kept)
    update = [replace(FIVE[0], update_of="ash"), *new]
    assert "ash" in ids(choose(update, SCORES, published=[out], occasion=on(23)))


def test_no_outlet_has_more_than_its_share() -> None:
    many = [story(f"big{n}", outlet="The Big One") for n in range(10)]
    small = [story(f"small{n}") for n in range(8)]
    edition = choose([*many, *small], {one.id: 0.95 for one in many} | {one.id: 0.6 for one in small})
    outlets = Counter(pick.story.lead.outlet for pick in edition.picks)
    assert outlets["The Big One"] <= len(edition.picks) * RULES.outlet_share
    assert len(edition.picks) == 12


def both_told(count: int) -> list[Story]:
    """Stories that one big outlet tells first, each another paper second."""
    return [
        Story(f"big{n}", (article(f"big{n}", outlet="The Big One"), article(f"other{n}", outlet=f"Paper {n}")))
        for n in range(count)
    ]


def test_where_an_outlet_has_its_share_another_leads_the_story() -> None:
    told_twice = both_told(6)
    edition = choose(told_twice, {one.id: 0.9 - n / 100 for n, one in enumerate(told_twice)})
    leads = {pick.story.id: pick.story.lead.outlet for pick in edition.picks}
    assert set(leads) == {one.id for one in told_twice}
    assert [leads[f"big{n}"] for n in range(3)] == ["The Big One", "The Big One", "Paper 2"]
    assert all(len(pick.story.articles) == 2 for pick in edition.picks)


def test_what_others_add_is_told_of_the_story_as_it_is_led() -> None:
    told_twice = both_told(6)
    edition = choose(told_twice, additions=lambda led: tuple(a.outlet for a in led.articles[1:]))
    assert {pick.additions[0] for pick in edition.picks if pick.story.lead.outlet != "The Big One"} == {"The Big One"}


def test_one_outlet_alone_still_carries_a_short_edition() -> None:
    edition = choose([story(f"big{n}", outlet="The Big One") for n in range(10)])
    assert len(edition.picks) == RULES.floor


def test_sections_are_balanced_when_worth_is_near() -> None:
    grid = [story(f"grid{n}") for n in range(8)]
    town = [story(f"town{n}") for n in range(8)]
    scores = {one.id: verdict(0.80, section="Grid") for one in grid} | {
        one.id: verdict(0.78, section="Town") for one in town
    }
    edition = choose([*grid, *town], scores, rules=EditionRules(stories=8))  # type: ignore[arg-type]
    sections = Counter(pick.section for pick in edition.picks)
    assert min(sections["Grid"], sections["Town"]) >= 3


def test_the_same_text_goes_in_once() -> None:
    text = " ".join(f"word{n}" for n in range(80)) + "."
    twins = [
        story("ash", text=text, title="Harbour opens on Monday"),
        story("birch", text=text, title="Quays busy again"),
    ]
    edition = choose([*twins, *FIVE[2:]], SCORES)
    assert "ash" in ids(edition)
    assert "birch" not in ids(edition)


def test_flags_cost_and_are_named() -> None:
    promo = story("ash", title="Save £300 on this kettle", text="We may earn a commission. " * 3)
    edition = choose([promo, *FIVE[1:]], {**SCORES, "ash": 0.8, "birch": 0.8})
    pick = next(pick for pick in edition.picks if pick.story.id == "ash")
    (flag,) = [one for one in pick.adjustments if one.kind == "flag"]
    assert flag.label == "promo"
    assert "promo" in pick.verdict.flags
    assert flag.value < 0
    assert "commission" in flag.evidence
    assert edition.picks[0].story.id != "ash"


@pytest.mark.parametrize("title", ["Seven reasons to love your harbour", "Press release: harbour opens"])
def test_a_list_or_a_release_leads_only_when_the_editor_says_so(title: str) -> None:
    worst = story("ash", title=title)
    scores = {"ash": 0.99, **dict.fromkeys(("birch", "cedar", "dogwood", "elm"), 0.6)}
    assert ids(choose([worst, *FIVE[1:]], scores))[0] != "ash"
    assert ids(choose([worst, *FIVE[1:]], scores, [mark("ash", Verb.LEAD)]))[0] == "ash"


def test_on_a_slow_day_the_window_grows_and_says_so() -> None:
    old = [story(id, hours=60) for id in ("ash", "birch", "cedar")]
    edition = choose(old)
    assert len(edition.picks) == 3
    assert edition.note == "longer-window"
    assert choose(FIVE).note == "shorter"
    assert choose([story(f"s{n}") for n in range(12)]).note == ""


def test_the_window_does_not_grow_without_need() -> None:
    assert "ash" not in ids(choose([story("ash", hours=60), *FIVE[1:]]))


def test_under_the_floor_nothing_is_published() -> None:
    with pytest.raises(NothingToPublish, match=r"only one story .* the floor is 3"):
        choose(FIVE[:1])
    with pytest.raises(NothingToPublish, match="no story"):
        choose([story("ash", hours=1000)])


def test_a_fault_is_never_shown_as_calm() -> None:
    broken = replace(TODAY, failing=12)
    with pytest.raises(NothingToPublish, match="12 of 40 sources failed"):
        choose(FIVE[:1], occasion=broken)
    edition = choose(FIVE, occasion=broken)
    assert edition.note == "sources-failing"
    assert edition.failing == 12


def test_an_editors_keep_makes_an_edition_of_one() -> None:
    assert ids(choose(FIVE[:1], marks=[mark("ash", Verb.KEEP)])) == ["ash"]


def test_a_story_without_a_verdict_takes_part_when_wanted() -> None:
    edition = select(FIVE, {}, RULES, fold_marks([mark("ash", Verb.KEEP)]), [], NOW, TODAY)
    assert ids(edition) == ["ash"]


def test_extracts_are_capped_by_item_and_by_outlet() -> None:
    text = "The council of the town decided on Monday evening to rebuild the old harbour wall before winter. " * 9
    same = [story(f"s{n}", outlet="One", text=text.replace("town", f"town{n}")) for n in range(9)]
    edition = choose(same, marks=[mark(one.id, Verb.KEEP) for one in same])
    assert all(len(pick.extract) <= RULES.extract_characters for pick in edition.picks)
    assert sum(len(pick.extract) for pick in edition.picks) <= 4 * RULES.extract_characters
    assert len(edition.picks) == 9


def test_slugs_are_unique_in_the_day_and_stay() -> None:
    first = choose([story("ash", title="Été à Évry : l'œuvre"), *FIVE[1:]], SCORES)
    assert first.picks[0].slug == "ete-a-evry-l-oeuvre"
    again = choose(
        [story("ash", title="Été à Évry : l'œuvre"), *FIVE[1:]],
        SCORES,
        [mark("ash", Verb.TITLE, "Another title")],
        earlier=first,
    )
    assert again.picks[0].title == "Another title"
    assert again.picks[0].slug == "ete-a-evry-l-oeuvre"
    alike = [story(id, title="Harbour") for id in ("ash", "birch", "cedar")]
    assert sorted(pick.slug for pick in choose(alike).picks) == ["harbour", "harbour-2", "harbour-3"]


OUTLETS = st.sampled_from(["One", "Two", "Three", "Four", "Five"])
VERBS = st.sampled_from([Verb.KEEP, Verb.DROP, Verb.LEAD, Verb.LATER, Verb.RESTORE])


@st.composite
def desks(draw: st.DrawFn) -> tuple[list[Story], dict[str, object], list[object]]:
    """Stories with outlets, ages, sections and scores, and some marks."""
    count = draw(st.integers(3, 25))
    stories = [story(f"s{n}", outlet=draw(OUTLETS), hours=draw(st.integers(1, 60))) for n in range(count)]
    scores = {
        one.id: verdict(
            draw(st.integers(10, 99)) / 100,
            draw(st.sampled_from([Decision.KEEP, Decision.KEEP, Decision.KEEP, Decision.DROP])),
            draw(st.sampled_from(["", "Grid", "Town"])),
        )
        for one in stories
    }
    marks = [
        mark(f"s{draw(st.integers(0, count - 1))}", draw(VERBS), minutes=n) for n in range(draw(st.integers(0, 6)))
    ]
    return stories, scores, marks  # type: ignore[return-value]


@settings(max_examples=80, deadline=None)
@given(desks(), st.randoms(use_true_random=False))
def test_laws_of_selection(desk: tuple[list[Story], dict[str, object], list[object]], random: object) -> None:
    stories, scores, marks = desk
    folded = fold_marks(marks)  # type: ignore[arg-type]
    wanted = {one.id for one in stories if folded.of(one.id).wanted(TODAY.slug, TODAY.day)}
    try:
        edition = choose(stories, scores, marks)  # type: ignore[arg-type]
    except NothingToPublish:
        assert not wanted
        return
    chosen = ids(edition)
    assert len(set(chosen)) == len(chosen)
    assert wanted <= set(chosen)
    assert not {id for id in chosen if folded.of(id).decision in (Verb.DROP, Verb.LATER)}
    assert len({pick.slug for pick in edition.picks}) == len(edition.picks)
    assert [pick.slot for pick in edition.picks].count(Slot.LEAD) == 1
    if not wanted and len(chosen) > RULES.floor:
        most = max(Counter(pick.story.lead.outlet for pick in edition.picks).values())
        assert most <= max(1, len(chosen) * RULES.outlet_share)
    shuffled = list(stories)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert choose(shuffled, scores, marks) == edition  # type: ignore[arg-type]
    assert choose(stories, scores, marks, earlier=edition) == edition  # type: ignore[arg-type]
