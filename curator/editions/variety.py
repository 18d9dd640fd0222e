"""Which candidates go in together: no outlet above its share, sections in balance, nothing twice."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from functools import lru_cache

from curator.editions.value import Candidate
from curator.model import Article
from curator.text import fold, numbers, shingles, stopwords, words

CROWDING = 0.02
"""What each story already chosen for a section takes from the next one's value there."""
ALIKE = 0.6
"""Share of four-word runs, of the shorter text, from which two texts say the same."""


def choose(candidates: Sequence[Candidate], most: int, floor: int, outlet_share: float) -> tuple[Candidate, ...]:
    """Return at most `most` candidates, best first: all that the editor wants, then by value.

    No outlet has more than `outlet_share` of the result, but always room for
    one story: where it is full, another outlet's article leads the story, or the
    story is left out. The share yields to `floor`: a short edition that one outlet
    carries is better than none. What the editor wants counts, stays, and stays led
    as it is.
    """
    ranked = without_repeats(sorted(candidates, key=rank))
    goal = max(most, sum(candidate.wanted for candidate in ranked))
    for size in range(min(goal, len(ranked)), 0, -1):
        chosen = _fill(ranked, size, max(1, int(size * outlet_share + 1e-9)))
        if len(chosen) >= size:
            return chosen
        if size <= floor:
            return _topped_up(ranked, chosen, size)
    return ()


def rank(candidate: Candidate) -> tuple[bool, float, str]:
    """Order candidates: the editor's first, then the most valuable; ties by id."""
    return (not candidate.wanted, -round(candidate.value, 9), candidate.story.id)


def _fill(ranked: Sequence[Candidate], size: int, cap: int) -> tuple[Candidate, ...]:
    chosen = [candidate for candidate in ranked if candidate.wanted]
    outlets = Counter(candidate.outlet for candidate in chosen)
    sections = Counter(candidate.section for candidate in chosen)
    rest = [candidate for candidate in ranked if not candidate.wanted]
    balanced = len({candidate.section for candidate in ranked}) > 1
    while len(chosen) < size:
        open_ones = [found for candidate in rest if (found := _with_room(candidate, outlets, cap))]
        if not open_ones:
            break
        # `min` keeps the first of equals, and `rest` is in order.
        best = min(open_ones, key=lambda c: -c.value + (CROWDING * sections[c.section] if balanced else 0.0))
        rest = [candidate for candidate in rest if candidate.story.id != best.story.id]
        chosen.append(best)
        outlets[best.outlet] += 1
        sections[best.section] += 1
    return tuple(chosen)


def _with_room(candidate: Candidate, outlets: Mapping[str, int], cap: int) -> Candidate | None:
    return next((one for one in (candidate, *candidate.others) if outlets.get(one.outlet, 0) < cap), None)


def _topped_up(ranked: Sequence[Candidate], chosen: Sequence[Candidate], size: int) -> tuple[Candidate, ...]:
    taken = {candidate.story.id for candidate in chosen}
    more = [candidate for candidate in ranked if candidate.story.id not in taken]
    return (*chosen, *more[: max(0, size - len(chosen))])


def without_repeats(ranked: Sequence[Candidate]) -> tuple[Candidate, ...]:
    """Return the candidates without those whose lead article says the same as a better one's; wanted ones all stay."""
    kept: list[Candidate] = []
    prints: list[tuple[str, frozenset[str], set[int]]] = []
    for candidate in ranked:
        mine = _print_of(candidate.story.lead)
        if candidate.wanted or not any(_same(mine, other) for other in prints):
            kept.append(candidate)
            prints.append(mine)
    return tuple(kept)


@lru_cache(maxsize=512)  # the desk composes one edition again and again
def _print_of(article: Article) -> tuple[str, frozenset[str], set[int]]:
    stop = stopwords(article.language)
    title = " ".join(sorted({fold(word) for word in words(article.title)} - stop))
    return title, frozenset(numbers(article.title)), shingles(words(article.text[:4000]))


def _same(one: tuple[str, frozenset[str], set[int]], other: tuple[str, frozenset[str], set[int]]) -> bool:
    if one[0] == other[0] and one[0].count(" ") >= 3:
        return True
    shorter = min(len(one[2]), len(other[2]))
    return one[1] == other[1] and shorter >= 40 and len(one[2] & other[2]) >= ALIKE * shorter
