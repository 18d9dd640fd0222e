"""For places that cannot turn a whole site at once: assets first, the front page last, then what is left over goes.

At every moment each page that stands there has what it needs, and a page that
leads to others comes after them. The manifest is written before the first
byte, so that a broken run leaves nothing that nobody knows of.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from curator.outbox.sites import MANIFEST, dump_site, under_way
from curator.ports import Changes, Site


class Files(Protocol):
    """What a place has to be able to do."""

    def put(self, site: Site, paths: Sequence[str]) -> None:
        """Put these files there, in their order, each whole or not at all."""
        ...

    def write(self, name: str, body: bytes) -> None:
        """Write one file there."""
        ...

    def remove(self, paths: Sequence[str]) -> None:
        """Take files away; one that is not there is no fault."""
        ...


def bring_gradually(files: Files, standing: dict[str, str], site: Site, changes: Changes) -> None:
    """Make the site that stands the one wanted."""
    files.write(MANIFEST, dump_site(under_way(standing, site.files, (*changes.assets, *changes.pages))))
    for paths in (changes.assets, changes.pages):
        if paths:
            files.put(site, paths)
    if changes.removed:
        files.remove(changes.removed)
    files.write(MANIFEST, dump_site(site.files))
