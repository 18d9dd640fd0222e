"""One sample journal in two languages and three looks."""

from __future__ import annotations

from pathlib import Path

import pytest

from curator.publish.folder import publish
from tests.once import Once
from tests.render.factory import config, paper

NAMES = ("en-press", "fr-press", "en-quiet", "en-river")


@pytest.fixture(scope="session")
def sites(once: Once) -> dict[str, Path]:
    """Sample journals by "<language>-<look>"."""

    def print_all(folder: Path) -> None:
        for name in NAMES:
            language, look = name.split("-")
            publish(paper(settings=config(folder, language, look=look)), folder / name)

    home = once("journals", print_all)
    return {name: home / name for name in NAMES}
