"""The way to a blog, which takes whole editions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from curator.ports.outward import Answer


@dataclass(frozen=True, slots=True)
class BlogPost:
    """An edition as a post of a blog."""

    slug: str
    title: str
    html: str
    """Plain elements, no script, no style."""
    excerpt: str
    categories: tuple[str, ...] = ()
    picture: bytes = b""
    """The lead's, JPEG or PNG; b"" for none."""
    alt: str = ""


class Blog(Protocol):
    """The way to a blog that takes whole editions."""

    def put(self, post: BlogPost, receipt: str = "", overwrite: bool = False) -> Answer:
        """Make the edition's draft, or bring it up to date; `receipt` is that of the last time.

        `REFUSED` where somebody has changed it there since, unless `overwrite`.
        """
        ...
