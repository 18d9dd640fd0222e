"""The two trees of a site, the records of what they hold, and the link that shows one of them."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from curator.errors import CuratorError
from curator.i18n import N_
from curator.model import short_hash
from curator.render import Manifest, dump_manifest, load_manifest

FORMAT = 2


class FolderError(CuratorError):
    """The site's folder cannot be written."""


@dataclass(frozen=True, slots=True)
class Record:
    """What a tree holds, and how it differs from the other one when that was one build older."""

    serial: int
    changed: tuple[str, ...]
    removed: tuple[str, ...]
    manifest: Manifest


class SheetFolder:
    """A `render.Cache` of files in one folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def get(self, key: str) -> bytes | None:
        """Return what was put under `key`."""
        try:
            return self._file(key).read_bytes()
        except FileNotFoundError:
            return None

    def put(self, key: str, value: bytes) -> None:
        """Keep `value`; a run that is killed leaves it whole or not at all."""
        self._folder.mkdir(parents=True, exist_ok=True)
        _write(self._file(key), value, through=False)

    def keep_only(self, keys: Iterable[str]) -> None:
        """Drop what belongs to none of the keys."""
        names = {self._file(key).name for key in keys}
        for file in self._folder.iterdir() if self._folder.is_dir() else ():
            if file.name not in names:
                file.unlink()

    def _file(self, key: str) -> Path:
        return self._folder / f"{key.split('.', 1)[0]}-{short_hash(key)}.json"


class Trees:
    """The two trees of a site and the link that shows one of them."""

    def __init__(self, site: Path) -> None:
        self.site = site
        self.home = site.parent / f".{site.name}"

    def live(self) -> str:
        """Return the name of the tree that readers see, "" where there is none."""
        if not self.site.is_symlink():
            return ""
        target = self.site.readlink()
        return target.name if target.parent.name == self.home.name and self.tree(target.name).is_dir() else ""

    def tree(self, name: str) -> Path:
        """Return the folder of a tree."""
        return self.home / name

    def record(self, name: str) -> Record | None:
        """Return the record of a tree; None where it was left unfinished or is of another format."""
        try:
            first, _, manifest = (self.home / f"{name}.json").read_bytes().partition(b"\n")
            told = _told(first)
            return Record(told["serial"], tuple(told["changed"]), tuple(told["removed"]), load_manifest(manifest))
        except (FileNotFoundError, ValueError):
            return None

    def serial(self, name: str) -> int | None:
        """Return the number of the build that a tree holds, without reading its manifest; None as for `record`."""
        try:
            with (self.home / f"{name}.json").open("rb") as file:
                return int(_told(file.readline())["serial"])
        except (FileNotFoundError, ValueError):
            return None

    def forget(self, name: str) -> None:
        """Take a tree's record away: from here on it is unfinished."""
        (self.home / f"{name}.json").unlink(missing_ok=True)

    def remember(self, name: str, record: Record) -> None:
        """Write a tree's record, one line, and its manifest, another: from here on it is whole."""
        told = {
            "format": FORMAT,
            "serial": record.serial,
            "changed": record.changed,
            "removed": record.removed,
        }
        first = json.dumps(told, ensure_ascii=False).encode()
        _write(self.home / f"{name}.json", first + b"\n" + dump_manifest(record.manifest))

    def show(self, name: str) -> None:
        """Turn the link: the one moment in which readers get the new site."""
        turned = self.home / "turned"
        turned.unlink(missing_ok=True)
        turned.symlink_to(Path(self.home.name) / name, target_is_directory=True)
        if self.site.is_dir() and not self.site.is_symlink() and not any(self.site.iterdir()):
            self.site.rmdir()
        turned.replace(self.site)

    def check(self) -> None:
        """Raise `FolderError` where something that is not ours stands in the site's place."""
        taken = self.site.exists() and not self.site.is_symlink()
        if taken and not (self.site.is_dir() and not any(self.site.iterdir())):
            raise FolderError(
                N_("is not a folder that curator made, and is left alone."),
                about=str(self.site),
                remedy=N_("Move it away, or choose another place: [paths] site."),
            )


def _told(first: bytes) -> dict[str, Any]:
    """Return what the first line of a record tells; raises `ValueError` for another format."""
    told: dict[str, Any] = json.loads(first)
    if told.get("format") != FORMAT:
        raise ValueError(told.get("format"))
    return told


def _write(file: Path, body: bytes, *, through: bool = True) -> None:
    """Write a file whole or not at all, `through` to the disk where losing it would matter."""
    unfinished = file.with_suffix(".part")
    with unfinished.open("wb") as handle:
        handle.write(body)
        if through:
            handle.flush()
            os.fsync(handle.fileno())
    unfinished.replace(file)
