"""One Chromium for all tests, and the checkers that run in it; a missing part skips loudly."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).parent
MODULES = HERE / "browser/node_modules"
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-sync"]


def chromium() -> str | None:
    """Return the browser: $CURATOR_CHROMIUM, else Debian's."""
    return os.environ.get("CURATOR_CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    found = chromium()
    if found is None:
        pytest.skip("NO BROWSER: install Chromium (apt install chromium) or set CURATOR_CHROMIUM; pages stay unchecked")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as player:
        opened = player.chromium.launch(executable_path=found, args=ARGUMENTS)
        yield opened
        opened.close()


@pytest.fixture(scope="session")
def axe() -> str:
    file = MODULES / "axe-core" / "axe.min.js"
    if not file.is_file():
        pytest.skip("NO AXE: npm --prefix tests/browser install --no-package-lock; accessibility stays unchecked")
    return file.read_text("utf-8")


@pytest.fixture(scope="session")
def vnu() -> Path:
    file = MODULES / "vnu-jar" / "build" / "dist" / "vnu.jar"
    if not file.is_file() or shutil.which("java") is None:
        pytest.skip("NO VALIDATOR: npm --prefix tests/browser install --no-package-lock, and a Java runtime")
    return file
