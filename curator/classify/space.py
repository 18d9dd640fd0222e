"""The user's own archive as a space: how much each word tells, which words keep company, which are spelt alike."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import sparse

from curator.classify.phrases import TITLE_WEIGHT
from curator.classify.reading import BREAK, Floats, Pages, Vocabulary
from curator.text import stem, stopwords, words

MEANINGS = 150
"""Dimensions of the latent space."""
GRAMS = (3, 4, 5)
"""Lengths of the letter groups that words are compared by."""
USUAL_LENGTH = 300.0
"""Words in an article, before any is known."""

Singles = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Space:
    """Weights of words learnt on an archive; all arrays are indexed by word number."""

    vocabulary: Vocabulary
    telling: Floats
    """Inverse document frequency, 0 for words that say nothing of a text's matter."""
    meanings: Singles
    """Right singular vectors of the archive, shape (words, dimensions): latent semantic analysis."""
    mean_length: float
    """Words in an article of the archive."""

    def weigh(self, pages: Pages) -> sparse.csr_array:
        """Return tf-idf rows of length 1, shape (passages, words): (1 + log tf) · idf, a title's words ×3."""
        known = pages.ids >= 0
        shape = (pages.count, len(self.telling))
        values = np.where(pages.in_title[known], TITLE_WEIGHT, 1.0)
        counts = sparse.csr_array((values, (pages.owners[known], pages.ids[known])), shape=shape)
        counts.data = (1 + np.log(counts.data)) * self.telling[counts.indices]
        counts.eliminate_zeros()
        return unit_rows(counts)

    def place(self, weighed: sparse.csr_array) -> tuple[Floats, Floats]:
        """Return where the rows lie among the meanings, of length 1, and how long they were before."""
        placed = np.asarray(weighed @ self.meanings, dtype=np.float64)
        lengths = np.sqrt((placed**2).sum(axis=1))
        lengths[lengths == 0] = 1.0
        return placed / lengths[:, None], lengths

    def query(self, texts: Mapping[str, float], languages: Sequence[str]) -> Floats:
        """Return the tf-idf of weighted texts together, length free; each word is read in each of the languages."""
        found = np.zeros(len(self.telling))
        for text, weight in texts.items():
            numbers = {n for language in languages for n in map(self.vocabulary.number_of(language), words(text))}
            chosen = [number for number in numbers if number >= 0]
            found[chosen] += weight
        return found * self.telling


def unit_rows(rows: sparse.csr_array) -> sparse.csr_array:
    """Return the rows scaled to length 1; empty rows stay empty."""
    lengths = np.sqrt(np.asarray(rows.multiply(rows).sum(axis=1)).ravel())
    lengths[lengths == 0] = 1.0
    scaled = rows.copy()
    scaled.data = scaled.data / np.repeat(lengths, np.diff(rows.indptr))
    return scaled


def lengths(pages: Pages) -> Floats:
    """Return how many words each passage has."""
    return np.bincount(pages.owners[pages.ids != BREAK], minlength=pages.count).astype(float)


def idle_words(vocabulary: Vocabulary, languages: tuple[str, ...]) -> npt.NDArray[np.bool_]:
    """Return which words say nothing of a text's matter: stop words of the languages, single letters."""
    idle = {key for language in languages for word in stopwords(language) for key in (word, stem(word, language))}
    return np.fromiter(
        (key in idle or (len(key) == 1 and key.isalpha() and key.isascii()) for key in vocabulary.numbers),
        dtype=np.bool_,
        count=len(vocabulary.numbers),
    )


def build(pages: Pages, vocabulary: Vocabulary, languages: tuple[str, ...], background: int) -> Space:
    """Return the space learnt from the first `background` passages; the same pages always make the same space."""
    size = len(vocabulary.numbers)
    known = (pages.ids >= 0) & (pages.owners < background)
    pairs = np.unique(pages.owners[known] * size + pages.ids[known])
    articles = np.bincount(pairs % size, minlength=size)
    telling = np.log((background + 1) / (articles + 1)) + 1
    telling[idle_words(vocabulary, languages)] = 0.0
    mean_length = float(lengths(pages).mean()) if pages.count else USUAL_LENGTH
    space = Space(vocabulary, telling, np.zeros((size, 1), dtype=np.float32), mean_length)
    return replace(space, meanings=_meanings(space.weigh(pages)[:background]))


def _meanings(weighed: sparse.csr_array) -> Singles:
    """Return the leading right singular vectors, over the words that at least two articles share."""
    from sklearn.utils.extmath import randomized_svd

    shared = np.flatnonzero(np.bincount(weighed.indices, minlength=weighed.shape[1]) >= 2)
    count = min(MEANINGS, weighed.shape[0] // 3, len(shared) // 3)
    found = np.zeros((weighed.shape[1], max(count, 1)), dtype=np.float32)
    if count < 2:
        return found
    _, _, rows = randomized_svd(plain_indices(weighed[:, shared]), count, n_iter=3, random_state=0)
    found[shared] = rows.T
    return found


def plain_indices(matrix: sparse.csr_array) -> Any:
    """Return the matrix with 32-bit indices, which scikit-learn asks for."""
    made = sparse.csr_matrix(matrix)
    made.indices = made.indices.astype(np.int32)
    made.indptr = made.indptr.astype(np.int32)
    return made


def spellings(vocabulary: Vocabulary, idle: npt.NDArray[np.bool_]) -> sparse.csr_array:
    """Return each word's letter groups of `GRAMS`, weighed by rarity, rows of length 1, shape (words, groups)."""
    groups: defaultdict[str, int] = defaultdict(lambda: len(groups))
    counts: list[int] = []
    columns: list[int] = []
    for number, key in enumerate(vocabulary.numbers):
        bounded = f"<{key}>"
        # A dictionary, not a set: its order is the same in every process, and so are the groups' numbers.
        found = (
            {}
            if idle[number]
            else dict.fromkeys([bounded[i : i + n] for n in GRAMS for i in range(len(bounded) - n + 1)])
        )
        columns.extend(map(groups.__getitem__, found))
        counts.append(len(found))
    shape = (len(counts), max(len(groups), 1))
    starts = np.concatenate(([0], np.cumsum(counts, dtype=np.int64)))
    matrix = sparse.csr_array((np.ones(len(columns)), np.array(columns, dtype=np.int64), starts), shape=shape)
    words_with = np.bincount(matrix.indices, minlength=shape[1])
    matrix.data = np.log(shape[0] / (1.0 + words_with))[matrix.indices].clip(min=0.0)
    return unit_rows(matrix)[:, np.flatnonzero(words_with >= 2)]
