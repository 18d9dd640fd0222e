"""A deploy into a folder that kills itself at one step."""

from __future__ import annotations

import os
import signal
from pathlib import Path

from curator.outbox.sites import changes_between
from curator.publish import mirror
from curator.services.deploy import read_site


class Dying(mirror.FolderHost):
    """Ends the program before the step-th file is begun, or after it has its place."""

    def __init__(self, to: Path, step: int, side: str) -> None:
        super().__init__(to)
        self.step, self.side, self.count = step, side, 0

    def _taking(self, path: str) -> mirror._Part:
        self.count += 1
        if self.count == self.step and self.side == "before":
            os.kill(os.getpid(), signal.SIGKILL)
        part = super()._taking(path)
        if self.count == self.step and self.side == "after":
            host = self

            class Last(mirror._Part):
                def __exit__(self, kind: object, *rest: object) -> None:
                    part.__exit__(kind, *rest)
                    os.kill(os.getpid(), signal.SIGKILL)

                def __enter__(self) -> Path:
                    return part.__enter__()

            return Last(host._to / path)
        return part


def main(to: Path, site: Path, step: int, side: str) -> int:
    """Deploy; return how many files were put."""
    host, wanted = Dying(to, step, side), read_site(site)
    host.bring(wanted, changes_between(host.standing(), wanted.files))
    return host.count
