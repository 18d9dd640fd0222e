"""Real servers on loopback, each started once; one that is not here skips loudly."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.real.bluesky.server import Bluesky, missing
from tests.real.snac.server import Snac, program


@pytest.fixture(scope="session")
def bluesky(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bluesky]:
    if lacking := missing():
        pytest.skip(f"NO BLUESKY SERVER: {lacking}; what is posted and read there stays unchecked")
    server = Bluesky(tmp_path_factory.mktemp("bluesky"))
    yield server
    server.stop()


@pytest.fixture(scope="session")
def snac(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Snac]:
    if program() is None:
        pytest.skip("NO FEDIVERSE SERVER: tests/real/snac/get.sh; what is posted and read there stays unchecked")
    server = Snac(tmp_path_factory.mktemp("snac"))
    yield server
    server.stop()
