"""What speaks for a theme: its phrases, the company its phrases keep, and what was learnt from examples.

Each view is a linear function of an article's words and phrase mentions, so
that their sum is one too and can be told word by word.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import sparse

from curator.classify.phrases import Pattern, each_once, mentions, places, rarity, saturated
from curator.classify.reading import Floats, Ints, Pages
from curator.classify.space import Space, lengths, plain_indices

LEAST_PSEUDO, LEAST_SHARE = 5, 0.02
"""Articles of an archive, and share of it, that are taken to be on the theme at least."""
PSEUDO_WEIGHT = 10.0
"""Examples that those are worth together when there is none."""
PSEUDO_HALVED = 5.0
"""Examples that halve their worth and their number: the surest of them do where examples say more."""
LOOSENESS, LOOSEST, LOOSENED = 0.25, 1.0, 100
"""Inverse strength of the regularisation without examples, at its greatest, and the examples that make it so."""
CROWDING = 0.5
"""What one more article of the same words takes from the worth of those: an event that fills the news is no theme."""
POSITIVE_SHARE = 0.25
"""What the positives weigh together, of all."""
REJECT_WEIGHT = 5.0
"""Unlabelled articles that one rejected article is worth."""
USUAL_EXAMPLES = 2.0
"""Examples, with words as common in them as in the archive, that are added to the real ones."""
MET = 0.2
"""Examples with a word from which it counts as met."""
LEAST_RELEVANCE = -1.0
"""Relevance of a word that no example has: not meeting it says little where examples are few."""


@dataclass(frozen=True, slots=True)
class Features:
    """Passages, measured once for all views."""

    weighed: sparse.csr_array
    """tf-idf, rows of length 1, shape (passages, words)."""
    placed: Floats
    """Place among the meanings, rows of length 1."""
    spans: Floats
    """Length of each row's place before it was made 1."""
    mentioned: sparse.csr_array
    """Saturated mentions, shape (passages, phrases)."""
    found: tuple[Ints, ...]
    """Where each phrase begins in the pages."""

    def rows(self, chosen: Ints) -> Features:
        """Return the features of some of the passages; the places of phrases are left out."""
        return Features(self.weighed[chosen], self.placed[chosen], self.spans[chosen], self.mentioned[chosen], ())


def measure(space: Space, patterns: Sequence[Pattern], pages: Pages) -> Features:
    """Return the features of passages read with the space's vocabulary."""
    weighed = space.weigh(pages)
    placed, spans = space.place(weighed)
    found = each_once(patterns, [places(pattern, pages) for pattern in patterns], pages)
    mentioned = saturated(mentions(found, pages), lengths(pages), space.mean_length)
    return Features(weighed, placed, spans, mentioned, found)


@dataclass(frozen=True, slots=True)
class View:
    """A linear function of features."""

    words: Floats
    """Weight of each word's tf-idf."""
    meanings: Floats
    """Weight of each dimension of an article's place."""
    phrases: Floats
    """Weight of each phrase's saturated mentions."""
    bias: float

    def of(self, features: Features) -> Floats:
        """Return the view's value for each passage."""
        by_words = features.weighed @ self.words + features.placed @ self.meanings
        return np.asarray(by_words + features.mentioned @ self.phrases + self.bias)

    def plus(self, other: View, factor: float = 1.0) -> View:
        """Return the sum of this view and `factor` times the other."""
        return View(
            self.words + factor * other.words,
            self.meanings + factor * other.meanings,
            self.phrases + factor * other.phrases,
            self.bias + factor * other.bias,
        )

    def scaled(self, factor: float, shift: float = 0.0) -> View:
        """Return `factor` times the view, plus `shift`."""
        return View(self.words * factor, self.meanings * factor, self.phrases * factor, self.bias * factor + shift)


def silent(space: Space, patterns: Sequence[Pattern]) -> View:
    """Return the view that is 0 everywhere."""
    size, dimensions = space.meanings.shape
    return View(np.zeros(size), np.zeros(dimensions), np.zeros(len(patterns)), 0.0)


@dataclass(frozen=True, slots=True)
class Usual:
    """Mean and deviation that a view is taken to have before an archive says otherwise."""

    mean: float
    deviation: float
    weight: float = 20.0
    """Articles that this is worth."""


def scale_of(values: Floats, usual: Usual) -> tuple[float, float]:
    """Return (factor, shift) that give `values`, and the usual ones, mean 0 and deviation 1."""
    total = len(values) + usual.weight
    mean = float(values.sum() + usual.weight * usual.mean) / total
    spread = ((values - mean) ** 2).sum() + usual.weight * (usual.deviation**2 + (usual.mean - mean) ** 2)
    deviation = float(np.sqrt(spread / total)) or 1.0
    return 1.0 / deviation, -mean / deviation


def phrase_view(space: Space, patterns: Sequence[Pattern], archive: Features) -> View:
    """Return the sum of BM25F's terms, each times the weight that the editor gave it."""
    weights = np.array([pattern.weight for pattern in patterns])
    view = silent(space, patterns)
    return View(view.words, view.meanings, rarity(archive.mentioned) * weights, 0.0)


def company_view(space: Space, patterns: Sequence[Pattern], query: Floats) -> View:
    """Return the cosine between an article and the theme's own words among the meanings of the archive."""
    place = query @ space.meanings
    view = silent(space, patterns)
    return View(view.words, place / (np.linalg.norm(place) or 1.0), view.phrases, 0.0)


@dataclass(frozen=True, slots=True)
class Lesson:
    """What is learnt from; rows are words, meanings and spellings side by side."""

    archive: sparse.csr_array
    examples: sparse.csr_array
    rejects: sparse.csr_array
    present: sparse.csr_array
    """1 for each word that an archived article has, shape (articles, words)."""
    in_examples: Floats
    """Examples that have each word."""
    in_rejects: Floats
    """Rejected articles that have each word."""
    spoken_for: Floats
    """How well the phrases and their company speak for each article of the archive."""
    share: float
    """Share of the archive that is taken to be on the theme."""
    uncrowded: Floats
    """What each archived article is worth as an example: the less, the more of the likeliest share its words."""
    alike: sparse.csr_array
    """Spellings of the words, shape (words, letter groups)."""
    dimensions: int
    """Number of meanings."""
    phrases: int
    """Number of phrases."""
    scale: float
    """What spellings are divided by, so that they weigh as much as words."""


def lesson(
    archive: Features,
    examples: Features,
    rejects: Features,
    spoken_for: Floats,
    share: float,
    alike: sparse.csr_array,
) -> Lesson:
    """Return the material of `learnt_view` and `relevance_view`."""
    spelt = archive.weighed @ alike
    scale = float(np.sqrt(np.asarray(spelt.multiply(spelt).sum(axis=1))).mean()) or 1.0
    size, dimensions = archive.weighed.shape[1], archive.placed.shape[1]

    def joined(features: Features) -> sparse.csr_array:
        parts = (features.weighed, sparse.csr_array(features.placed), (features.weighed @ alike) / scale)
        return sparse.hstack(parts, format="csr")

    present = archive.weighed.copy()
    present.data = np.ones_like(present.data)
    return Lesson(
        archive=joined(archive),
        examples=joined(examples),
        rejects=joined(rejects),
        present=present,
        in_examples=np.bincount(examples.weighed.indices, minlength=size).astype(float),
        in_rejects=np.bincount(rejects.weighed.indices, minlength=size).astype(float),
        spoken_for=spoken_for,
        share=share,
        uncrowded=uncrowded(archive.weighed, pseudo_examples(spoken_for, share)),
        alike=alike,
        dimensions=dimensions,
        phrases=archive.mentioned.shape[1],
        scale=scale,
    )


def learnt_view(material: Lesson, rows: Ints) -> View:
    """Return logistic regression of the examples against the archive's `rows`.

    What the phrases speak for most counts as on the theme, the less so the more
    examples there are (self-training), and is no sure negative.
    """
    from sklearn.linear_model import LogisticRegression

    count = material.examples.shape[0]
    pseudo, worth = _pseudo(material, rows)
    chosen = np.flatnonzero(pseudo)
    positive = np.concatenate((np.ones(count), pseudo[chosen] * worth))
    negative = np.concatenate((1.0 - pseudo, np.full(material.rejects.shape[0], REJECT_WEIGHT)))
    total = positive.sum() + negative.sum()
    weights = np.concatenate(
        (
            positive * (total * POSITIVE_SHARE / positive.sum()),
            negative * (total * (1 - POSITIVE_SHARE) / negative.sum()),
        )
    )
    parts = (material.examples, material.archive[rows[chosen]], material.archive[rows], material.rejects)
    truth = np.concatenate((np.ones(len(positive)), np.zeros(len(negative))))
    looseness = LOOSENESS + (LOOSEST - LOOSENESS) * min(count / LOOSENED, 1.0)
    model = LogisticRegression(C=looseness, solver="liblinear")
    model.fit(plain_indices(sparse.vstack(parts, format="csr")), truth, sample_weight=weights)
    found = model.coef_.ravel()
    size = material.alike.shape[0]
    by_spelling = material.alike @ found[size + material.dimensions :] / material.scale
    meanings = found[size : size + material.dimensions]
    return View(found[:size] + by_spelling, meanings, np.zeros(material.phrases), float(model.intercept_[0]))


def relevance_view(material: Lesson, rows: Ints) -> View:
    """Return each word's relevance: the log of its odds in the examples over those in the archive's `rows`.

    The weight of Robertson and Sparck Jones (1976). It does not wait until a
    word is needed to part examples from the rest, as regression does: a rare
    word met in a few examples speaks at once, common ones that no example has
    speak against.
    """
    pseudo, worth = _pseudo(material, rows)
    present = material.present[rows]
    usual = np.asarray(present.sum(axis=0)).ravel() + REJECT_WEIGHT * material.in_rejects
    usual = (usual + 0.5) / (len(rows) + REJECT_WEIGHT * material.rejects.shape[0] + 1.0)
    met = material.in_examples + worth * (present.T @ pseudo)
    relevant = material.examples.shape[0] + worth * pseudo.sum()
    fit = (met + USUAL_EXAMPLES * usual) / (relevant + USUAL_EXAMPLES)
    weight = np.maximum(np.log(fit / (1 - fit)) - np.log(usual / (1 - usual)), LEAST_RELEVANCE)
    weight = np.where(met < MET, np.minimum(weight, 0.0), weight)
    return View(weight, np.zeros(material.dimensions), np.zeros(material.phrases), 0.0)


def _pseudo(material: Lesson, rows: Ints) -> tuple[Floats, float]:
    """Return how far each of the archive's `rows` counts as on the theme, and the examples a whole one is worth."""
    left = PSEUDO_HALVED / (PSEUDO_HALVED + material.examples.shape[0])
    shares = pseudo_examples(material.spoken_for[rows], material.share * left) * material.uncrowded[rows]
    worth = PSEUDO_WEIGHT * left
    return shares, worth / max(float(shares.sum()), 1e-9)


def pseudo_examples(spoken_for: Floats, share: float) -> Floats:
    """Return how far each article counts as on the theme: 1 falling to 0 over the best `share` of them."""
    count = min(max(LEAST_PSEUDO, int(max(share, LEAST_SHARE) * len(spoken_for))), len(spoken_for))
    best = np.argsort(-spoken_for, kind="stable")[:count]
    shares = np.zeros(len(spoken_for))
    shares[best] = np.linspace(1.0, 0.0, count, endpoint=False)
    return shares


def uncrowded(weighed: sparse.csr_array, shares: Floats) -> Floats:
    """Return what each article is worth as an example, given how far each counts as on the theme (`shares`).

    1 where it shares no word with the others that do; 1 / (1 + `CROWDING`) where
    it says the same as one other.
    """
    chosen = np.flatnonzero(shares)
    likest = weighed[chosen]
    crowd = (likest @ likest.T) @ shares[chosen] - shares[chosen]
    worth = np.ones(len(shares))
    worth[chosen] = 1.0 / (1.0 + CROWDING * crowd)
    return worth
