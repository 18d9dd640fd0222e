"""Phrases of a theme found in articles: whole words, inflected forms too, weighed by BM25F."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import sparse

from curator.classify.reading import Floats, Ints, Pages, Vocabulary
from curator.text import words

SATURATION = 1.2
"""k1 of BM25: how soon more mentions stop counting."""
LENGTH_SHARE = 0.5
"""b of BM25: how much a long text dilutes a mention."""
TITLE_WEIGHT = 3.0
"""Mentions in the body that one in the title is worth."""

UNSEEN, MENTIONED = 50.0, 1.0
"""Articles that an archive is taken to have before the first, and those of them that mention a phrase."""


@dataclass(frozen=True, slots=True)
class Pattern:
    """A phrase as runs of word numbers, one run for each language that inflects it in its own way."""

    label: str
    weight: float
    runs: tuple[tuple[int, ...], ...]
    length: int
    """Words in a run."""


def compile_phrase(text: str, weight: float, languages: Sequence[str], vocabulary: Vocabulary) -> Pattern:
    """Return the phrase's runs in each of the languages; words new to a growing vocabulary are added to it."""
    surfaces = words(text)
    runs = {tuple(map(vocabulary.number_of(language), surfaces)): None for language in languages}
    return Pattern(text, weight, tuple(run for run in runs if run and min(run) >= 0), len(surfaces))


def places(pattern: Pattern, pages: Pages) -> Ints:
    """Return where in `pages.ids` the pattern begins, ascending."""
    found = [_places_of_run(run, pages.ids) for run in pattern.runs]
    if not found:
        return np.empty(0, dtype=np.int64)
    return found[0] if len(found) == 1 else np.unique(np.concatenate(found))


def each_once(patterns: Sequence[Pattern], found: Sequence[Ints], pages: Pages) -> tuple[Ints, ...]:
    """Return the places of each pattern without those that another has: the longer, or the one named first.

    "South Africa" is no "Africa", too, and where both have one stem "African" is no other word than "Africa".
    """
    taken = np.zeros(len(pages.ids), dtype=np.bool_)
    kept = list(found)
    for number in sorted(range(len(patterns)), key=lambda number: -patterns[number].length):
        kept[number] = at = found[number][~taken[found[number]]]
        for offset in range(patterns[number].length):
            taken[at + offset] = True
    return tuple(kept)


def _places_of_run(run: tuple[int, ...], ids: Ints) -> Ints:
    candidates = np.flatnonzero(ids[: len(ids) - len(run) + 1] == run[0])
    for offset, number in enumerate(run[1:], start=1):
        candidates = candidates[ids[candidates + offset] == number]
    return candidates


def mentions(found: Sequence[Ints], pages: Pages) -> sparse.csr_array:
    """Return weighted mentions, shape (passages, patterns): one in a title counts `TITLE_WEIGHT`, in a text 1.

    `found` holds the places of each pattern.
    """
    columns = np.repeat(np.arange(len(found)), [len(at) for at in found])
    at = np.concatenate(found) if found else np.empty(0, dtype=np.int64)
    values = np.where(pages.in_title[at], TITLE_WEIGHT, 1.0)
    return sparse.csr_array((values, (pages.owners[at], columns)), shape=(pages.count, len(found)))


def saturated(counts: sparse.csr_array, lengths: Floats, mean_length: float) -> sparse.csr_array:
    """Return BM25's tf part of each mention count, in [0, 1): tf / (tf + k1 · (1 − b + b · length / mean))."""
    norm = SATURATION * (1 - LENGTH_SHARE + LENGTH_SHARE * lengths / max(mean_length, 1.0))
    result = counts.copy()
    per_entry = np.repeat(norm, np.diff(result.indptr))
    result.data = result.data / (result.data + per_entry)
    return result


def rarity(counts: sparse.csr_array) -> Floats:
    """Return BM25's idf of each phrase over an archive, log(1 + (N − n + ½) / (n + ½)).

    `UNSEEN` articles, `MENTIONED` of them with the phrase, are added, so that a
    handful of articles does not make every phrase common.
    """
    present = np.bincount(counts.indices, minlength=counts.shape[1]).astype(float) + MENTIONED
    return np.asarray(np.log1p((counts.shape[0] + UNSEEN - present + 0.5) / (present + 0.5)))
