"""How long the editor's acts took; nothing but the log of marks is looked at."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from curator.model import Mark

PAUSE = timedelta(minutes=3)
"""A longer time between two acts is a pause, not reading."""
LAST_ACT = timedelta(seconds=15)
"""What the first act of a sitting is taken to have cost."""


def time_spent(marks: Iterable[Mark], editor: str | None = None) -> timedelta:
    """Return the time that the acts took: what lies between one and the next, pauses left out.

    `marks` are oldest first; with `editor`, only that editor's count.
    """
    spent = timedelta()
    before: datetime | None = None
    for mark in marks:
        if editor is not None and mark.editor != editor:
            continue
        gap = None if before is None else mark.at - before
        spent += LAST_ACT if gap is None or gap > PAUSE else max(gap, timedelta())
        before = mark.at
    return spent
