"""What an article can be recognised by: names, numbers, rare words, and the heads of long words.

Heads (the first five letters, accents folded) let inflected forms meet, and
words that two languages share: "nucléaire" and "nuclear", "Wahl" not.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass

import regex

from curator.model import Article
from curator.text import fold, names, numbers, stem, stopwords, words

LEAD_CHARACTERS = 1000
"""News tells what it is about in its opening; further down stories resemble one another."""
MOST_TERMS = 40
"""Terms that an article is known by: as many for a long text as for a short one."""
TITLE_WEIGHT = 3
"""How often a word of the title counts as said."""
NAME_WEIGHT = 2.0
"""A name or a number against a common word, as evidence."""
NAME_PARTS = 0.75
"""The words of a name of n words share its weight: each has it divided by n to this power."""
HEAD_LETTERS = 5
HEAD_WEIGHT = 0.5
STEM_WEIGHT = 0.8
"""What a head counts, and the stem beside it: together little more than a word without a head."""
CHOICE = 2.0
"""How much a name or a number is preferred where the terms to keep are chosen."""
PRIOR_ARTICLES = 400
PRIOR_SHARE = 0.002
"""A small batch is read as if so many more articles had been seen, with so large a share holding any one term."""
ALL = -1
"""Every language's bit."""
_ENUMERATION = regex.compile(r"^\W*(?:n[o°.]*\s*)?\d{1,2}\s?[.):–—-]+\s", regex.MULTILINE | regex.IGNORECASE)
"""The number that opens an item of a list tells nothing."""


@dataclass(frozen=True, slots=True)
class Terms:
    """The terms of all articles, and how telling each is."""

    of: tuple[tuple[int, ...], ...]
    """The terms of each article, ascending numbers."""
    count: tuple[int, ...]
    """In how many articles each term stands."""
    share: tuple[float, ...]
    """The same as a probability, smoothed."""
    weight: tuple[float, ...]
    """How much each counts as evidence: heads half, names and numbers more."""
    root: tuple[int, ...]
    """Terms of one root, such as a long word and its head, share a number."""
    languages: tuple[str, ...]
    """The languages of the stream, in order."""
    language: tuple[int, ...]
    """The place of each article's language among them."""
    spoken: tuple[int, ...]
    """The languages that each term may be looked for in, a bit each: all of them for names and numbers."""

    def names_shared(self, one: int, other: int) -> int:
        """Return how many names and numbers two articles share, those of one root counted once."""
        shared = set(self.of[one]).intersection(self.of[other])
        return len({self.root[term] for term in shared if self.spoken[term] == ALL})


def read_terms(articles: Sequence[Article]) -> Terms:
    """Return the most telling terms of each article, chosen against all of them."""
    raw = [_count(article) for article in articles]
    count = Counter(term for counts, _, _ in raw for term in counts)
    weights: Counter[str] = Counter()
    for _, own, _ in raw:
        weights.update(own)
    languages = tuple(sorted({article.language for article in articles}))
    total = len(articles) + PRIOR_ARTICLES
    share = {term: (number + PRIOR_ARTICLES * PRIOR_SHARE) / total for term, number in count.items()}
    numbering = {term: place for place, term in enumerate(sorted(count))}
    return Terms(
        of=tuple(
            tuple(sorted(numbering[term] for term in _most_telling(counts, own, share))) for counts, _, own in raw
        ),
        count=tuple(count[term] for term in numbering),
        share=tuple(share[term] for term in numbering),
        weight=tuple(weights[term] / count[term] for term in numbering),
        root=_roots(numbering),
        languages=languages,
        language=tuple(languages.index(article.language) for article in articles),
        spoken=_spoken(
            [(languages.index(one.language), *found) for one, found in zip(articles, raw, strict=True)], count
        ),
    )


def _roots(terms: Iterable[str]) -> tuple[int, ...]:
    numbers: dict[str, int] = {}
    return tuple(
        numbers.setdefault(term if term[0] == "#" else term.lstrip("~")[:HEAD_LETTERS], len(numbers)) for term in terms
    )


def _spoken(
    found: Sequence[tuple[int, Counter[str], dict[str, float], set[str]]], count: Counter[str]
) -> tuple[int, ...]:
    """Return for each term the languages it was seen in; all where it is a name or a number half of the time."""
    seen: dict[str, int] = defaultdict(int)
    named: Counter[str] = Counter()
    for place, counts, _, own in found:
        for term in counts:
            seen[term] |= 1 << place
        named.update(own)
    return tuple(ALL if 2 * named[term] >= count[term] else seen[term] for term in sorted(count))


def _count(article: Article) -> tuple[Counter[str], dict[str, float], set[str]]:
    """Return how often each term stands in the article, and how much each is worth as evidence."""
    lead = article.text[:LEAD_CHARACTERS] or article.description
    stop = stopwords(article.language)
    counts: Counter[str] = Counter()
    worth: dict[str, float] = {}
    named: set[str] = set()
    capitals: dict[str, float] = {}
    for part in (article.title, lead):
        for name in names(part, article.language):
            parts = [fold(word) for word in words(name) if fold(word) not in stop]
            for word in parts:
                capitals[word] = max(capitals.get(word, 0.0), NAME_WEIGHT / len(parts) ** NAME_PARTS)
    for part, weight in ((article.title, TITLE_WEIGHT), (lead, 1)):
        for number in numbers(_ENUMERATION.sub("", part)):
            counts[f"#{number}"] += weight
            worth[f"#{number}"] = NAME_WEIGHT
            named.add(f"#{number}")
        for word in words(part):
            folded = fold(word)
            if folded in stop or len(folded) < 2 or folded[0].isdigit():
                continue
            term = stem(word, article.language)
            value = capitals.get(folded, 1.0)
            if len(folded) > HEAD_LETTERS:
                head = f"~{folded[:HEAD_LETTERS]}"
                counts[head] += weight
                worth[head] = HEAD_WEIGHT * value
                value *= STEM_WEIGHT
            counts[term] += weight
            worth[term] = value
            if folded in capitals:
                named.update((term, f"~{folded[:HEAD_LETTERS]}"))
    return counts, worth, named


def _most_telling(counts: Mapping[str, int], named: Set[str], share: Mapping[str, float]) -> list[str]:
    def rank(term: str) -> tuple[float, str]:
        return (1.0 + math.log(counts[term])) * math.log(share[term]) * (CHOICE if term in named else 1.0), term

    return sorted(counts, key=rank)[:MOST_TERMS]
