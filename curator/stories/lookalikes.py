"""Titles from one mould: the same words around other names or numbers tell of different things."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from curator.model import Article
from curator.text import fold, names, numbers, stem, stopwords, words

MOULD = 0.5
"""Share of the common words, of the shorter title, from which two titles come from one mould."""


@dataclass(frozen=True, slots=True)
class _Title:
    plain: frozenset[str]
    special: frozenset[str]
    """Names and numbers."""


class Titles:
    """The titles of the articles, read when first compared."""

    def __init__(self, articles: Sequence[Article]) -> None:
        self._articles = articles
        self._read: dict[int, _Title] = {}

    def look_alike(self, one: int, other: int) -> bool:
        """Return whether the titles share their plain words and differ, both, in names or numbers."""
        first, second = self._title(one), self._title(other)
        shorter = min(len(first.plain), len(second.plain))
        if shorter < 2 or len(first.plain & second.plain) < MOULD * shorter:
            return False
        return not first.special & second.special and bool(first.special) and bool(second.special)

    def _title(self, place: int) -> _Title:
        if place not in self._read:
            self._read[place] = _read(self._articles[place])
        return self._read[place]


def _read(article: Article) -> _Title:
    stop = stopwords(article.language)
    named = {fold(word) for name in names(article.title, article.language) for word in words(name)}
    special = {*numbers(article.title), *(word for word in named if not word[0].isdigit())}
    plain = {
        stem(word, article.language)
        for word in words(article.title)
        if (folded := fold(word)) not in stop and folded not in named and not folded[0].isdigit() and len(folded) > 1
    }
    return _Title(frozenset(plain), frozenset(special))
