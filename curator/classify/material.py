"""What a judge learns from, as passages: gathered from theme, background and marks, no more than there is time for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from curator.classify.calibration import believed
from curator.classify.reading import CHARACTERS, Ints, Passage, passage_of
from curator.model import Article, Theme, short_hash

ARCHIVE_CHARACTERS = 2_000_000
"""Learnt from at most this much text: keeps learning within two seconds."""
LEAST_CHARACTERS = 1_000
"""Of each archived article at least this much is read: rather fewer articles than shorter ones."""
WORK_OF_AN_ARTICLE = 60
"""Characters that an article costs beside its text."""
USUAL_SHARE = 0.05
"""Share of an archive that is taken to be on the theme where nobody says how much is."""
MOST_SHARE = 0.3
"""What a hint of the rate can make of it."""


@dataclass(frozen=True, slots=True)
class Material:
    """What is learnt from, as passages."""

    passages: list[Passage]
    """The unlabelled archive, then what is marked of the background, then examples from elsewhere."""
    archive: int
    """How many passages are unlabelled."""
    background: int
    """How many passages are a fair sample of the stream: the archive and what is marked of it."""
    examples: Ints
    """Which passages are on the theme."""
    rejects: Ints
    """Which passages are not."""
    days: float
    """How many days' worth of articles the archive and what is marked of the background are."""
    expected: float | None
    """How many of those articles are on the theme, as the theme's hint of the rate says; None without one."""
    languages: tuple[str, ...]
    characters: int
    """Of each text this much is read."""

    @property
    def kept(self) -> int:
        """How many articles of the stream are marked as on the theme."""
        return int((self.examples < self.background).sum())

    @property
    def share(self) -> float:
        """Share of the archive that is taken to be on the theme before a word is read, as far as a hint is believed."""
        if self.expected is None or not self.archive:
            return USUAL_SHARE
        hinted = min(max((self.expected - self.kept) / self.archive, 0.0), MOST_SHARE)
        return USUAL_SHARE + believed(self.expected) * (hinted - USUAL_SHARE)


def gather(theme: Theme, background: Sequence[Article], labelled: Sequence[tuple[Article, bool]]) -> Material:
    """Return the passages to learn from; the theme's examples are texts, or addresses in the background."""
    main = theme.languages[0] if theme.languages else ""
    marked = {article.id: (article, kept) for article, kept in labelled}
    by_address = {article.address: article for article in background}
    texts: list[tuple[Passage, bool]] = []
    for kept, given in ((True, theme.examples), (False, theme.counter_examples)):
        for example in given:
            if example in by_address:
                marked.setdefault(by_address[example].id, (by_address[example], kept))
            elif not example.startswith(("http://", "https://")):
                texts.append((Passage("", example, main), kept))
    known = {article.id for article in background}
    unmarked = [article for article in background if article.id not in marked]
    characters = min(CHARACTERS, max(LEAST_CHARACTERS, ARCHIVE_CHARACTERS // max(len(unmarked), 1)))
    archive = [passage_of(article, main) for article in _sample(unmarked, characters)]
    inside = [(passage_of(article, main), kept) for article, kept in marked.values() if article.id in known]
    outside = [(passage_of(article, main), kept) for article, kept in marked.values() if article.id not in known]
    taught = [*inside, *outside, *texts]
    fits = np.array([fit for _, fit in taught], dtype=np.bool_)
    days = (len(archive) + len(inside)) / _per_day(background) if background else 1.0
    used = Counter(passage.language for passage in (*archive, *(passage for passage, _ in taught)))
    return Material(
        passages=[*archive, *(passage for passage, _ in taught)],
        archive=len(archive),
        background=len(archive) + len(inside),
        examples=len(archive) + np.flatnonzero(fits),
        rejects=len(archive) + np.flatnonzero(~fits),
        days=days,
        expected=None if theme.per_day is None else theme.per_day * days,
        languages=tuple(dict.fromkeys((*theme.languages, *(name for name, _ in used.most_common(6))))) or ("",),
        characters=characters,
    )


def _per_day(background: Sequence[Article]) -> float:
    """Return how many articles come a day: those of the newest week, for feeds may show years at first sight."""
    newest = max(article.published for article in background)
    ages = [(newest - article.published).total_seconds() / 86_400 for article in background]
    recent = [age for age in ages if age <= 7]
    return len(recent) / max(1.0, *recent)


def _sample(articles: list[Article], characters: int) -> list[Article]:
    """Return the articles, or as many of them, evenly drawn by the hash of their ids, as there is time for."""
    cost = [min(len(article.title) + len(article.text), characters) + WORK_OF_AN_ARTICLE for article in articles]
    left = ARCHIVE_CHARACTERS + WORK_OF_AN_ARTICLE * len(articles)
    if sum(cost) <= left:
        return articles
    left = ARCHIVE_CHARACTERS
    chosen = set()
    for number in sorted(range(len(articles)), key=lambda number: short_hash(articles[number].id)):
        left -= cost[number]
        if left < 0:
            break
        chosen.add(number)
    return [article for number, article in enumerate(articles) if number in chosen]
