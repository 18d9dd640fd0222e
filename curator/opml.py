"""Subscription lists (OPML 1.0 and 2.0, http://opml.org/spec2.opml), in and out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from html import unescape
from typing import Any
from xml.sax.saxutils import quoteattr

from lxml import etree

from curator.errors import ParseError
from curator.i18n import N_
from curator.model import Source, short_hash

LARGEST = 10_000_000
"""Bytes of a list."""
MOST_SOURCES = 20_000
DEEPEST = 20
"""Folders within folders that are told apart."""

_ENTITY = re.compile(rb"<!ENTITY", re.IGNORECASE)
_DECLARATION = re.compile(rb"^[^<]*(?=<)")
_BARE_AMPERSAND = re.compile(rb"&(?!(?:amp|lt|gt|quot|apos|#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6});)")
_ENTITIES = re.compile(r"&[A-Za-z][A-Za-z0-9]{1,31};")
_CONTROL = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff\ufffe\uffff]+")
_FEED_TYPES = frozenset({"rss", "atom", "feed", "jsonfeed", "json", "rss1", "pie", ""})


def read_opml(data: bytes) -> tuple[Source, ...]:
    """Return the feeds of a subscription list, each once, with their titles and folders.

    Forgives what exports of Feedly, Inoreader, FreshRSS and Netvibes do:
    attributes in any case, "url" for "xmlUrl", text only or title only, bare
    ampersands, outlines outside the body. Raises `ParseError` where it is no
    list, is too large, or defines entities, which no list needs.
    """
    root = _root(data)
    found: dict[str, Source] = {}
    for outline, folder in _outlines(root):
        source = _source(outline, folder)
        if source is not None and len(found) < MOST_SOURCES:
            found.setdefault(source.address, source)
    return tuple(found.values())


def write_opml(sources: Iterable[Source], title: str = "") -> str:
    """Return the feeds as OPML 2.0, nested by folder, in their order; `read_opml` gives the same back.

    Sources of other kinds have no place in a list of feeds, and may be nobody else's business.
    """
    tree: dict[str, Any] = {}
    for source in sources:
        if source.kind != "feed":
            continue
        level = tree
        for part in filter(None, source.folder.split("/")):
            level = level.setdefault(f"/{part}", {})
        level[source.address] = source
    head = f"  <head><title>{_text(title or 'Sources')}</title></head>"
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', '<opml version="2.0">', head, "  <body>"]
    lines += [*_written(tree, 2), "  </body>", "</opml>", ""]
    return "\n".join(lines)


def _root(data: bytes) -> Any:
    if len(data) > LARGEST:
        raise ParseError(
            N_("the list is too large."), remedy=N_("Split it into files under {size} MB.", size=LARGEST // 1_000_000)
        )
    if _ENTITY.search(data):
        raise ParseError(
            N_("the list defines entities, which may hide anything."), remedy=N_("Export it again from the reader.")
        )
    start = data if data.startswith((b"\xff\xfe", b"\xfe\xff")) else _DECLARATION.sub(b"", data.lstrip(b"\xef\xbb\xbf"))
    root = None
    bare = _BARE_AMPERSAND.sub(b"&amp;", start)
    for attempt, recover in ((start, False), (bare, False), (bare, True)):
        root = _parsed(attempt, recover) if root is None else root
    if root is None or not any(_local(element) in {"opml", "outline"} for element in root.iter()):
        raise ParseError(
            N_("this is no OPML list of feeds."), remedy=N_("Export the subscriptions as OPML and try that file.")
        )
    return root


def _parsed(data: bytes, recover: bool) -> Any:
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, recover=recover, remove_comments=True
    )
    try:
        return etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError):
        return None


def _local(element: Any) -> str:
    return element.tag.rpartition("}")[2].lower() if isinstance(element.tag, str) else ""


def _outlines(root: Any) -> Iterator[tuple[dict[str, str], str]]:
    """Yield the attributes of each outline, by their names in lower case, with the path of its folder."""
    waiting: list[tuple[Any, tuple[str, ...]]] = [(root, ())]
    while waiting:
        element, path = waiting.pop()
        inner = path
        if _local(element) == "outline":
            attributes = {name.rpartition("}")[2].lower(): _text_of(value) for name, value in element.attrib.items()}
            yield attributes, "/".join(path)
            if not _address(attributes):
                name = _title(attributes).replace("/", "∕").strip()
                inner = (*path, name)[:DEEPEST] if name else path
        waiting += [(child, inner) for child in reversed(element)]


def _title(attributes: dict[str, str]) -> str:
    """Return an outline's title; HTML's entities, which XML does not know, become their letters."""
    return _ENTITIES.sub(lambda found: unescape(found[0]), attributes.get("title") or attributes.get("text") or "")


def _text_of(value: str) -> str:
    return " ".join(_CONTROL.sub(" ", value).split())


def _address(attributes: dict[str, str]) -> str:
    """Return the address of the feed that an outline stands for, "" for folders and links."""
    address = attributes.get("xmlurl") or attributes.get("feedurl") or ""
    kind = attributes.get("type", "").lower()
    if not address and kind in _FEED_TYPES - {""}:
        address = attributes.get("url", "")
    return address.removeprefix("feed:").removeprefix("//") if address.startswith("feed:http") else re.sub(
        r"^feed://", "http://", address
    )  # fmt: skip


def _source(attributes: dict[str, str], folder: str) -> Source | None:
    address = _address(attributes)
    if not re.match(r"https?://[^/\s]", address, re.IGNORECASE) or len(address) > 2_048:
        return None
    # Feedly and others put category lists where there are no folders.
    title = _title(attributes)
    folder = folder or attributes.get("category", "").split(",")[0].strip("/ ")
    site = attributes.get("htmlurl", "")
    return Source(
        id=short_hash(address),
        address=address,
        title="" if title == address else title,
        site=site if site.startswith(("http://", "https://")) else "",
        folder=folder,
        language=attributes.get("language", "")[:2].lower() if attributes.get("language", "")[:2].isalpha() else "",
    )


def _written(level: dict[str, Any], depth: int) -> Iterator[str]:
    indent = "  " * depth
    for key, value in level.items():
        if isinstance(value, Source):
            yield f"{indent}<outline{_attributes(value)}/>"
        else:
            name = quoteattr(_text_of(key[1:]))
            yield f"{indent}<outline text={name} title={name}>"
            yield from _written(value, depth + 1)
            yield f"{indent}</outline>"


def _attributes(source: Source) -> str:
    title = source.title or source.address
    named = {"type": "rss", "text": title, "title": source.title, "xmlUrl": source.address, "htmlUrl": source.site}
    named["language"] = source.language
    return "".join(f" {name}={quoteattr(_text_of(value))}" for name, value in named.items() if value)


def _text(text: str) -> str:
    return _text_of(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
