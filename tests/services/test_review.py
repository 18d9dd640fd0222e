"""What waits for the editor, what was decided, how long it took."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from curator.editions import fold_marks, fold_without
from curator.editions.effort import time_spent
from curator.model import Decision, Mark, Verb
from curator.ports import Judged
from curator.services.review import Habit, habits, newcomers, piles

NOW = datetime(2026, 11, 22, 7, 30, tzinfo=UTC)
DAY = date(2026, 11, 22)
WEEK = NOW - timedelta(days=7)


def judged(story: str, decision: Decision = Decision.KEEP, days: float = 0) -> Judged:
    return Judged(story, 0.5, decision, NOW - timedelta(days=days))


def mark(story: str, verb: Verb, value: str = "", at: datetime = NOW, editor: str = "Inès") -> Mark:
    return Mark(story, verb, at, value, editor)


def test_each_story_lies_in_one_pile() -> None:
    stream = [
        judged("best"),
        judged("near", Decision.ASK),
        judged("weak", Decision.DROP),
        judged("kept"),
        judged("out"),
    ]
    stream += [judged("merged"), judged("later"), judged("refused"), judged("old", days=9)]
    marks = fold_marks(
        [
            mark("kept", Verb.KEEP),
            mark("later", Verb.LATER),
            mark("refused", Verb.DROP, "weak"),
            mark("merged", Verb.MERGE, "best"),
        ]
    )
    found = piles(stream, marks, frozenset({"out"}), "2026-11-22", DAY, WEEK)
    assert found.waiting == ("best", "near")
    assert found.kept == ("kept",)
    assert found.later == ("later",)
    assert found.dropped == ("refused", "weak")


def test_what_was_put_off_yesterday_is_kept_today() -> None:
    marks = fold_marks([mark("put off", Verb.LATER, "2026-11-21", NOW - timedelta(days=1))])
    found = piles([], marks, frozenset(), "2026-11-22", DAY, WEEK)
    assert (found.kept, found.later) == (("put off",), ())


def test_a_habit_counts_the_last_fifty_decisions() -> None:
    log = [mark(str(n), Verb.KEEP, at=NOW + timedelta(minutes=n)) for n in range(60)]
    log += [mark("x", Verb.DROP, at=NOW + timedelta(hours=2)), mark("y", Verb.LATER)]
    sources = {str(n): ("wire",) for n in range(60)} | {"x": ("wire", "post"), "y": ("wire",)}
    assert habits(fold_marks(log), sources) == {"wire": Habit(49, 50), "post": Habit(0, 1)}


def test_a_source_is_new_only_while_others_are_not() -> None:
    first_day = {"a": NOW, "b": NOW + timedelta(hours=3)}
    assert newcomers({}, NOW) == frozenset()
    assert newcomers(first_day, NOW + timedelta(days=1)) == frozenset()
    joined = first_day | {"c": NOW + timedelta(days=20)}
    assert newcomers(joined, NOW + timedelta(days=21)) == {"c"}
    assert newcomers(joined, NOW + timedelta(days=40)) == frozenset()


def test_time_is_what_lies_between_acts_without_the_pauses() -> None:
    moments = (0, 20, 50, 3600, 3610)
    log = [mark("a", Verb.KEEP, at=NOW + timedelta(seconds=second)) for second in moments]
    assert time_spent(log) == timedelta(seconds=15 + 20 + 30 + 15 + 10)
    assert time_spent([*log, mark("b", Verb.KEEP, editor="Tom", at=NOW)], "Tom") == timedelta(seconds=15)
    assert time_spent([]) == timedelta()


def test_folding_on_and_taking_out_give_what_folding_all_gives() -> None:
    log = [
        mark("a", Verb.KEEP),
        mark("a", Verb.TITLE, "One"),
        mark("b", Verb.MERGE, "a"),
        mark("c", Verb.DROP, "weak"),
        mark("a", Verb.TITLE, "Two"),
        mark("a", Verb.SPLIT, "b"),
        mark("2026-11-22", Verb.OPENING, "Good morning"),
        mark("c", Verb.RESTORE),
        mark("a", Verb.LEAD),
    ]
    numbered = [replace(one, id=number, at=NOW + timedelta(seconds=number)) for number, one in enumerate(log, 1)]
    whole = fold_marks(numbered)
    for cut in range(len(numbered)):
        assert fold_marks(numbered[cut:], fold_marks(numbered[:cut])) == whole
        left = numbered[:cut] + numbered[cut + 1 :]
        taken_out, expected = fold_without(numbered[cut], left, whole), fold_marks(left)
        assert taken_out.merges == expected.merges
        assert taken_out.splits == expected.splits
        assert taken_out.openings == expected.openings
        for story in ("a", "b", "c"):
            assert taken_out.of(story) == expected.of(story)
