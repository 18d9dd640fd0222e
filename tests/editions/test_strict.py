"""What goes out without an editor's look: late, little, and nothing doubtful."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from curator.config import Automatic
from curator.editions import is_due, strictly
from curator.model import Mark, Slot, Verb
from tests.editions.factory import NOW, choose, mark, story, verdict

RULES = Automatic(after_hours=6, margin=0.1, keep_rate=0.5, stories=4)
SIX = timedelta(hours=6)


@pytest.mark.parametrize(
    ("opened", "marks", "due"),
    [
        (NOW - SIX, [], True),
        (NOW - SIX + timedelta(minutes=1), [], False),
        (NOW - SIX, [mark("a", Verb.KEEP, minutes=-10)], False),
        (NOW - SIX, [mark("a", Verb.KEEP, minutes=-31)], True),
        (NOW - SIX, [mark("2026-11-22", Verb.WITHDRAW, minutes=-200)], False),
        (NOW - SIX, [mark("2026-11-21", Verb.WITHDRAW, minutes=-200)], True),
    ],
)
def test_it_waits_for_its_hour_and_for_editors(opened: object, marks: list[Mark], due: bool) -> None:
    assert is_due(opened, marks, "2026-11-22", RULES, NOW) is due  # type: ignore[arg-type]


def test_switched_off_nothing_is_ever_due() -> None:
    assert not is_due(NOW - 100 * SIX, [], "2026-11-22", Automatic(), NOW)


def test_only_what_is_beyond_doubt_passes_and_the_editors_own() -> None:
    stories = [
        story("far", sources=("loved",)),
        story("near", sources=("loved",)),
        story("promo", sources=("loved",)),
        story("gated", sources=("loved",), gated=True),
        story("new", sources=("unknown",)),
        story("mine", sources=("unknown",)),
    ]
    verdicts = {one.id: verdict(0.9) for one in stories} | {"near": verdict(0.55)}
    verdicts["promo"] = verdict(0.9, flags=("promo",))
    edition = choose(stories, verdicts, marks=[mark("mine", Verb.KEEP)])
    assert len(edition.picks) == 6
    strict = strictly(edition, RULES, {"loved": 0.8, "unknown": 0.5}, ())
    assert {pick.story.id for pick in strict.picks} == {"far", "mine"}
    assert strict.picks[0].slot is Slot.LEAD
    order = [pick.story.id for pick in edition.picks if pick.story.id in ("far", "mine")]
    assert [pick.story.id for pick in strict.picks] == order


def test_never_more_stories_than_told() -> None:
    stories = [story(f"s{n}", sources=("loved",)) for n in range(9)]
    edition = choose(stories, {one.id: verdict(0.9) for one in stories})
    strict = strictly(edition, RULES, {"loved": 0.8}, ())
    assert len(strict.picks) == 4
    assert strictly(edition, replace(RULES, stories=9), {"loved": 0.8}, ()) == edition
