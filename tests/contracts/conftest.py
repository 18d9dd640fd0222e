"""The stores that the contracts are held to; another implementation adds a line."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from curator.store import open_store
from curator.store.opening import Store


@pytest.fixture(params=["in memory", "on disk"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    with open_store(":memory:" if request.param == "in memory" else tmp_path / "curator.sqlite") as opened:
        yield opened
