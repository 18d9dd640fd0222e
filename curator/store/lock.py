"""One run at a time for each journal."""

from __future__ import annotations

import fcntl
import json
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from curator.errors import Busy
from curator.i18n import N_
from curator.store.faults import from_os

_AGAIN = 0.1
"""Seconds between two attempts of one that waits."""
_held: set[int] = set()
"""Descriptors of the lock files that this process has open."""


@contextmanager
def run_lock(path: Path, command: str, now: datetime | None = None, wait: float = 0.0) -> Iterator[None]:
    """Hold the journal's lock, a file at `path`, while the body runs.

    Raises `Busy`, naming the holder, when another run has it for `wait` seconds, and
    `DiskFull` or `StoreError` when the file cannot be written. The lock
    is the operating system's and dies with its process, so nothing has to be
    cleaned up after a kill; what the file says is only for the message.
    """
    descriptor = _open(path)
    try:
        until = time.monotonic() + wait
        while not _taken(descriptor):
            if time.monotonic() >= until:
                raise _busy(path, descriptor)
            time.sleep(_AGAIN)
        since = (now or datetime.now(UTC)).isoformat(timespec="seconds")
        _write(path, descriptor, json.dumps({"pid": os.getpid(), "command": command, "since": since}))
        yield
        _write(path, descriptor, "")
    finally:
        if descriptor in _held:  # not so in a forked child
            _held.remove(descriptor)
            os.close(descriptor)


def _taken(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _open(path: Path) -> int:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise from_os(error, path) from error
    _held.add(descriptor)
    return descriptor


def _write(path: Path, descriptor: int, text: str) -> None:
    try:
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, text.encode(), 0)
    except OSError as error:
        raise from_os(error, path) from error


def _busy(path: Path, descriptor: int) -> Busy:
    try:
        holder = json.loads(os.pread(descriptor, 4096, 0))
        who = N_(
            "process {pid} (`{command}`) since {since}", **{key: holder[key] for key in ("pid", "command", "since")}
        )
        remedy = N_("Wait until it has finished, or end process {pid}.", pid=holder["pid"])
    except (ValueError, TypeError, KeyError):  # it has not written its name yet
        who, remedy = N_("another process"), N_("Wait until it has finished.")
    return Busy(N_("another run holds this journal: {who}.", who=who), about=str(path), remedy=remedy)


def _let_go() -> None:
    """Close the locks in a forked child: one that outlives a killed parent must not keep the journal locked."""
    for descriptor in _held:
        os.close(descriptor)
    _held.clear()


os.register_at_fork(after_in_child=_let_go)
