"""What became of one subject of many."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, TypeVar

from curator.errors import CuratorError

S = TypeVar("S")


V = TypeVar("V")


@dataclass(frozen=True, slots=True)
class Outcome(Generic[S, V]):
    """What became of one subject of many: a value or an error, never both."""

    subject: S
    value: V | None = None
    error: CuratorError | None = None
