"""The share kit put into its folder, whole or not at all."""

from __future__ import annotations

import errno
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path

from curator.errors import CuratorError, DiskFull
from curator.i18n import N_


def write_kit(files: Mapping[str, bytes], folder: Path) -> Path:
    """Write a kit's files (see `render.kit.render_kit`) as `folder`, in place of an older kit; return its page.

    Raises `DiskFull`, and `CuratorError` where the folder cannot be written; an
    older kit stands until the new one is complete.
    """
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        made = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    except OSError as fault:
        raise _told(fault, folder) from fault
    try:
        made.chmod(0o755)
        for name, content in files.items():
            target = made / name
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)
        _switch(made, folder)
    except OSError as fault:
        raise _told(fault, folder) from fault
    finally:
        shutil.rmtree(made, ignore_errors=True)
    return folder / "index.html"


def write_files(files: Mapping[str, bytes], folder: Path) -> tuple[Path, ...]:
    """Write files beside what `folder` holds already, each whole or not at all; return their paths.

    Raises `DiskFull`, and `CuratorError` where the folder cannot be written.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, content in files.items():
            unfinished = folder / f".{name}.part"
            unfinished.write_bytes(content)
            unfinished.replace(folder / name)
    except OSError as fault:
        raise _told(fault, folder) from fault
    return tuple(folder / name for name in files)


def _switch(made: Path, folder: Path) -> None:
    if not folder.exists():
        made.rename(folder)
        return
    old = made.with_name(f"{made.name}-old")
    folder.rename(old)
    made.rename(folder)
    shutil.rmtree(old)


def _told(fault: OSError, folder: Path) -> CuratorError:
    if fault.errno in (errno.ENOSPC, errno.EDQUOT):
        return DiskFull(about=str(folder), remedy=N_("Free some space and run it again."))
    return CuratorError(N_("cannot be written: {strerror}.", strerror=fault.strerror), about=str(folder))
