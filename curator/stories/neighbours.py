"""Pairs of articles that may tell one story, found without comparing all with all."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

from curator.stories.evidence import Evidence, reserve
from curator.stories.terms import Terms

BLOCK = 1024
FOREIGN_ROOTS = 3
"""Words that articles in two languages have to share, at least: one name or one number is chance."""
COMMON = 0.1
"""A term that a larger share of the articles holds leads to no neighbours."""


def neighbours(terms: Terms, evidence: Evidence, least: float) -> Iterator[tuple[int, int, float]]:
    """Yield the pairs (i < j) of articles whose evidence ratio is `least` or more, with the ratio."""
    import numpy as np

    shared, spared, against, able = _matrices(terms, evidence)
    lengths = np.array([len(own) for own in terms.of])
    language = np.array(terms.language)
    for start in range(0, len(against), BLOCK):
        pro = (shared[start : start + BLOCK] @ shared.T).sorted_indices()
        # One pattern of terms, no zeros: both products fill the same places.
        back = (spared[start : start + BLOCK] @ spared.T).sorted_indices()
        rows = start + np.repeat(np.arange(pro.shape[0]), np.diff(pro.indptr))
        columns = pro.indices
        contra = against[rows, language[columns]] + against[columns, language[rows]] - back.data
        comparable = np.minimum(able[rows, language[columns]], able[columns, language[rows]])
        doubt = reserve(np.minimum(lengths[rows], lengths[columns]), comparable)
        ratio = pro.data / (contra.clip(min=0.0) + doubt)
        near = (rows < columns) & (ratio >= least)
        for one, other, value in zip(rows[near].tolist(), columns[near].tolist(), ratio[near].tolist(), strict=True):
            if terms.language[one] == terms.language[other] or _roots_shared(terms, one, other) >= FOREIGN_ROOTS:
                yield one, other, value


def _roots_shared(terms: Terms, one: int, other: int) -> int:
    return len({terms.root[term] for term in terms.of[one]} & {terms.root[term] for term in terms.of[other]})


def _matrices(terms: Terms, evidence: Evidence) -> tuple[Any, Any, Any, Any]:
    """Return two sparse matrices and a dense one, a row an article.

    The products of the first's rows are what speaks for a pair, those of the
    second's what their shared terms no longer speak against; the dense one holds
    what all terms of each article speak against a stranger in each language.
    """
    import numpy as np
    from scipy.sparse import csr_matrix

    common = max(20.0, COMMON * len(terms.of))
    columns: list[int] = []
    pro: list[float] = []
    spared: list[float] = []
    ends = [0]
    against = np.zeros((len(terms.of), len(terms.languages)))
    every = np.arange(len(terms.languages))
    able = np.zeros((len(terms.of), len(terms.languages)))
    bits = {spoken: every[[spoken >> place & 1 == 1 for place in every]] for spoken in set(terms.spoken)}
    for place, own in enumerate(terms.of):
        for term in own:
            alone = -evidence.factor(term, 1, 1, 1, 0)
            against[place, bits[terms.spoken[term]]] += alone
            able[place, bits[terms.spoken[term]]] += 1.0 / len(own)
            both = evidence.factor(term, 1, 1, 1, 1) if 1 < terms.count[term] <= common else 0.0
            if both > 0.0:
                columns.append(term)
                pro.append(math.sqrt(both))
                spared.append(math.sqrt(2.0 * max(1e-9, alone)))
        ends.append(len(columns))
    shape = (len(terms.of), len(terms.count))
    matrices = (csr_matrix((values, columns, ends), shape=shape) for values in (pro, spared))
    return (*matrices, against, able)
