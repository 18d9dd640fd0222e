"""What happened on the wire since the ledger was last written.

A line of a file, written without waiting for the disk: a program that is
killed leaves it whole, since the system keeps what was written. A machine that
falls may lose lines; the boot that the file was begun in tells the two apart.
"""

from __future__ import annotations

import json
import os
from functools import lru_cache
from pathlib import Path
from typing import Any

from curator.model import Delivery, DeliveryState
from curator.ports import Answer, Note
from curator.store.faults import from_os

_BOOT = Path("/proc/sys/kernel/random/boot_id")


@lru_cache(maxsize=1)
def boot() -> str:
    """Return what names the time since the machine started; "" where nothing does."""
    try:
        return _BOOT.read_text(encoding="ascii").strip()
    except OSError:
        return ""


class FileDiary:
    """`Diary` in a file beside the store."""

    def __init__(self, path: Path) -> None:
        """Take the file; what an earlier run left in it is read when it is first asked for."""
        self._path = path
        self._descriptor = -1
        self._told: dict[str, Note] | None = None
        self._whole = False

    def open(self) -> None:
        """Begin a new diary: what the old one told is in the ledger."""
        self.close()
        part = self._path.with_name(f"{self._path.name}.part")
        try:
            part.write_text(json.dumps({"boot": boot()}) + "\n", encoding="utf-8")
            part.chmod(0o600)
            os.replace(part, self._path)  # noqa: PTH105 - the name under which tools watch it
            self._descriptor = os.open(self._path, os.O_WRONLY | os.O_APPEND | os.O_CLOEXEC)
        except OSError as error:
            raise from_os(error, self._path) from error

    def begin(self, delivery: Delivery) -> None:
        """Note that `delivery` goes on the wire now."""
        self._write({"begin": _attempt(delivery)})

    def end(self, delivery: Delivery, answer: Answer) -> None:
        """Note what the other side answered."""
        self._write({"end": _attempt(delivery), "answer": [answer.state.value, answer.reason, answer.receipt]})

    def tell(self, delivery: Delivery) -> Note | None:
        """Return what is known of this attempt; None where nothing can be known, as after a fall of the machine."""
        if self._told is None:
            self._told, self._whole = _read(self._path)
        known = self._told.get(_attempt(delivery))
        if known is not None and (known.answer is not None or self._whole):
            return known
        return Note() if self._whole else None

    def close(self) -> None:
        """Close the file; it stays."""
        if self._descriptor >= 0:
            os.close(self._descriptor)
        self._descriptor = -1
        self._told = None

    def _write(self, line: dict[str, Any]) -> None:
        try:
            os.write(self._descriptor, json.dumps(line).encode() + b"\n")
        except OSError as error:
            raise from_os(error, self._path) from error


def _attempt(delivery: Delivery) -> str:
    return "\n".join((*delivery.key, str(delivery.attempts)))


def _read(path: Path) -> tuple[dict[str, Note], bool]:
    """Return the notes by attempt, and whether the file can be lacking none."""
    try:
        lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
    except FileNotFoundError:
        return {}, False
    except OSError as error:
        raise from_os(error, path) from error
    notes: dict[str, Note] = {}
    whole = bool(lines) and bool(boot()) and _fields(lines[0]).get("boot") == boot()
    for line in lines[1:]:
        told = _fields(line)
        if "begin" in told:
            notes[told["begin"]] = Note(begun=True)
        elif "end" in told:
            state, reason, receipt = told["answer"]
            notes[told["end"]] = Note(True, Answer(DeliveryState(state), reason, receipt))
        else:
            whole = False
    return notes, whole


def _fields(line: str) -> dict[str, Any]:
    try:
        told = json.loads(line)
    except ValueError:  # cut off
        return {}
    return told if isinstance(told, dict) else {}
