"""Articles into word numbers: the one pass over text that everything in the judge is computed from."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from curator.model import Article
from curator.text import fold, stem, stopwords, words

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

BREAK = -1
"""Stands after each title, text and address, so that no phrase spans them."""
UNKNOWN = -2
"""A word that the vocabulary does not hold."""
CHARACTERS = 4000
"""Of a text this much is judged: beyond it, quality hardly grows and cost does."""


@dataclass(frozen=True, slots=True)
class Passage:
    """What is judged of an article."""

    title: str
    text: str
    language: str = ""
    address: str = ""
    """Host and path, read as words: where a thing stands says something of it."""


def passage_of(article: Article, language: str) -> Passage:
    """Return what is judged of an article; `language` where it has none of its own."""
    text = article.text if len(article.text) >= len(article.description) else article.description
    return Passage(article.title, text, article.language or language, readable(article.address))


def readable(address: str) -> str:
    """Return the host and path of a web address, without what machines read."""
    if not address.startswith(("http://", "https://")):
        return ""
    return address.partition("//")[2].partition("?")[0].partition("#")[0].removeprefix("www.")


@dataclass(frozen=True, slots=True)
class Pages:
    """Many passages as word numbers, one after another."""

    ids: Ints
    """Word numbers, `BREAK` after each part, `UNKNOWN` for strangers."""
    owners: Ints
    """Which passage each word belongs to."""
    in_title: npt.NDArray[np.bool_]
    starts: Ints
    """Where each passage begins, and at last where the last one ends."""
    surfaces: list[str]
    """The words as they stand there; "" for breaks."""

    @property
    def count(self) -> int:
        """Number of passages."""
        return len(self.starts) - 1


class _Growing(dict[str, int]):
    """Surface form → word number, numbers given as words come."""

    def __init__(self, language: str, numbers: dict[str, int]) -> None:
        super().__init__()
        self.language = language
        self.numbers = numbers

    def __missing__(self, surface: str) -> int:
        number = self.numbers.setdefault(key_of(surface, self.language), len(self.numbers))
        self[surface] = number
        return number


class _Fixed(dict[str, int]):
    """Surface form → word number of a finished vocabulary."""

    def __init__(self, language: str, numbers: dict[str, int]) -> None:
        super().__init__()
        self.language = language
        self.numbers = numbers

    def __missing__(self, surface: str) -> int:
        number = self.numbers.get(key_of(surface, self.language), UNKNOWN)
        if len(self) < 300_000:
            self[surface] = number
        return number


def key_of(surface: str, language: str) -> str:
    """Return what a word is counted under: its stem; capitals alone where the small word says nothing (IT, US, CAN).

    Folded before it is stemmed, although the stemmers know accents: ÉLECTRICITÉ
    often comes as ELECTRICITE, and the two must meet.
    """
    if surface.isupper() and len(surface) > 1 and surface.isalpha():
        small = fold(surface)
        if small in stopwords(language):
            return surface
    return stem(fold(surface), language)


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The words of an archive, numbered; grows while it is learnt from, then is fixed."""

    numbers: dict[str, int]
    """Stem → word number."""
    growing: bool = False
    surfaces: dict[str, dict[str, int]] = field(default_factory=dict, compare=False)
    """Language → surface form → number: memory of work done, not state."""

    def number_of(self, language: str) -> Callable[[str], int]:
        """Return the function from a surface form to its word number."""
        if language not in self.surfaces:
            self.surfaces[language] = (_Growing if self.growing else _Fixed)(language, self.numbers)
        return self.surfaces[language].__getitem__

    def __getstate__(self) -> Any:
        return {"numbers": self.numbers}

    def __setstate__(self, state: Any) -> None:
        object.__setattr__(self, "numbers", state["numbers"])
        object.__setattr__(self, "growing", False)
        object.__setattr__(self, "surfaces", {})


def read(passages: Sequence[Passage], vocabulary: Vocabulary, characters: int = CHARACTERS) -> Pages:
    """Return the passages as word numbers; of each text `characters` are read."""
    ids: list[int] = []
    surfaces: list[str] = []
    ends: list[int] = []
    for passage in passages:
        number_of = vocabulary.number_of(passage.language)
        for part in (passage.title, passage.text[:characters], passage.address):
            found = words(part)
            ids.extend(map(number_of, found))
            ids.append(BREAK)
            surfaces.extend(found)
            surfaces.append("")
            ends.append(len(ids))
    starts = np.array([0, *ends[2::3]], dtype=np.int64)
    titles = np.array(ends[0::3], dtype=np.int64) - starts[:-1]
    spans = np.diff(starts)
    place = np.arange(len(ids)) - np.repeat(starts[:-1], spans)
    in_title = place < np.repeat(titles, spans)
    return Pages(np.array(ids, dtype=np.int64), np.repeat(np.arange(len(spans)), spans), in_title, starts, surfaces)


def pruned(vocabulary: Vocabulary, pages: Pages, reserved: int, archive: int) -> tuple[Vocabulary, Pages]:
    """Return the vocabulary without words that one archived article alone has, and the pages numbered by it.

    The first `reserved` words stay, so do those of passages after the first
    `archive`: examples are too few to lose a word of.
    """
    size = len(vocabulary.numbers)
    known = pages.ids >= 0
    pairs = np.unique(pages.owners[known] * size + pages.ids[known])
    counts = np.bincount(pairs % size, minlength=size)
    kept = (counts >= 2) | (np.arange(size) < reserved)
    kept[pairs[pairs // size >= archive] % size] = True
    renumbered = np.where(kept, np.cumsum(kept) - 1, UNKNOWN)
    numbers = {key: int(renumbered[number]) for key, number in vocabulary.numbers.items() if kept[number]}
    ids = pages.ids.copy()
    ids[known] = renumbered[pages.ids[known]]
    return Vocabulary(numbers), Pages(ids, pages.owners, pages.in_title, pages.starts, pages.surfaces)
