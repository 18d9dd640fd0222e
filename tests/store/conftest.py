"""A store on the disk."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from curator.store import open_store
from curator.store.opening import Store


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "data" / "curator.sqlite"


@pytest.fixture
def store(path: Path) -> Iterator[Store]:
    with open_store(path, busy_seconds=0.2) as opened:
        yield opened
