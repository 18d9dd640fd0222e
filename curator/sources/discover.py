"""Where a site's feeds are: known by the form of its address, or named on its page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin, urlsplit

from curator.articles.charset import decode
from curator.articles.clean import one_line, parse_html
from curator.articles.urls import absolute, canonical
from curator.sources.known import known_feed

__all__ = ["Candidate", "feeds_in_page", "known_feed"]

MOST = 16
"""Candidates that are returned."""
LONGEST_PAGE = 2_000_000

_TYPES = {
    "application/atom+xml": 0,
    "application/rss+xml": 0,
    "application/feed+json": 1,
    "application/rdf+xml": 2,
    "application/x.atom+xml": 2,
    "application/xml": 4,
    "text/xml": 4,
    "application/json": 6,
}
_FEED_PATH = re.compile(
    r"(?:^|[/._-])(?:rss\d?|atom|feeds?|rdf|feed\.json|syndication)(?:$|[/._?-])|[?&](?:feed|format|type)=(?:rss|atom)|"
    r"^https?://(?:feeds?\d?|rss)\.",
    re.IGNORECASE,
)
_FEED_WORDS = re.compile(r"\b(?:rss|atom|feeds?|flux|syndication)\b", re.IGNORECASE)
_SECONDARY = re.compile(r"comment|réponses|replies|reviews|podcast", re.IGNORECASE)
_NOT_FEEDS = re.compile(
    r"feedback|feedly\.com|netvibes\.com|inoreader\.com|oembed|wp-json|\.(?:jpe?g|png|css|js|pdf)(?:$|\?)", re.I
)
_GUESSES = ("feed/", "rss", "feed.xml", "atom.xml", "rss.xml", "index.xml", "feed.json")


@dataclass(frozen=True, slots=True)
class Candidate:
    """An address that may be a feed."""

    address: str
    title: str = ""
    how: str = "guess"
    """"link" (the page names it so), "anchor" (the page links to it), "guess"."""


def feed_addresses(body: bytes, address: str) -> tuple[str, ...]:
    """Return the addresses of `feeds_in_page`."""
    return tuple(candidate.address for candidate in feeds_in_page(body, address))


def feeds_in_page(html: bytes, address: str) -> tuple[Candidate, ...]:
    """Return where the feeds of the page at `address` may be, the most likely first, each once.

    First what the page names as its feeds, feeds of comments last; then links
    that look like feeds; then the usual places, at the page's own folder and
    at the root of its site.
    """
    root = parse_html(decode(html[:LONGEST_PAGE]))
    base = _base(root, address)
    ranked: list[tuple[float, Candidate]] = []
    if root is not None:
        ranked += _named(root, base)
        ranked += _linked(root, base)
    ranked += [(100.0 + place, Candidate(guess)) for place, guess in enumerate(_guesses(address))]
    unique: dict[str, Candidate] = {}
    for _, candidate in sorted(ranked, key=lambda pair: pair[0]):
        if candidate.address != address:
            unique.setdefault(canonical(candidate.address), candidate)
    return tuple(unique.values())[:MOST]


def _base(root: Any, address: str) -> str:
    bases = [element.get("href") for element in root.iter("base") if element.get("href")] if root is not None else []
    try:
        return urljoin(address, bases[0].strip()) if bases else address
    except ValueError:
        return address


def _named(root: Any, base: str) -> Iterator[tuple[float, Candidate]]:
    for place, link in enumerate(root.iter("link")):
        kind = (link.get("type") or "").partition(";")[0].strip().lower()
        rels = (link.get("rel") or "").lower().split()
        found = absolute(link.get("href") or "", base)
        if not found or _NOT_FEEDS.search(found) or not ("feed" in rels or ("alternate" in rels and kind in _TYPES)):
            continue
        title = one_line(link.get("title") or "")
        rank = _TYPES.get(kind, 3) + place / 1000
        yield (
            rank + (20 if _SECONDARY.search(f"{title} {urlsplit(found).path}") else 0),
            Candidate(found, title, "link"),
        )


def _linked(root: Any, base: str) -> Iterator[tuple[float, Candidate]]:
    home = urlsplit(canonical(base)).hostname or ""
    for place, link in enumerate(root.iter("a")):
        found = absolute(link.get("href") or "", base)
        if not found or _NOT_FEEDS.search(found):
            continue
        title = one_line("".join(link.itertext()))[:80] or one_line(link.get("title") or "")
        in_path, in_words = bool(_FEED_PATH.search(found)), bool(_FEED_WORDS.search(title))
        elsewhere = not (urlsplit(canonical(found)).hostname or "").endswith(home)
        if not in_path and (elsewhere or not in_words):
            continue
        rank = (
            40.0 - 10 * (in_path and in_words) + 10 * elsewhere + (20 if _SECONDARY.search(found) else 0) + place / 1000
        )
        yield rank, Candidate(found, title, "anchor")


def _guesses(address: str) -> Iterator[str]:
    """Yield the usual places of a feed: below the page's own folder, then at the root."""
    folder = address.partition("?")[0].partition("#")[0]
    folder = (
        folder
        if folder.endswith("/")
        else f"{folder}/"
        if "." not in folder.rpartition("/")[2]
        else urljoin(folder, ".")
    )
    root = urljoin(address, "/")
    places = [root] if folder == root or urlsplit(address).path in {"", "/"} else [folder, root]
    for place in places:
        yield from (found for guess in _GUESSES if (found := absolute(guess, place)))
