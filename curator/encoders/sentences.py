"""Any model of sentence-transformers that lies in a folder: as many languages as it knows, at the price of torch."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from sentence_transformers import SentenceTransformer

from curator.errors import CuratorError
from curator.i18n import N_


class SentenceModel:
    """`ports.Encoder` on the package sentence-transformers."""

    def __init__(self, folder: str) -> None:
        """Load a model from a folder; raises `CuratorError` where there is none. Nothing is ever downloaded."""
        place = Path(folder).expanduser()
        if not folder or not place.is_dir():
            raise CuratorError(
                N_("this is no folder of a model."), about=folder, remedy=N_('[encoder] model = "/path/to/it"')
            )
        self.name = f"sentence-transformers:{place.name}"
        self._model: Any = SentenceTransformer(str(place), local_files_only=True)

    def encode(self, texts: Sequence[str]) -> Any:
        """Return an array of shape (len(texts), dimensions), rows of length 1."""
        found = self._model.encode(list(texts), normalize_embeddings=True, show_progress_bar=False)
        return np.asarray(found, dtype=np.float32)
