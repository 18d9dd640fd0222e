"""The site's folder: old or new, never half; and no more written than changed."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from dataclasses import replace
from datetime import timedelta
from functools import cache
from pathlib import Path

import pytest

from curator.config.settings import Config
from curator.errors import TemplateError
from curator.model import Edition
from curator.publish.folder import FolderError, Trees, publish
from curator.render import Paper, Rendering
from tests.render.factory import SUNDAY, config, small_edition
from tests.render.factory import paper as paper_of


def editions(count: int) -> tuple[Edition, ...]:
    """Return the first `count` of ten small editions, the last of them Sunday's."""
    return tuple(small_edition(SUNDAY - timedelta(days=9 - place), place + 1, 2) for place in range(count))


def paper(made: tuple[Edition, ...] | None = None, settings: Config | None = None) -> Paper:
    return paper_of(editions(10) if made is None else made, settings)


def tree(folder: Path) -> dict[str, bytes]:
    return {file.relative_to(folder).as_posix(): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


@cache
def printed(count: int) -> dict[str, bytes]:
    """Return the files of a whole print of the first `count` editions."""
    return dict(Rendering(paper(editions(count))))


def test_the_folder_holds_what_was_printed(tmp_path: Path) -> None:
    done = publish(paper(), tmp_path / "site")
    assert tree(tmp_path / "site") == printed(10)
    assert done.written == done.files == done.printed
    assert done.removed == 0


def test_a_build_without_a_change_writes_no_file_and_turns_no_link(tmp_path: Path) -> None:
    site = tmp_path / "site"
    publish(paper(), site)
    before = {file: file.stat().st_mtime_ns for file in (tmp_path / ".site").rglob("*")}
    done = publish(paper(), site)
    assert (done.written, done.removed, done.printed) == (0, 0, 0)
    assert {file: file.stat().st_mtime_ns for file in (tmp_path / ".site").rglob("*")} == before


def test_build_after_build_the_folder_equals_a_full_one(tmp_path: Path) -> None:
    site = tmp_path / "site"
    for count in (5, 6, 7, 10, 9, 10):
        publish(paper(editions(count)), site)
        assert tree(site) == printed(count)


def test_what_was_worked_out_of_old_editions_is_kept_for_the_next_build_and_no_longer(tmp_path: Path) -> None:
    site, sheets = tmp_path / "site", tmp_path / ".site" / "sheets"
    publish(paper(editions(9)), site)
    kept = {file.name for file in sheets.iterdir()}
    assert len(kept) == 18  # for each edition what lists show of it, and its words
    publish(paper(editions(10)), site)
    assert kept < {file.name for file in sheets.iterdir()}
    publish(paper(editions(8)), site)
    assert len(list(sheets.iterdir())) == 16


def test_what_is_gone_is_removed_with_its_empty_folders(tmp_path: Path) -> None:
    site = tmp_path / "site"
    publish(paper(), site)
    publish(paper(editions(9)), site)
    assert not (site / "2026/11/22").exists()
    publish(paper(editions(8)), site)
    assert tree(site) == printed(8)


def test_readers_keep_the_old_site_when_a_template_is_broken(tmp_path: Path) -> None:
    site = tmp_path / "site"
    publish(paper(settings=config(tmp_path)), site)
    before = tree(site)
    own = tmp_path / "templates" / "site" / "colophon.html"
    own.parent.mkdir(parents=True)
    own.write_text("{{ nothing }}")
    with pytest.raises(TemplateError):
        publish(paper(settings=config(tmp_path)), site)
    assert tree(site) == before
    own.write_text("anew")
    publish(paper(settings=config(tmp_path)), site)
    assert tree(site) == dict(Rendering(paper(settings=config(tmp_path))))


KILLED = """
import io, os, signal, sys
from pathlib import Path
from curator.publish import folder
from tests.publish.test_folder import editions, paper
left = int(sys.argv[2])
def counted(name, module=os):
    real = getattr(module, name)
    def call(*args, **more):
        global left
        left -= 1
        if left < 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return real(*args, **more)
    return call
io.open = counted("open", io)
for name in ("open", "link", "unlink", "rename", "replace", "mkdir", "rmdir", "symlink"):
    setattr(os, name, counted(name))
folder.publish(paper(editions(9)), Path(sys.argv[1]))
"""


@pytest.fixture(scope="module")
def twice_built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a site of eight editions that was one of seven; not to be changed."""
    folder = tmp_path_factory.mktemp("twice")
    publish(paper(editions(7)), folder / "site")
    publish(paper(editions(8)), folder / "site")
    return folder


@pytest.mark.parametrize("calls", [0, 3, 12, 60, 110, 130])
def test_a_kill_at_any_step_leaves_one_whole_site_and_the_next_build_finishes(
    twice_built: Path, tmp_path: Path, calls: int
) -> None:
    site = tmp_path / "site"
    shutil.copytree(twice_built, tmp_path, symlinks=True, dirs_exist_ok=True)
    old, new = printed(8), printed(9)
    run = subprocess.run(
        [sys.executable, "-c", KILLED, str(site), str(calls)], cwd=Path(__file__).parents[2], check=False
    )
    assert run.returncode in (0, -signal.SIGKILL)
    seen = tree(site)
    assert seen in (old, new)
    publish(paper(editions(9)), site)
    assert tree(site) == new
    publish(paper(editions(10)), site)
    assert tree(site) == printed(10)


def test_a_folder_that_is_not_ours_is_left_alone(tmp_path: Path) -> None:
    site = tmp_path / "site"
    site.mkdir()
    (site / "mine.txt").write_text("precious")
    with pytest.raises(FolderError, match="not a folder that curator made"):
        publish(paper(), site)
    assert (site / "mine.txt").read_text() == "precious"


def test_an_empty_folder_gives_way(tmp_path: Path) -> None:
    (tmp_path / "site").mkdir()
    publish(paper(), tmp_path / "site")
    assert (tmp_path / "site" / "index.html").is_file()


def test_the_whole_journal_can_be_moved(tmp_path: Path) -> None:
    (tmp_path / "one").mkdir()
    publish(paper(editions(8)), tmp_path / "one" / "site")
    (tmp_path / "one").rename(tmp_path / "two")
    publish(paper(editions(9)), tmp_path / "two" / "site")
    assert tree(tmp_path / "two" / "site") == printed(9)


@pytest.mark.parametrize("damage", ["record", "tree", "sheets", "other"])
def test_damage_beside_the_site_is_made_good(tmp_path: Path, damage: str) -> None:
    site = tmp_path / "site"
    publish(paper(editions(8)), site)
    publish(paper(editions(9)), site)
    trees = Trees(site)
    live = trees.live()
    other = "b" if live == "a" else "a"
    if damage == "record":
        (trees.home / f"{live}.json").write_text("{")
    elif damage == "tree":
        shutil.rmtree(trees.tree(live))
    elif damage == "sheets":
        for file in (trees.home / "sheets").iterdir():
            file.write_bytes(b'{"slug"')
    else:
        shutil.rmtree(trees.tree(other))
    publish(paper(editions(10)), site)
    assert tree(site) == printed(10)


def test_fresh_prints_all_again_and_writes_what_differs(tmp_path: Path) -> None:
    site = tmp_path / "site"
    publish(paper(), site)
    (site / "index.html").write_text("spoilt by hand")
    done = publish(paper(), site, fresh=True)
    assert done.printed == done.files
    assert done.written == 1
    assert tree(site) == printed(10)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_cannot_be_written_is_told_in_one_line(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(FolderError, match="Permission denied"):
        publish(paper(), tmp_path / "site")


def test_a_changed_approval_is_a_changed_edition(tmp_path: Path) -> None:
    site = tmp_path / "site"
    publish(paper(), site)
    anew = replace(editions(10)[-1], opening="A new opening.", approved_hash="another")
    done = publish(paper((*editions(9), anew)), site)
    assert 0 < done.written < done.files / 3
    assert "A new opening." in (site / "index.html").read_text()
