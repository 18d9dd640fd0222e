"""The parent's side of one child process."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from curator.errors import ParseError
from curator.i18n import N_
from curator.pool.frames import PATIENCE, READY, STARVED, Answer, Reader, batch

_PIPE_BYTES = 1 << 20
_STARTING_SECONDS = 60.0
"""For a child to import what it needs, on a machine that has other things to do."""
_GRACE_SECONDS = 2.0
"""The child's own timer goes first; the parent's is for a child that stopped altogether."""


class WorkerFailed(ParseError):
    """A library failed on it."""


class WorkerTooSlow(ParseError):
    """It could not be worked on in time."""


class WorkerOutOfMemory(ParseError):
    """It needs more memory than it may have."""


class WorkerCrashed(ParseError):
    """The process that worked on it crashed."""


@dataclass(slots=True)
class Item:
    """One subject on its way through a child."""

    subject: Any
    pickled: bytes
    retried: bool = False


class Worker:
    """A child with the items it was given, oldest first: the first is the one it works on."""

    def __init__(self, memory_bytes: int, seconds: float) -> None:
        self._seconds = seconds
        self._process = _start(memory_bytes, seconds)
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self.tasks = self._process.stdin.fileno()
        self.answers = self._process.stdout.fileno()
        os.set_blocking(self.tasks, False)
        os.set_blocking(self.answers, False)
        _widen(self.tasks)
        _widen(self.answers)
        self.given: deque[Item] = deque()
        self.done = 0
        """Items it has answered."""
        self._outgoing: deque[memoryview] = deque()
        self._reader = Reader()
        self._ready = False
        self._starved = False
        self._overdue = False
        self._since = time.monotonic()

    @property
    def has_outgoing(self) -> bool:
        """Whether something waits to be written to the child."""
        return bool(self._outgoing)

    def give(self, function: bytes, items: Sequence[Item]) -> None:
        """Hand a batch over; what does not fit the pipe at once is written by `write`."""
        if not self.given:
            self._since = time.monotonic()
        self.given.extend(items)
        self._outgoing.append(memoryview(batch(function, [item.pickled for item in items])))
        self.write()

    def write(self) -> None:
        """Write what the pipe takes; a child that is gone is found out by reading."""
        try:
            while self._outgoing:
                part = self._outgoing[0]
                written = os.write(self.tasks, part)
                if written == len(part):
                    self._outgoing.popleft()
                else:
                    self._outgoing[0] = part[written:]
        except BlockingIOError:
            return
        except BrokenPipeError:
            self._outgoing.clear()

    def read(self) -> list[Answer] | None:
        """Return the answers about items that have come, None when the child has ended."""
        try:
            data = os.read(self.answers, _PIPE_BYTES)
        except BlockingIOError:
            return []
        if not data:
            return None
        self._since = time.monotonic()
        answers = self._reader.feed(data)
        self._ready = self._ready or bool(answers)
        self._starved = self._starved or any(answer.kind == STARVED for answer in answers)
        return [answer for answer in answers if answer.kind != READY]

    def due(self) -> float:
        """Return the moment (monotonic) by which the child must have said something; infinite while it is idle."""
        if not self.given or self._outgoing:
            return float("inf")
        return self._since + (PATIENCE * self._seconds + _GRACE_SECONDS if self._ready else _STARTING_SECONDS)

    def kill(self) -> None:
        """End a child that is overdue; reading from it then tells its end."""
        self._overdue = True
        self._process.kill()

    def bury(self) -> ParseError | None:
        """Take leave of a child that has ended; return why it could not finish its first item, None if none is open."""
        code = self.close(patience=1.0)
        if self._starved or not self.given:
            return None
        if self._overdue or code in (-signal.SIGALRM, -signal.SIGPROF):
            return too_slow(self._seconds)
        if code < 0:
            name = signal.Signals(-code).name if -code in set(signal.Signals) else str(-code)
            return WorkerCrashed(N_("the process that worked on it crashed ({name}).", name=name))
        return WorkerCrashed(N_("the process that worked on it ended by itself (exit code {code}).", code=code))

    @property
    def never_started(self) -> bool:
        """Whether it ended before it could work on anything."""
        return not self._ready

    def close(self, patience: float = 0.0) -> int:
        """End the child, by force after `patience` seconds; return its exit code."""
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                with contextlib.suppress(BrokenPipeError):
                    pipe.close()
        try:
            return self._process.wait(patience)
        except subprocess.TimeoutExpired:
            self._process.kill()
            return self._process.wait()


def too_slow(seconds: float) -> WorkerTooSlow:
    """Return the error of an item that outlasts its child."""
    return WorkerTooSlow(N_("it could not be worked on within {seconds:g} s.", seconds=seconds))


def _start(memory_bytes: int, seconds: float) -> subprocess.Popen[bytes]:
    """Start a fresh interpreter that finds the same modules; its last words go nowhere, the exit code tells enough."""
    path = os.pathsep.join(str(Path(entry).absolute()) if entry else str(Path.cwd()) for entry in sys.path)
    return subprocess.Popen(
        # -P: a file named like a module, in the folder one happens to be in, is not imported.
        [sys.executable, "-P", "-m", "curator.pool.child", str(memory_bytes), repr(seconds)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "PYTHONPATH": path},
        bufsize=0,
    )


def _widen(pipe: int) -> None:
    """Let a whole batch fit the pipe, so that a child has work while the parent is busy (Linux)."""
    with contextlib.suppress(ImportError, OSError):
        from fcntl import F_SETPIPE_SZ, fcntl

        fcntl(pipe, F_SETPIPE_SZ, _PIPE_BYTES)
