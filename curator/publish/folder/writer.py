"""Writing the files of a tree that nobody sees yet, in this process and in others at once."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from curator.i18n import N_
from curator.publish.folder.trees import FolderError


@dataclass(frozen=True, slots=True)
class Writer:
    """Writes into one tree what the live one has not; a `render.Put` that can be handed to another process."""

    root: str
    live: str
    """The tree that readers see; "" where there is none."""
    _folders: set[str] = field(default_factory=set)
    """Those that stand, as far as this process knows."""

    def __call__(self, path: str, body: bytes) -> bool:
        """Write a file, unless the live tree has the same; return whether it was written."""
        if self.has(path, body):
            return False
        file = f"{self.root}/{inside(path)}"
        folder = file.rpartition("/")[0]
        if folder not in self._folders:
            os.makedirs(folder, exist_ok=True)  # noqa: PTH103 - a third of the time of Path's own
            self._folders.add(folder)
        _write(file, body)
        return True

    def has(self, path: str, body: bytes) -> bool:
        """Return whether readers have this very file."""
        return bool(self.live) and _same(Path(self.live) / inside(path), body)


def inside(path: str) -> PurePosixPath:
    """Return the path if it stays within the tree; a path comes from titles and files the editor wrote."""
    pure = PurePosixPath(path)
    if pure.is_absolute() or ".." in pure.parts or not pure.parts:
        raise FolderError(N_("leads out of the site."), about=repr(path))
    return pure


def _same(file: Path, body: bytes) -> bool:
    try:
        return file.stat().st_size == len(body) and file.read_bytes() == body
    except (FileNotFoundError, NotADirectoryError):
        return False


def _write(file: str, body: bytes) -> None:
    """Write a file anew: its name may be a hard link into the other tree, or what a killed process left."""
    new = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC
    try:
        handle = os.open(file, new, 0o666)
    except FileExistsError:
        Path(file).unlink()
        handle = os.open(file, new, 0o666)
    try:
        left = memoryview(body)
        while left:
            left = left[os.write(handle, left) :]
    finally:
        os.close(handle)
