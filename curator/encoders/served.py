"""Vectors from a server that speaks OpenAI's `/v1/embeddings`: Ollama, llama.cpp, vLLM, or a paid one."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import numpy as np

from curator.errors import CuratorError
from curator.i18n import N_
from curator.ports import Request, Web

BATCH = 64


class Unserved(CuratorError):
    """The encoder's server gave no vectors."""


class ServedVectors:
    """`ports.Encoder` on another machine; the texts leave for it, and for nobody else."""

    def __init__(self, web: Web, address: str, model: str, token: str = "") -> None:
        """Take the way there, the address up to and with `/v1`, the model's name, and a token if one is asked."""
        self.name = f"{model}@{address}"
        self._web = web
        self._address = f"{address.rstrip('/')}/embeddings"
        self._model = model
        self._headers = {"Content-Type": "application/json"}
        if token:
            self._headers["Authorization"] = f"Bearer {token}"

    def encode(self, texts: Sequence[str]) -> Any:
        """Return an array of shape (len(texts), dimensions), rows of length 1. Raises `Unserved`."""
        parts = [self._encode(texts[start : start + BATCH]) for start in range(0, len(texts), BATCH)]
        return np.concatenate(parts) if parts else np.empty((0, 0), dtype=np.float32)

    def _encode(self, texts: Sequence[str]) -> Any:
        body = json.dumps({"model": self._model, "input": list(texts)}).encode()
        request = Request(self._address, method="POST", body=body, headers=self._headers)
        response = next(iter(self._web.fetch([request])))
        try:
            rows = sorted(json.loads(response.body)["data"], key=lambda row: int(row["index"]))
            vectors = np.array([row["embedding"] for row in rows], dtype=np.float32)
        except (ValueError, TypeError, KeyError) as error:
            why = response.detail or f"status {response.status}"
            raise Unserved(N_("no vectors came: {why}.", why=why), about=self._address) from error
        if vectors.shape[:1] != (len(texts),) or vectors.ndim != 2 or not np.isfinite(vectors).all():
            raise Unserved(N_("the vectors that came are not those asked for."), about=self._address)
        return vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9)
