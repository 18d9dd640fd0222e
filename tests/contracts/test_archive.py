"""What every `Archive` does."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from curator.model import Decision, Status, Verb
from curator.ports import Archive
from curator.store.opening import Store
from tests.contracts.factory import DAY, NOW, VERDICT, edition, mark


@pytest.fixture
def archive(store: Store) -> Archive:
    return store.archive


def test_articles_are_found_under_their_story(archive: Archive) -> None:
    archive.file({"b": "one", "a": "one", "c": "two"}, {})
    assert archive.stories(["a", "b", "c", "d"]) == {"a": "one", "b": "one", "c": "two"}
    assert archive.members(["one", "two", "none"]) == {"one": ("b", "a"), "two": ("c",)}


def test_an_article_moves_to_another_story(archive: Archive) -> None:
    archive.file({"a": "one", "b": "one"}, {})
    archive.file({"b": "two"}, {})
    assert archive.members(["one", "two"]) == {"one": ("a",), "two": ("b",)}


def test_a_verdict_comes_back_as_it_was_and_is_replaced(archive: Archive) -> None:
    bare = replace(VERDICT, reasons=(), flags=(), section="", decision=Decision.DROP)
    archive.file({}, {"one": VERDICT, "two": bare})
    assert archive.verdicts(["one", "two", "none"]) == {"one": VERDICT, "two": bare}
    archive.file({}, {"one": bare})
    assert archive.verdicts(["one"]) == {"one": bare}


def test_many_stories_are_filed_and_found(archive: Archive) -> None:
    assignments = {f"article {number}": f"story {number // 2}" for number in range(2400)}
    verdicts = dict.fromkeys(assignments.values(), VERDICT)
    archive.file(assignments, verdicts)
    assert archive.stories(assignments) == assignments
    assert archive.verdicts(verdicts) == verdicts
    assert len(archive.members(verdicts)) == 1200


def test_marks_come_back_in_order_with_ascending_ids(archive: Archive) -> None:
    archive.mark([mark("a"), mark("b", Verb.INSIGHT, value="L’été…")])
    archive.mark([mark("c", Verb.DROP, at=NOW - DAY)])
    marks = archive.marks()
    assert [replace(one, id=0) for one in marks] == [
        mark("a"),
        mark("b", Verb.INSIGHT, value="L’été…"),
        mark("c", Verb.DROP, at=NOW - DAY),
    ]
    assert sorted({one.id for one in marks}) == [one.id for one in marks]


def test_undo_takes_the_marks_back_one_by_one(archive: Archive) -> None:
    archive.mark([mark("a"), mark("b")])
    first, second = archive.marks()
    assert archive.undo() == second
    assert archive.marks() == (first,)
    archive.mark([mark("c")])
    (_, third) = archive.marks()
    assert third.id > second.id
    assert [archive.undo(), archive.undo(), archive.undo()] == [third, first, None]
    assert archive.marks() == ()


def test_an_editor_takes_back_only_what_is_theirs(archive: Archive) -> None:
    archive.mark([mark("a", editor="Inès"), mark("b", editor="Tom")])
    mine, theirs = archive.marks()
    assert archive.undo("Inès") == mine
    assert archive.undo("Inès") is None
    assert archive.marks() == (theirs,)
    assert archive.undone() == 1


def test_the_newer_part_of_the_log_is_read_alone(archive: Archive) -> None:
    archive.mark([mark("a"), mark("b"), mark("c")])
    first, *others = archive.marks()
    assert archive.marks_since(first.id) == tuple(others)
    assert archive.marks_since(others[-1].id) == ()


def test_approvals_that_are_not_out_are_withdrawn(archive: Archive) -> None:
    out = edition("2026-11-23", day=date(2026, 11, 23), status=Status.PUBLISHED)
    archive.save(edition())
    archive.save(out)
    assert archive.withdraw() == ("2026-11-22",)
    assert archive.editions() == (edition(status=Status.DRAFT, approved_hash=""), out)
    assert archive.withdraw() == ()


def test_an_edition_comes_back_as_it_was(archive: Archive) -> None:
    archive.save(edition())
    assert archive.edition("2026-11-22") == edition()
    assert archive.edition("2026-11-23") is None


def test_an_edition_saved_again_is_replaced(archive: Archive) -> None:
    archive.save(edition())
    later = edition(status=Status.PUBLISHED, picks=(), approved_at=None)
    archive.save(later)
    assert archive.editions() == (later,)


def test_editions_are_oldest_first(archive: Archive) -> None:
    second = edition("2026-11-23", day=date(2026, 11, 23), number=8)
    week = edition("2026-w48", day=date(2026, 11, 23), number=9)
    for one in (week, second, edition()):
        archive.save(one)
    assert [one.slug for one in archive.editions()] == ["2026-11-22", "2026-11-23", "2026-w48"]
    assert [one.slug for one in archive.editions(date(2026, 11, 23))] == ["2026-11-23", "2026-w48"]
    assert [slug for slug, _, _ in archive.stamps()] == ["2026-11-22", "2026-11-23", "2026-w48"]
    assert archive.stamps()[0] == ("2026-11-22", date(2026, 11, 22), Status.APPROVED)


def test_nothing_asked_nothing_given(archive: Archive) -> None:
    archive.file({}, {})
    archive.mark([])
    assert archive.stories([]) == archive.members([]) == archive.verdicts([]) == {}
    assert archive.marks() == archive.editions() == ()
    assert archive.undo() is None


def test_notes_are_kept_by_name(archive: Archive) -> None:
    assert archive.noted("draft") == ""
    archive.note("draft", "one")
    archive.note("other", "two")
    archive.note("draft", "three")
    assert (archive.noted("draft"), archive.noted("other")) == ("three", "two")
