"""The reference names every command, option and setting."""

from __future__ import annotations

import re
from dataclasses import fields
from pathlib import Path
from typing import get_type_hints

import click
import pytest

from curator.cli import COMMANDS, cli
from curator.config import Config
from curator.model import Source, Theme
from tests.docs import commands

DOCS = Path(__file__).parents[2] / "docs"
SKIPPED = {"name", "title", "language"}
"""Keys that say what they are."""


def headings(page: str) -> set[str]:
    return set(re.findall(r"^#+ `([^`]+)`", (DOCS / page).read_text(encoding="utf-8"), re.MULTILINE))


def test_every_setting_has_a_heading() -> None:
    named = headings("reference/config.md")
    tables = {
        "journal",
        "edition",
        "letter",
        "fetch",
        "networks",
        "smtp",
        "gate",
        "mailbox",
        "deploy",
        "handover",
        "schedule",
        "automatic",
        "posting",
        "paths",
    }
    kinds = get_type_hints(Config)
    for field in fields(Config):
        if field.name in tables:
            assert f"[{field.name}]" in named
            assert {f.name for f in fields(kinds[field.name])} <= named, field.name
    for kind in (Source, Theme):
        assert {f.name for f in fields(kind)} - named - SKIPPED == set(), kind.__name__


def test_the_reference_of_commands_is_what_the_commands_say() -> None:
    assert commands.PAGE.read_text(encoding="utf-8") == commands.page(), "python -m tests.docs.commands writes it anew"


@pytest.mark.parametrize("name", [name for name, _, _ in commands.named(cli)])
def test_every_command_says_what_it_does(name: str) -> None:
    command = next(command for full, _, command in commands.named(cli) if full == name)
    assert command.help
    assert all(option.help for option in command.params if isinstance(option, click.Option)), name


def test_the_table_of_commands_is_the_commands_own_words() -> None:
    context = click.Context(cli)
    for name, (_, words) in COMMANDS.items():
        command = cli.get_command(context, name)
        assert command is not None, name
        assert words[-1] == "."
