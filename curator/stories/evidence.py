"""How strongly two groups of articles speak for telling one story.

Each term is held by the articles of a story with a chance of its own, spread
around its share in the whole stream (a beta distribution; articles are draws
from it). The evidence for one story is the log Bayes factor of "one chance for
both groups" against "one for each" (the marginal likelihoods of the
beta-binomial; Heller and Ghahramani, Bayesian Hierarchical Clustering, 2005),
summed over terms. Terms that both groups hold alike speak for, those that one
holds and the other does not speak against; what counts is how the former compare with the latter, so
that one threshold serves headlines and long texts.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from math import lgamma

from curator.stories.terms import Terms

CONCENTRATION = 12.0
"""How firmly a term's chance within a story keeps to its share in the stream: the beta's α + β."""
PARTING = 1.5
"""How much more a name or number counts that only one side holds."""
RESERVE = 20.0
"""Doubt that any evidence has to overcome; as if so much spoke against from the start."""


@dataclass(slots=True)
class Group:
    """Articles taken to tell one story."""

    members: list[int]
    """Places of the articles."""
    held: dict[int, int]
    """Term → how many of the articles hold it."""
    hours: float
    """Mean time of appearance, hours."""
    story: str = ""
    """The story it was filed as; "" for a new one."""

    @property
    def size(self) -> int:
        """Number of articles."""
        return len(self.members)


@dataclass(slots=True)
class Evidence:
    """Weighs groups against one another, given the terms of the stream."""

    terms: Terms
    _known: dict[tuple[int, int, int], float] = field(default_factory=dict)

    def likelihood(self, term: int, size: int, held: int) -> float:
        """Return the log marginal likelihood of `held` of `size` articles holding `term`."""
        key = (self.terms.count[term], size, held)
        value = self._known.get(key)
        if value is None:
            alpha = CONCENTRATION * self.terms.share[term]
            beta = CONCENTRATION - alpha
            value = lgamma(alpha + held) - lgamma(alpha) + lgamma(beta + size - held) - lgamma(beta)
            value -= lgamma(CONCENTRATION + size) - lgamma(CONCENTRATION)
            self._known[key] = value
        return value

    def factor(self, term: int, one: tuple[int, int], other: tuple[int, int]) -> float:
        """Return the weighted log Bayes factor of one term, (size, held) of each group given.

        What parts two groups by name counts more: two offers, two quakes and
        two arrests share all their words but these.
        """
        together = self.likelihood(term, one[0] + other[0], one[1] + other[1])
        value = together - self.likelihood(term, *one) - self.likelihood(term, *other)
        weight = self.terms.weight[term]
        return value * (weight * PARTING if value < 0.0 and weight > 1.0 else weight)

    def ratio(self, one: Group, other: Group) -> float:
        """Return what speaks for one story over what speaks against, from 0 on."""
        pro = contra = 0.0
        for term in one.held.keys() | other.held.keys():
            value = self.factor(term, (one.size, one.held.get(term, 0)), (other.size, other.held.get(term, 0)))
            if value > 0.0:
                pro += value
            else:
                contra -= value
        return pro / (contra + RESERVE)
