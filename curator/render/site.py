"""The whole site, as files: which pages there are, what each shows, and which of them changed.

A site is made of units: the page of an edition, its stories, a week, a section,
a feed … A unit's key is a hash of all it shows, made from the stamps of the
editions and never from the editions themselves; a unit whose key stands in the
last manifest is not printed again. Every unit shows a bounded number of
editions, so that a new one costs the same after a month and after ten years.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

import curator
from curator.plain import canonical_json
from curator.ports import Workers
from curator.render.library import Library
from curator.render.manifest import Manifest, Printed
from curator.render.paper import Paper, Unit, key_of
from curator.render.printer import File, Printer
from curator.render.sheets import Cache, MemoryCache
from curator.render.together import AHEAD, MANY, EditionPages, EditionPrinter, EditionPutter, Put, joined
from curator.render.units import Press


class Rendering:
    """One run: iterate it for the files that changed, then ask what is gone and for the new manifest."""

    def __init__(
        self,
        paper: Paper,
        before: Manifest | None = None,
        cache: Cache | None = None,
        workers: Workers | None = None,
        aside: Callable[[], Put] | None = None,
    ) -> None:
        """Take what to print.

        `before` is the manifest of the site that stands; `cache` spares opening
        old editions again; `workers` print with us where most of an archive is
        to be printed; with what `aside` returns they put files where they
        belong themselves, which are then not yielded.
        """
        self._paper = paper
        self._before = before or Manifest()
        self._cache = cache if cache is not None else MemoryCache()
        self._workers = workers
        self._aside = aside
        self.put_aside: dict[str, bool] = {}
        """Files that workers put where they belong → whether they are new or changed there."""
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
        changed = self._changed(Press(paper, printer, self._library, chrome, self._units).units())
        if self._workers is not None and self._library.changed >= MANY:
            yield from self._together(changed, self._workers)
        else:
            for unit in changed:
                yield from self._alone(unit)

    def _changed(self, units: Iterable[Unit]) -> Iterator[Unit]:
        for unit in units:
            standing = self._before.units.get(unit.name)
            if standing is None or standing.key != unit.key:
                yield unit
            else:
                self._units[unit.name] = standing

    def _alone(self, unit: Unit) -> Iterator[File]:
        files: list[str] = []
        for path, body in unit.files():
            files.append(path)
            yield path, body
        self._units[unit.name] = Printed(unit.key, tuple(files))

    def _together(self, units: Iterable[Unit], workers: Workers) -> Iterator[File]:
        """Let children print the units that can be printed apart, and print the others meanwhile."""
        printed: list[File] = []

        def apart() -> Iterator[EditionPages | None]:
            for unit in units:
                if unit.apart is None:
                    printed.extend(self._alone(unit))
                    yield None  # nothing to print, but a moment to serve the children
                    continue
                told = unit.apart()
                # Known before they are printed: others ask which addresses are taken.
                self._units[unit.name] = Printed(unit.key, told.files)
                yield told

        printer = EditionPrinter(self._paper.config, self._paper.pictures)
        work: Callable[[EditionPages | None], Iterable[tuple[str, bytes | bool]]] = printer
        if self._aside is not None:
            work = EditionPutter(printer, self._aside())
        for outcome in workers.map(work, joined(apart()), ahead=AHEAD):
            # What failed in a child is done here, and fails as it would have without children.
            done = outcome.value if outcome.value is not None else printer(outcome.subject)
            yield from self._taken(done)
            yield from printed
            printed.clear()
        yield from printed

    def _taken(self, files: Iterable[tuple[str, bytes | bool]]) -> Iterator[File]:
        """Yield the files that a worker gave back, and remember those that it put where they belong."""
        for path, body in files:
            if isinstance(body, bytes):
                yield path, body
            else:
                self.put_aside[path] = body

    @property
    def manifest(self) -> Manifest:
        """The manifest of the new site, once all files were taken."""
        return Manifest(self._units, self._library.facts if self._library else {})

    @property
    def cached(self) -> Iterable[str]:
        """The keys of what the next run may ask the cache for."""
        return self._library.cached if self._library else ()

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
