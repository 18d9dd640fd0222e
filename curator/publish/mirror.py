"""Pages into another folder of this machine: a web server's, one that is synchronised, a stick."""

from __future__ import annotations

import os
import shutil
from collections.abc import Sequence
from pathlib import Path

from curator.errors import CuratorError
from curator.outbox.sites import MANIFEST, load_site
from curator.ports import Changes, Site
from curator.publish.gradual import bring_gradually


class FolderHost:
    """`Host` for a folder."""

    def __init__(self, to: Path) -> None:
        """Take the folder; it is made when it is first needed."""
        self._to = to
        self._standing: dict[str, str] = {}

    def standing(self) -> dict[str, str]:
        """Return what we put there that stands now."""
        try:
            self._standing = load_site((self._to / MANIFEST).read_bytes())
        except FileNotFoundError:
            self._standing = {}
        except OSError as error:
            raise CuratorError(f"{error.strerror}.", about=str(self._to)) from error
        return self._standing

    def bring(self, site: Site, changes: Changes) -> str:
        """Make the folder show `site`."""
        bring_gradually(self, self._standing, site, changes)
        return str(self._to)

    def put(self, site: Site, paths: Sequence[str]) -> None:
        """Put these files there, in their order."""
        for path in paths:
            with self._taking(path) as part:
                shutil.copyfile(site.folder / path, part)

    def write(self, name: str, body: bytes) -> None:
        """Write one file there."""
        with self._taking(name) as part:
            part.write_bytes(body)

    def remove(self, paths: Sequence[str]) -> None:
        """Take files away, and folders that are empty then."""
        for path in paths:
            file = self._to / path
            file.unlink(missing_ok=True)
            for folder in file.parents:
                if folder == self._to or not folder.is_dir() or any(folder.iterdir()):
                    break
                folder.rmdir()

    def _taking(self, path: str) -> _Part:
        return _Part(self._to / path)


class _Part:
    """A file that takes its place once it is whole."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._part = file.with_name(f".{file.name}.part")

    def __enter__(self) -> Path:
        self._file.parent.mkdir(parents=True, exist_ok=True)
        return self._part

    def __exit__(self, kind: object, *_: object) -> None:
        if kind is None:
            os.replace(self._part, self._file)  # noqa: PTH105 - the name under which tools watch it
        else:
            self._part.unlink(missing_ok=True)
