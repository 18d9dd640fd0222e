"""How strongly two groups of articles speak for telling one story.

Each term is held by the articles of a story with a chance of its own, spread
around its share in the whole stream (a beta distribution; articles are draws
from it). The evidence for one story is the log Bayes factor of "one chance for
both groups" against "one for each" (the marginal likelihoods of the
beta-binomial; Heller and Ghahramani, Bayesian Hierarchical Clustering, 2005),
summed over terms. Terms that both groups hold alike speak for, those that one
holds and the other does not speak against; what counts is how the former
compare with the latter, so that one threshold serves headlines and long texts.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from math import lgamma
from typing import Any

from curator.stories.terms import ALL, Terms

CONCENTRATION = 8.0
"""How firmly a term's chance within a story keeps to its share in the stream: the beta's α + β."""
PARTING = 1.5
"""How much more a name or number counts that only one side holds."""
RESERVE = 20.0
"""Doubt that any evidence has to overcome; as if so much spoke against from the start."""
SHORT = 15
"""Terms of a headline, about."""
CHANCE = 0.5
"""Doubt added by each term beyond: long texts on one matter share words by chance."""
LONG = 30
"""Terms from which an article is more than a headline."""
FOREIGN = 0.4
"""Doubt taken away where no term can be compared, in proportion where some can: fewer words can meet by chance."""


@dataclass(slots=True)
class Group:
    """Articles taken to tell one story."""

    members: list[int]
    """Places of the articles."""
    held: dict[int, int]
    """Term → how many of the articles hold it."""
    hours: float
    """Mean time of appearance, hours."""
    languages: tuple[int, ...]
    """How many of the articles are in each language of the stream."""
    story: str = ""
    """The story it was filed as; "" for a new one."""
    scored: list[int] = field(default_factory=list)
    """Places of those whose title tells how a match ended."""
    alone: dict[tuple[int, ...], tuple[dict[int, float], float, float]] = field(default_factory=dict)
    """Languages of another group → what each term speaks against if that group lacks it, the sum, the comparable."""

    @property
    def terms_each(self) -> float:
        """Mean number of terms of its articles."""
        return sum(self.held.values()) / len(self.members)

    @property
    def size(self) -> int:
        """Number of articles."""
        return len(self.members)


@dataclass(slots=True)
class Evidence:
    """Weighs groups against one another, given the terms of the stream."""

    terms: Terms
    _known: dict[tuple[int, int, int, int, int], float] = field(default_factory=dict)

    def factor(self, term: int, size: int, held: int, other_size: int, other_held: int) -> float:
        """Return the weighted log Bayes factor of one term: how many of each group's articles hold it.

        What parts two groups by name counts more: two offers, two quakes and
        two arrests share all their words but these.
        """
        key = (self.terms.count[term], size, held, other_size, other_held)
        value = self._known.get(key)
        if value is None:
            alpha = CONCENTRATION * self.terms.share[term]
            together = _likelihood(alpha, size + other_size, held + other_held)
            value = together - _likelihood(alpha, size, held) - _likelihood(alpha, other_size, other_held)
            self._known[key] = value
        weight = self.terms.weight[term]
        return value * (weight * PARTING if value < 0.0 and weight > 1.0 else weight)

    def ratio(self, one: Group, other: Group) -> float:
        """Return what speaks for one story over what speaks against, from 0 on."""
        if len(one.held) > len(other.held):
            one, other = other, one
        mine, mine_sum, mine_able = self.alone(one, other)
        theirs, their_sum, their_able = self.alone(other, one)
        pro, contra = 0.0, mine_sum + their_sum
        for term, held in one.held.items():
            if term not in other.held:
                continue
            contra -= mine[term] + theirs[term]
            value = self.factor(term, self.able(one, term), held, self.able(other, term), other.held[term])
            if value > 0.0:
                pro += value
            else:
                contra -= value
        comparable = min(mine_able / one.terms_each, their_able / other.terms_each) if one.held else 1.0
        doubt: float = reserve(min(one.terms_each, other.terms_each), comparable)
        return pro / (max(0.0, contra) + doubt)

    def long(self, one: int, other: int) -> bool:
        """Return whether both articles have more to say than a headline."""
        return min(len(self.terms.of[one]), len(self.terms.of[other])) >= LONG

    def able(self, group: Group, term: int) -> int:
        """Return how many of the group's articles could say `term`: those in a language it is seen in."""
        spoken = self.terms.spoken[term]
        if spoken == ALL:
            return group.size
        return sum(count for place, count in enumerate(group.languages) if spoken >> place & 1)

    def alone(self, group: Group, other: Group) -> tuple[dict[int, float], float, float]:
        """Return what each of the group's terms speaks against an `other` group without it, and the sum.

        A word that is never seen in the other's language says nothing; the last
        is how many terms an article has that could be seen there.
        """
        found = group.alone.get(other.languages)
        if found is None:
            own = {
                term: -self.factor(term, self.able(group, term), held, self.able(other, term), 0)
                for term, held in group.held.items()
            }
            able = sum(held for term, held in group.held.items() if self.able(other, term)) / group.size
            found = group.alone[other.languages] = (own, sum(own.values()), able)
        return found


def reserve(terms: Any, comparable: Any) -> Any:
    """Return the doubt between two groups; also for arrays.

    `terms` is how many terms an article of the one with fewer has, `comparable`
    the least share of their terms that the other's languages could say.
    """
    doubt = RESERVE + CHANCE * (abs(terms - SHORT) + terms - SHORT) / 2
    return doubt * (1.0 - FOREIGN * (1.0 - comparable))


def _likelihood(alpha: float, size: int, held: int) -> float:
    """Return the log marginal likelihood of `held` of `size` articles holding a term."""
    beta = CONCENTRATION - alpha
    ones = lgamma(alpha + held) - lgamma(alpha)
    zeros = lgamma(beta + size - held) - lgamma(beta)
    return ones + zeros - lgamma(CONCENTRATION + size) + lgamma(CONCENTRATION)
