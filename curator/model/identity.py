"""Names that are made from what they name."""

from __future__ import annotations

import hashlib


def short_hash(text: str) -> str:
    """Return 16 hexadecimal digits that stand for `text` (SHA-256, truncated)."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]
