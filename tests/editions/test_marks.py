"""The log of marks, folded; merges and splits."""

from __future__ import annotations

from dataclasses import replace

from curator.editions import fold_marks, regroup
from curator.model import Story, Verb
from curator.services.learn import decisions
from tests.editions.factory import TODAY, article, mark

A, B, C = (article(id) for id in "abc")


def test_later_marks_win_and_restore_cancels() -> None:
    marks = [mark("a", Verb.DROP, minutes=1), mark("a", Verb.KEEP, minutes=2), mark("b", Verb.DROP, minutes=1)]
    folded = fold_marks(marks)
    assert folded.of("a").decision is Verb.KEEP
    assert folded.of("b").decision is Verb.DROP
    restored = fold_marks([*marks, mark("b", Verb.RESTORE, minutes=3)])
    assert restored.of("b").decision is None
    assert not restored.of("b").wanted(TODAY.slug, TODAY.day)


def test_marks_are_folded_by_time_then_number_not_by_place() -> None:
    early, late = mark("a", Verb.TITLE, "One", id=1), mark("a", Verb.TITLE, "Two", id=2)
    assert fold_marks([late, early]).of("a").title == "Two"


def test_an_empty_text_takes_it_back() -> None:
    marks = [mark("a", Verb.TITLE, "One", minutes=1), mark("a", Verb.TITLE, "", minutes=2)]
    assert fold_marks(marks).of("a").title == ""


def test_dropping_the_lead_takes_the_lead_from_it() -> None:
    marks = [mark("a", Verb.LEAD, minutes=1), mark("a", Verb.DROP, minutes=2), mark("a", Verb.RESTORE, minutes=3)]
    assert fold_marks(marks).of("a").led_at is None


def test_a_position_that_is_no_number_is_none() -> None:
    assert fold_marks([mark("a", Verb.POSITION, "first")]).of("a").position is None
    assert fold_marks([mark("a", Verb.POSITION, "0")]).of("a").position == 1


def test_waiting_are_those_kept_or_put_off() -> None:
    marks = [mark("a", Verb.KEEP), mark("b", Verb.LATER), mark("c", Verb.DROP), mark("d", Verb.TITLE, "x")]
    assert fold_marks(marks).waiting == {"a", "b"}


def test_merge_moves_all_articles_and_can_be_repeated() -> None:
    stories = [Story("a", (A,)), Story("b", (B,)), Story("c", (C,))]
    marks = fold_marks([mark("b", Verb.MERGE, "a", minutes=1), mark("c", Verb.MERGE, "b", minutes=2)])
    (story,) = regroup(stories, marks)
    assert (story.id, story.articles) == ("a", (A, B, C))
    assert regroup([story], marks) == (story,)


def test_split_takes_one_article_out_and_can_be_repeated() -> None:
    marks = fold_marks([mark("a", Verb.SPLIT, "b")])
    stories = regroup([Story("a", (A, B))], marks)
    assert {story.id: story.articles for story in stories} == {"a": (A,), "b": (B,)}
    assert regroup(stories, marks) == stories


def test_a_split_of_the_founder_leaves_the_story_its_id() -> None:
    stories = regroup([Story("a", (A, B))], fold_marks([mark("a", Verb.SPLIT, "a")]))
    assert {story.id: story.articles for story in stories} == {"a": (B,), "a-split": (A,)}


def test_a_merge_undone_by_a_split_and_again() -> None:
    merge, split = mark("b", Verb.MERGE, "a", minutes=1), mark("a", Verb.SPLIT, "b", minutes=2)
    stories = [Story("a", (A,)), Story("b", (B,))]
    assert len(regroup(stories, fold_marks([merge, split]))) == 2
    again = mark("b", Verb.MERGE, "a", minutes=3)
    assert len(regroup(stories, fold_marks([merge, split, again]))) == 1


def test_a_circle_of_merges_loses_no_story() -> None:
    marks = fold_marks([mark("a", Verb.MERGE, "b", minutes=1), mark("b", Verb.MERGE, "a", minutes=2)])
    stories = regroup([Story("a", (A,)), Story("b", (B,))], marks)
    assert sorted(one.id for story in stories for one in story.articles) == ["a", "b"]


def test_marks_on_unknown_stories_do_nothing() -> None:
    stories = (Story("a", (A,)),)
    marks = fold_marks([mark("x", Verb.MERGE, "a"), mark("a", Verb.MERGE, "y"), mark("z", Verb.SPLIT, "a")])
    assert regroup(stories, marks) == stories


def test_each_editor_has_one_vote_and_can_take_it_back() -> None:
    votes = [
        replace(mark("a", Verb.VOTE, value, minutes=n), editor=editor)
        for n, (editor, value) in enumerate([("Ada", "+"), ("Bo", "-"), ("Ada", "-"), ("Bo", ""), ("Cy", "?")])
    ]
    state = fold_marks(votes).of("a")
    assert state.votes == (("Ada", "-"),)
    assert state.decision is None


def test_votes_and_comments_of_two_desks_merge_in_any_order() -> None:
    mine = [mark("a", Verb.VOTE, "+", minutes=1, id=1), mark("a", Verb.COMMENT, "Is the log public?", minutes=3, id=2)]
    theirs = [
        replace(mark("a", Verb.COMMENT, "Yes, page 11.", minutes=4, id=3), editor="Bo"),
        replace(mark("a", Verb.VOTE, "-", minutes=2, id=4), editor="Bo"),
    ]
    one, other = fold_marks([*mine, *theirs]).of("a"), fold_marks([*theirs, *mine]).of("a")
    assert one == other
    assert [(said.editor, said.text) for said in one.comments] == [
        ("Ada", "Is the log public?"),
        ("Bo", "Yes, page 11."),
    ]
    assert dict(one.votes) == {"Ada": "+", "Bo": "-"}


def test_a_schedule_is_the_last_one_and_nonsense_lets_the_edition_out() -> None:
    at = "2026-11-23T07:30:00+01:00"
    marks = [mark("2026-11-22", Verb.SCHEDULE, at, minutes=1)]
    assert fold_marks(marks).releases["2026-11-22"].isoformat() == at
    for value in ("", "soon", "2026-11-23T07:30"):
        assert not fold_marks([*marks, mark("2026-11-22", Verb.SCHEDULE, value, minutes=2)]).releases


def test_what_was_forgotten_teaches_nothing_and_stands_all_the_same() -> None:
    marks = fold_marks(
        [mark("a", Verb.KEEP, minutes=1), mark("themes", Verb.FORGET, minutes=2), mark("b", Verb.KEEP, minutes=3)]
    )
    assert decisions(marks) == {"b": True}
    assert marks.of("a").decision is Verb.KEEP
