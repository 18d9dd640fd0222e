"""The program of a child process: read a batch, work on item after item within limits, answer each.

Nothing heavy is imported here; the function's module brings what it needs. The
kernel enforces the limits, because no signal handler of Python's runs while a C
library is stuck.
"""

from __future__ import annotations

import contextlib
import os
import pickle
import resource
import signal
import sys
import time
from collections.abc import Callable
from typing import Any, BinaryIO

from curator.errors import CuratorError
from curator.pool.frames import DONE, FAILED, LENGTH, PATIENCE, READY, STARVED, answer

_LONGEST_MESSAGE = 300


def main(memory_bytes: int, seconds: float) -> None:
    """Serve until the parent closes its end, or dies."""
    # Ctrl-C goes to the whole group of processes; the parent ends us in good order.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    tasks, answers = _private_pipes()
    _limit_memory(memory_bytes)
    known = b""
    function: Callable[[Any], Any] = repr
    while head := tasks.read(LENGTH.size):
        (count,) = LENGTH.unpack(head)
        pickled = _read(tasks)
        items = [_read(tasks) for _ in range(count)]
        if pickled != known:
            function, known = _function(pickled), pickled
            answers.write(answer(READY))
            answers.flush()
        items.reverse()
        while items:
            kind, payload, took = _work(function, items.pop(), seconds)
            answers.write(answer(kind, payload, took))
            answers.flush()
            if kind == STARVED:
                return


def _private_pipes() -> tuple[BinaryIO, BinaryIO]:
    """Take stdin and stdout away from libraries that print or read."""
    tasks, answers = os.dup(0), os.dup(1)
    nothing = os.open(os.devnull, os.O_RDWR)
    os.dup2(nothing, 0)
    os.dup2(nothing, 1)
    os.close(nothing)
    return os.fdopen(tasks, "rb", buffering=1 << 20), os.fdopen(answers, "wb", buffering=1 << 16)


def _limit_memory(memory_bytes: int) -> None:
    """Bound what this process may write to; code and address space that is only reserved do not count."""
    # macOS refuses to limit memory; the time limits hold there all the same.
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_DATA, (memory_bytes, memory_bytes))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _read(tasks: BinaryIO) -> bytes:
    (length,) = LENGTH.unpack(tasks.read(LENGTH.size))
    return tasks.read(length)


def _function(pickled: bytes) -> Callable[[Any], Any]:
    """Return the function, prepared; one that cannot be had fails each item with the reason."""
    try:
        function: Callable[[Any], Any]
        function, prepare = pickle.loads(pickled)
        if prepare is not None:
            prepare()
    except Exception as error:  # noqa: BLE001 - importing runs any code; the reason goes to the parent
        reason = error

        def unusable(_: Any) -> Any:
            raise reason

        return unusable
    return function


def _work(function: Callable[[Any], Any], item: bytes, seconds: float) -> tuple[bytes, bytes, float]:
    """Return what became of one item, and the seconds it took."""
    started = time.monotonic()
    _limit_time(seconds)
    try:
        kind, payload = DONE, pickle.dumps(function(pickle.loads(item)), pickle.HIGHEST_PROTOCOL)
    except MemoryError:
        kind, payload = STARVED, b""
    except CuratorError as error:
        kind, payload = FAILED, pickle.dumps(error.with_traceback(None), pickle.HIGHEST_PROTOCOL)
    except Exception as error:  # noqa: BLE001 - foreign bytes may trip any bug of any library: it costs this item only
        named = " ".join(f"{type(error).__qualname__}: {error}"[:_LONGEST_MESSAGE].split())
        kind, payload = FAILED, pickle.dumps(named, pickle.HIGHEST_PROTOCOL)
    signal.setitimer(signal.ITIMER_PROF, 0)
    signal.setitimer(signal.ITIMER_REAL, 0)
    return kind, payload, time.monotonic() - started


def _limit_time(seconds: float) -> None:
    """Let the kernel end this process after `seconds` of its own work, or `PATIENCE` times as long on the wall.

    Work is what counts: on a busy machine a sound item waits for its turn, and
    must not die of it. The wall is for work that sleeps.
    """
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.signal(signal.SIGPROF, signal.SIG_DFL)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    signal.setitimer(signal.ITIMER_REAL, PATIENCE * seconds)


if __name__ == "__main__":
    main(int(sys.argv[1]), float(sys.argv[2]))
