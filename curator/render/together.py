"""Printing in child processes: the pages of stories, which are nearly all of a site's.

A child gets an edition's view and gives back the files; what is written where
stays with the one process that builds.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from curator.config.settings import Config
from curator.render.editions import Surroundings, story_pages
from curator.render.notes import Takedown
from curator.render.pictures import Pictures
from curator.render.printer import File, Printer, file_of
from curator.render.views import EditionView

MANY = 60
"""From so many editions on the children's start is earned back: it takes as long as printing twenty."""


@dataclass(frozen=True, slots=True)
class Stories:
    """The pages of one edition's stories, and of those that were taken back."""

    view: EditionView
    updates: Mapping[str, str]
    gone: Mapping[str, Takedown]
    shared: bool

    @property
    def files(self) -> tuple[str, ...]:
        """The files they become, in their order."""
        paths = (*(story.path for story in self.view.stories), *(f"{self.view.path}{slug}/" for slug in self.gone))
        return tuple(map(file_of, paths))


class StoryPrinter:
    """Prints stories in whatever process it is called in; the look is loaded there, once."""

    def __init__(self, config: Config, pictures: Pictures) -> None:
        self.config = config
        self.pictures = pictures

    def __call__(self, stories: Stories) -> tuple[File, ...]:
        """Return the files of one edition's stories; raises `TemplateError`."""
        around = Surroundings(updates=stories.updates)
        return tuple(story_pages(self.printer, stories.view, around, stories.gone, shared=stories.shared))

    @cached_property
    def printer(self) -> Printer:
        """The journal's look, in this process."""
        return Printer(self.config, self.pictures)
