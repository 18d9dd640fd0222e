"""Static vectors: a table of words distilled from a model, thousands of texts a second."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from model2vec import StaticModel

from curator.errors import CuratorError
from curator.i18n import N_


class StaticVectors:
    """`ports.Encoder` on the package model2vec."""

    def __init__(self, folder: str) -> None:
        """Load a model from a folder; raises `CuratorError` where there is none. Nothing is ever downloaded."""
        place = Path(folder).expanduser()
        if not folder or not place.is_dir():
            raise CuratorError(
                N_("this is no folder of a model."), about=folder, remedy=N_('[encoder] model = "/path/to/it"')
            )
        self.name = f"model2vec:{place.name}"
        self._model: Any = StaticModel.from_pretrained(str(place))

    def encode(self, texts: Sequence[str]) -> Any:
        """Return an array of shape (len(texts), dimensions), rows of length 1 (zeros where no word is known)."""
        vectors = np.asarray(self._model.encode(list(texts)), dtype=np.float32)
        return vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9)
