"""Vectors kept between runs: a text is encoded once, however often it is judged."""

from __future__ import annotations

import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from curator.model import short_hash
from curator.ports import Encoder

MOST = 30_000
"""Vectors kept; those not asked for longest go first."""


class Shelf:
    """An encoder's vectors, by what was encoded, in one file beside the store; lost, they are made again."""

    def __init__(self, encoder: Encoder, folder: Path) -> None:
        """Take the encoder and the folder for its file."""
        self.encoder = encoder
        self._file = folder / f"vectors-{short_hash(encoder.name)}.npz"
        self._keys, self._rows = self._load()

    def vectors(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        """Return the vectors of texts, shape (len(texts), dimensions); what is new is encoded and kept."""
        wanted = {short_hash(text): text for text in texts}
        places = {key: number for number, key in enumerate(self._keys)}
        missing = [key for key in wanted if key not in places]
        if missing:
            made = np.asarray(self.encoder.encode([wanted[key] for key in missing]), dtype=np.float32)
            rows = np.concatenate((self._rows, made)) if len(self._keys) else made
            self._keep([*self._keys, *missing], rows, wanted)
            places = {key: number for number, key in enumerate(self._keys)}
        found = [places[short_hash(text)] for text in texts]
        return np.asarray(self._rows[found]) if found else np.empty((0, 0), dtype=np.float32)

    def _keep(self, keys: list[str], rows: Any, asked: dict[str, str]) -> None:
        order = sorted(range(len(keys)), key=lambda number: keys[number] in asked)[-MOST:]  # stable: new ones last
        self._keys = [keys[number] for number in order]
        self._rows = rows[order].astype(np.float16).astype(np.float32)  # as they are read back
        self._file.parent.mkdir(parents=True, exist_ok=True)
        draft = self._file.with_suffix(".new")
        with draft.open("wb") as stream:
            np.savez(stream, keys=np.array(self._keys), rows=self._rows.astype(np.float16))
        draft.replace(self._file)

    def _load(self) -> tuple[list[str], npt.NDArray[np.float32]]:
        try:
            with self._file.open("rb") as stream, np.load(stream, allow_pickle=False) as kept:
                return [str(key) for key in kept["keys"]], kept["rows"].astype(np.float32)
        except (OSError, ValueError, KeyError, zipfile.BadZipFile):  # none yet, or of a broken write: made again
            return [], np.empty((0, 0), dtype=np.float32)
