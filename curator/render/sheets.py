"""Sheets: editions as lists show them, kept aside so that no page has to open an old edition again."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any, Protocol

from curator.render.pictures import name_of
from curator.render.views import EditionView, Outlet, StoryView


class Cache(Protocol):
    """A place for what can be worked out again; losing it costs time and nothing else."""

    def get(self, key: str) -> bytes | None:
        """Return what was put under `key`."""
        ...

    def put(self, key: str, value: bytes) -> None:
        """Keep `value`."""
        ...


class MemoryCache:
    """A cache for one run."""

    def __init__(self) -> None:
        self._kept: dict[str, bytes] = {}

    def get(self, key: str) -> bytes | None:
        """Return what was put under `key`."""
        return self._kept.get(key)

    def put(self, key: str, value: bytes) -> None:
        """Keep `value`."""
        self._kept[key] = value


@dataclass(frozen=True, slots=True)
class Facts:
    """The little that every build needs to know of every edition."""

    version: str
    kept: int
    read: int
    sections: Mapping[str, int]
    """Name of each section → how many stories of it."""
    updates: bool = False
    """Whether a story brings news of an earlier one."""
    pictures: tuple[str, ...] = ()
    """Names of the pictures it would show."""


def facts_of(view: EditionView, version: str) -> Facts:
    """Return the facts of an edition."""
    return Facts(
        version,
        view.kept,
        view.read,
        dict(Counter(story.section for story in view.stories if story.section)),
        any(story.update_of for story in view.stories),
        tuple(name_of(story.picture) for story in view.stories if story.picture),
    )


_DAYS = {"day", "edition_day"}
_MOMENTS = {"published", "updated"}


def dump_sheet(view: EditionView) -> bytes:
    """Return the edition without reasons and quotes, as JSON."""
    return json.dumps(_plain(view.bare), ensure_ascii=False, separators=(",", ":")).encode()


def load_sheet(sheet: bytes) -> EditionView:
    """Return what `dump_sheet` was given, bare."""
    told = json.loads(sheet)
    stories = tuple(
        StoryView(
            **_values(
                row | {"outlet": _outlet(row["outlet"]), "others": tuple(_outlet(each) for each in row["others"])}
            )
        )
        for row in told["stories"]
    )
    return EditionView(**_values(told | {"stories": stories}))


def _outlet(row: dict[str, Any]) -> Outlet:
    return Outlet(**_values(row))


def _values(row: dict[str, Any]) -> dict[str, Any]:
    for name, value in row.items():
        if name in _MOMENTS and value:
            row[name] = datetime.fromisoformat(value)
        elif name in _DAYS:
            row[name] = date.fromisoformat(value)
        elif isinstance(value, list):
            row[name] = tuple(tuple(each) if isinstance(each, list) else each for each in value)
    return row


_NAMES = {kind: tuple(each.name for each in fields(kind)) for kind in (EditionView, StoryView, Outlet)}


def _plain(value: Any) -> Any:
    names = _NAMES.get(type(value))
    if names is not None:
        return {name: _plain(getattr(value, name)) for name in names}
    if isinstance(value, tuple):
        return [_plain(each) for each in value]
    return value.isoformat() if isinstance(value, date) else value
