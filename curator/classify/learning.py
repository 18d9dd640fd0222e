"""Learning: a theme, the archive and the marks become a judge. A pure function: to be cached, to be forgotten."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import numpy as np
from threadpoolctl import threadpool_limits

from curator.classify import calibration
from curator.classify.judge import Judge, SectionPatterns
from curator.classify.material import Material, gather
from curator.classify.phrases import Pattern, compile_phrase
from curator.classify.reading import Floats, Pages, Passage, Vocabulary, pruned, read
from curator.classify.space import Space, build
from curator.classify.teaching import Taught, teach
from curator.classify.views import View, measure
from curator.model import Article, Theme
from curator.plain import canonical_json
from curator.text import fold, stopwords, words

VERSION = 9
"""Raised when the same input would make another judge."""
ASKED_A_DAY = 5
SENTENCE_WEIGHT = 0.3
"""Weight of a word of the theme's title or description as a phrase, where there are few phrases."""
FEW_PHRASES = 6


def fingerprint(
    theme: Theme,
    background: Sequence[Article],
    labelled: Sequence[tuple[Article, bool]] = (),
    shown: Sequence[tuple[float, bool]] = (),
    encoder: str = "",
) -> str:
    """Return a hash that is equal exactly when `learn` would return an equal judge."""
    digest = hashlib.sha256(f"{VERSION} {encoder} {canonical_json(theme)}".encode())
    for article in background:
        digest.update(f"\n{article.id}".encode())
    for article, kept in labelled:
        digest.update(f"\n{article.id} {kept} {len(article.text)}".encode())
    for score, kept in shown:
        digest.update(f"\n{score:.6f} {kept}".encode())
    return digest.hexdigest()


def learn(
    theme: Theme,
    background: Sequence[Article],
    labelled: Sequence[tuple[Article, bool]] = (),
    shown: Sequence[tuple[float, bool]] = (),
) -> Judge:
    """Return the judge of a theme.

    `background` is the unlabelled stream so far; `labelled` the articles that
    the editor kept (True) or dropped (False); `shown` what was said of articles
    before they were marked (`Verdict.plain`) and whether they were kept, in any order.
    """
    # These matrices are small: threads would spend more on waiting for each other than they save.
    with threadpool_limits(1):
        return _learn(theme, gather(theme, background, labelled), shown)


def _learn(theme: Theme, material: Material, shown: Sequence[tuple[float, bool]]) -> Judge:
    space, patterns, taught = taught_on(theme, material)
    view, logits = _calibrated(theme, material, taught)
    slope, shift = calibration.platt(shown)
    view, logits = view.scaled(slope, shift), logits * slope + shift
    chances = calibration.chance(logits)
    threshold = theme.threshold
    if threshold is None:
        threshold = calibration.threshold_for(chances)
    return Judge(
        theme=theme,
        space=space,
        patterns=patterns,
        excluded=tuple(compile_phrase(text, 1.0, material.languages, space.vocabulary) for text in theme.excluded),
        sections=_sections(theme, material, space),
        view=view,
        by_meaning=np.asarray(space.meanings @ view.meanings, dtype=np.float64),
        threshold=threshold,
        ask_from=calibration.ask_from(chances, threshold, ASKED_A_DAY * material.days),
        share=material.share,
        correction=(slope, shift),
    )


def taught_on(theme: Theme, material: Material) -> tuple[Space, tuple[Pattern, ...], Taught]:
    """Return the space of the material, the theme's phrases in it, and what was learnt, before it is a probability."""
    space, pages = _space(theme, material)
    patterns = _patterns(theme, material, space.vocabulary)
    return space, patterns, teach(theme, material, space, patterns, measure(space, patterns, pages))


def _space(theme: Theme, material: Material) -> tuple[Space, Pages]:
    """Return the space of the background, and the pages of all passages."""
    vocabulary = Vocabulary({}, growing=True)
    phrases = [phrase.text for phrase in theme.phrases] + [text for part in theme.sections for text in part.phrases]
    own = " . ".join((theme.title, theme.description, *phrases, *theme.excluded))
    for language in material.languages:
        read([Passage("", own, language)], vocabulary, len(own))
    reserved = len(vocabulary.numbers)
    pages = read(material.passages, vocabulary, material.characters)
    vocabulary, pages = pruned(vocabulary, pages, reserved, material.archive)
    return build(pages, vocabulary, material.languages, material.background), pages


def _patterns(theme: Theme, material: Material, vocabulary: Vocabulary) -> tuple[Pattern, ...]:
    given = [compile_phrase(phrase.text, phrase.weight, material.languages, vocabulary) for phrase in theme.phrases]
    if len(theme.phrases) < FEW_PHRASES:
        idle = stopwords(material.languages[0])
        said = {fold(word) for phrase in theme.phrases for word in words(phrase.text)}
        told = {
            fold(word): word for word in words(f"{theme.title} {theme.description}") if fold(word) not in idle | said
        }
        given += [
            compile_phrase(word, SENTENCE_WEIGHT, material.languages, vocabulary)
            for word in told.values()
            if len(word) > 1
        ]
    return tuple(pattern for pattern in given if pattern.runs)


def _sections(theme: Theme, material: Material, space: Space) -> tuple[SectionPatterns, ...]:
    made = []
    for section in theme.sections:
        patterns = tuple(compile_phrase(text, 1.0, material.languages, space.vocabulary) for text in section.phrases)
        place = space.query({" ".join(section.phrases): 1.0}, material.languages) @ space.meanings
        made.append(SectionPatterns(section.name, patterns, place / (np.linalg.norm(place) or 1.0)))
    return tuple(made)


def _calibrated(theme: Theme, material: Material, taught: Taught) -> tuple[View, Floats]:
    """Return the view in log-odds, and the log-odds of the archive."""
    kept = material.kept
    steepness, level = calibration.shipped(taught.examples, taught.held_out, kept)
    view = taught.view.scaled(steepness, level)
    logits = taught.held_out * steepness + level
    if material.expected is not None and len(logits):
        shift = taught.grounded * calibration.shift_for_hint(logits, material.expected, kept)
        view, logits = view.scaled(1.0, shift), logits + shift
    return view, logits
