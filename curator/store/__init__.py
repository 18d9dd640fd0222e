"""The only place with SQL: what came in, what was decided, and the lock around a run.

This module imports nothing heavy; SQLAlchemy is loaded by the first `open_store`.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from curator.store.opening import Store


def open_store(place: str | Path, *, busy_seconds: float = 10.0) -> Store:
    """Return the store at a path, a database URL or ":memory:", made or migrated where needed.

    A writer waits `busy_seconds` for another one. Raises `StoreError` for a file
    that is no store, is damaged or was made by a newer curator, `Busy` when
    another program holds it, `DiskFull`.
    """
    from curator.store.opening import open_store as opened

    return opened(place, busy_seconds=busy_seconds)


__all__ = ["open_store"]
