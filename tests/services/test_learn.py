"""What the editor's marks say of each theme."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from curator.editions import StoryMarks, fold_marks, theme_of
from curator.model import Phrase, Section, Theme, Verb
from curator.services.learn import taught
from curator.store import open_store
from curator.store.opening import Store
from tests.editions.factory import article, mark, verdict

GRID = Theme("grid", "Electricity", phrases=(Phrase("substation"),), sections=(Section("Storage", ("battery",)),))
SHOPS = Theme("shops", "High streets", phrases=(Phrase("shop"),), sections=(Section("Rents", ("lease",)),))


@pytest.fixture
def store() -> Iterator[Store]:
    """A store with two stories, one judged by each theme."""
    with open_store(":memory:") as made:
        made.inbox.keep([(article("relay"), ()), (article("bakery"), ())])
        judged = {"relay": replace(verdict(0.9), theme="grid"), "bakery": replace(verdict(0.8), theme="shops")}
        made.archive.file({"relay": "relay", "bakery": "bakery"}, judged)
        yield made


def said(store: Store, marks: list[object], *themes: Theme) -> dict[str, dict[str, bool]]:
    found = taught(store.inbox, store.archive, fold_marks(marks), themes)  # type: ignore[arg-type]
    return {name: {one.id: kept for one, kept in lessons.labelled} for name, lessons in found.items()}


def test_what_is_kept_speaks_for_its_own_theme_alone(store: Store) -> None:
    marks: list[object] = [mark("relay", Verb.KEEP), mark("bakery", Verb.KEEP)]
    assert said(store, marks, GRID, SHOPS) == {"grid": {"relay": True}, "shops": {"bakery": True}}
    assert said(store, marks, GRID) == {"grid": {"relay": True, "bakery": True}}


def test_what_is_dropped_fits_no_theme(store: Store) -> None:
    marks: list[object] = [mark("bakery", Verb.DROP, "off-theme"), mark("relay", Verb.DROP, "known")]
    assert said(store, marks, GRID, SHOPS) == {"grid": {"bakery": False}, "shops": {"bakery": False}}


def test_a_section_says_whose_story_it_is(store: Store) -> None:
    marks: list[object] = [mark("bakery", Verb.KEEP), mark("bakery", Verb.SECTION, "Storage")]
    assert said(store, marks, GRID, SHOPS) == {"grid": {"bakery": True}, "shops": {}}


@pytest.mark.parametrize(
    ("section", "owner"), [("Rents", "shops"), ("Electricity", "grid"), ("", "judged"), ("Opinion", "judged")]
)
def test_the_owner_of_a_section(section: str, owner: str) -> None:
    said = StoryMarks(Verb.KEEP, section=section, theme="judged")
    assert theme_of(said, None, (GRID, SHOPS)) == owner


def test_what_was_said_before_the_mark_is_held_against_it(store: Store) -> None:
    def decided(subject: str, verb: Verb, theme: str, score: float, minutes: int) -> object:
        return replace(mark(subject, verb, minutes=minutes), theme=theme, score=score)

    marks = [
        decided("relay", Verb.KEEP, "grid", 0.3, 0),
        decided("bakery", Verb.DROP, "grid", 0.8, 1),
        decided("bakery", Verb.KEEP, "shops", 0.1, 2),  # learnt from the mark before: says nothing
    ]
    found = taught(store.inbox, store.archive, fold_marks(marks), (GRID, SHOPS))  # type: ignore[arg-type]
    assert found["grid"].shown == ((0.3, True),)
    assert found["shops"].shown == ()
    assert found["shops"].shown == ()
    assert found["shops"].labelled[0][1] is True
