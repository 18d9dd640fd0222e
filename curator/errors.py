"""Faults of the world: what went wrong, what it is about, and how to mend it.

A fault of the world (a broken feed, a mistyped setting, a full disk) is a
`CuratorError`; anything else that is raised is a bug and is left to crash.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path


class CuratorError(Exception):
    """Something outside curator stands in the way."""

    exit_code = 1

    def __init__(self, message: str = "", *, about: str = "", remedy: str = "") -> None:
        """Say what happened (default: the class's first docstring line), about what, and what helps."""
        self.message = message or (type(self).__doc__ or "").strip().splitlines()[0]
        self.about = about
        self.remedy = remedy
        super().__init__(self.message)

    def __str__(self) -> str:
        return self.told(str)

    def told(self, translate: Callable[[str], str]) -> str:
        """Return the whole as one line, in the language of `translate`; the message and the remedy are sentences."""
        return f"{_on_one_line(self.about)}: {self.said(translate)}" if self.about else self.said(translate)

    def said(self, translate: Callable[[str], str]) -> str:
        """Return the message and the remedy without what they are about."""
        return f"{translate(self.message)} {translate(self.remedy)}" if self.remedy else translate(self.message)


def _on_one_line(text: str) -> str:
    """Return `text` with a blank for each letter that would break the line or steer a terminal."""
    return "".join(letter if letter.isprintable() else " " for letter in text)


class Transient:
    """Mixin: the same act may succeed later."""


@dataclass(frozen=True, slots=True)
class Mistake:
    """One mistake in a file of the user's: where it is and how to mend it.

    `line` counts from 1; 0 means that the line is not known.
    """

    file: Path
    line: int
    message: str
    remedy: str = ""

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else str(self.file)
        return _on_one_line(f"{place}: {self.message}" + (f" {self.remedy}" if self.remedy else ""))


class ConfigError(CuratorError):
    """The settings cannot be used as they are."""

    exit_code = 2

    def __init__(self, mistakes: tuple[Mistake, ...]) -> None:
        """Carry every mistake at once, in file order."""
        self.mistakes = mistakes
        super().__init__("\n".join(str(mistake) for mistake in mistakes))


class UsageError(CuratorError):
    """The command cannot be carried out as it was typed."""

    exit_code = 2


class NothingToPublish(CuratorError):
    """There is nothing to publish."""

    exit_code = 4


class Busy(CuratorError, Transient):
    """Another run holds this journal."""


class StoreError(CuratorError):
    """The store cannot be read or written."""


class TemplateError(CuratorError):
    """A template cannot be rendered."""


class NotFound(CuratorError):
    """There is no such thing here."""


class DiskFull(CuratorError, Transient):
    """There is no space left to write."""


class ParseError(CuratorError):
    """What came is not what was asked for."""

    def __init__(self, message: str = "", *, cause: str = "parse", about: str = "", remedy: str = "") -> None:
        """Carry the `model.Cause` (by value: this floor knows no nouns) beside the words."""
        self.cause = cause
        super().__init__(message, about=about, remedy=remedy)


class Unreachable(CuratorError, Transient):
    """The other side cannot be used now."""


class MissingKey(CuratorError):
    """The token or password that is needed is not kept, or no longer taken."""


class Restored(CuratorError):
    """This store is a copy, or was set back: it may not know what has left already."""
