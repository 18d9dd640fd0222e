"""The user's own files, changed by the desk: every change is remembered and can be taken back."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from curator.config import SOURCES_FILE
from curator.desk.history import content
from curator.desk.visit import Visit


def change(visit: Visit, file: Path, label: str, act: Callable[[Path], object]) -> None:
    """Let `act` change `file` and remember how it was, under what the change is called."""
    with visit.room.turn:
        before = content(file)
        act(file)
        visit.room.history.note(file, before, label, visit.now)
    visit.forget_config()


def sources_file(visit: Visit) -> Path:
    """Return the list of sources."""
    return visit.room.folder / SOURCES_FILE


def theme_file(visit: Visit, name: str) -> Path:
    """Return the file of a theme that is there."""
    return visit.config.paths.themes / f"{name}.toml"
