"""The database's error codes in our words."""

from __future__ import annotations

import errno
import os
from pathlib import Path

from curator.errors import Busy, CuratorError, DiskFull, StoreError
from curator.i18n import N_

RESTORE = N_(
    "Put the file aside and restore the last export (`curator import EXPORT`); "
    "without one, `sqlite3 FILE .recover` saves what can still be read."
)

SPACE = N_("Free some space and run the same command again; nothing is half-written.")

_WRITE_FAULTS = {
    "SQLITE_FULL",
    "SQLITE_IOERR_WRITE",
    "SQLITE_IOERR_FSYNC",
    "SQLITE_IOERR_DIR_FSYNC",
    "SQLITE_IOERR_TRUNCATE",
    "SQLITE_IOERR_SHMSIZE",
}


def translated(error: BaseException | None, path: Path | None) -> CuratorError | None:
    """Return what an SQLite error means to a person; None when it is a bug of ours.

    `path` is the store's file, None where there is none.
    """
    about = str(path) if path else "store"
    name: str = getattr(error, "sqlite_errorname", "")
    if name in _WRITE_FAULTS or _cannot_create(name, path):
        return DiskFull(about=about, remedy=SPACE)
    if name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
        return Busy(
            N_("another program is writing to the store."), about=about, remedy=N_("Try again when it has finished.")
        )
    if name.startswith(("SQLITE_CORRUPT", "SQLITE_NOTADB")):
        return StoreError(N_("the file is damaged or is no store."), about=about, remedy=RESTORE)
    if name.startswith(("SQLITE_READONLY", "SQLITE_PERM", "SQLITE_AUTH")):
        return StoreError(
            N_("the file may not be written."), about=about, remedy=N_("Check its owner and permissions.")
        )
    if name.startswith("SQLITE_CANTOPEN"):
        return StoreError(
            N_("the file cannot be opened."), about=about, remedy=N_("Check the folder and its permissions.")
        )
    if name.startswith("SQLITE_IOERR"):
        return StoreError(
            N_("the disk fails ({name}).", name=name), about=about, remedy=N_("Check the disk, then restore an export.")
        )
    return None


def from_os(error: OSError, path: Path) -> CuratorError:
    """Return what the operating system's refusal to write `path` means to a person."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        return DiskFull(about=str(path), remedy=SPACE)
    return StoreError(
        N_("it cannot be written here: {strerror}.", strerror=error.strerror),
        about=str(path),
        remedy=N_("Check the folder and its owner."),
    )


def _cannot_create(name: str, path: Path | None) -> bool:
    """Return whether SQLite could not open a file because the disk has no block or inode left for it."""
    if path is None or not name.startswith(("SQLITE_CANTOPEN", "SQLITE_IOERR")):
        return False
    try:
        left = os.statvfs(path.parent)
    except OSError:
        return False
    return left.f_bavail == 0 or (left.f_files > 0 and left.f_favail == 0)
