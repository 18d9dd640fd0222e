"""What stands around a story: marks above its headline, its document, the figure of the day, its cover."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC

import pytest
from lxml import html

from curator.model import Pick, Section, Slot, Theme
from curator.render import Rendering
from curator.render.balance import beneath
from curator.render.figure import figure_of
from curator.render.printer import sections_of
from curator.render.views import StoryView, edition_view
from tests.render.factory import article, config, edition, paper, pick, verdict


def views(*picks: Pick) -> tuple[StoryView, ...]:
    return edition_view(edition(picks), "en", UTC).stories


@pytest.mark.parametrize(
    ("note", "language", "number", "unit", "sentence"),
    [
        ("It held. The park took **40 minutes**, they say. More.", "en", "40", "minutes", "The park took 40 minutes"),
        ("**+12.5 %** in a week.", "en", "+12.5", "%", "+12.5 % in a week."),
        ("Le parc retient **1 400 000 m³** d'eau.", "fr", "1\u202f400\u202f000", "m³", "Le parc retient"),
        ("**€3–4** a head.", "en", "€3–4", "", "€3–4 a head."),
        ("**2026**", "en", "2026", "", "2026"),
    ],
)
def test_a_number_in_bold_is_the_figure_of_the_day(
    note: str, language: str, number: str, unit: str, sentence: str
) -> None:
    found = figure_of(views(pick("One"), pick("Two", insight=note)), language)
    assert found is not None
    assert (found.number, found.unit, found.story.title) == (number, unit, "Two")
    assert found.sentence.startswith(sentence)


@pytest.mark.parametrize(
    "note",
    ["", "It took 40 minutes.", "**Annex 4**", "**gauge log**", "*40 minutes*", r"\**40**", f"**40** {'long ' * 60}"],
)
def test_no_other_number_becomes_a_figure(note: str) -> None:
    assert figure_of(views(pick("One", insight=note)), "en") is None


def test_the_document_that_articles_rest_on_is_named() -> None:
    paper_, law = "https://arxiv.org/abs/2611.01234", "https://eur-lex.europa.eu/eli/reg/2026/1"
    other = "https://other.example/kit/Media-Kit.pdf?v=2"

    def document(*links: tuple[str, ...]) -> str:
        told = [article(f"Title {place}", links=each) for place, each in enumerate(links)]
        return pick("Title", *told).story.document

    assert document((paper_, other, "https://other.example/")) == paper_
    assert document((paper_, law)) == ""  # no telling which
    assert document((paper_, law), (law,)) == law
    assert document((), (law,)) == ""
    assert document((other,)) == ""
    assert pick("x", article("x", address=paper_, links=(law,))).story.document == ""


def test_an_update_and_a_finding_are_marked_wherever_the_story_stands() -> None:
    for slot in Slot:
        told = pick("It goes on", slot=slot, verdict=verdict("floods", flags=("preprint", "near-miss")))
        told = replace(told, story=replace(told.story, update_of="before"))
        for look in ("press", "quiet", "river"):
            made = paper((edition((pick("The lead", slot=Slot.LEAD), told)),), config(look=look))
            marks = html.fromstring(dict(Rendering(made))["index.html"].decode()).xpath("//p[@class='kick']")
            assert [mark.text_content().split() for mark in marks if "Update" in mark.text_content()], (slot, look)
            assert sum("Preprint" in mark.text_content() for mark in marks) == 1


def test_neighbours_have_covers_of_different_patterns() -> None:
    stories = views(pick("The lead", slot=Slot.LEAD), *(pick(f"{n}", section=f"Section {n % 4}") for n in range(12)))
    first = [next(story for story in stories if story.section == f"Section {n}") for n in range(4)]
    assert len({story.pattern % 7 for story in first}) == 4


def test_what_would_make_the_front_lopsided_goes_under_the_lead() -> None:
    note = "A sentence that the editor wrote about it. " * 5
    lead, *seconds = views(*(pick(f"Story {place}", insight=note if place else "") for place in range(5)))
    figure = figure_of(views(pick("Told", insight="It took **40 minutes**.")), "en")
    assert beneath(lead, seconds, figure)[0] in (1, 2)
    assert beneath(lead, seconds[:1], None) == (0, False)  # never all of them
    assert beneath(lead, [], figure) == (0, True)
    (long,) = views(pick("Lead", insight=note * 8))
    assert beneath(long, seconds[:2], figure) == (0, False)


def test_a_theme_without_sections_stands_beside_the_sections_of_others() -> None:
    parted = Theme("water", "Water", sections=(Section("Rivers"), Section("Rain")))
    whole = Theme("bread", "Bread")
    assert [place.name for place in sections_of((parted, whole))] == ["Rivers", "Rain", "Bread"]
    assert sections_of((whole,)) == ()
