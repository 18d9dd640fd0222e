"""`kill -9` before and after every step of a run, then a run that goes on."""

from __future__ import annotations

import multiprocessing
import shutil
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from curator.model import DeliveryState
from curator.store import open_store
from tests.send.killed import READERS, main
from tests.send.server import FaultyServer


@pytest.fixture(scope="module")
def server() -> Iterator[FaultyServer]:
    with FaultyServer() as running:
        yield running


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("empty") / "store.sqlite"
    open_store(path).close()
    return path


def killed(path: Path, port: int, step: int, side: str) -> int | None:
    """Run in a child that ends itself; return how it ended."""
    children = multiprocessing.get_context("forkserver")
    children.set_forkserver_preload(["tests.send.killed"])
    child = children.Process(target=main, args=(path, port, step, side))
    child.start()
    child.join()
    return child.exitcode


def test_kill_at_every_step(empty: Path, server: FaultyServer, tmp_path: Path) -> None:
    steps = main(Path(shutil.copy(empty, tmp_path / "whole.sqlite")), server.port)
    assert steps >= 3 + 3 * len(READERS)
    uncertain = 0
    for step in range(1, steps + 1):
        for side in ("before", "after"):
            folder = tmp_path / f"{step}-{side}"
            folder.mkdir()
            path = folder / "store.sqlite"
            shutil.copy(empty, path)
            server.messages.clear()
            assert killed(path, server.port, step, side) == -signal.SIGKILL, (step, side)
            main(path, server.port)
            with open_store(path) as store:
                state = {one.recipient: one.state for one in store.outbox.deliveries()}
            assert len(state) == len(READERS), (step, side)
            for one in READERS:
                told, many = state[one.id], server.counts[one.address]
                assert many <= 1, (step, side)
                assert told in ({DeliveryState.SENT} if many else set()) | {DeliveryState.UNCERTAIN}, (step, side)
            uncertain += list(state.values()).count(DeliveryState.UNCERTAIN)
    # The one letter between its beginning and its answer: after begin, around the wire, before the answer is noted.
    assert uncertain == 4 * len(READERS)
