"""What a command works with: the journal it is about, the moment it is, how it speaks."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from curator.errors import CuratorError, UsageError
from curator.i18n import N_

if TYPE_CHECKING:
    from curator.config import Config
    from curator.newsroom import Newsroom
    from curator.press import Press

DONE, FAILED, SOURCES_FAILED, NOTHING = 0, 1, 3, 4
PATIENCE = 300.0
"""Seconds that a command of cron waits for another run of the journal."""


def config_home() -> Path:
    """Return the folder of the journal that is used when no other is found (XDG)."""
    home = os.environ.get("XDG_CONFIG_HOME")
    return (Path(home) if home else Path.home() / ".config") / "curator"


@dataclass
class Session:
    """The options before the command, and what follows from them."""

    folder: str | None = None
    debug: bool = False
    quiet: bool = False
    no_input: bool = False
    clock: Callable[[], datetime] = lambda: datetime.now(UTC)

    @cached_property
    def journal(self) -> Path:
        """The journal's folder: the option, $CURATOR_JOURNAL, this folder or one above, the XDG folder."""
        named = self.folder or os.environ.get("CURATOR_JOURNAL")
        if named:
            return Path(named).expanduser().absolute()
        here = Path.cwd()
        for folder in (here, *here.parents):
            if (folder / "config.toml").is_file():
                return folder
        return config_home() if (config_home() / "config.toml").is_file() else here

    @cached_property
    def now(self) -> datetime:
        """The moment at which the command was called."""
        return self.clock()

    def turn_to(self, folder: Path) -> None:
        """Work with the journal in `folder` from here on."""
        self.folder = None if folder.absolute() == Path.cwd() else str(folder)
        self.__dict__.pop("config", None)
        self.__dict__.pop("translate", None)
        self.journal = folder.absolute()

    @cached_property
    def config(self) -> Config:
        """The settings; raises `ConfigError` with every mistake."""
        from curator.config import load_config

        return load_config(self.journal)

    @cached_property
    def translate(self) -> Callable[[str], str]:
        """Turn a sentence of ours into the journal's language."""
        from curator.i18n import gettext_for

        return gettext_for(self.config.journal.language)

    @property
    def tongue(self) -> Callable[[str], str]:
        """`translate`, or English where the settings cannot be read."""
        try:
            return self.translate
        except CuratorError:
            return str

    @contextmanager
    def newsroom(self, command: str = "", now: datetime | None = None) -> Iterator[Newsroom]:
        """Open the journal; with a `command`, hold its lock as that command meanwhile.

        Raises `Busy` where another run holds it: at once, with --quiet after a while.
        """
        from curator.newsroom import Newsroom

        with Newsroom(self.config, now or self.clock(), clock=self.clock) as newsroom:
            if command:
                with newsroom.locked(command, PATIENCE if self.quiet else 0.0):
                    newsroom.now = now or self.clock()  # it may have waited
                    yield newsroom
            else:
                yield newsroom

    @contextmanager
    def press(self, command: str, now: datetime | None = None) -> Iterator[Press]:
        """Open the journal to print from it, as `newsroom` does."""
        from curator.press import Press

        with self.newsroom(command, now) as newsroom:
            yield Press(newsroom)

    def say(self, text: str) -> None:
        """Print a line that --quiet leaves out."""
        if not self.quiet:
            click.echo(text)

    def plural(self, one: str, many: str, count: int) -> str:
        """Return the form for a count, filled in."""
        from curator.i18n import ngettext_for

        return ngettext_for(self.config.journal.language)(one, many, count) % {"num": count}

    def next(self, *commands: str) -> None:
        """Print what to type next."""
        here = "" if self.folder is None else f"-j {self.folder} "
        if not self.quiet:
            label = self.translate("Next:")
            bold = not os.environ.get("NO_COLOR")
            typed = [f"curator {here}{command}" for command in commands]
            lines = [click.style(line, bold=True) for line in typed] if bold else typed
            click.echo(f"{label} " + f"\n{' ' * len(label)} ".join(lines))

    def ask(self, question: str, option: str, default: str = "") -> str:
        """Ask at the terminal; raises `UsageError`, with the option to give, where nobody can answer."""
        if self.no_input or not sys.stdin.isatty():
            if default:
                return default
            raise _unanswered(question, option)
        answer: str = click.prompt(question, default=default or None)
        return answer

    def confirm(self, question: str, option: str) -> bool:
        """Ask for yes or no, yes if nothing is typed; raises `UsageError` where nobody answers."""
        if self.no_input:
            raise _unanswered(question, option)
        try:
            return click.confirm(question, default=True)
        except click.Abort:
            if sys.stdin.isatty():  # Ctrl-C
                raise
            click.echo()
            raise _unanswered(question, option) from None


def _unanswered(question: str, option: str) -> UsageError:
    return UsageError(
        N_('"{question}" needs an answer.', question=question),
        remedy=N_("Nobody can be asked here: give {option}.", option=option),
    )


def print_json(value: Any) -> None:
    """Print one JSON document, values of ours as plain data."""
    from curator.plain import to_plain

    click.echo(json.dumps(to_plain(value), ensure_ascii=False, indent=2))


def moment(text: str | None, timezone: str = "UTC") -> datetime:
    """Return the moment that `--as-of` names, or now; a day alone means its end in `timezone`."""
    from datetime import time
    from zoneinfo import ZoneInfo

    if text is None:
        return datetime.now(UTC)
    try:
        named = datetime.fromisoformat(text)
    except ValueError:
        raise UsageError(
            N_('"{text}" is no moment.', text=text), remedy=N_("Write 2026-11-22 or 2026-11-22T07:30.")
        ) from None
    if len(text) == len("2026-11-22"):
        named = datetime.combine(named.date(), time(23, 59, 59))
    return (named if named.tzinfo else named.replace(tzinfo=ZoneInfo(timezone))).astimezone(UTC)


as_of = click.option("--as-of", metavar="MOMENT", help="Work as if it were this day or moment.")
as_json = click.option("--json", "json_", is_flag=True, help="Print JSON for other programs.")
