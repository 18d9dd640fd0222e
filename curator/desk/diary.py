"""The log: who approved what and when, with its hash; what was let pass and why; what was done of late."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from flask import Blueprint
from flask.typing import ResponseReturnValue

from curator.desk.frame import shown, the_visit, the_words
from curator.desk.visit import Visit
from curator.desk.words import ACTS, REASONS
from curator.model import Mark, Verb

screen = Blueprint("diary", __name__)

MOST = 200
ON_RECORD = (Verb.APPROVE, Verb.WITHDRAW, Verb.ALLOW, Verb.SCHEDULE)
"""What is asked about long afterwards."""


@dataclass(frozen=True, slots=True)
class Line:
    """One act as the log shows it."""

    at: datetime
    editor: str
    act: str
    about: str
    """The edition's slug, or the story's headline."""
    edition: bool
    value: str
    """What was written, or the reason."""
    hash: str = ""


@screen.get("/log", endpoint="index")
def index() -> ResponseReturnValue:
    """Show what is on record, and the last acts."""
    visit = the_visit()
    marks = visit.log.marks
    record = [mark for mark in marks if mark.verb in ON_RECORD][-MOST:]
    return shown("diary", "log.html", record=_lines(visit, record), acts=_lines(visit, marks[-MOST:]))


def _lines(visit: Visit, marks: list[Mark] | tuple[Mark, ...]) -> list[Line]:
    titles = {id: story.lead.title for id, story in visit.stories([mark.subject for mark in marks]).items()}
    return [_line(mark, titles) for mark in reversed(marks)]


def _line(mark: Mark, titles: dict[str, str]) -> Line:
    words = the_words()
    told, hash = mark.value, ""
    if mark.verb is Verb.APPROVE:
        hash, _, told = mark.value.partition(" ")
    elif mark.verb is Verb.DROP and mark.value in REASONS:
        told = words.translate(REASONS[mark.value])
    elif mark.verb is Verb.MERGE or mark.verb is Verb.SPLIT:
        told = titles.get(mark.value, "")
    elif mark.verb is Verb.SCHEDULE and mark.value:
        at = datetime.fromisoformat(mark.value)
        told = words.when(at)
    return Line(
        mark.at,
        mark.editor,
        words.translate(ACTS[mark.verb]),
        titles.get(mark.subject, mark.subject),
        mark.subject not in titles and mark.subject[:4].isdigit(),
        told,
        hash,
    )
