"""What parent and child say to each other: length-prefixed frames of pickles on a pipe."""

from __future__ import annotations

import struct
from collections.abc import Sequence
from dataclasses import dataclass

LENGTH = struct.Struct("!I")
_HEAD = struct.Struct("!cf")

PATIENCE = 4
"""Times an item's own seconds that it may take on the wall: a busy machine makes sound work wait."""

READY = b"r"
"""The child has imported what it needs for a function it was not given before."""
DONE = b"d"
FAILED = b"f"
STARVED = b"m"
"""Out of memory; the child ends itself after it."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a child says: of itself (READY) or of the first of its items that is still open."""

    kind: bytes
    seconds: float
    payload: bytes


def batch(function: bytes, items: Sequence[bytes]) -> bytes:
    """Return one message to a child: how many items, the pickled function, the pickled items."""
    parts = [LENGTH.pack(len(items)), LENGTH.pack(len(function)), function]
    for item in items:
        parts += (LENGTH.pack(len(item)), item)
    return b"".join(parts)


def answer(kind: bytes, payload: bytes = b"", seconds: float = 0.0) -> bytes:
    """Return one message to the parent."""
    return LENGTH.pack(len(payload) + _HEAD.size) + _HEAD.pack(kind, seconds) + payload


class Reader:
    """Puts a child's answers together as their bytes come in."""

    def __init__(self) -> None:
        self._buffer = bytearray()

    def feed(self, data: bytes) -> list[Answer]:
        """Take more bytes; return the answers that they complete."""
        buffer = self._buffer
        buffer += data
        found: list[Answer] = []
        at = 0
        while len(buffer) - at >= LENGTH.size:
            start = at + LENGTH.size
            end = start + LENGTH.unpack_from(buffer, at)[0]
            if len(buffer) < end:
                break
            kind, seconds = _HEAD.unpack_from(buffer, start)
            found.append(Answer(kind, seconds, bytes(buffer[start + _HEAD.size : end])))
            at = end
        del buffer[:at]
        return found
