"""Real servers on loopback, each started once; one that is not here skips loudly."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.real.bluesky.server import Bluesky, missing
from tests.real.snac.server import Snac, program
from tests.real.wordpress.server import WordPress
from tests.real.wordpress.server import missing as without_wordpress


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


@pytest.fixture(scope="session")
def wordpress(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WordPress]:
    if lacking := without_wordpress():
        pytest.skip(f"NO WORDPRESS: {lacking}; editions put on a blog stay unchecked")
    server = WordPress(tmp_path_factory.mktemp("wordpress"))
    yield server
    server.stop()
