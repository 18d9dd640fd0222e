"""What a site is made of: the paper as a whole, and its units."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from curator.config.settings import Config
from curator.model import Source, SourceState
from curator.render.notes import Notes
from curator.render.pictures import NoPictures, Pictures
from curator.render.printer import File
from curator.render.shelf import Shelf
from curator.render.together import EditionPages


@dataclass(frozen=True, slots=True)
class Paper:
    """Everything a site is made of."""

    config: Config
    shelf: Shelf
    now: datetime
    sources: tuple[Source, ...] = ()
    states: Mapping[str, SourceState] = field(default_factory=dict)
    """By source id."""
    notes: Notes = field(default_factory=Notes)
    pictures: Pictures = field(default_factory=NoPictures)
    drafts: bool = False
    """Show drafts, too, under a ribbon: a preview for the editor alone."""


@dataclass(frozen=True, slots=True)
class Unit:
    """A part of the site that is printed whole or not at all."""

    name: str
    key: str
    files: Callable[[], Iterable[File]]
    apart: Callable[[], EditionPages] | None = None
    """What another process needs to print the unit, for those that are most of a site."""


def key_of(*parts: object) -> str:
    """Return 20 hexadecimal digits that change when a part does."""
    digest = hashlib.sha256()
    for part in parts:
        digest.update(str(part).encode("utf-8", "surrogatepass"))
        digest.update(b"\0")
    return digest.hexdigest()[:20]
