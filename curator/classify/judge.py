"""The judge: articles in, verdicts with reasons out; a value that is learnt once and then only asked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

import numpy as np

from curator.classify.calibration import chance, odds
from curator.classify.phrases import Pattern, places
from curator.classify.reading import Floats, Pages, Passage, passage_of, read
from curator.classify.reasons import Part, phrase_part, told, word_parts
from curator.classify.space import Space
from curator.classify.views import Features, View, measure
from curator.model import Article, Decision, Story, Theme, Verdict

BATCH = 256
EXCLUDED = -6.0
"""Evidence of an excluded phrase, in log-odds: 400 times less likely."""
FOREIGN = -8.0
"""Evidence of a language that the theme does not want."""
LENIENCE = 0.35
"""An article is read in full when its headline reaches this share of the threshold."""


@dataclass(frozen=True, slots=True)
class SectionPatterns:
    """A section of the theme and how its phrases are found."""

    name: str
    patterns: tuple[Pattern, ...]
    place: Floats
    """Where its phrases lie among the meanings, of length 1; zeros when it has none."""


@dataclass(frozen=True, slots=True)
class Judge:
    """What was learnt of a theme; immutable, picklable, asked without side effects."""

    theme: Theme
    space: Space
    patterns: tuple[Pattern, ...]
    excluded: tuple[Pattern, ...]
    sections: tuple[SectionPatterns, ...]
    view: View
    """Evidence in log-odds."""
    by_meaning: Floats
    """`view.meanings` told by word: what a word weighs through the company it keeps."""
    threshold: float
    """Probability from which a story is kept."""
    ask_from: float
    """Probability from which it is worth a question."""
    share: float
    """Share of the stream that is taken to be on the theme."""
    correction: tuple[float, float] = (1.0, 0.0)
    """Slope and shift that log-odds were corrected by, learnt from what the editor made of stories shown."""

    def judge(self, articles: Sequence[Article]) -> list[Verdict]:
        """Return a verdict for each article, in order."""
        return [verdict for batch in _batches(articles) for verdict in self._judge(batch)]

    def scores(self, articles: Sequence[Article]) -> Floats:
        """Return only the probabilities, for ranking many."""
        found = []
        for batch in _batches(articles):
            pages, features = self._measure(batch)
            found.append(chance(self._evidence(batch, pages, features)[0]))
        return np.concatenate(found) if found else np.empty(0)

    def evidence(self, articles: Sequence[Article]) -> tuple[Floats, Floats]:
        """Return log-odds by words, and what excluded phrases and foreign languages add to them (≤ 0)."""
        plain, objected = [np.empty(0)], [np.empty(0)]
        for batch in _batches(articles):
            pages, features = self._measure(batch)
            logits, objections = self._evidence(batch, pages, features)
            taken = np.zeros(len(batch))
            for row, parts in objections.items():
                taken[row] = sum(part.value for part in parts)
            plain.append(logits - taken)
            objected.append(taken)
        return np.concatenate(plain), np.concatenate(objected)

    def screen(self, title: str, summary: str, language: str) -> float:
        """Return the probability judged from a headline alone, before the page is read."""
        pages = read([Passage(title, summary, language or self._language)], self.space.vocabulary)
        features = measure(self.space, self.patterns, pages)
        return float(chance(self.view.of(features))[0])

    @property
    def screen_threshold(self) -> float:
        """What `screen` must reach for the page to be worth reading; lenient."""
        return self.threshold * LENIENCE

    def judge_story(self, story: Story) -> Verdict:
        """Return the verdict of the article that speaks best for the theme: the best text stands for the story."""
        return max(self.judge(story.articles), key=lambda verdict: verdict.score)

    @property
    def _language(self) -> str:
        return self.theme.languages[0] if self.theme.languages else ""

    def _measure(self, articles: Sequence[Article]) -> tuple[Pages, Features]:
        pages = read([passage_of(article, self._language) for article in articles], self.space.vocabulary)
        return pages, measure(self.space, self.patterns, pages)

    def _evidence(
        self, articles: Sequence[Article], pages: Pages, features: Features
    ) -> tuple[Floats, dict[int, list[Part]]]:
        """Return log-odds, and what was taken off for excluded phrases and foreign languages, by article."""
        logits = self.view.of(features)
        objections: dict[int, list[Part]] = {}
        for pattern in self.excluded:
            at = places(pattern, pages)
            owners, first = np.unique(pages.owners[at], return_index=True)
            for owner, index in zip(owners, first, strict=True):
                part = Part("excluded", pattern.label, EXCLUDED, int(at[index]), pattern.length)
                objections.setdefault(int(owner), []).append(part)
        for number, article in enumerate(articles):
            if not self._wanted(article.language):
                objections.setdefault(number, []).append(Part("language", article.language, FOREIGN))
        for number, parts in objections.items():
            logits[number] += sum(part.value for part in parts)
        return logits, objections

    def _wanted(self, language: str) -> bool:
        return not language or not self.theme.languages or language in self.theme.languages

    def _judge(self, articles: Sequence[Article]) -> Iterator[Verdict]:
        pages, features = self._measure(articles)
        _, objections = self._evidence(articles, pages, features)
        strengths, voices = self._contributions(features)
        words, phrases = features.weighed, features.mentioned
        chosen = self._sections(pages, features)
        for row, article in enumerate(articles):
            span = slice(words.indptr[row], words.indptr[row + 1])
            start, end = int(pages.starts[row]), int(pages.starts[row + 1])
            parts, rest = word_parts(words.indices[span], strengths[span], start, end, pages)
            for index in range(phrases.indptr[row], phrases.indptr[row + 1]):
                number = int(phrases.indices[index])
                value = float(voices[index])
                parts.append(phrase_part(self.patterns[number], features.found[number], start, value))
            parts.extend(objections.get(row, ()))
            passage = passage_of(article, self._language)
            score, reasons = told(self.view.bias, parts, rest, passage, pages)
            decision, flags = self._decide(score, objections.get(row, ()))
            plain = self._plain(score)
            yield Verdict(self.theme.name, score, self.threshold, decision, reasons, chosen[row], flags, plain)

    def _plain(self, score: float) -> float:
        """Return the probability as it was before it was corrected."""
        slope, shift = self.correction
        if self.correction == (1.0, 0.0):
            return score
        return float(chance((odds(np.array([score])) - shift) / slope)[0])

    def _contributions(self, features: Features) -> tuple[Floats, Floats]:
        """Return the evidence of each word and of each phrase, aligned with the features' entries.

        A word that is a phrase by itself speaks with the phrase, not beside it, where a place was left to that phrase.
        """
        words, phrases = features.weighed, features.mentioned
        by_meaning = self.by_meaning[words.indices] / np.repeat(features.spans, np.diff(words.indptr))
        strengths = words.data * (self.view.words[words.indices] + by_meaning)
        voices = phrases.data * self.view.phrases[phrases.indices]
        phrase_of = np.full(words.shape[1], -1)
        for number, pattern in reversed(list(enumerate(self.patterns))):
            for run in pattern.runs:
                if len(run) == 1:
                    phrase_of[run[0]] = number
        rows = np.repeat(np.arange(words.shape[0]), np.diff(words.indptr))
        moved = np.flatnonzero(phrase_of[words.indices] >= 0)
        keys = rows[moved] * len(self.patterns) + phrase_of[words.indices[moved]]
        entries = np.repeat(np.arange(phrases.shape[0]), np.diff(phrases.indptr)) * len(self.patterns) + phrases.indices
        heard = np.isin(keys, entries)
        keys, moved = keys[heard], moved[heard]
        order = np.argsort(entries)
        np.add.at(voices, order[np.searchsorted(entries, keys, sorter=order)], strengths[moved])
        strengths[moved] = 0.0
        return strengths, voices

    def _decide(self, score: float, objections: Sequence[Part]) -> tuple[Decision, tuple[str, ...]]:
        flags = tuple(dict.fromkeys(part.kind for part in objections))
        if score >= self.threshold:
            return Decision.KEEP, flags
        if score >= self.ask_from and not objections:
            return Decision.ASK, (*flags, "near-miss")
        return Decision.DROP, flags

    def _sections(self, pages: Pages, features: Features) -> list[str]:
        """Return for each passage the section whose phrases it mentions most, else the nearest in meaning."""
        if not self.sections:
            return [""] * pages.count
        values = np.zeros((pages.count, len(self.sections)))
        for column, section in enumerate(self.sections):
            for pattern in section.patterns:
                at = places(pattern, pages)
                counts = np.bincount(pages.owners[at], weights=1.0 + 2.0 * pages.in_title[at], minlength=pages.count)
                values[:, column] += counts / (counts + 1.0)
            values[:, column] += np.maximum(features.placed @ section.place, 0.0)
        fallback = next((section.name for section in self.sections if not section.patterns), "")
        best = values.argmax(axis=1)
        return [
            self.sections[column].name if values[row, column] > NEAR_SECTION else fallback
            for row, column in enumerate(best)
        ]


NEAR_SECTION = 0.15
"""Mentions and cosine together that an article needs to belong to a section."""


def _batches(articles: Sequence[Article]) -> Iterator[list[Article]]:
    waiting = iter(articles)
    while batch := list(islice(waiting, BATCH)):
        yield batch
