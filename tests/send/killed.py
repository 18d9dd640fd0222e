"""A run that kills itself at one step."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any

from curator.config.outward import Smtp
from curator.config.secrets import Secret
from curator.publish.smtp import SmtpMailer
from curator.services.send import recover, send
from curator.store import open_store
from curator.store.diary import FileDiary
from tests.send.test_faults import MAILING, NOW, reader

READERS = [reader("ok", number) for number in range(2)]


class Steps:
    """Counts the acts on what stands behind a port, and ends the program before or after one of them."""

    def __init__(self, step: int, side: str) -> None:
        self.step, self.side, self.count = step, side, 0

    def of(self, port: Any) -> Any:
        """Return the port with its acts counted."""
        steps = self

        class Counted:
            def __getattr__(self, name: str) -> Any:
                found = getattr(port, name)
                return steps.around(found) if callable(found) else found

        return Counted()

    def around(self, act: Callable[..., Any]) -> Callable[..., Any]:
        def counted(*arguments: Any, **named: Any) -> Any:
            self.count += 1
            mine = self.count == self.step
            if mine and self.side == "before":
                os.kill(os.getpid(), signal.SIGKILL)
            done = act(*arguments, **named)
            if mine and self.side == "after":
                os.kill(os.getpid(), signal.SIGKILL)
            return done

        return counted


def main(path: Path, port: int, step: int = 0, side: str = "") -> int:
    """Send to two readers and return the number of steps; die before or after one of them."""
    steps = Steps(step, side)
    settings = Smtp(host="127.0.0.1", port=port, security="none")
    diary = steps.of(FileDiary(path.with_name("diary")))
    with open_store(path) as store, SmtpMailer(settings, lambda: Secret("")) as mailer:
        outbox = steps.of(store.outbox)
        recover(outbox, diary, NOW)
        list(send(MAILING, READERS, outbox, diary, steps.of(mailer), clock=lambda: NOW))
    return steps.count
