"""Changes to the user's own files: comments and order stay, a crash leaves the old file."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields
from pathlib import Path
from typing import Any

import tomlkit
from tomlkit import TOMLDocument
from tomlkit.items import AoT, Array, Table

from curator.errors import NotFound
from curator.i18n import N_
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


def unlisted(found: Iterable[Source], listed: Iterable[Source]) -> tuple[Source, ...]:
    """Return those of `found` that are not on the list, neither by id nor by address.

    A source that moved keeps its id and has another address; http or https and a last slash make no other feed.
    """
    have = {known for source in listed for known in (source.id, _plain(source.address))}
    return tuple(source for source in found if not have & {source.id, _plain(source.address)})


def _plain(address: str) -> str:
    return address.partition("://")[2].rstrip("/") or address


def add_sources(file: Path, sources: Iterable[Source]) -> None:
    """Append sources to the list in `file`, which is made if it is missing."""
    old = file.read_text(encoding="utf-8") if file.is_file() else "# Whom this journal reads.\n"
    old = tomlkit.dumps(_without_empty_list(tomlkit.parse(old)))
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
    write_atomically(file, tomlkit.dumps(_without_empty_list(document)))


def _without_empty_list(document: TOMLDocument) -> TOMLDocument:
    """Return the list of sources without `source = []`, to which no `[[source]]` can be added."""
    if document.get("source") == []:
        del document["source"]
    return document


def change_blocked(text: str, key: str, values: Sequence[str]) -> str:
    """Return `blocked.toml` with other "people", "sites" or "words"; comments and order stay."""
    document = tomlkit.parse(text or "# Whom and what this journal does not want to hear of.\n")
    _set_list(_array(document, key), list(dict.fromkeys(values)))
    return tomlkit.dumps(document)


def change_theme(
    text: str, phrases: Mapping[str, float] | None = None, lists: Mapping[str, Sequence[str]] | None = None
) -> str:
    """Return a theme file's text with other phrases and lists; comments, order and what is not named stay.

    `phrases` maps every phrase that is to stand to its weight; `lists` gives
    new contents of "excluded", "examples" or "counter_examples".
    """
    document = tomlkit.parse(text)
    if phrases is not None:
        _set_phrases(_array(document, "phrases"), dict(phrases))
    for key, values in (lists or {}).items():
        _set_list(_array(document, key), list(dict.fromkeys(values)))
    return tomlkit.dumps(document)


def _array(document: tomlkit.TOMLDocument, key: str) -> Array:
    found = document.get(key)
    if isinstance(found, Array):
        return found
    # Tables that follow would swallow a key that is appended behind them.
    tables = [(name, document.pop(name)) for name in list(document) if isinstance(document[name], AoT | Table)]
    document[key] = made = tomlkit.array()
    for name, item in tables:
        document[name] = item
    return made


def _set_phrases(array: Array, wanted: dict[str, float]) -> None:
    for index in reversed(range(len(array))):
        item = array[index]
        text = str(item if isinstance(item, str) else item["text"])
        weight = 1.0 if isinstance(item, str) else float(item.get("weight", 1.0))
        if text not in wanted:
            del array[index]
        elif (new := wanted.pop(text)) != weight:
            array[index] = _phrase(text, new)
    for text, weight in wanted.items():
        _append(array, _phrase(text, weight))


def _phrase(text: str, weight: float) -> Any:
    if weight == 1.0:
        return text
    table = tomlkit.inline_table()
    table.update({"text": text, "weight": weight})
    return table


def _set_list(array: Array, wanted: list[str]) -> None:
    for index in reversed(range(len(array))):
        if str(array[index]) in wanted:
            wanted.remove(str(array[index]))
        else:
            del array[index]
    for text in wanted:
        _append(array, text)


def _append(array: Array, item: Any) -> None:
    """Add an item on a line of its own where the others have theirs."""
    if "\n" in array.as_string():
        array.add_line(item, indent="  ")
    else:
        array.append(item)


def _tables(document: tomlkit.TOMLDocument) -> AoT:
    tables = document.get("source")
    return tables if isinstance(tables, AoT) else tomlkit.aot()


def _index(document: tomlkit.TOMLDocument, source_id: str, file: Path) -> int:
    for index, table in enumerate(_tables(document)):
        if table.get("id", short_hash(str(table.get("address", "")))) == source_id:
            return index
    raise NotFound(N_("this source is not in the list."), about=str(file))


def _block(source: Source) -> str:
    table = tomlkit.table()
    for field in fields(Source):
        value = getattr(source, field.name)
        derived = field.name == "id" and value == short_hash(source.address)
        if not derived and value != field.default:
            table.add(field.name, list(value) if isinstance(value, tuple) else value)
    return "[[source]]\n" + tomlkit.dumps(table)
