"""Printing in child processes: the pages of editions and their stories, which are nearly all of a site's.

A child gets an edition's view and gives back the files, or puts each where it
belongs: making folders and files takes the system as long as printing them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Protocol

from curator.config.settings import Config
from curator.render.editions import Surroundings, edition_page, story_pages
from curator.render.notes import Takedown
from curator.render.pictures import Pictures
from curator.render.printer import File, Printer, file_of
from curator.render.views import EditionView

MANY = 60
"""From so many editions on the children's start is earned back: it takes as long as printing twenty."""

AHEAD = 300
"""Editions that are ready to be printed, some thirty megabytes: the children have them while we print what is ours."""


@dataclass(frozen=True, slots=True)
class EditionPages:
    """What a child needs to print the page of one edition, those of its stories and of those taken back, or both."""

    view: EditionView
    around: Surroundings
    gone: Mapping[str, Takedown]
    shared: bool
    """Whether each story has a picture of its own for link previews."""
    page: bool = False
    stories: bool = False

    @property
    def files(self) -> tuple[str, ...]:
        """The files they become, in their order."""
        stories = (*(story.path for story in self.view.stories), *(f"{self.view.path}{slug}/" for slug in self.gone))
        paths = ((self.view.path,) if self.page else ()) + (stories if self.stories else ())
        return tuple(map(file_of, paths))

    def print(self, printer: Printer) -> Iterator[File]:
        """Yield the files; raises `TemplateError`."""
        if self.page:
            yield edition_page(printer, self.view, self.around)
        if self.stories:
            yield from story_pages(printer, self.view, self.around, self.gone, shared=self.shared)


def joined(pages: Iterable[EditionPages | None]) -> Iterator[EditionPages | None]:
    """Yield the pages, an edition's own and those of its stories as one where they follow each other.

    So its view is sent once. None, which is nothing to print, passes.
    """
    held: EditionPages | None = None
    for told in pages:
        if held is not None and told is not None and held.view.slug == told.view.slug:
            yield replace(held, page=held.page or told.page, stories=held.stories or told.stories)
            held = None
            continue
        if held is not None:
            yield held
        held = told
        if told is None:
            yield None
    if held is not None:
        yield held


class Put(Protocol):
    """Puts one file where it belongs, in whatever process it is called; twice is as good as once."""

    def __call__(self, path: str, body: bytes) -> bool:
        """Return whether the file is new or changed there."""
        ...


class EditionPrinter:
    """Prints the pages of editions in whatever process it is called in; the look is loaded there, once."""

    def __init__(self, config: Config, pictures: Pictures) -> None:
        self.config = config
        self.pictures = pictures

    def __call__(self, pages: EditionPages | None) -> tuple[File, ...]:
        """Return the files of one edition; raises `TemplateError`."""
        return tuple(pages.print(self.printer)) if pages is not None else ()

    @cached_property
    def printer(self) -> Printer:
        """The journal's look, in this process."""
        return Printer(self.config, self.pictures)


@dataclass(frozen=True, slots=True)
class EditionPutter:
    """Prints the pages of editions and puts them where they belong."""

    printer: EditionPrinter
    put: Put

    def __call__(self, pages: EditionPages | None) -> tuple[tuple[str, bool], ...]:
        """Return for each file of one edition whether it is new or changed; raises `TemplateError`."""
        return tuple((path, self.put(path, body)) for path, body in self.printer(pages))
