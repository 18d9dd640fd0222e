"""`kill -9` before and after every file of a deploy: no page stands before what it needs, and the next run mends it."""

from __future__ import annotations

import multiprocessing
import re
import shutil
from pathlib import Path

from tests.deploy.killed import main
from tests.deploy.test_hosts import seen, site

OLD = {
    "index.html": "old <a href='2026/1/index.html'>1</a>",
    "2026/1/index.html": "day one <link href='../../assets/a.css'>",
    "assets/a.css": "p { color: black }",
    "over/index.html": "goes <link href='../assets/a.css'>",
}
NEW = {
    "index.html": "new <a href='2026/1/index.html'>1</a> <a href='2026/2/index.html'>2</a>",
    "2026/1/index.html": OLD["2026/1/index.html"],
    "2026/2/index.html": "day two <link href='../../assets/b.css'>",
    "assets/a.css": OLD["assets/a.css"],
    "assets/b.css": "p { color: red }",
}


def dangling(folder: Path) -> list[str]:
    """Return what pages lead to and is not there."""
    return [
        f"{page}: {link}"
        for page in folder.rglob("*.html")
        for link in re.findall(r"href='([^']+)'", page.read_text())
        if not (page.parent / link).resolve().is_file()
    ]


def test_at_every_step_readers_have_whole_pages_and_the_next_run_mends_it(tmp_path: Path) -> None:
    site(tmp_path / "old", OLD)
    site(tmp_path / "new", NEW)
    main(tmp_path / "template", tmp_path / "old", 0, "")
    steps = main(tmp_path / "whole", tmp_path / "new", 0, "")
    shutil.copytree(tmp_path / "template", tmp_path / "count")
    steps = main(tmp_path / "count", tmp_path / "new", 0, "")
    assert steps >= 5
    for step in range(1, steps + 1):
        for side in ("before", "after"):
            there = tmp_path / f"{step}-{side}"
            shutil.copytree(tmp_path / "template", there)
            child = multiprocessing.get_context("forkserver").Process(
                target=main, args=(there, tmp_path / "new", step, side)
            )
            child.start()
            child.join(60)
            assert child.exitcode == -9
            assert dangling(there) == []
            assert (there / "index.html").read_text() in (OLD["index.html"], NEW["index.html"])
            main(there, tmp_path / "new", 0, "")
            assert seen(there) == NEW, (step, side)
