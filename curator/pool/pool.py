"""Many items through few children: bounded, unordered, nothing lost."""

from __future__ import annotations

import os
import pickle
import weakref
from collections.abc import Callable, Iterable, Iterator
from types import TracebackType
from typing import TypeVar

from curator.pool.round import Round
from curator.pool.worker import Worker
from curator.ports import Outcome

S = TypeVar("S")
V = TypeVar("V")

MEMORY_BYTES = 300_000_000
SECONDS = 5.0


class Pool:
    """`ports.Workers` in child processes, started when there is work and kept for more."""

    def __init__(
        self,
        size: int | None = None,
        memory_bytes: int = MEMORY_BYTES,
        seconds: float = SECONDS,
    ) -> None:
        """Take the number of children (default: the CPUs we may use) and the limits of each item.

        `memory_bytes` bounds a child's writable memory, `seconds` the CPU time of an
        item (and `frames.PATIENCE` times as much on the wall).
        """
        self.size = size or _cpus()
        self.memory_bytes = memory_bytes
        self.seconds = seconds
        self._idle: list[Worker] = []
        self._alive: set[Worker] = set()
        self._finalizer = weakref.finalize(self, _end, self._alive)

    def __enter__(self) -> Pool:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def map(
        self,
        function: Callable[[S], V],
        items: Iterable[S],
        prepare: Callable[[], object] | None = None,
        ahead: int = 0,
    ) -> Iterator[Outcome[S, V]]:
        """Yield an outcome for each item, as they complete, pulling items only as fast as they are worked on.

        `function` is importable by name; items and results can be pickled.
        `prepare`, importable too, is called once in each child before its first
        item's time begins; where it fails, every item does, with its reason. `ahead`
        items are held ready, where the source is slow now and then. The
        error of an outcome is the `CuratorError` that the function raised, or one
        of this package's: `WorkerFailed` for any other exception, `WorkerTooSlow`,
        `WorkerOutOfMemory`, `WorkerCrashed`. Raises `CuratorError` where children
        cannot be started at all.
        """
        working = Round(self, _pickled(function, prepare), ahead)
        try:
            yield from working.outcomes(items)
        finally:
            working.end()

    def ready(self, function: Callable[[S], V], prepare: Callable[[], object] | None = None) -> None:
        """Let children load what `function` needs, beside what this process does meanwhile: one CPU is left for it."""
        pickled = _pickled(function, prepare)
        workers = [self.take() for _ in range(max(1, self.size - 1))]
        for worker in workers:
            worker.give(pickled, ())
            self.give_back(worker)

    def take(self) -> Worker:
        """Return a child that is free, or a new one."""
        if self._idle:
            return self._idle.pop()
        worker = Worker(self.memory_bytes, self.seconds)
        self._alive.add(worker)
        return worker

    def give_back(self, worker: Worker) -> None:
        """Keep a child that has nothing to do, unless there are enough."""
        if worker.given or len(self._idle) >= self.size:
            self.discard(worker)
            worker.close()
        else:
            self._idle.append(worker)

    def discard(self, worker: Worker) -> None:
        """Forget a child that has ended."""
        self._alive.discard(worker)

    def close(self) -> None:
        """End all children; the pool may be used again, from scratch."""
        self._idle.clear()
        _end(self._alive)


def _pickled(function: Callable[[S], V], prepare: Callable[[], object] | None) -> bytes:
    if getattr(function, "__module__", "") == "__main__":
        raise TypeError(f"{function!r} is defined in the program that runs: no child can import it by its name")
    return pickle.dumps((function, prepare), pickle.HIGHEST_PROTOCOL)


def _end(workers: set[Worker]) -> None:
    while workers:
        workers.pop().close()


def _cpus() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
