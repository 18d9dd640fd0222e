"""A small journal's whole output, compared file by file.

    REFRESH_GOLDEN=1 python -m pytest tests/golden

writes it anew; the difference is then read in review like any other.
"""

from __future__ import annotations

import os
import re
import shutil
from pathlib import Path

import pytest

from curator.render import Rendering
from tests.render.factory import config, edition, paper, sample_edition

HERE = Path(__file__).parent
KEPT = (".html", ".atom", ".json", ".opml", ".xml", ".txt")
VERSION = re.compile(r"\?v=[0-9a-f]{8}")
"""Changes with every style sheet, and says nothing here."""


def printed(language: str, look: str) -> dict[str, str]:
    picks = sample_edition().picks
    small = edition((picks[0], picks[1], picks[4], picks[-1]), opening="One **loud** fact.")
    made = paper((small,), config(language=language, look=look, base_url="https://confluence.example"))
    return {
        path: VERSION.sub("?v=00000000", body.decode())
        for path, body in Rendering(made)
        if path.endswith(KEPT) and not path.startswith("assets/")
    }


@pytest.mark.parametrize(("language", "look"), [("en", "press"), ("fr", "press"), ("en", "river")])
def test_the_site_is_what_it_was(language: str, look: str) -> None:
    folder = HERE / f"{language}-{look}"
    found = printed(language, look)
    if os.environ.get("REFRESH_GOLDEN"):
        shutil.rmtree(folder, ignore_errors=True)
        for path, text in found.items():
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_text(text, "utf-8")
    expected = {
        file.relative_to(folder).as_posix(): file.read_text("utf-8") for file in folder.rglob("*") if file.is_file()
    }
    assert sorted(found) == sorted(expected)
    for path, text in found.items():
        assert text == expected[path], f"{path} differs; REFRESH_GOLDEN=1 writes it anew"
