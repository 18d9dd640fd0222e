"""Take the pictures of the documentation anew: `python -m tests.browser.pictures [FOLDER]`, docs/pictures by default.

Each page kind and look of the sample journal, at 1280 and 390 pixels, by day and the front page by night; and what
`curator demo` builds, which the README shows.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from io import BytesIO
from pathlib import Path
from typing import Any

from PIL import Image

from curator.publish.folder import publish
from tests.conftest import ARGUMENTS, chromium
from tests.render.factory import config, paper

MORNING = "2026-11-22T07:30:00+00:00"
KINDS = {
    "front": "index.html",
    "story": "2026/11/22/river-let-in/index.html",
    "section": "rain/index.html",
    "week": "2026/w47/index.html",
    "archive": "archive/index.html",
    "search": "search/index.html?q=flood",
    "sources": "sources/index.html",
    "about": "about/index.html",
}


def main(target: Path) -> int:
    """Write the pictures and return the exit code."""
    found = chromium()
    if found is None:
        print("no Chromium: apt install chromium, or set CURATOR_CHROMIUM", file=sys.stderr)
        return 1
    from playwright.sync_api import sync_playwright

    target.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as player:
        browser = player.chromium.launch(executable_path=found, args=ARGUMENTS)
        for look in ("press", "quiet", "river"):
            site = Path(folder) / look
            publish(paper(settings=config(Path(folder), look=look)), site)
            for kind, page in KINDS.items() if look == "press" else [("front", KINDS["front"])]:
                for width in (1280, 390):
                    _take(browser, f"file://{site}/{page}", target / f"{look}-{kind}-{width}.png", width, "light")
            _take(browser, f"file://{site}/index.html", target / f"{look}-front-1280-dark.png", 1280, "dark")
        for width in (1280, 390):
            _take(browser, f"file://{_demo(Path(folder))}", target / f"demo-{width}.png", width, "light")
        browser.close()
    return 0


def _demo(folder: Path) -> Path:
    """Build the demo once, as a newcomer does, and return its front page."""
    page = folder / "demo/site/index.html"
    if not page.exists():
        command = [sys.executable, "-m", "curator", "demo", str(folder / "demo"), "--no-open", "--as-of", MORNING]
        subprocess.run(command, check=True, capture_output=True)
    return page


def _take(browser: Any, address: str, file: Path, width: int, scheme: str) -> None:
    context = browser.new_context(
        viewport={"width": width, "height": 1600 if width > 1000 else 1400}, color_scheme=scheme
    )
    page = context.new_page()
    page.goto(address)
    page.wait_for_timeout(300)
    with Image.open(BytesIO(page.screenshot())) as taken:
        # 128 colours are as many as a page needs, in a third of the size.
        taken.convert("RGB").quantize(128, dither=Image.Dither.NONE).save(file, optimize=True)
    context.close()


if __name__ == "__main__":
    raise SystemExit(main(Path(sys.argv[1] if len(sys.argv) > 1 else "docs/pictures")))
