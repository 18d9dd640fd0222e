"""Pages by SFTP alone, to servers that give no shell: each file is sent beside its place and renamed into it."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path, PurePosixPath

from curator.outbox.sites import MANIFEST, load_site
from curator.ports import Changes, Site
from curator.publish.gradual import bring_gradually
from curator.publish.programs import NotBrought, run, ssh_options, unreachable


class SftpHost:
    """`Host` for "user@host:/path"."""

    def __init__(self, to: str, ssh_config: Path | None = None) -> None:
        """Take the place; sftp gets in by a key, and never asks."""
        self.host, _, path = to.partition(":")
        self._path = PurePosixPath(path or ".")
        self._config = ssh_config
        self._standing: dict[str, str] = {}
        self._folders: set[str] = set()

    def standing(self) -> dict[str, str]:
        """Return what we put there that stands now."""
        with tempfile.TemporaryDirectory(prefix="curator-") as place:
            here = Path(place) / MANIFEST
            # What begins with "-" may fail: on a first run there is no manifest.
            self._batch(["pwd", f"-get {_quoted(self._path / MANIFEST)} {_quoted(here)}"])
            self._standing = load_site(here.read_bytes()) if here.is_file() else {}
        return self._standing

    def bring(self, site: Site, changes: Changes) -> str:
        """Make the place show `site`."""
        self._batch(self._made([MANIFEST]))
        bring_gradually(self, self._standing, site, changes)
        return "put by SFTP"

    def put(self, site: Site, paths: Sequence[str]) -> None:
        """Put these files there, in their order."""
        self._batch([*self._made(paths), *(line for path in paths for line in self._sent(site.folder / path, path))])

    def write(self, name: str, body: bytes) -> None:
        """Write one file there."""
        with tempfile.TemporaryDirectory(prefix="curator-") as place:
            here = Path(place) / name
            here.write_bytes(body)
            self._batch(self._sent(here, name))

    def remove(self, paths: Sequence[str]) -> None:
        """Take files away, and folders that are empty then."""
        folders = {str(each) for path in paths for each in PurePosixPath(path).parents} - {"."}
        files = [f"-rm {_quoted(self._path / path)}" for path in paths]
        self._batch([*files, *(f"-rmdir {_quoted(self._path / one)}" for one in sorted(folders, reverse=True))])

    def _made(self, paths: Iterable[str]) -> list[str]:
        """Return the lines that make the folders of files, each once."""
        wanted = {str(self._path / each) for path in paths for each in PurePosixPath(path).parents} - self._folders
        self._folders |= wanted
        return [f"-mkdir {_quoted(folder)}" for folder in sorted(wanted)]

    def _sent(self, here: Path, path: str) -> list[str]:
        there = self._path / path
        part = there.with_name(f".{there.name}.part")
        return [f"put {_quoted(here)} {_quoted(part)}", f"rename {_quoted(part)} {_quoted(there)}"]

    def _batch(self, lines: Sequence[str]) -> None:
        given = "".join(f"{line}\n" for line in lines).encode()
        try:
            run(["sftp", "-q", *ssh_options(self._config), "-b", "-", self.host], self.host, given=given)
        except NotBrought as error:
            raise unreachable(error, self.host) from error


def _quoted(path: object) -> str:
    """Return a path as sftp reads it: in quotes, where nothing is a pattern."""
    return '"' + str(path).replace("\\", "\\\\").replace('"', '\\"') + '"'
