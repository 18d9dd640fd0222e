"""Child processes for work on foreign bytes: each item has its limits, and a death costs one item.

    with Pool() as pool:
        for outcome in pool.map(parse, answers): ...

Children are fresh interpreters, not forks: a fork would inherit the threads'
locks and the address space of the parent, whose size alone can be above the
memory limit. `child` is what they run, `frames` what is said between the two.
"""

from curator.pool.pool import Pool
from curator.pool.worker import WorkerCrashed, WorkerFailed, WorkerOutOfMemory, WorkerTooSlow

__all__ = ["Pool", "WorkerCrashed", "WorkerFailed", "WorkerOutOfMemory", "WorkerTooSlow"]
