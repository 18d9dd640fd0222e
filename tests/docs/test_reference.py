"""The reference names every command, option and setting."""

from __future__ import annotations

import re
from dataclasses import fields
from pathlib import Path

import click
import pytest

from curator.cli import COMMANDS, cli
from curator.config import Config
from curator.model import Source, Theme

DOCS = Path(__file__).parents[2] / "docs"
SKIPPED = {"name", "title", "language"}
"""Keys that say what they are."""


def headings(page: str) -> set[str]:
    return set(re.findall(r"^#+ `([^`]+)`", (DOCS / page).read_text(encoding="utf-8"), re.MULTILINE))


def test_every_setting_has_a_heading() -> None:
    named = headings("reference/config.md")
    tables = {"journal", "edition", "letter", "fetch", "networks", "smtp", "schedule", "posting", "paths"}
    for field in fields(Config):
        if field.name in tables:
            assert f"[{field.name}]" in named
            kind = type(field.default) if field.name != "journal" else None
            if kind is not None:
                assert {f.name for f in fields(kind)} <= named, field.name
    for kind in (Source, Theme):
        assert {f.name for f in fields(kind)} - named - SKIPPED == set(), kind.__name__


def commands(group: click.Group, path: str = "curator") -> list[str]:
    context = click.Context(group)
    found = []
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        found.append(f"{path} {name}")
        if isinstance(command, click.Group):
            found += commands(command, f"{path} {name}")
    return found


@pytest.mark.parametrize("name", commands(cli))
def test_every_command_has_a_heading(name: str) -> None:
    assert name in headings("reference/commands.md")


def test_the_table_of_commands_is_the_commands_own_words() -> None:
    context = click.Context(cli)
    for name, (_, words) in COMMANDS.items():
        command = cli.get_command(context, name)
        assert command is not None, name
        assert words[-1] == "."
