"""A store that may have forgotten what it sent asks before it sends."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from curator.errors import Restored
from curator.model import Delivery, DeliveryState
from curator.outbox import claim, settle
from curator.ports import Answer
from curator.store import open_store
from curator.store.opening import Store
from curator.store.witness import Witness
from tests.outbox.test_states import NOW


def witness(store: Store, folder: Path) -> Witness:
    return Witness(store.outbox, store.database.path, store.installation, folder / "state")


def send(store: Store, recipient: str) -> None:
    (entered,) = store.outbox.enter([Delivery("letter", "w", "weekly", recipient)])
    claimed = claim(entered, NOW)
    store.outbox.change([(entered, claimed)])
    store.outbox.change([(claimed, settle(claimed, Answer(DeliveryState.SENT), NOW))])


@pytest.fixture
def sender(tmp_path: Path) -> Path:
    """A store that sent one letter."""
    path = tmp_path / "one.sqlite"
    with open_store(path) as store:
        witness(store, tmp_path).ask()
        send(store, "a")
        witness(store, tmp_path).note()
    return path


def test_the_store_that_sent_goes_on_sending(sender: Path, tmp_path: Path) -> None:
    with open_store(sender) as store:
        witness(store, tmp_path).ask()


def test_a_first_run_that_was_killed_goes_on(tmp_path: Path) -> None:
    with open_store(tmp_path / "one.sqlite") as store:
        witness(store, tmp_path).ask()
        send(store, "a")
    with open_store(tmp_path / "one.sqlite") as store:
        witness(store, tmp_path).ask()


def test_a_copy_that_knows_of_no_delivery_may_send(tmp_path: Path) -> None:
    with open_store(tmp_path / "one.sqlite") as store:
        witness(store, tmp_path).ask()
    shutil.copy(tmp_path / "one.sqlite", tmp_path / "copy.sqlite")
    with open_store(tmp_path / "copy.sqlite") as copy:
        witness(copy, tmp_path).ask()


def test_a_copy_of_the_file_asks_once(sender: Path, tmp_path: Path) -> None:
    shutil.copy(sender, tmp_path / "copy.sqlite")
    with open_store(tmp_path / "copy.sqlite") as copy:
        with pytest.raises(Restored, match="moved or copied"):
            witness(copy, tmp_path).ask()
        witness(copy, tmp_path).adopt()
        witness(copy, tmp_path).ask()


def test_a_restored_export_asks(sender: Path, tmp_path: Path) -> None:
    with open_store(sender) as store, open_store(tmp_path / "new.sqlite") as restored:
        restored.load(store.dump())
        with pytest.raises(Restored, match="export"):
            witness(restored, tmp_path).ask()


def test_a_store_that_was_set_back_asks(sender: Path, tmp_path: Path) -> None:
    backup = tmp_path / "backup"
    shutil.copy(sender, backup)
    with open_store(sender) as store:
        send(store, "b")
        witness(store, tmp_path).note()
    shutil.copy(backup, sender)
    with open_store(sender) as store, pytest.raises(Restored, match="forgotten 1"):
        witness(store, tmp_path).ask()
