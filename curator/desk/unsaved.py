"""What is being typed: kept on the disk after every pause, so that no crash takes it."""

from __future__ import annotations

import json
from pathlib import Path

from curator.config import write_atomically
from curator.model import short_hash

LONGEST = 20_000


class Unsaved:
    """Texts that were typed and not saved yet, each a file of its own: two desks do not wait for one another."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def get(self, subject: str, field: str) -> str | None:
        """Return what was typed there; None where nothing waits."""
        try:
            told = json.loads(self._file(subject, field).read_text("utf-8"))
        except (FileNotFoundError, ValueError):  # cut short by a power failure: nothing that can be shown
            return None
        return str(told["text"])

    def put(self, subject: str, field: str, text: str) -> None:
        """Keep what is being typed."""
        told = {"subject": subject, "field": field, "text": text[:LONGEST]}
        write_atomically(self._file(subject, field), json.dumps(told, ensure_ascii=False))

    def drop(self, subject: str, field: str) -> None:
        """Forget it: it was saved, or thrown away."""
        self._file(subject, field).unlink(missing_ok=True)

    def _file(self, subject: str, field: str) -> Path:
        return self._folder / f"{short_hash(f'{subject}/{field}')}.json"
