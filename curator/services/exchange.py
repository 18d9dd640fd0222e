"""Exchange: the marks of several editors who each keep a copy of the journal, merged as often as one likes."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from curator.errors import UsageError
from curator.i18n import N_
from curator.model import Mark
from curator.plain import from_plain, to_plain

FORMAT = "curator marks 1"


def to_lines(marks: Iterable[Mark]) -> Iterator[str]:
    """Yield marks as JSON lines, the first of which names the format."""
    yield json.dumps({"format": FORMAT})
    for mark in marks:
        yield json.dumps(to_plain(replace(mark, id=0)), ensure_ascii=False, sort_keys=True)


def from_lines(text: str, about: str) -> tuple[Mark, ...]:
    """Return the marks of a file that `to_lines` wrote; raises `UsageError` with the line for any other."""
    lines = text.splitlines()
    if not lines or not _is_head(lines[0]):
        raise UsageError(
            N_("this is no file of marks."), about=about, remedy=N_("Write one with: curator marks export")
        )
    found = []
    for number, line in enumerate(lines[1:], 2):
        try:
            mark = replace(from_plain(json.loads(line), Mark), id=0)
            if mark.at.tzinfo is None:
                raise ValueError("a moment without its zone")
            found.append(mark)
        except (ValueError, TypeError, KeyError, AttributeError, ExceptionGroup):
            raise UsageError(
                N_("line {number} is no mark; nothing was taken in.", number=number), about=about
            ) from None
    return tuple(found)


def unknown(theirs: Sequence[Mark], ours: Iterable[Mark]) -> tuple[Mark, ...]:
    """Return those of `theirs` that are not among `ours`, oldest first: taking them in twice adds nothing."""
    have = {replace(mark, id=0) for mark in ours}
    return tuple(sorted((mark for mark in dict.fromkeys(theirs) if mark not in have), key=lambda mark: mark.at))


def _is_head(line: str) -> bool:
    try:
        told = json.loads(line)
    except ValueError:
        return False
    return isinstance(told, dict) and told.get("format") == FORMAT
