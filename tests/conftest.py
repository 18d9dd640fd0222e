"""Where and in what order tests run; one Chromium and one demo journal for all. A missing part skips loudly."""

from __future__ import annotations

import gc
import os
import shutil
import signal
import subprocess
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.demo import built, curator, journal
from tests.once import once

HERE = Path(__file__).parent
MODULES = HERE / "browser/node_modules"
__all__ = ["built", "curator", "journal", "once"]
SLOW = ("real", "browser")
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-sync"]

MEMORY = Path("/dev/shm")
ROOM = 3 << 30
"""Bytes that a whole run may leave behind where it failed."""


def pytest_configure(config: pytest.Config) -> None:
    """Keep the tests' folders in memory: half of a run on a disk is waiting for fsync.

    What is proved holds as well there: a program that is killed leaves what it wrote to the kernel, wherever.
    PYTEST_DEBUG_TEMPROOT=/tmp puts them on the disk.
    """
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        # In the background of a shell Ctrl-C is ignored, and by whatever is started there, too.
        signal.signal(signal.SIGINT, signal.default_int_handler)
    if os.access(MEMORY, os.W_OK | os.X_OK) and shutil.disk_usage(MEMORY).free > ROOM:
        os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(MEMORY))


def pytest_collection_finish() -> None:
    """Spare the garbage collector what is there for the whole run: it takes a tenth of the time otherwise."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int | None:
    """Run one more than there are cores: some always wait for a server or a browser."""
    return None if "PYTEST_XDIST_AUTO_NUM_WORKERS" in os.environ else len(os.sched_getaffinity(0)) + 1


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what waits for servers and browsers, so that no core is idle at the end for one long file."""
    items.sort(key=lambda item: next((n for n, mark in enumerate(SLOW) if item.get_closest_marker(mark)), len(SLOW)))


CHROMIUMS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
"""The first that is there is taken: without its own windows it costs a quarter less."""


def chromium() -> str | None:
    """Return the browser: $CURATOR_CHROMIUM, else Debian's."""
    return os.environ.get("CURATOR_CHROMIUM") or next(filter(None, map(shutil.which, CHROMIUMS)), None)


def rest(page: Any) -> None:
    """Wait until `page`, whose requests `watch` counts, has loaded and asks for nothing more."""
    page.wait_for_load_state()
    page.evaluate("document.fonts.ready.then(() => true)")
    page.wait_for_timeout(30)
    while page.under_way:
        page.wait_for_timeout(10)


def watch(page: Any) -> Any:
    """Return `page` with what it has asked for and not got in `under_way`; Playwright's own idleness takes 500 ms."""
    page.under_way = set()
    page.on("request", lambda asked: page.under_way.add(asked))
    for over in ("requestfinished", "requestfailed"):
        page.on(over, lambda asked: page.under_way.discard(asked))
    return page


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
def vnu() -> Callable[[Iterable[Path]], str]:
    """Return what tells the errors in files of HTML."""
    file = MODULES / "vnu-jar" / "build" / "dist" / "vnu.jar"
    if not file.is_file() or shutil.which("java") is None:
        pytest.skip("NO VALIDATOR: npm --prefix tests/browser install --no-package-lock, and a Java runtime")
    # For a second's work, compiling lightly and on one thread takes half as much of the machine.
    java = ["java", "-Xss4m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-jar", str(file)]

    def errors(files: Iterable[Path]) -> str:
        command = [*java, "--errors-only", "--stdout", *map(str, files)]
        run = subprocess.run(command, capture_output=True, text=True, check=False)
        assert run.stdout or run.returncode == 0, run.stderr
        return run.stdout.strip()

    return errors
