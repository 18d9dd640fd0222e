"""The way out for the pages: a place where readers find them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Site:
    """A built site on this machine."""

    folder: Path
    files: Mapping[str, str]
    """Path within the folder → hash of its bytes."""


@dataclass(frozen=True, slots=True)
class Changes:
    """What makes one site of another, in the order in which it is safe to do."""

    assets: tuple[str, ...] = ()
    """What pages need: they come first."""
    pages: tuple[str, ...] = ()
    """Pages and feeds, the front page last."""
    removed: tuple[str, ...] = ()
    """What nothing leads to any more: it goes last."""

    def __len__(self) -> int:
        return len(self.assets) + len(self.pages) + len(self.removed)


class Host(Protocol):
    """A place that a site is put to; only what was put there by us is ever taken away."""

    def standing(self) -> Mapping[str, str]:
        """Return what we put there that stands now, as `Site.files`; raises `CuratorError` where it cannot be asked."""
        ...

    def bring(self, site: Site, changes: Changes) -> str:
        """Make the place show `site`, `changes` away from what stands; return what the other side said.

        Raises `CuratorError`; readers then have the old site, whole where the
        place allows it, and a second time mends what the first left.
        """
        ...
