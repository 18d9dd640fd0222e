"""The way out for a letter that another service sends."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from curator.ports.outward import Answer


@dataclass(frozen=True, slots=True)
class LetterDraft:
    """A letter as a service gets it."""

    name: str
    """By which it is found again; stable for an edition."""
    subject: str
    html: str
    text: str
    sender_name: str
    sender: str
    """The mailbox in From."""


@dataclass(frozen=True, slots=True)
class Found:
    """What stands at the service under a draft's name."""

    id: str
    open: bool
    """Whether it is still a draft that can be changed."""
    status: str = ""
    """As the service calls it."""


class LetterService(Protocol):
    """A service that sends letters to its own list."""

    unsubscribe: str
    """What the service puts a reader's way out in place of."""
    marks: tuple[str, ...]
    """What begins a command in the service's own template language."""

    def find(self, name: str) -> Found | None:
        """Return what stands there under that name; raises `CuratorError` where it cannot be asked."""
        ...

    def write(self, draft: LetterDraft, id: str) -> Answer:
        """Change the draft `id`, or make one where it is ""; `UNCERTAIN` where the answer was lost."""
        ...
