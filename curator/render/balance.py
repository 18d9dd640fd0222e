"""The two sides of a front page, made about as long: what of the seconds stands under the lead, not beside it.

Heights are estimated from the words, in pixels of the widest page; only the
difference of the two sides matters, and a third of it is hardly seen.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

from curator.render.figure import Figure
from curator.render.views import StoryView

WORTH_MOVING = 110
"""Pixels by which the sides must come nearer each other for a story to change sides."""
_LEAD_PICTURE = 345
_GAP = 48
_FIGURE_BESIDE, _FIGURE_BENEATH = 150, 110


@dataclass(frozen=True, slots=True)
class _Side:
    """How many characters stand in a line of each kind, and the height of a title's line."""

    title: int
    text: int
    note: int
    title_height: int
    outlets: int


_LEAD = _Side(title=29, text=78, note=80, title_height=56, outlets=2)
_BESIDE = _Side(title=28, text=42, note=42, title_height=27, outlets=2)
_BENEATH = _Side(title=60, text=90, note=90, title_height=27, outlets=5)


def beneath(lead: StoryView, seconds: Sequence[StoryView], figure: Figure | None) -> tuple[int, bool]:
    """Return how many of the last seconds stand under the lead, and whether the figure of the day does."""
    if not seconds:
        return 0, figure is not None
    left, heights = _LEAD_PICTURE + _height(lead, _LEAD), [_height(story, _BESIDE) for story in seconds]
    moved = [_height(story, _BENEATH) for story in seconds]
    choices = {}
    for count in range(len(seconds)):
        for under in (False, True) if figure else (False,):
            right = sum(heights[: len(seconds) - count]) + (_FIGURE_BESIDE if figure and not under else 0)
            more = sum(moved[len(seconds) - count :]) + (_FIGURE_BENEATH if under else 0)
            choices[count, under] = abs(left + more - right)
    best = min(choices, key=lambda choice: (choices[choice], choice))
    return best if choices[0, False] - choices[best] >= WORTH_MOVING else (0, False)


def _height(story: StoryView, side: _Side) -> int:
    height = 22 + _lines(story.title, side.title) * side.title_height + 70 + _GAP
    height += _lines(story.extract, side.text) * 26
    if story.insight:
        height += 45 + _lines(story.insight, side.note) * 27
    if story.original:
        height += _lines(story.original, side.text) * 24
    if side is _LEAD:
        return height + (40 + ceil(min(len(story.others), 4) / 2) * 66 if story.others else 0)
    return height + (10 + ceil(min(len(story.others), 5) / side.outlets) * 24 if story.others else 0)


def _lines(text: str, width: int) -> int:
    return ceil(len(text) / width)
