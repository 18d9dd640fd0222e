"""Changes that can be taken back, in files of their own; those of the user's files: sources.toml and the themes."""

from __future__ import annotations

import json
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Generic, TypeVar

from curator.config import write_atomically
from curator.errors import UsageError
from curator.i18n import N_
from curator.model import short_hash
from curator.plain import from_plain, to_plain

T = TypeVar("T")

MOST = 50
"""Changes that are remembered."""


class Remembered(Generic[T]):
    """The last changes of one kind, oldest first, in a file of their own: they are there after a restart, too."""

    def __init__(self, file: Path, kind: type[T]) -> None:
        self._file = file
        self._kind = kind

    def read(self) -> list[T]:
        """Return what is remembered; nothing where the file cannot be understood."""
        try:
            return [from_plain(told, self._kind) for told in json.loads(self._file.read_text("utf-8"))]
        except (FileNotFoundError, ValueError, TypeError, ExceptionGroup):
            return []

    def write(self, changes: Sequence[T]) -> None:
        """Remember these, the last `MOST` of them."""
        write_atomically(self._file, json.dumps(to_plain(list(changes[-MOST:])), ensure_ascii=False))


@dataclass(frozen=True, slots=True)
class Change:
    """One change of a file: what it held before, and by what it is known that nobody changed it since."""

    file: str
    before: str | None
    """None: there was no such file."""
    after: str
    """Hash of what was written."""
    label: str
    at: str


class History:
    """The last changes, in a file of their own: they can be taken back after a restart, too."""

    def __init__(self, file: Path) -> None:
        self._kept = Remembered(file, Change)
        self._turn = threading.Lock()

    def note(self, file: Path, before: str | None, label: str, now: datetime) -> None:
        """Remember a change of `file`, which was just written."""
        with self._turn:
            change = Change(str(file), before, short_hash(file.read_text("utf-8")), label, now.isoformat())
            self._kept.write([*self._kept.read(), change])

    def last(self) -> Change | None:
        """Return the newest change."""
        changes = self._kept.read()
        return changes[-1] if changes else None

    def take_back(self) -> Change | None:
        """Write the file back as it was before its newest change and return that change; None where there is none.

        Raises `UsageError` where somebody changed the file by hand since.
        """
        with self._turn:
            changes = self._kept.read()
            if not changes:
                return None
            change, file = changes[-1], Path(changes[-1].file)
            now = file.read_text("utf-8") if file.is_file() else ""
            if short_hash(now) != change.after:
                self._kept.write(changes[:-1])
                raise UsageError(N_("this file was changed by hand since: it is left alone."), about=file.name)
            if change.before is None:
                file.unlink()
            else:
                write_atomically(file, change.before)
            self._kept.write(changes[:-1])
            return change


def content(file: Path) -> str | None:
    """Return what a file holds; None where there is none."""
    return file.read_text("utf-8") if file.is_file() else None
