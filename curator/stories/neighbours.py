"""Pairs of articles that may tell one story, found without comparing all with all."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

from curator.stories.evidence import RESERVE, Evidence
from curator.stories.terms import Terms

BLOCK = 1024
COMMON = 0.1
"""A term that a larger share of the articles holds leads to no neighbours."""


def neighbours(terms: Terms, evidence: Evidence, least: float) -> Iterator[tuple[int, int]]:
    """Yield the pairs (i < j) of articles whose evidence ratio may reach `least`."""
    import numpy as np

    matrix, against = _matrix(terms, evidence)
    transposed = matrix.T.tocsr()
    for start in range(0, matrix.shape[0], BLOCK):
        block = (matrix[start : start + BLOCK] @ transposed).tocoo()
        rows = block.row + start
        ratio = block.data / (against[rows] + against[block.col] + RESERVE)
        near = (rows < block.col) & (ratio >= least)
        yield from zip(np.asarray(rows[near]).tolist(), block.col[near].tolist(), strict=True)


def _matrix(terms: Terms, evidence: Evidence) -> tuple[Any, Any]:
    """Return a sparse matrix whose rows' products are what speaks for a pair, and what each article holds against."""
    import numpy as np
    from scipy.sparse import csr_matrix

    common = max(20.0, COMMON * len(terms.of))
    columns: list[int] = []
    values: list[float] = []
    ends = [0]
    against = np.zeros(len(terms.of))
    for place, own in enumerate(terms.of):
        for term in own:
            alone = -evidence.factor(term, (1, 1), (1, 0))
            against[place] += alone
            both = evidence.factor(term, (1, 1), (1, 1)) if 1 < terms.count[term] <= common else 0.0
            if both > 0.0:
                columns.append(term)
                values.append(math.sqrt(both))
        ends.append(len(columns))
    return csr_matrix((values, columns, ends), shape=(len(terms.of), len(terms.count))), against
