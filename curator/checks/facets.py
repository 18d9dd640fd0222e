"""Bluesky's facets: which bytes of a post are a link or a tag."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from curator.checks.links import links, tags


@dataclass(frozen=True, slots=True)
class Facet:
    """A stretch of a post, in UTF-8 bytes, and what it stands for; one of `link` and `tag` is set."""

    start: int
    end: int
    link: str = ""
    tag: str = ""

    def record(self) -> dict[str, Any]:
        """Return it as lexicon app.bsky.richtext.facet wants it."""
        feature = (
            {"$type": "app.bsky.richtext.facet#link", "uri": self.link}
            if self.link
            else {"$type": "app.bsky.richtext.facet#tag", "tag": self.tag}
        )
        return {"index": {"byteStart": self.start, "byteEnd": self.end}, "features": [feature]}


def facets(text: str) -> tuple[Facet, ...]:
    """Return the facets of the links and tags in `text`, in order of their bytes."""
    return tuple(sorted(_found(text), key=lambda facet: facet.start))


def _found(text: str) -> Iterator[Facet]:
    for span in links(text):
        yield Facet(_bytes(text, span.start), _bytes(text, span.end), link=span.text)
    for span in tags(text):
        yield Facet(_bytes(text, span.start), _bytes(text, span.end), tag=span.text[1:])


def _bytes(text: str, characters: int) -> int:
    return len(text[:characters].encode("utf-8", "surrogatepass"))
