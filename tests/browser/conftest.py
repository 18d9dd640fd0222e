"""One sample journal in two languages and three looks."""

from __future__ import annotations

from pathlib import Path

import pytest

from curator.publish.folder import publish
from tests.render.factory import config, paper


@pytest.fixture(scope="session")
def sites(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Sample journals by "<language>-<look>"."""
    folder = tmp_path_factory.mktemp("journals")
    made = {}
    for name in ("en-press", "fr-press", "en-quiet", "en-river"):
        language, look = name.split("-")
        publish(paper(settings=config(folder, language, look=look)), folder / name)
        made[name] = folder / name
    return made
