"""The site's folder: a reader sees the old site or the new one, never half of either.

`site` is a symbolic link to one of two trees kept beside it, `.site/a` and
`.site/b`. A build brings the tree that nobody sees up to date and then turns
the link, which is one rename. Both trees stand, so that a build writes what
changed since the other tree was left, and not the whole archive; each tree's
record says what it holds. The record of a tree is taken away before the tree
is touched: a build that was killed leaves a tree without a record, and the next
one makes that tree anew from the one that is live.

(One rename of a folder cannot do this: it needs a full copy of the archive for
every build, or a moment without a site.)
"""

from __future__ import annotations

import errno
import gc
import os
import shutil
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from curator.errors import DiskFull
from curator.i18n import N_
from curator.ports import Workers
from curator.publish.folder.trees import FolderError, Record, SheetFolder, Trees
from curator.publish.folder.writer import Writer, inside
from curator.render import Manifest, Paper, Rendering

__all__ = ["FolderError", "Published", "Trees", "publish"]


@dataclass(frozen=True, slots=True)
class Published:
    """What one build did."""

    site: Path
    written: int
    """Files that are new or changed."""
    removed: int
    files: int
    """Files of the whole site."""
    printed: int
    """Files that were rendered, changed or not."""


def publish(paper: Paper, site: Path, *, fresh: bool = False, workers: Workers | None = None) -> Published:
    """Bring the site at `site` up to date with `paper` and show it in one step.

    `fresh` prints every page again; `workers` help where most of an archive is
    printed. Raises `TemplateError`, `FolderError` or
    `DiskFull`; then readers keep the site they have.
    """
    trees = Trees(site)
    with _told_plainly(site), _collector_paused():
        trees.check()
        trees.home.mkdir(parents=True, exist_ok=True)
        live = trees.live()
        known = trees.record(live) if live else None
        sheets = SheetFolder(trees.home / "sheets")
        build = Build(trees, live if known else "", known)
        before = known.manifest if known and not fresh else None
        rendering = Rendering(paper, before, sheets, workers, build.aside)
        for path, body in rendering:
            build.put(path, body)
        build.note(rendering.put_aside)
        removed = build.remove(rendering.removed if not fresh or known is None else _left(known, rendering))
        build.finish(rendering.manifest)
        sheets.keep_only(rendering.cached)
    return Published(site, len(build.changed), removed, len(rendering.manifest.files), build.printed)


def _left(known: Record, rendering: Rendering) -> tuple[str, ...]:
    return tuple(sorted(known.manifest.files - rendering.manifest.files))


class Build:
    """One build: the tree that nobody sees is touched only when the first change comes."""

    def __init__(self, trees: Trees, live: str, known: Record | None) -> None:
        """`live` is "" where there is no site yet, or none whose contents are known."""
        self.trees = trees
        self.live = live
        self.known = known
        self.target = "b" if (live or trees.live()) == "a" else "a"
        self.changed: list[str] = []
        self.gone: list[str] = []
        self.printed = 0
        self._open = False
        self._writer = Writer(str(trees.tree(self.target)), str(trees.tree(live)) if live else "")

    def put(self, path: str, body: bytes) -> None:
        """Write a file of the new site, unless the old one has the same."""
        self.printed += 1
        if self._writer.has(path, body):
            return
        self._prepare()
        self._writer(path, body)
        self.changed.append(path)

    def aside(self) -> Writer:
        """Return what other processes put files with; they are to be noted."""
        self._prepare()
        return self._writer

    def note(self, files: Mapping[str, bool]) -> None:
        """Take note of files that another process put: path → whether it was written."""
        self.printed += len(files)
        self.changed += [path for path, written in files.items() if written]

    def remove(self, paths: Iterable[str]) -> int:
        """Take files away that the new site does not have; return how many."""
        for path in paths:
            self._prepare()
            _drop(self.trees.tree(self.target), path)
            self.gone.append(path)
        return len(self.gone)

    def finish(self, manifest: Manifest) -> None:
        """Record what the tree holds and show it; a build without a change touches nothing that readers see."""
        if self._open or not self.live or self.known is None:
            self._prepare()
            serial = self.known.serial + 1 if self.known else 1
            self.trees.remember(self.target, Record(serial, tuple(self.changed), tuple(self.gone), manifest))
            self.trees.show(self.target)
        elif manifest != self.known.manifest:
            record = Record(self.known.serial, self.known.changed, self.known.removed, manifest)
            self.trees.remember(self.live, record)

    def _prepare(self) -> None:
        """Make the hidden tree equal to the live one: by the last build's changes, else by linking it all."""
        if self._open:
            return
        self._open = True
        target, theirs = self.trees.tree(self.target), self.trees.serial(self.target)
        self.trees.forget(self.target)
        if not self.live or self.known is None:
            shutil.rmtree(target, ignore_errors=True)
            target.mkdir(parents=True)
        elif theirs != self.known.serial - 1 or not target.is_dir():
            shutil.rmtree(target, ignore_errors=True)
            shutil.copytree(self.trees.tree(self.live), target, copy_function=_link)
        else:
            for path in self.known.removed:
                _drop(target, path)
            for path in self.known.changed:
                file = target / inside(path)
                file.parent.mkdir(parents=True, exist_ok=True)
                file.unlink(missing_ok=True)
                _link(self.trees.tree(self.live) / inside(path), file)


def _link(source: str | Path, target: str | Path) -> None:
    """Let both trees share a file; files are replaced and never written into. Copy where links are not to be had."""
    try:
        os.link(source, target)
    except OSError as fault:
        if fault.errno in (errno.ENOSPC, errno.EDQUOT):
            raise
        shutil.copyfile(source, target)


def _drop(tree: Path, path: str) -> None:
    file = tree / inside(path)
    file.unlink(missing_ok=True)
    for folder in file.parents:
        if folder == tree or not folder.is_dir() or any(folder.iterdir()):
            break
        folder.rmdir()


@contextmanager
def _collector_paused() -> Iterator[None]:
    """Pause the search for reference cycles: printing makes none, and looking takes a third of a build's time."""
    running = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if running:
            gc.enable()


@contextmanager
def _told_plainly(site: Path) -> Iterator[None]:
    """Turn what the operating system says into one line."""
    try:
        yield
    except OSError as fault:
        if fault.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
            raise DiskFull(
                about=str(site), remedy=N_("Make room and build again; the last good site stays.")
            ) from fault
        raise FolderError(f"{fault.strerror or fault}.", about=str(fault.filename or site)) from fault
