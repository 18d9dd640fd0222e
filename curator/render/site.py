"""The whole site, as files: which pages there are, what each shows, and which of them changed.

A site is made of units: the page of an edition, its stories, a week, a section,
a feed … A unit's key is a hash of all it shows, made from the stamps of the
editions and never from the editions themselves; a unit whose key stands in the
last manifest is not printed again. Every unit shows a bounded number of
editions, so that a new one costs the same after a month and after ten years.
"""

from __future__ import annotations

from collections.abc import Iterator

import curator
from curator.plain import canonical_json
from curator.render.library import Library
from curator.render.manifest import Manifest, Printed
from curator.render.paper import Paper, key_of
from curator.render.printer import File, Printer
from curator.render.sheets import Cache, MemoryCache
from curator.render.units import Press


class Rendering:
    """One run: iterate it for the files that changed, then ask what is gone and for the new manifest."""

    def __init__(self, paper: Paper, before: Manifest | None = None, cache: Cache | None = None) -> None:
        """`before` is the manifest of the site that stands; `cache` spares opening old editions again."""
        self._paper = paper
        self._before = before or Manifest()
        self._cache = cache if cache is not None else MemoryCache()
        self._units: dict[str, Printed] = {}
        self._library: Library | None = None

    def __iter__(self) -> Iterator[File]:
        """Yield every file of every unit whose key changed; raises `TemplateError` for a broken template."""
        paper = self._paper
        printer = Printer(paper.config, paper.pictures)
        chrome = chrome_of(paper, printer)
        self._library = Library(
            paper.shelf, paper.notes, printer, self._before.facts, self._cache, chrome, drafts=paper.drafts
        )
        for unit in Press(paper, printer, self._library, chrome, self._units).units():
            standing = self._before.units.get(unit.name)
            if standing is not None and standing.key == unit.key:
                self._units[unit.name] = standing
                continue
            files: list[str] = []
            for path, body in unit.files():
                files.append(path)
                yield path, body
            self._units[unit.name] = Printed(unit.key, tuple(files))

    @property
    def manifest(self) -> Manifest:
        """The manifest of the new site, once all files were taken."""
        return Manifest(self._units, self._library.facts if self._library else {})

    @property
    def removed(self) -> tuple[str, ...]:
        """The files of the old site that the new one does not have."""
        return tuple(sorted(self._before.files - self.manifest.files))


def chrome_of(paper: Paper, printer: Printer) -> str:
    """Return a hash of what every page shows or obeys: look, words, settings, takedowns, version."""
    config = paper.config
    parts = (
        curator.__version__,
        printer.look_hash,
        printer.language,
        config.journal,
        config.letter.sender,
        [(theme.name, theme.title, theme.description, theme.sections) for theme in config.themes],
        paper.notes.takedowns,
        paper.drafts,
    )
    return key_of(*(canonical_json(part) for part in parts))
