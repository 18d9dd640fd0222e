"""Contributions of words and phrases to a probability, told with the article's own words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from curator.classify.calibration import chance
from curator.classify.phrases import Pattern
from curator.classify.reading import Floats, Ints, Pages, Passage
from curator.model import Reason

SHOWN = 8
"""Words and phrases told one by one; the rest is one reason."""
AROUND = 48
"""Characters of context on each side of a word."""


@dataclass(frozen=True, slots=True)
class Part:
    """One contribution in evidence (log-odds)."""

    kind: str
    label: str
    value: float
    place: int = -1
    """Where in the pages it is first found; −1: nowhere in particular."""
    length: int = 1
    """In words."""


def told(
    base: float, parts: Sequence[Part], rest: float, passage: Passage, pages: Pages
) -> tuple[float, tuple[Reason, ...]]:
    """Return the probability of all the evidence together, and reasons whose values add up to it.

    `base` is the evidence before a word is read, `rest` that of the words not told one by one.

    Evidence adds up in log-odds, reasons in probability. Each part gets its
    evidence times the mean slope of the logistic curve between the base and
    the whole: integrated gradients (Sundararajan, Taly and Yan, 2017) along the
    straight line between the two, exact for a function of a sum.
    """
    whole = base + sum(part.value for part in parts) + rest
    start, score = (float(value) for value in chance(np.array([base, whole])))
    moved = whole - base
    slope = (score - start) / moved if abs(moved) > 1e-9 else start * (1 - start)
    reasons = [Reason("base", "", start)]
    shown = sorted(parts, key=lambda part: -abs(part.value))
    for part in shown[:SHOWN]:
        evidence = context(passage, pages, part.place, part.length) if part.place >= 0 else ""
        reasons.append(Reason(part.kind, part.label, part.value * slope, evidence))
    untold = score - sum(reason.value for reason in reasons)
    if abs(untold) > 1e-12:
        reasons.append(Reason("rest", "", untold))
    return score, tuple(reasons)


def context(passage: Passage, pages: Pages, place: int, length: int) -> str:
    """Return the words at a place of the pages as they stand in the title or text, with what is around them."""
    surface = pages.surfaces[place]
    last = pages.surfaces[place + length - 1]
    text = passage.title if pages.in_title[place] else passage.text
    start = _find(text, surface, 0)
    if start < 0:
        text = passage.address
        start = _find(text, surface, 0)
    if start < 0:  # letters composed otherwise than they were read
        return " ".join(pages.surfaces[place : place + length])
    if length > 1:
        start = _find_run(text, pages.surfaces[place : place + length])
    end = max(_find(text, last, start), start) + len(last)
    left = max(0, start - AROUND)
    right = min(len(text), end + AROUND)
    before = text[left:start] if left == 0 else "…" + text[left:start].partition(" ")[2]
    after = text[end:right] if right == len(text) else text[end:right].rpartition(" ")[0] + "…"
    return " ".join((before + text[start:end] + after).split())


def _find(text: str, word: str, start: int) -> int:
    """Return where `word` stands as a whole word, −1 when nowhere."""
    at = text.find(word, start)
    while at >= 0:
        end = at + len(word)
        if not (at and text[at - 1].isalnum()) and not (end < len(text) and text[end].isalnum()):
            return at
        at = text.find(word, at + 1)
    return -1


def _find_run(text: str, run: Sequence[str]) -> int:
    """Return where the words stand one after another, else where the first one stands."""
    first = at = _find(text, run[0], 0)
    while at >= 0:
        position = at
        for word in run:
            following = text.find(word, position)
            if following < 0 or following - position > 3:
                break
            position = following + len(word)
        else:
            return at
        at = _find(text, run[0], at + 1)
    return first


def word_parts(numbers: Ints, strengths: Floats, start: int, end: int, pages: Pages) -> tuple[list[Part], float]:
    """Return parts for the strongest words of the passage between two places of the pages, and the sum of the rest.

    A bare number counts with the rest: "1,312" tells nobody why.
    """
    count = min(2 * SHOWN, len(strengths))
    best = np.abs(strengths).argpartition(len(strengths) - count)[-count:] if count else np.empty(0, dtype=np.int64)
    ids = pages.ids[start:end]
    parts: list[Part] = []
    rest = float(strengths.sum())
    for index in best[np.argsort(-np.abs(strengths[best]), kind="stable")]:
        value = float(strengths[index])
        place = start + int((ids == numbers[index]).argmax())
        if value and pages.surfaces[place][0].isalpha() and len(parts) < SHOWN:
            parts.append(Part("words", pages.surfaces[place], value, place))
            rest -= value
    return parts, rest


def phrase_part(pattern: Pattern, found: Ints, start: int, value: float) -> Part:
    """Return the part of a phrase that the passage beginning at `start` mentions."""
    return Part("phrase", pattern.label, value, int(found[np.searchsorted(found, start)]), pattern.length)
