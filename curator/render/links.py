"""Addresses: where each page stands, and how one page points to another."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlsplit

from curator.model import Edition, Pick, short_hash
from curator.text import fold

RESERVED = frozenset({"about", "archive", "assets", "corrections", "pictures", "search", "sources"})
"""First parts of addresses that no section may take."""


def edition_path(slug: str) -> str:
    """Return where an edition stands: "2026-11-22" → "2026/11/22/", "2026-w47" → "2026/w47/"."""
    return slug.replace("-", "/") + "/"


def week_of(day: date) -> str:
    """Return the ISO week of a day as an edition's slug: "2026-w47"."""
    year, week, _ = day.isocalendar()
    return f"{year}-w{week:02d}"


def story_path(edition: Edition, pick: Pick) -> str:
    """Return where a story's own page stands."""
    return f"{edition_path(edition.slug)}{pick.slug or f'story-{pick.story.id}'}/"


def section_path(name: str) -> str:
    """Return where a section's page stands, "" for no section; a reserved or numeric name is given a prefix."""
    if not name:
        return ""
    slug = "-".join(re.findall(r"[a-z0-9]+", fold(name))) or short_hash(name)[:8]
    return f"section-{slug}/" if slug in RESERVED or slug[0].isdigit() else f"{slug}/"


@dataclass(frozen=True, slots=True)
class Links:
    """The links of one page: relative, so that the site works in any folder and from `file://`."""

    base_url: str
    path: str
    """Where the page stands: "" for the front page, "2026/11/22/", "404.html"."""

    @property
    def root(self) -> str:
        """The way from this page to the top of the site: "", "../", "../../"."""
        return "../" * self.path.count("/")

    def __call__(self, path: str, fragment: str = "") -> str:
        """Return the link to the page or file that stands at `path`.

        Without a base address the journal is read from a folder: there a link
        to a page names its index.html.
        """
        if not self.base_url and (not path or path.endswith("/")):
            path += "index.html"
        hash_ = f"#{fragment}" if fragment else ""
        return f"{self.root}{path}{hash_}" or "./"

    def absolute(self, path: str = "") -> str:
        """Return the full address, "" where the journal has no base address."""
        return f"{self.base_url.rstrip('/')}/{path}" if self.base_url else ""


@dataclass(frozen=True, slots=True)
class FixedLinks(Links):
    """The links of a page that a host serves at any address (404): from the top of the site down."""

    @property
    def root(self) -> str:
        """The path of the base address: "/" or "/journal/"."""
        return urlsplit(self.base_url).path.rstrip("/") + "/" if self.base_url else ""
