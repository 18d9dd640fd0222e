"""Carry: everything out into one archive of plain files, and back."""

from __future__ import annotations

import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import fields
from pathlib import Path, PurePosixPath

from curator.config import Config
from curator.errors import CuratorError, UsageError
from curator.i18n import N_

STORE_LINES = "store.jsonl"
READ_ME = "README.txt"
_READ_ME = """This is a whole journal of curator's, as plain files.

config.toml, sources.toml, themes/, templates/ and the other .toml files are the
settings as they were; sources.opml is the list of feeds for any reader;
store.jsonl holds what came in and what was decided, one JSON value a line.

To restore it:  curator import THIS-FILE.zip FOLDER
"""
_LARGEST = 4_000_000_000
"""Bytes that are unpacked of one archive at the most."""


def export(config: Config, store: Iterable[str], opml: str, file: Path) -> int:
    """Write the journal to `file`, a ZIP archive, in one step; return the number of files in it.

    `store` are the store's lines. Folders outside the journal's own are left
    where they are: their files are taken along under their usual names.
    """
    draft = file.with_name(f".{file.name}.new")
    count = 0
    try:
        with zipfile.ZipFile(draft, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr(READ_ME, _READ_ME)
            archive.writestr("sources.opml", opml)
            for name, path in _files(config):
                archive.write(path, name)
                count += 1
            with archive.open(STORE_LINES, "w", force_zip64=True) as stream:
                for line in store:
                    stream.write(line.encode("utf-8", "surrogatepass") + b"\n")
        draft.replace(file)
    finally:
        draft.unlink(missing_ok=True)
    return count + 3


def unpack(file: Path, folder: Path) -> int:
    """Restore the plain files of an export into `folder`, the store's lines aside; return how many.

    Raises `UsageError` for a folder that holds a journal, `CuratorError` for
    an archive that is not ours or would write outside the folder.
    """
    if (folder / "config.toml").exists():
        raise UsageError(N_("there is a journal here already."), about=str(folder), remedy=N_("Name an empty folder."))
    with _opened(file) as archive:
        members = [member for member in archive.infolist() if not member.is_dir()]
        names = {member.filename for member in members}
        if not {"config.toml", STORE_LINES} <= names:
            raise CuratorError(N_("this is no export of a journal."), about=str(file))
        if sum(member.file_size for member in members) > _LARGEST:
            raise CuratorError(N_("this archive is too large to be an export."), about=str(file))
        for member in members:
            if member.filename in (STORE_LINES, READ_ME, "sources.opml"):
                continue
            target = _inside(member.filename, folder, file)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(archive.read(member))
    return len(members)


def store_lines(file: Path) -> Iterator[str]:
    """Yield the lines of the store in an export."""
    with _opened(file) as archive, archive.open(STORE_LINES) as stream:
        for line in stream:
            yield line.decode("utf-8", "surrogatepass").rstrip("\n")


def _opened(file: Path) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(file)
    except (zipfile.BadZipFile, OSError) as error:
        raise CuratorError(
            N_("this is no archive that can be read: {error}", error=str(error)), about=str(file)
        ) from None


def _inside(name: str, folder: Path, file: Path) -> Path:
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts or "\\" in name or ":" in name:
        raise CuratorError(N_('it would write outside its folder: "{name}".', name=name), about=str(file))
    return folder / path


def _files(config: Config) -> Iterator[tuple[str, Path]]:
    """Yield the name in the archive and the path of each of the user's own files."""
    for path in sorted(config.folder.glob("*.toml")):
        yield path.name, path
    usual = {field.name: str(field.default) for field in fields(config.paths)}
    for name in ("themes", "templates"):
        root: Path = getattr(config.paths, name)
        for path in sorted(root.rglob("*")) if root.is_dir() else ():
            if path.is_file() and not path.is_symlink():
                yield f"{usual[name]}/{path.relative_to(root).as_posix()}", path
