"""Well-formed RSS, RDF and Atom, read by libxml2 in a fraction of a millisecond."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from lxml import etree

from curator.sources.feed.markup import markup_of, text_of
from curator.sources.feed.namespaces import name_of
from curator.sources.feed.raw import Link, Markup, RawEntry, RawFeed

_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_ABOUT = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}about"
_TITLES = ("title", "atom:title", "dc:title", "media:title", "itunes:title")
_BODIES = (
    "content:encoded", "atom:content", "xhtml:body", "xhtml:div", "body", "fullitem", "description", "atom:summary",
    "summary", "content", "dc:description", "media:description", "itunes:summary", "media:group", "atom:tagline",
)  # fmt: skip
_DATES = (
    "pubdate", "atom:published", "atom:issued", "dc:issued", "issued", "published", "dc:date", "dc:created",
    "atom:created", "atom:updated", "atom:modified", "dc:modified", "date", "lastbuilddate", "updated", "modified",
    "created",
)  # fmt: skip
_AUTHORS = (
    "atom:author",
    "dc:creator",
    "author",
    "itunes:author",
    "dc:author",
    "creator",
    "media:credit",
    "managingeditor",
)

_MAIL = re.compile(r"[^\s@]{1,200}@[^\s@]{1,200}")
_MAY_BE = {
    "guid": re.compile(r"(?:^|:)(?:guid|id|identifier)$"),
    "links": re.compile(r"(?:^|:)(?:link|origlink|url|enclosure|href)$"),
    "title": re.compile(r"(?:^|:)(?:title|headline|title_ascii)$"),
    "dates": re.compile(r"(?:^|:)(?:pubdate|date|published|issued|created|updated|modified|time)"),
}

_CATEGORIES = (
    "atom:category", "itunes:category", "media:category", "category", "dc:subject", "?:subject", "?:tag",
    "?:category", "media:keywords", "itunes:keywords",
)  # fmt: skip
_PICTURES = (
    "media:group", "media:content", "media:thumbnail", "enclosure", "atom:link", "itunes:image", "image",
    "atom:content",
)  # fmt: skip

Fields = dict[str, list[Any]]


class NotWellFormed(ValueError):
    """The fast path cannot read this; the tolerant one may."""


def read(text: str, most: int) -> RawFeed:
    """Return the feed in `text`, which begins at its root element, with at most `most` entries.

    Raises `NotWellFormed` where libxml2 refuses it or the shape is unknown.
    """
    parser = etree.XMLParser(
        encoding="utf-8", resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False,
        remove_comments=True, remove_pis=True,
    )  # fmt: skip
    try:
        root = etree.fromstring(text.encode("utf-8", "replace"), parser)
    except etree.XMLSyntaxError as error:
        raise NotWellFormed(str(error)) from None
    based = "xml:base" in text
    kind = name_of(root.tag)
    if kind == "atom:feed":
        head, entries = root, [child for child in root if name_of(child.tag) == "atom:entry" and len(child)]
    elif kind in {"rss", "rdf:rdf", "atom:rss"}:
        head = next((child for child in root if name_of(child.tag) == "channel"), root)
        entries = [item for parent in dict.fromkeys((head, root)) for item in _items(parent)]
    else:
        raise NotWellFormed(f"a root element called {kind}")
    feed = _feed(_fields(head), head, based)
    feed.entries = [_entry(_fields(entry), entry, based) for entry in entries[:most]]
    feed.dropped = max(0, len(entries) - most)
    return feed


def _items(parent: Any) -> Iterator[Any]:
    # An item with nothing in it is none.
    return (child for child in parent if name_of(child.tag) == "item" and len(child))


def _fields(element: Any) -> Fields:
    """Return the children by name, in their order."""
    fields: Fields = {}
    for child in element:
        fields.setdefault(name_of(child.tag), []).append(child)
    return fields


def _feed(fields: Fields, head: Any, based: bool) -> RawFeed:
    return RawFeed(
        title=_first_markup(fields, ("title", "atom:title", "dc:title")),
        links=_links(fields),
        language=head.get(_LANG) or _first_text(fields, ("language", "dc:language")) or _inherited_language(head),
        author=_author(fields),
        base=(head.base or "") if based else "",
    )


def _entry(fields: Fields, entry: Any, based: bool) -> RawEntry:
    raw = _plain_entry(fields, entry, based)
    given = {"guid": raw.guid, "links": raw.links, "title": raw.title.value, "dates": raw.dates}
    missing = [pattern for name, pattern in _MAY_BE.items() if not given[name]]
    nested = "item" in fields or "atom:entry" in fields
    raw.strange = nested or any(pattern.search(name) for pattern in missing for name in fields)
    return raw


def _plain_entry(fields: Fields, entry: Any, based: bool) -> RawEntry:
    guid = next((found for name in ("guid", "atom:id", "id") for found in fields.get(name, ())), None)
    permalink = guid is None or guid.get("isPermaLink", "true").strip().lower() != "false"
    about = entry.get(_ABOUT) or _first_text(fields, ("dc:identifier",))
    return RawEntry(
        guid=text_of(guid) if guid is not None else about,
        guid_is_link=permalink,
        links=_links(fields),
        title=_first_markup(fields, _TITLES),
        bodies=[markup for name, child in _given(fields, _BODIES) if (markup := _body(name, child)).value],
        author=_author(fields),
        dates=[text for _, child in _given(fields, _DATES) if (text := text_of(child))],
        categories=list(_categories(fields)) if _among(tuple(fields), _CATEGORIES) else [],
        pictures=list(_pictures(fields)) if _among(tuple(fields), _PICTURES) else [],
        language=entry.get(_LANG) or _first_text(fields, ("dc:language", "language")) or _inner_language(fields),
        base=(entry.base or "") if based else "",
    )


@lru_cache(maxsize=1024)
def _among(present: tuple[str, ...], names: tuple[str, ...]) -> tuple[str, ...]:
    """Return those of `names` that are there; the entries of one feed are all alike."""
    return tuple(name for name in names if name in present)


def _given(fields: Fields, names: tuple[str, ...]) -> Iterator[tuple[str, Any]]:
    """Yield the children of these names with their name, in the order of the names."""
    for name in _among(tuple(fields), names):
        for child in fields[name]:
            yield name, child


def _first_text(fields: Fields, names: tuple[str, ...]) -> str:
    return next((text for _, child in _given(fields, names) if (text := text_of(child))), "")


def _first_markup(fields: Fields, names: tuple[str, ...]) -> Markup:
    found = (markup_of(child) for _, child in _given(fields, names))
    return next((markup for markup in found if markup.value), Markup(""))


def _body(name: str, child: Any) -> Markup:
    if name == "media:group":
        found = next((part for part in child if name_of(part.tag) == "media:description"), None)
        return Markup(text_of(found)) if found is not None else Markup("")
    if name == "atom:content" and child.get("src"):
        return Markup("")
    return markup_of(child)


def _links(fields: Fields) -> list[Link]:
    """Return the addresses, the one that the entry is known by first."""
    links = [Link(text_of(child), "origin") for child in fields.get("feedburner:origlink", ()) if text_of(child)]
    for child in (*fields.get("link", ()), *fields.get("atom:link", ())):
        href = child.get("href") or text_of(child)
        if href:
            rel = (child.get("rel") or "alternate").strip().lower()
            links.append(Link(href.strip(), rel.rsplit("/", 1)[-1], (child.get("type") or "").strip().lower()))
    links += [
        Link(child.get("url"), "enclosure", child.get("type") or "")
        for child in fields.get("enclosure", ())
        if child.get("url")
    ]
    return links


def _author(fields: Fields) -> str:
    """Return the names of the first kind of author that is given, parted by commas."""
    fallback = ""
    for name in _among(tuple(fields), _AUTHORS):
        names = [found for child in fields[name] if (found := _person(child))]
        said = ", ".join(dict.fromkeys(names))
        if said and not _MAIL.fullmatch(said):
            return said
        fallback = fallback or said
    return fallback


def _person(element: Any) -> str:
    """Return the name of a person construct, or its text; the mail address where there is nothing else."""
    if not len(element):
        return (element.text or "").strip()
    parts = {name_of(child.tag).rpartition(":")[2]: text_of(child) for child in element}
    return parts.get("name") or parts.get("email") or ("" if "name" in parts else text_of(element))


def _categories(fields: Fields) -> Iterator[str]:
    for child in fields.get("atom:category", ()):
        yield child.get("label") or child.get("term") or text_of(child)
    for child in (*fields.get("itunes:category", ()), *fields.get("media:category", ())):
        yield child.get("text") or child.get("label") or text_of(child)
        yield from (inner.get("text") for inner in child if inner.get("text"))
    for name in ("category", "dc:subject", "?:subject", "?:tag", "?:category"):
        yield from (child.get("term") or text_of(child) for child in fields.get(name, ()))
    for child in (*fields.get("media:keywords", ()), *fields.get("itunes:keywords", ())):
        yield from text_of(child).split(",")


def _pictures(fields: Fields) -> Iterator[str]:
    """Yield the addresses of pictures: media content and thumbnails, image enclosures, the podcast's cover."""
    groups = [_fields(group) for group in fields.get("media:group", ())]
    for named in (fields, *groups):
        contents = named.get("media:content", ())
        yield from (content.get("url") for content in contents if content.get("url") and _is_picture(content))
        inner = [part for content in contents for part in content if name_of(part.tag) == "media:thumbnail"]
        yield from (thumb.get("url") for thumb in (*named.get("media:thumbnail", ()), *inner) if thumb.get("url"))
    yield from (child.get("url") for child in fields.get("enclosure", ()) if child.get("url") and _is_picture(child))
    for child in fields.get("atom:link", ()):
        if child.get("rel") == "enclosure" and child.get("href") and _is_picture(child):
            yield child.get("href")
    for child in (*fields.get("itunes:image", ()), *fields.get("image", ())):
        href = (
            child.get("href")
            or child.get("url")
            or next((text_of(part) for part in child if name_of(part.tag) == "url"), "")
        )
        if href:
            yield href
    # Some put a link's or a body's picture inside it.
    for holder in (*fields.get("atom:link", ()), *fields.get("atom:content", ())):
        thumbs = (part.get("url") for part in holder.iter() if name_of(part.tag) == "media:thumbnail")
        yield from filter(None, thumbs)


def _is_picture(element: Any) -> bool:
    kind = (element.get("type") or element.get("medium") or "").lower()
    if kind:
        return kind.startswith("image")
    address = (element.get("url") or element.get("href") or "").lower().partition("?")[0]
    return address.endswith((".jpg", ".jpeg", ".png", ".webp", ".gif", ".avif"))


def _inner_language(fields: Fields) -> str:
    """Return the language that an entry's title or content alone declares."""
    children = (child for name in ("atom:title", "atom:content") for child in fields.get(name, ()))
    return next((language for child in children if (language := child.get(_LANG))), "")


def _inherited_language(head: Any) -> str:
    parent = head.getparent()
    return parent.get(_LANG, "") if parent is not None else ""
