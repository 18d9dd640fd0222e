"""Approval holds for the exact text, and the weekly letter for the best of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from curator.editions import approve, edition_hash, is_approved, week_slug, weekly
from curator.errors import NothingToPublish, UsageError
from curator.model import Edition, Status, Verb
from tests.editions.factory import NOW, choose, ids, mark, on, story

STORIES = [story(id) for id in ("ash", "birch", "cedar", "dogwood")]


def approved() -> Edition:
    return approve(choose(STORIES, {"ash": 0.9}), "Ada", NOW)


def test_approval_says_who_and_when() -> None:
    edition = approved()
    assert is_approved(edition)
    assert (edition.status, edition.approved_by, edition.approved_at) == (Status.APPROVED, "Ada", NOW)


def test_a_draft_is_not_approved() -> None:
    assert not is_approved(choose(STORIES))


@pytest.mark.parametrize("field", ["title", "extract", "insight", "picture", "section", "slug", "additions"])
def test_any_later_edit_of_a_pick_voids_it(field: str) -> None:
    edition = approved()
    first, *rest = edition.picks
    changed = replace(first, **{field: ("names: X",) if field == "additions" else "changed"})
    assert not is_approved(replace(edition, picks=(changed, *rest)))


def test_order_opening_and_addresses_are_part_of_it() -> None:
    edition = approved()
    assert not is_approved(replace(edition, opening="Hello."))
    assert not is_approved(replace(edition, picks=edition.picks[::-1]))
    first, *rest = edition.picks
    moved = replace(first.story, articles=(replace(first.story.lead, address="https://evil.example/"),))
    assert not is_approved(replace(edition, picks=(replace(first, story=moved), *rest)))


def test_going_out_does_not_void_it() -> None:
    edition = replace(approved(), status=Status.PUBLISHED)
    assert is_approved(edition)
    assert approve(edition, "Bo", NOW).status is Status.PUBLISHED


def test_the_same_text_has_the_same_hash_whenever_it_was_made() -> None:
    one, other = choose(STORIES), choose(STORIES)
    assert edition_hash(one) == edition_hash(replace(other, made=NOW.replace(year=2027)))


def test_an_empty_edition_cannot_be_approved() -> None:
    with pytest.raises(UsageError, match="2026-11-22"):
        approve(replace(approved(), picks=()), "Ada", NOW)


def test_the_week_takes_the_best_without_repeats() -> None:
    monday = choose(STORIES, {"ash": 0.9}, [mark("ash", Verb.TITLE, "First telling")])
    update = replace(story("ash"), update_of="ash")
    new = [story(id) for id in ("elm", "fir", "gum")]
    tuesday = choose([update, *new], {"elm": 0.95}, published=[monday], occasion=on(23))
    week = weekly([tuesday, monday], slug="2026-w47", day=date(2026, 11, 23), number=47, now=NOW, most=5)
    assert len(week.picks) == len(set(ids(week))) == 5
    assert next(pick for pick in week.picks if pick.story.id == "ash").title != "First telling"
    assert week.read == 240
    assert {pick.slug for pick in week.picks} <= {pick.slug for one in (monday, tuesday) for pick in one.picks}


def test_an_insight_lifts_a_story_in_the_week() -> None:
    edition = choose(
        STORIES, dict.fromkeys(("ash", "birch", "cedar", "dogwood"), 0.8), [mark("cedar", Verb.INSIGHT, "Why.")]
    )
    edition = replace(edition, picks=tuple(edition.picks[1:]))
    assert ids(weekly([edition], slug="w", day=edition.day, number=1, now=NOW))[0] == "cedar"


def test_a_thin_week_gets_no_letter() -> None:
    edition = approved()
    with pytest.raises(NothingToPublish, match="2 stories"):
        weekly([replace(edition, picks=edition.picks[:2])], slug="w", day=edition.day, number=1, now=NOW)
    with pytest.raises(NothingToPublish):
        weekly([], slug="w", day=edition.day, number=1, now=NOW)


def test_weeks_are_named_by_iso() -> None:
    assert week_slug(date(2026, 11, 22)) == "2026-w47"
    assert week_slug(date(2027, 1, 1)) == "2026-w53"
