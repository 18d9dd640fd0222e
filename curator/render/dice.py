"""Numbers from a seed, for what is drawn: the same story always gets the same picture."""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Callable
from itertools import cycle

_NUMBERS = 509
"""Numbers before they come again; a prime, so that no row of a drawing repeats with them."""


class Dice:
    """Numbers from a seed, always the same for the same seed."""

    def __init__(self, seed: str) -> None:
        stream = hashlib.shake_128(seed.encode("utf-8", "surrogatepass")).digest(2 * _NUMBERS)
        self._next: Callable[[], int] = cycle(struct.unpack(f">{_NUMBERS}H", stream)).__next__

    def roll(self, low: int, high: int) -> int:
        """Return the next number from `low` to `high`, both included."""
        return low + self._next() % (high - low + 1)
