"""The figure of the day: a number that the editor set in bold in a note, shown large with its sentence.

    **90 ms** is what the batteries took to swallow a 14 MW trip.

No number is ever picked by the program: what is not in bold stays in its line.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from curator.i18n import typeset
from curator.render.markdown import plain
from curator.render.views import StoryView
from curator.text import sentences

_BOLD = re.compile(r"(?<![*\\])\*\*([^*\n]{1,24})\*\*(?!\*)")
_NUMBER = re.compile(
    r"(?P<number>[-+−±≈~<>≤≥]?\s?[€$£¥]?\s?\d(?:[\d.,:/\u00a0\u202f ]*\d)?(?:\s?[-–]\s?\d[\d.,]*)?)\s*"
    r"(?P<unit>[^\d\s][^\d]{0,11})?"
)
LONGEST_SENTENCE = 180


@dataclass(frozen=True, slots=True)
class Figure:
    """A number with its unit ("" for none), the sentence it stands in, and the story of the note."""

    number: str
    unit: str
    sentence: str
    story: StoryView


def figure_of(stories: Iterable[StoryView], language: str) -> Figure | None:
    """Return the first number in bold among the editor's notes; `language` is the editor's own."""
    for story in stories:
        for bold in _BOLD.finditer(story.insight):
            written = _NUMBER.fullmatch(plain(bold[1]))
            sentence = _sentence(plain(story.insight), plain(bold[1]), language)
            if written and len(sentence) <= LONGEST_SENTENCE:
                number, unit = typeset(written["number"].strip(), language), (written["unit"] or "").strip()
                return Figure(number, unit, typeset(sentence, language), story)
    return None


def _sentence(text: str, number: str, language: str) -> str:
    return next((sentence for sentence in sentences(text, language) if number in sentence), text)
