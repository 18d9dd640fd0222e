"""Titles from one mould: the same words around other names or numbers tell of different things."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import regex

from curator.model import Article
from curator.text import fold, names, numbers, stem, stopwords, words

MOULD = 0.5
"""Share of the common words, of the shorter title, from which two titles come from one mould."""


MOST_BLANKS = 2
"""Places in which two titles of one form may differ."""


_SCORE = regex.compile(r"(?<![\p{L}\d.,-])\d{1,3}[-–]\d{1,3}(?![\p{L}\d-])")
"""The result of a match."""


@dataclass(frozen=True, slots=True)
class _Title:
    words: tuple[str, ...]
    plain: frozenset[str]
    special: frozenset[str]
    """Names and numbers."""
    names: frozenset[str]
    scores: frozenset[str]


class Titles:
    """The titles of the articles, read when first compared."""

    def __init__(self, articles: Sequence[Article]) -> None:
        self._articles = articles
        self._read: dict[int, _Title] = {}

    def look_alike(self, one: int, other: int, texts_agree: bool = False) -> bool:
        """Return whether the titles share their plain words and differ, both, in names or numbers.

        Where the texts agree, that counts more than names that only one title
        has ("Troopers" here, "Woodburn" there): but for titles of one form.
        """
        first, second = self._title(one), self._title(other)
        if _one_form(first, second):
            return True
        if texts_agree:
            return False
        shorter = min(len(first.plain), len(second.plain))
        if shorter < 2 or len(first.plain & second.plain) < MOULD * shorter:
            return False
        return not first.special & second.special and bool(first.special) and bool(second.special)

    def scored(self, place: int) -> bool:
        """Return whether the title tells how a match ended."""
        return _SCORE.search(self._articles[place].title) is not None

    def clash(self, one: int, other: int) -> bool:
        """Return whether the titles tell of two matches: other results, and names of their own."""
        first, second = self._title(one), self._title(other)
        if not first.scores or not second.scores or first.scores & second.scores:
            return False
        return bool(first.names - second.names) and bool(second.names - first.names)

    def _title(self, place: int) -> _Title:
        if place not in self._read:
            self._read[place] = _read(self._articles[place])
        return self._read[place]


def _one_form(one: _Title, other: _Title) -> bool:
    """Return whether the titles are word for word the same but for a name or two ("Weather in X on Friday")."""
    if len(one.words) != len(other.words) or len(one.words) < 4:
        return False
    pairs = [(left, right) for left, right in zip(one.words, other.words, strict=True) if left != right]
    # A number alone may be the toll of one event, told again: names must differ.
    return 0 < len(pairs) <= MOST_BLANKS and all(left in one.names and right in other.names for left, right in pairs)


def _read(article: Article) -> _Title:
    stop = stopwords(article.language)
    named = {fold(word) for name in names(article.title, article.language) for word in words(name)}
    special = {*numbers(article.title), *(word for word in named if not word[0].isdigit())}
    plain = {
        stem(word, article.language)
        for word in words(article.title)
        if (folded := fold(word)) not in stop and folded not in named and not folded[0].isdigit() and len(folded) > 1
    }
    folded_words = tuple(fold(word) for word in words(article.title))
    scores = frozenset(score.replace("–", "-") for score in _SCORE.findall(article.title))
    return _Title(folded_words, frozenset(plain), frozenset(special), frozenset(named), scores)
