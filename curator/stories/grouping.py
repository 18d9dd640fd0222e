"""Articles into stories: who is filed stays, who is new joins or opens."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from heapq import heapify, heappop, heappush
from itertools import chain

from curator.model import Article, Story, short_hash
from curator.stories.evidence import Evidence, Group
from curator.stories.lookalikes import Titles
from curator.stories.meanings import Meanings, Vectors, read_meanings
from curator.stories.neighbours import neighbours
from curator.stories.order import best_first
from curator.stories.terms import read_terms
from curator.stories.twins import twins

THRESHOLD = 0.58
"""Evidence ratio from which two groups tell one story."""
AGREE = 0.9
"""Evidence ratio of two long texts from which what they tell counts more than how their titles differ."""
LOOSE = 0.6
"""Pairs from this share of the threshold on are tried again as their groups grow."""
NAMES_SHARED = 2
"""Names and numbers that two articles must share to be tried for their meaning: one, or a subject alone, is chance."""
DECAY = 0.1
"""By how much the evidence has to be stronger for each day between, the first aside."""


def group(
    articles: Sequence[Article],
    known: Mapping[str, str],
    now: datetime,
    language: str = "",
    vectors: Vectors | None = None,
) -> tuple[Story, ...]:
    """Return the stories that the articles tell, newest first, each with its best article first.

    `known` maps article ids to the stories they were filed under: they stay
    there, and two filed stories never become one. A new story takes the id of
    its founder, the article that appeared first. The order of `articles` does
    not matter; a date ahead of `now` counts as now. `language` is the journal's:
    articles in it go first. `vectors` are an encoder's, if one is on: articles
    close in meaning join more easily, in one language and across two.
    """
    ordered = sorted(
        {article.id: article for article in articles}.values(), key=lambda one: (min(one.published, now), one.id)
    )
    groups = _merged(ordered, known, now, vectors or {})
    stories = [_story([ordered[place] for place in one.members], one.story, known, language) for one in groups]
    return tuple(sorted(stories, key=lambda story: (-story.published.timestamp(), story.id)))


def _story(members: Sequence[Article], filed: str, known: Mapping[str, str], language: str) -> Story:
    return Story(filed or _founded(members, frozenset(known.values())), best_first(members, language))


def _founded(members: Sequence[Article], taken: frozenset[str]) -> str:
    """Return the id of a new story: its first article's that no filed story bears already."""
    free = (article.id for article in members if article.id not in taken)
    return next(free, None) or short_hash(f"{members[0].id}\nfounded anew")


def _merged(articles: Sequence[Article], known: Mapping[str, str], now: datetime, vectors: Vectors) -> list[Group]:
    """Merge the most evident pair of groups until none is evident enough."""
    terms = read_terms(articles)
    evidence = Evidence(terms)
    titles = Titles(articles)
    merging = _Merging(evidence, titles, read_meanings(articles, vectors))
    for place, article in enumerate(articles):
        held = dict.fromkeys(terms.of[place], 1)
        hours = min(article.published, now).timestamp() / 3600
        languages = tuple(int(at == terms.language[place]) for at in range(len(terms.languages)))
        merging.add(
            Group([place], held, hours, languages, known.get(article.id, ""), [place] if titles.scored(place) else [])
        )
    merging.join_filed()
    merging.join_twins(twins(articles))
    merging.join_evident(neighbours(terms, evidence, LOOSE * THRESHOLD))
    return list(merging.groups.values())


class _Merging:
    """The groups so far, by number, and who is near whom."""

    def __init__(self, evidence: Evidence, titles: Titles, meanings: Meanings | None) -> None:
        self.groups: dict[int, Group] = {}
        self._evidence = evidence
        self._titles = titles
        self._meanings = meanings
        self._number_of: dict[int, int] = {}
        self._near: dict[int, set[int]] = defaultdict(set)
        self._next = 0

    def add(self, group: Group) -> int:
        """Take in a group and return its number."""
        number = self._next
        self._next += 1
        self.groups[number] = group
        for place in group.members:
            self._number_of[place] = number
        return number

    def join_filed(self) -> None:
        """Put together what was filed together."""
        by_story: dict[str, list[int]] = defaultdict(list)
        for number, group in self.groups.items():
            if group.story:
                by_story[group.story].append(number)
        for numbers in by_story.values():
            first = numbers[0]
            for other in numbers[1:]:
                first = self._join(first, other)

    def join_twins(self, pairs: Iterable[tuple[int, int]]) -> None:
        """Put copies of one text together."""
        for one, other in pairs:
            first, second = self._number_of[one], self._number_of[other]
            if first != second and self._may_join(first, second):
                self._join(first, second)

    def join_evident(self, pairs: Iterable[tuple[int, int, float]]) -> None:
        """Join the most evident pair of groups, again and again, down to the threshold.

        Pairs that are near in meaning are tried beside those that are near in
        words; what parts look-alike titles, only words can overrule.
        """
        heap: list[tuple[float, int, int]] = []
        for one, other, ratio in chain(pairs, self._near_in_meaning()):
            first, second = sorted((self._number_of[one], self._number_of[other]))
            if first == second or second in self._near[first]:
                continue
            if self._titles.look_alike(one, other, ratio >= AGREE and self._evidence.long(one, other)):
                continue
            single = self.groups[first].size == self.groups[second].size == 1
            strength = self._strength(first, second, ratio if single and ratio else None)
            if single and strength < LOOSE * THRESHOLD:
                continue
            self._near[first].add(second)
            self._near[second].add(first)
            if strength >= THRESHOLD:
                heap.append((-strength, first, second))
        heapify(heap)
        while heap:
            _, one, other = heappop(heap)
            if one not in self.groups or other not in self.groups:
                continue
            joined = self._join(one, other)
            for third in sorted(self._near[joined]):
                strength = self._strength(joined, third)
                if strength >= THRESHOLD:
                    heappush(heap, (-strength, third, joined))

    def _near_in_meaning(self) -> Iterator[tuple[int, int, float]]:
        """Yield the pairs of articles that lie close and share names or numbers; their evidence is not known yet."""
        for one, other in self._meanings.near() if self._meanings else ():
            if self._evidence.terms.names_shared(one, other) >= NAMES_SHARED:
                yield one, other, 0.0

    def _may_join(self, one: int, other: int) -> bool:
        first, second = self.groups[one].story, self.groups[other].story
        return not first or not second or first == second

    def _strength(self, one: int, other: int, ratio: float | None = None) -> float:
        """Return the evidence ratio, less for each day between; 0 for two filed stories."""
        if not self._may_join(one, other):
            return 0.0
        first, second = self.groups[one], self.groups[other]
        if any(self._titles.clash(mine, theirs) for mine in first.scored for theirs in second.scored):
            return 0.0
        if ratio is None:
            ratio = self._evidence.ratio(first, second)
        if self._meanings is not None:
            ratio *= self._meanings.factor(first.members, second.members)
        days = abs(first.hours - second.hours) / 24
        return round(ratio / (1.0 + DECAY * max(0.0, days - 1.0)), 9)

    def _join(self, one: int, other: int) -> int:
        first, second = self.groups.pop(one), self.groups.pop(other)
        held = dict(first.held)
        for term, count in second.held.items():
            held[term] = held.get(term, 0) + count
        size = first.size + second.size
        hours = (first.hours * first.size + second.hours * second.size) / size
        members = sorted(first.members + second.members)
        languages = tuple(a + b for a, b in zip(first.languages, second.languages, strict=True))
        number = self.add(
            Group(members, held, hours, languages, first.story or second.story, first.scored + second.scored)
        )
        near = (self._near.pop(one, set()) | self._near.pop(other, set())) - {one, other}
        for third in near:
            self._near[third] -= {one, other}
            self._near[third].add(number)
        self._near[number] = near
        return number
