"""Where words that readers will see can stand, each place with its name, and the forms in which it is searched."""

from __future__ import annotations

import html
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import unquote

import regex

from curator.model import Edition, Pick
from curator.text import fold


class PlaceKind(StrEnum):
    """How the words in a place are written."""

    TEXT = "text"
    ADDRESS = "address"
    FILE = "file"


@dataclass(frozen=True, slots=True)
class Place:
    """One stretch of words that is about to leave."""

    label: str
    """What the editor knows it by: "insight of story 3", "alt text of cover.jpg"."""
    text: str
    kind: PlaceKind = PlaceKind.TEXT


def places_of(edition: Edition) -> Iterator[Place]:
    """Yield every place of an edition that its pages, letter and posts show."""
    yield Place("opening", edition.opening)
    for number, pick in enumerate(edition.picks, start=1):
        yield from _places_of_pick(pick, f"story {number}")


def _places_of_pick(pick: Pick, story: str) -> Iterator[Place]:
    yield Place(f"title of {story}", pick.title)
    yield Place(f"extract of {story}", pick.extract)
    yield Place(f"insight of {story}", pick.insight)
    yield Place(f"section of {story}", pick.section)
    yield Place(f"slug of {story}", pick.slug, PlaceKind.FILE)
    yield Place(f"picture of {story}", pick.picture, PlaceKind.ADDRESS)
    yield Place(f"document of {story}", pick.story.document, PlaceKind.ADDRESS)
    for addition in pick.additions:
        yield Place(f"addition to {story}", addition)
    for article in pick.story.articles:
        yield Place(f"original title of {story}", article.title)
        yield Place(f"address of {story}", article.address, PlaceKind.ADDRESS)
        yield Place(f"outlet of {story}", article.outlet)
        yield Place(f"author of {story}", article.author)
        for sharer in article.sharers:
            yield Place(f"words of {sharer.name or sharer.handle} on {story}", sharer.words)


_INVISIBLE = regex.compile(r"[\p{Cf}\u034F\uFE00-\uFE0F\u115F\u1160\u17B4\u17B5\u3164\uFFA0]+")
_BREAK = regex.compile(r"-?[^\S\n]*\n\s*")
_PARTS = regex.compile(r"[/_?&=]+")
_CAMEL = regex.compile(r"(?<=\p{Ll})(?=\p{Lu})|(?<=\p{L})(?=\p{Lu}\p{Ll})")
_PUNYCODE = regex.compile(r"xn--[a-z0-9-]+", regex.I)
_FOREIGN = "аеорсухіѕԁһкмтвнАЕОРСУХІЅКМТВНΑΒΕΖΗΙΚΜΝΟΡΤΥΧοναικρτυ"
_LATIN = "aeopcyxisdhkmtbhAEOPCYXISKMTBHABEZHIKMNOPTYXovaikptu"
_LOOKALIKES = str.maketrans(_FOREIGN, _LATIN)
_LOOKALIKE = regex.compile(r"[\p{Cyrillic}\p{Greek}]")


def readable_forms(place: Place) -> tuple[str, ...]:
    """Return the ways a place can be read: as it stands, line breaks closed, an address or a file name by its parts."""
    text = html.unescape(place.text) if "&" in place.text else place.text
    if place.kind is not PlaceKind.TEXT:
        text = _decoded(text)
    text = _INVISIBLE.sub("", text)
    forms = {" ".join(text.split()): None}
    if "\n" in text.strip():
        forms[" ".join(_BREAK.sub("", text.strip()).split())] = None
    if place.kind is not PlaceKind.TEXT:
        forms |= dict.fromkeys(" ".join(_PARTS.sub(" ", form).split()) for form in tuple(forms))
    return tuple(forms)


def folded_forms(place: Place) -> tuple[str, ...]:
    """Return the readable forms without case and accents; with CamelCase parted, look-alike letters made Latin."""
    forms: dict[str, None] = {}
    for text in readable_forms(place):
        forms[fold(text)] = None
        forms[fold(_CAMEL.sub(" ", text))] = None
        if _LOOKALIKE.search(text):
            forms[fold(text.translate(_LOOKALIKES))] = None
    return tuple(forms)


def _decoded(address: str) -> str:
    for _ in range(2):
        address = unquote(address)
    return str(_PUNYCODE.sub(lambda match: _label(match.group()), address))


def _label(label: str) -> str:
    try:
        return label.lower().encode("ascii").decode("idna")
    except UnicodeError:
        return label
