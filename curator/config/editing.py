"""Changes to the user's own files: comments and order stay, a crash leaves the old file."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import fields
from pathlib import Path
from typing import Any

import tomlkit
from tomlkit.items import AoT

from curator.errors import NotFound
from curator.model import Source, short_hash

_DEFAULTS = {field.name: field.default for field in fields(Source)}


def write_atomically(file: Path, text: str) -> None:
    """Replace `file` by `text` in one step, on the disk before it is visible."""
    file.parent.mkdir(parents=True, exist_ok=True)
    draft = file.with_name(f".{file.name}.{os.getpid()}.new")
    with draft.open("w", encoding="utf-8") as stream:
        stream.write(text)
        stream.flush()
        os.fsync(stream.fileno())
    draft.replace(file)


def add_sources(file: Path, sources: Iterable[Source]) -> None:
    """Append sources to the list in `file`, which is made if it is missing."""
    old = file.read_text(encoding="utf-8") if file.is_file() else "# Whom this journal reads.\n"
    blocks = [_block(source) for source in sources]
    write_atomically(file, old.rstrip("\n") + "\n\n" + "\n".join(blocks))


def change_source(file: Path, source_id: str, changes: Mapping[str, Any]) -> None:
    """Set keys of one source; a value equal to the default removes the key. Raises `NotFound`."""
    document = tomlkit.parse(file.read_text(encoding="utf-8"))
    table = _tables(document)[_index(document, source_id, file)]
    if "address" in changes and "id" not in table:
        table["id"] = source_id
    for key, value in changes.items():
        if value == _DEFAULTS[key]:
            table.pop(key, None)
        else:
            table[key] = value
    write_atomically(file, tomlkit.dumps(document))


def remove_source(file: Path, source_id: str) -> None:
    """Take one source off the list. Raises `NotFound`."""
    document = tomlkit.parse(file.read_text(encoding="utf-8"))
    del _tables(document)[_index(document, source_id, file)]
    write_atomically(file, tomlkit.dumps(document))


def _tables(document: tomlkit.TOMLDocument) -> AoT:
    tables = document.get("source")
    return tables if isinstance(tables, AoT) else tomlkit.aot()


def _index(document: tomlkit.TOMLDocument, source_id: str, file: Path) -> int:
    for index, table in enumerate(_tables(document)):
        if table.get("id", short_hash(str(table.get("address", "")))) == source_id:
            return index
    raise NotFound("this source is not in the list.", about=str(file))


def _block(source: Source) -> str:
    table = tomlkit.table()
    for field in fields(Source):
        value = getattr(source, field.name)
        derived = field.name == "id" and value == short_hash(source.address)
        if not derived and value != field.default:
            table.add(field.name, list(value) if isinstance(value, tuple) else value)
    return "[[source]]\n" + tomlkit.dumps(table)
