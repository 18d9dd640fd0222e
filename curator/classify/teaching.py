"""Teaching: the views of a theme, standardised on the archive and added up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from curator.classify.material import Material
from curator.classify.phrases import Pattern
from curator.classify.reading import Floats
from curator.classify.space import Space, spellings
from curator.classify.views import (
    Features,
    Lesson,
    Usual,
    View,
    company_view,
    learnt_view,
    lesson,
    phrase_view,
    relevance_view,
    scale_of,
)
from curator.model import Theme

PHRASES_HALVED = 10.0
"""Examples that halve the voice of the phrases."""
TITLE_VOICE, DESCRIPTION_VOICE = 1.0, 0.5
"""Weight of the theme's title and description beside its phrases."""
USUAL_PHRASES = Usual(0.4, 1.1)
USUAL_COMPANY = Usual(0.04, 0.1)
USUAL_SPOKEN = Usual(0.0, 1.85)
USUAL_LEARNT = Usual(-2.2, 0.55)
USUAL_RELEVANCE = Usual(-3.0, 1.7)
USUAL_TAUGHT = Usual(0.0, 1.4)
RELEVANCE_VOICE = 0.5
"""Weight of the words' relevance beside the regression."""
FOLDS = 2
"""Parts of the archive that are judged by what was learnt on the others."""
LEAST_ARCHIVE = 20
"""Articles below which there is nothing to learn company or a contrast from: phrases speak alone."""
LONE_VOICE = 3.0
"""Their voice then: a phrase in a headline is enough to ask, two are enough to keep."""
YOUNG = 50
"""Articles in an archive that is trusted half, phrases alone for the other half."""
ENOUGH_AGREEMENT = 0.4
"""Share of the middle phrase's agreement from which a phrase keeps its whole weight."""
LEAST_WEIGHT = 0.1
"""What a phrase keeps that agrees with no other."""
SILENT_ARTICLES = 2
"""Articles that agree with nothing, counted beside those that mention a phrase."""


@dataclass(frozen=True, slots=True)
class Taught:
    """The standardised view of a theme, and its values on archived articles that it did not learn from."""

    view: View
    held_out: Floats
    examples: int
    grounded: float
    """How far the archive can tell what the theme is, from 0 (it mentions no phrase, and nothing is kept yet) to 1."""


def teach(theme: Theme, material: Material, space: Space, patterns: Sequence[Pattern], features: Features) -> Taught:
    """Return the plain sum of the standardised views; the phrases' voice falls as examples come."""
    count, positives = material.archive, len(material.examples)
    archive = features.rows(np.arange(count))
    patterns = agreed(theme, space, patterns, archive, material.languages)
    query = {pattern.label: pattern.weight for pattern in patterns if pattern.weight > 0}
    query |= {theme.title: TITLE_VOICE, theme.description: DESCRIPTION_VOICE}
    phrases = phrase_view(space, patterns, archive)
    alone = phrases.scaled(*scale_of(phrases.of(archive), USUAL_PHRASES)).scaled(LONE_VOICE)
    if count < LEAST_ARCHIVE:
        return Taught(alone, alone.of(archive), positives, 0.0)
    company = company_view(space, patterns, space.query(query, material.languages))
    spoken = phrases.scaled(*scale_of(phrases.of(archive), USUAL_PHRASES)).plus(
        company.scaled(*scale_of(company.of(archive), USUAL_COMPANY))
    )
    spoken = spoken.scaled(*scale_of(spoken.of(archive), USUAL_SPOKEN))
    held_out = spoken.of(archive)
    met = _met(theme, patterns, archive)
    voice = 1.0 / (1.0 + positives / PHRASES_HALVED)
    alike = spellings(space.vocabulary, space.telling == 0.0)
    taught = lesson(
        archive,
        features.rows(material.examples),
        features.rows(material.rejects),
        held_out,
        material.share,
        alike,
    )
    learnt, unseen = _learnt(taught, archive)
    view, unseen = learnt.plus(spoken, voice), unseen + voice * held_out
    grounded = 1.0 - voice**2 / (1.0 + met)
    trust = grounded * (1.0 - voice**2 * YOUNG / (count + YOUNG))
    mixed = trust * unseen + (1 - trust) * alone.of(archive)
    return Taught(view.scaled(trust).plus(alone, 1 - trust), mixed, positives, grounded)


def _met(theme: Theme, patterns: Sequence[Pattern], archive: Features) -> int:
    """Return how many archived articles mention a phrase of the theme; words of its title count where it has none."""
    own = {phrase.text for phrase in theme.phrases}
    counted = [number for number, one in enumerate(patterns) if one.weight > 0 and (not own or one.label in own)]
    return int((np.asarray(archive.mentioned[:, counted].sum(axis=1)) > 0).sum())


def _learnt(material: Lesson, archive: Features) -> tuple[View, Floats]:
    """Return what is learnt from examples, standardised, and its values on archived articles not learnt from.

    To stand for articles to come, each archived article is judged by views that
    did not learn from it: the archive is parted in `FOLDS`.
    """
    count = archive.placed.shape[0]
    part_of = np.arange(count) % FOLDS
    view, unseen = View(np.zeros(0), np.zeros(0), np.zeros(0), 0.0), np.zeros(count)
    for make, usual, voice in ((learnt_view, USUAL_LEARNT, 1.0), (relevance_view, USUAL_RELEVANCE, RELEVANCE_VOICE)):
        values = np.zeros(count)
        for part in range(FOLDS):
            held = np.flatnonzero(part_of == part)
            values[held] = make(material, np.flatnonzero(part_of != part)).of(archive)[held]
        factor, shift = scale_of(values, usual)
        one = make(material, np.arange(count)).scaled(factor, shift)
        view = one.scaled(voice) if not len(view.words) else view.plus(one, voice)
        unseen += voice * (values * factor + shift)
    factor, shift = scale_of(unseen, USUAL_TAUGHT)
    return view.scaled(factor, shift), unseen * factor + shift


def agreed(
    theme: Theme, space: Space, patterns: Sequence[Pattern], archive: Features, languages: Sequence[str]
) -> list[Pattern]:
    """Return the phrases with less weight where their company is not that of the others.

    A phrase agrees with the rest as far as archived articles that mention it
    lie near the rest among the meanings. A wrong or ambiguous phrase ("rust"
    among iron and paint) so loses its voice; one whose weight the editor set keeps it.
    """
    places = np.array([space.query({pattern.label: 1.0}, languages) @ space.meanings for pattern in patterns])
    own = space.query({theme.title: TITLE_VOICE, theme.description: DESCRIPTION_VOICE}, languages) @ space.meanings
    if len(patterns) < 2 or not archive.mentioned.nnz:
        return list(patterns)
    others = places.sum(axis=0) + own - places
    others /= np.maximum(np.linalg.norm(others, axis=1, keepdims=True), 1e-9)
    near = archive.placed @ others.T
    near = (near - near.mean(axis=0)) / np.maximum(near.std(axis=0), 1e-9)
    mentioned = (archive.mentioned > 0).toarray()
    agreement = (near * mentioned).sum(axis=0) / (mentioned.sum(axis=0) + SILENT_ARTICLES)
    met = mentioned.any(axis=0)
    enough = max(ENOUGH_AGREEMENT * float(np.median(agreement[met])), LEAST_WEIGHT)
    kept = np.where(met, np.clip(agreement / enough, LEAST_WEIGHT, 1.0), 1.0)
    return [
        pattern if pattern.weight != 1.0 else replace(pattern, weight=float(share))
        for pattern, share in zip(patterns, kept, strict=True)
    ]
