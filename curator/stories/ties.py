"""Why an article is in its story: what it shares with the others, told to the editor."""

from __future__ import annotations

from collections.abc import Sequence

from curator.model import Article, Story, Tie
from curator.stories.facts import Facts, facts
from curator.stories.meanings import FOREIGN_NEAR, Vectors, read_meanings
from curator.stories.twins import same_text
from curator.text import fold, numbers, words

MOST_SHARED = 4
"""Names and figures told of one article."""


def ties(story: Story, stream: Sequence[Article] = (), vectors: Vectors | None = None) -> tuple[Tie, ...]:
    """Return for each article after the first what holds it to the others.

    Closeness in meaning is measured against the articles of `stream`, by the
    `vectors` of an encoder; without them only words speak.
    """
    known = [facts(article) for article in story.articles]
    close = _close(story, stream, vectors or {})
    found = []
    for place in range(1, len(known)):
        others = [other for other in range(len(known)) if other != place]
        shared = max((_shared(known[place], known[other]) for other in others), key=len)
        copy = any(same_text(story.articles[place], story.articles[other]) for other in others)
        found.append(Tie(copy, close[place], shared[:MOST_SHARED]))
    return tuple(found)


def _shared(own: Facts, other: Facts) -> tuple[str, ...]:
    """Return the article's names and figures that the other has too, no word of them twice, the names first."""
    named = [name for name in own.names if all(fold(word) in other.words for word in words(name))]
    told = [figure for figure in own.figures if other.numbers.intersection(numbers(figure))]
    found: list[str] = []
    used: set[str] = set()
    for value in (*named, *told):
        said = {fold(word) for word in words(value)}
        if not said & used:
            found.append(value)
            used |= said
    return tuple(found)


def _close(story: Story, stream: Sequence[Article], vectors: Vectors) -> list[bool]:
    """Return for each article of the story whether it lies close to any other of it."""
    around = {article.id: article for article in (*story.articles, *stream)}
    meanings = read_meanings(list(around.values()), vectors)
    count = len(story.articles)
    if meanings is None:
        return [False] * count
    near = meanings.closeness(range(count), range(count)) > FOREIGN_NEAR
    return [any(near[place, other] for other in range(count) if other != place) for place in range(count)]
