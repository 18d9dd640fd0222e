"""Learning: a theme, the archive and the marks become a judge. A pure function: to be cached, to be forgotten."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from threadpoolctl import threadpool_limits

from curator.classify import calibration
from curator.classify.judge import Judge, SectionPatterns
from curator.classify.phrases import Pattern, compile_phrase
from curator.classify.reading import CHARACTERS, Floats, Pages, Passage, Vocabulary, passage_of, pruned, read
from curator.classify.space import Space, build, spellings
from curator.classify.views import (
    Features,
    Lesson,
    Usual,
    View,
    company_view,
    learnt_view,
    lesson,
    measure,
    phrase_view,
    scale_of,
)
from curator.model import Article, Theme, short_hash
from curator.plain import canonical_json
from curator.text import fold, stopwords, words

VERSION = 1
"""Raised when the same input would make another judge."""
ARCHIVE_CHARACTERS = 5_000_000
"""Learnt from at most this much text: keeps learning within two seconds."""
ARTICLE_CHARACTERS = 1_500
"""Of one archived article, once all of them would be too much."""
PHRASES_HALVED = 10.0
"""Examples that halve the voice of the phrases."""
TITLE_VOICE, DESCRIPTION_VOICE = 1.0, 0.5
"""Weight of the theme's title and description beside its phrases."""
USUAL_PHRASES = Usual(0.6, 1.6)
USUAL_COMPANY = Usual(0.03, 0.12)
USUAL_SPOKEN = Usual(0.0, 1.6)
USUAL_LEARNT = Usual(-1.5, 0.8)
FOLDS = 2
"""Parts of the archive that are judged by what was learnt on the others."""
LEAST_ARCHIVE = 20
"""Articles below which there is nothing to learn a contrast from."""
FEW = 500
"""Passages up to which all of each text is read."""
ASKED_A_DAY = 5
WORK_OF_AN_ARTICLE = 60
"""Characters that an article costs beside its text."""


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


@dataclass(frozen=True, slots=True)
class Material:
    """What is learnt from, as passages: the unlabelled archive, then examples, then rejects."""

    archive: list[Passage]
    examples: list[Passage]
    rejects: list[Passage]
    days: float
    """How many days' worth of articles the archive is."""
    languages: tuple[str, ...]


def gather(theme: Theme, background: Sequence[Article], labelled: Sequence[tuple[Article, bool]]) -> Material:
    """Return the passages to learn from; the theme's examples are texts, or addresses in the background."""
    main = theme.languages[0] if theme.languages else ""
    marked = {article.id: (article, kept) for article, kept in labelled}
    by_address = {article.address: article for article in background}
    texts: dict[bool, list[Passage]] = {True: [], False: []}
    for kept, given in ((True, theme.examples), (False, theme.counter_examples)):
        for example in given:
            if example in by_address:
                marked.setdefault(by_address[example].id, (by_address[example], kept))
            elif not example.startswith(("http://", "https://")):
                texts[kept].append(Passage("", example, main))
    rest = _sample([article for article in background if article.id not in marked])
    for article, kept in marked.values():
        texts[kept].append(passage_of(article, main))
    archive = [passage_of(article, main) for article in rest]
    used = Counter(passage.language for passage in (*archive, *texts[True]))
    languages = tuple(dict.fromkeys((*theme.languages, *(language for language, _ in used.most_common(6)))))
    days = len(rest) / _per_day(background) if background else 1.0
    return Material(archive, texts[True], texts[False], days, languages or ("",))


def _per_day(background: Sequence[Article]) -> float:
    """Return how many articles come a day: those of the newest week, for feeds may show years at first sight."""
    newest = max(article.published for article in background)
    ages = [(newest - article.published).total_seconds() / 86_400 for article in background]
    recent = [age for age in ages if age <= 7]
    return len(recent) / max(1.0, *recent)


def _sample(articles: list[Article]) -> list[Article]:
    """Return the articles, or as many of them, evenly drawn by the hash of their ids, as there is time for."""
    cost = [
        min(len(article.title) + len(article.text), ARTICLE_CHARACTERS) + WORK_OF_AN_ARTICLE for article in articles
    ]
    if sum(cost) <= ARCHIVE_CHARACTERS:
        return articles
    left = ARCHIVE_CHARACTERS
    chosen = set()
    for number in sorted(range(len(articles)), key=lambda number: short_hash(articles[number].id)):
        left -= cost[number]
        if left < 0:
            break
        chosen.add(number)
    return [article for number, article in enumerate(articles) if number in chosen]


def learn(
    theme: Theme,
    background: Sequence[Article],
    labelled: Sequence[tuple[Article, bool]] = (),
    shown: Sequence[tuple[float, bool]] = (),
) -> Judge:
    """Return the judge of a theme.

    `background` is the unlabelled stream so far; `labelled` the articles that
    the editor kept (True) or dropped (False); `shown` the probability at which
    each article was shown and whether it was kept, in any order.
    """
    # These matrices are small: threads would spend more on waiting for each other than they save.
    with threadpool_limits(1):
        return _learn(theme, gather(theme, background, labelled), shown)


def _learn(theme: Theme, material: Material, shown: Sequence[tuple[float, bool]]) -> Judge:
    space, pages = _space(theme, material)
    patterns = _patterns(theme, material, space.vocabulary)
    features = measure(space, patterns, pages)
    taught = _teach(theme, material, space, patterns, features)
    view, logits = _calibrated(theme, material, taught, shown)
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
    )


def _space(theme: Theme, material: Material) -> tuple[Space, Pages]:
    """Return the space of all that is known, and its passages in the order archive, examples, rejects."""
    vocabulary = Vocabulary({}, growing=True)
    phrases = [phrase.text for phrase in theme.phrases] + [text for part in theme.sections for text in part.phrases]
    own = " . ".join((theme.title, theme.description, *phrases, *theme.excluded))
    for language in material.languages:
        read([Passage("", own, language)], vocabulary, len(own))
    reserved = len(vocabulary.numbers)
    everything = [*material.archive, *material.examples, *material.rejects]
    characters = CHARACTERS if len(everything) <= FEW else ARTICLE_CHARACTERS
    pages = read(everything, vocabulary, characters)
    vocabulary, pages = pruned(vocabulary, pages, reserved, len(material.archive))
    return build(pages, vocabulary, material.languages, len(material.archive)), pages


def _patterns(theme: Theme, material: Material, vocabulary: Vocabulary) -> tuple[Pattern, ...]:
    given = [compile_phrase(phrase.text, phrase.weight, material.languages, vocabulary) for phrase in theme.phrases]
    if not theme.phrases:
        idle = stopwords(material.languages[0])
        told = dict.fromkeys(word for word in words(f"{theme.title} {theme.description}") if fold(word) not in idle)
        given = [compile_phrase(word, 0.5, material.languages, vocabulary) for word in told]
    return tuple(pattern for pattern in given if pattern.runs)


def _sections(theme: Theme, material: Material, space: Space) -> tuple[SectionPatterns, ...]:
    made = []
    for section in theme.sections:
        patterns = tuple(compile_phrase(text, 1.0, material.languages, space.vocabulary) for text in section.phrases)
        place = space.query({" ".join(section.phrases): 1.0}, material.languages) @ space.meanings
        made.append(SectionPatterns(section.name, patterns, place / (np.linalg.norm(place) or 1.0)))
    return tuple(made)


@dataclass(frozen=True, slots=True)
class Taught:
    """The standardised view of a theme, and its values on archived articles that it did not learn from."""

    view: View
    held_out: Floats
    examples: int


def _teach(theme: Theme, material: Material, space: Space, patterns: tuple[Pattern, ...], features: Features) -> Taught:
    """Return the plain sum of the standardised views; the phrases' voice falls as examples come."""
    count, positives = len(material.archive), len(material.examples)
    archive = features.rows(0, count)
    query = {phrase.text: phrase.weight for phrase in theme.phrases if phrase.weight > 0}
    query |= {theme.title: TITLE_VOICE, theme.description: DESCRIPTION_VOICE}
    phrases = phrase_view(space, patterns, archive)
    company = company_view(space, patterns, space.query(query, material.languages))
    spoken = phrases.scaled(*scale_of(phrases.of(archive), USUAL_PHRASES)).plus(
        company.scaled(*scale_of(company.of(archive), USUAL_COMPANY))
    )
    spoken = spoken.scaled(*scale_of(spoken.of(archive), USUAL_SPOKEN))
    held_out = spoken.of(archive)
    voice = 1.0 / (1.0 + positives / PHRASES_HALVED)
    if count < LEAST_ARCHIVE:
        return Taught(spoken.scaled(1.0 + voice), held_out * (1.0 + voice), positives)
    alike = spellings(space.vocabulary, space.telling == 0.0)
    taught = lesson(
        archive,
        features.rows(count, count + positives),
        features.rows(count + positives, len(features.spans)),
        held_out,
        alike,
    )
    learnt = learnt_view(taught, np.arange(count), np.arange(positives), len(patterns))
    unseen = _cross_fitted(taught, archive, positives, len(patterns))
    factor, shift = scale_of(unseen, USUAL_LEARNT)
    view = learnt.scaled(factor, shift).plus(spoken, voice)
    return Taught(view, unseen * factor + shift + voice * held_out, positives)


def _cross_fitted(material: Lesson, archive: Features, positives: int, phrases: int) -> Floats:
    """Return the learnt view's values on archived articles, each by a view that did not learn from it."""
    count = archive.placed.shape[0]
    values = np.zeros(count)
    part_of = np.arange(count) % FOLDS
    for part in range(FOLDS):
        kept, held = np.flatnonzero(part_of != part), np.flatnonzero(part_of == part)
        view = learnt_view(material, kept, np.arange(positives), phrases)
        values[held] = view.of(archive)[held]
    return values


def _calibrated(
    theme: Theme, material: Material, taught: Taught, shown: Sequence[tuple[float, bool]]
) -> tuple[View, Floats]:
    """Return the view in log-odds, and the log-odds of the archive."""
    steepness, level = calibration.shipped(taught.examples, taught.held_out)
    view = taught.view.scaled(steepness, level)
    logits = taught.held_out * steepness + level
    if theme.per_day is not None and len(logits):
        shift = calibration.shift_for_rate(logits, theme.per_day * material.days)
        view, logits = view.scaled(1.0, shift), logits + shift
    slope, shift = calibration.platt(shown)
    return view.scaled(slope, shift), logits * slope + shift
