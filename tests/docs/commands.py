"""The reference of commands, from the commands' own help: `python -m tests.docs.commands` writes it anew."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from pathlib import Path

import click

from curator.cli import cli

PAGE = Path(__file__).parents[2] / "docs/reference/commands.md"
HEAD = """# Commands

Options before the command: `-j FOLDER` names the journal, `-q` prints faults and what was asked for only and waits for
another run, `--no-input` never asks, `--debug` shows where in the program an error arose. Every command that reads has
`--json`.

Exit codes: 0 done · 1 failed · 2 the command or the settings are wrong · 3 done, but some sources failed · 4 nothing
to publish. One command at a time writes to a journal; a second one leaves at once and says who holds it,
with `-q` after five minutes.
"""


def named(group: click.Group, path: str = "curator", depth: int = 2) -> Iterator[tuple[str, int, click.Command]]:
    """Yield every command with its whole name and the depth of its heading."""
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None, name
        yield f"{path} {name}", depth, command
        if isinstance(command, click.Group):
            yield from named(command, f"{path} {name}", depth + 1)


def page() -> str:
    """Return the whole page."""
    parts = [HEAD]
    for name, depth, command in named(cli):
        parts.append(f"{'#' * depth} `{name}`\n{inspect.cleandoc(command.help or '')}\n")
        options = [parameter for parameter in command.params if isinstance(parameter, click.Option)]
        if options:
            parts.append("\n".join(_told(option) for option in options) + "\n")
    return "\n".join(parts)


def _told(option: click.Option) -> str:
    names = ", ".join(f"`{name}`" for name in (*option.opts, *option.secondary_opts))
    return f"- {names}{f' {option.metavar}' if option.metavar else ''}: {option.help or ''}"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
