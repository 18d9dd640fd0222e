"""The demo's journal, built once and copied for each test, and its command line."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from curator.cli import main
from tests.once import Once

MORNING = "2026-11-22T07:30:00+00:00"


@dataclass(frozen=True)
class Run:
    """What one command did."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """What it printed, read as JSON."""
        return json.loads(self.out)


Curator = Callable[..., Run]


@pytest.fixture
def curator(capfd: pytest.CaptureFixture[str]) -> Curator:
    """Run a command as the shell would, in this process."""

    def run(*arguments: str | Path) -> Run:
        capfd.readouterr()
        code = main([str(argument) for argument in arguments])
        out, err = capfd.readouterr()
        return Run(code, out, err)

    return run


@pytest.fixture(scope="session")
def built(once: Once) -> Path:
    """The demo's journal; not to be changed."""

    def build(folder: Path) -> None:
        assert main(["--quiet", "demo", str(folder / "journal"), "--no-open", "--as-of", MORNING]) == 0

    return once("demo", build) / "journal"


@pytest.fixture
def journal(built: Path, tmp_path: Path) -> Path:
    """A copy of the demo's journal, to do anything with."""
    folder = tmp_path / "journal"
    shutil.copytree(built, folder, symlinks=True)
    return folder
