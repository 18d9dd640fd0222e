"""Whether this store knows all that it has sent: copies and stores that were set back are told apart.

A store remembers the place it sends from. Beside it, in the user's own state
folder, stands how many deliveries it had sent: a store that knows of fewer was
set back to an older state, and would send again what it has forgotten.
"""

from __future__ import annotations

import os
from pathlib import Path

from curator.errors import Restored
from curator.i18n import N_
from curator.model import short_hash
from curator.store.faults import from_os
from curator.store.outbox import SqlOutbox

_MACHINE = Path("/etc/machine-id")


def place_of(store: Path | None) -> str:
    """Return what stands for this machine and the store's path on it."""
    try:
        machine = _MACHINE.read_text(encoding="ascii").strip()
    except OSError:
        machine = os.uname().nodename
    return short_hash(f"{machine}\n{store.resolve() if store else ''}")


def state_home() -> Path:
    """Return curator's folder for what is not worth exporting (XDG)."""
    home = os.environ.get("XDG_STATE_HOME")
    return (Path(home) if home else Path.home() / ".local" / "state") / "curator"


class Witness:
    """Asks before a copy sends, and notes what was sent."""

    def __init__(self, outbox: SqlOutbox, store: Path | None, installation: str, home: Path | None = None) -> None:
        """Take the ledger, the store's file (None where it is none) and its id."""
        self._outbox = outbox
        self._place = place_of(store)
        self._file = (home or state_home()) / f"{installation}.sent"

    def ask(self) -> None:
        """Note that this store sends from here; raises `Restored` where it may not know what has left already."""
        sent, sender = self._outbox.sent(), self._outbox.sender()
        remedy = N_("If no other copy of this journal sends, say so once: curator send --restored")
        if not sender and self._outbox.known():
            raise Restored(
                N_("this store came out of an export: the journal it was taken from may still send."), remedy=remedy
            )
        if sender and sender != self._place and self._outbox.known():
            raise Restored(N_("this store was moved or copied since it last sent."), remedy=remedy)
        if sent < self._noted():
            missing = self._noted() - sent
            raise Restored(
                N_("this store was set back: it has forgotten {missing} deliveries that it made.", missing=missing),
                remedy=remedy,
            )
        # Before the first letter: a run that is killed in its midst goes on without asking.
        if sender != self._place:
            self._outbox.adopt(self._place)

    def adopt(self) -> None:
        """Take the editor's word that this is the one store that sends."""
        self._outbox.adopt(self._place)
        self._write(self._outbox.sent())

    def note(self) -> None:
        """Note what was sent so far."""
        if self._outbox.sender() != self._place:
            self._outbox.adopt(self._place)
        self._write(self._outbox.sent())

    def _noted(self) -> int:
        try:
            return int(self._file.read_text(encoding="ascii"))
        except (FileNotFoundError, ValueError):
            return 0
        except OSError as error:
            raise from_os(error, self._file) from error

    def _write(self, sent: int) -> None:
        try:
            self._file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            part = self._file.with_name(f"{self._file.name}.part")
            part.write_text(str(sent), encoding="ascii")
            part.replace(self._file)
        except OSError as error:
            raise from_os(error, self._file) from error
