"""Marks of two copies of a journal: merged in any order and as often as one likes, never lost, never doubled."""

from __future__ import annotations

import pytest

from curator.editions import fold_marks
from curator.errors import UsageError
from curator.model import Verb
from curator.services.exchange import from_lines, to_lines, unknown
from tests.editions.factory import mark

OURS = (mark("a", Verb.KEEP, id=1), mark("b", Verb.COMMENT, "Line\none — « deux »", minutes=2, id=2))
THEIRS = (mark("a", Verb.DROP, "weak", minutes=1, id=7), mark("a", Verb.KEEP, id=8))


def test_marks_come_back_as_they_went() -> None:
    text = "\n".join(to_lines(OURS))
    assert [(one.subject, one.verb, one.at, one.value, one.editor) for one in from_lines(text, "f")] == [
        (one.subject, one.verb, one.at, one.value, one.editor) for one in OURS
    ]


def test_what_is_known_is_not_taken_twice_and_either_way_gives_the_same() -> None:
    sent = from_lines("\n".join(to_lines(THEIRS)), "f")
    new = unknown(sent, OURS)
    assert [one.verb for one in new] == [Verb.DROP]
    assert unknown(sent, (*OURS, *new)) == ()
    back = unknown(from_lines("\n".join(to_lines(OURS)), "f"), THEIRS)
    assert fold_marks((*OURS, *new)) == fold_marks((*THEIRS, *back))


@pytest.mark.parametrize("text", ["", "{}", "not json", '{"format": "curator marks 9"}'])
def test_another_file_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match="no file of marks"):
        from_lines(text, "f")


@pytest.mark.parametrize(
    "line", ["x", "[]", '{"subject": "a"}', '{"subject": "a", "verb": "eat", "at": "now"}', "null"]
)
def test_a_broken_line_is_named_and_nothing_is_taken_in(line: str) -> None:
    text = "\n".join([*to_lines(OURS), line])
    with pytest.raises(UsageError, match="line 4"):
        from_lines(text, "f")
