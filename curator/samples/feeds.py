"""Sample articles as feeds: RSS 2.0 in three manners, Atom, RDF and JSON Feed."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from email.utils import format_datetime
from xml.sax.saxutils import escape, quoteattr

from curator.samples.content import Outlet, Piece
from curator.samples.pages import body

_TRACKING = "?utm_source=rss&utm_medium=feed&utm_campaign=all"
_CONTENT_TYPES = {
    "atom": "application/atom+xml; charset=utf-8",
    "json": "application/feed+json",
    "rdf": "application/rdf+xml",
    "rss": "application/rss+xml; charset=utf-8",
    "rss-full": "text/xml; charset=utf-8",
    "rss-latin1": "application/rss+xml",
}


def feed(outlet: Outlet, pieces: Iterable[Piece]) -> tuple[bytes, str]:
    """Return the outlet's feed over `pieces`, newest first, and its content type."""
    items = [(piece, link) for piece in pieces for link in _links(piece)]
    charset = "iso-8859-1" if outlet.format == "rss-latin1" else "utf-8"
    writers = {"atom": _atom, "json": _json, "rdf": _rdf}
    text = writers.get(outlet.format, _rss)(outlet, items)
    return text.encode(charset, "xmlcharrefreplace"), _CONTENT_TYPES[outlet.format]


def _links(piece: Piece) -> Iterator[str]:
    """Yield the address the feed writes, then those under which it brings the piece again."""
    yield {
        "plain": piece.address,
        "tracking": piece.address + _TRACKING,
        "short": piece.short_address,
        "relative": piece.address.removeprefix(piece.outlet.site.rstrip("/")),
    }[piece.outlet.links]
    for ending in piece.also:
        yield piece.address + ending


def _element(name: str, text: str) -> str:
    return f"<{name}>{escape(text)}</{name}>" if text else ""


def _rss(outlet: Outlet, items: list[tuple[Piece, str]]) -> str:
    charset = "iso-8859-1" if outlet.format == "rss-latin1" else "utf-8"
    entries = "\n".join(_rss_item(piece, link, full=outlet.format == "rss-full") for piece, link in items)
    return (
        f'<?xml version="1.0" encoding="{charset}"?>\n'
        '<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/" '
        'xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:atom="http://www.w3.org/2005/Atom">\n'
        f"<channel>{_element('title', outlet.name)}{_element('link', outlet.site)}"
        f"{_element('description', outlet.tagline)}<language>{outlet.language}</language>"
        f'<atom:link rel="self" type="application/rss+xml" href={quoteattr(outlet.feed_address)}/>\n'
        f"{entries}\n</channel>\n</rss>\n"
    )


def _rss_item(piece: Piece, link: str, full: bool) -> str:
    date = format_datetime(piece.published) if piece.dated else ""
    permalink = "true" if link == piece.address else "false"
    content = f"<content:encoded><![CDATA[{body(piece.paragraphs)}]]></content:encoded>" if full else ""
    return (
        f"<item>{_element('title', piece.title)}{_element('link', link)}"
        f'<guid isPermaLink="{permalink}">{escape(link)}</guid>{_element("pubDate", date)}'
        f"{_element('dc:creator', piece.author)}{_element('category', piece.section)}"
        f"{_element('description', piece.summary)}{content}</item>"
    )


def _atom(outlet: Outlet, items: list[tuple[Piece, str]]) -> str:
    newest = max(piece.published for piece, _ in items).isoformat()
    base = f" xml:base={quoteattr(outlet.site)}" if outlet.links == "relative" else ""
    entries = "\n".join(_atom_entry(piece, link) for piece, link in items)
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n'
        f'<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="{outlet.language}"{base}>\n'
        f"{_element('title', outlet.name)}{_element('subtitle', outlet.tagline)}"
        f"<id>tag:{outlet.host},2020:feed</id><updated>{newest}</updated>"
        f'<link rel="self" href={quoteattr(outlet.feed_address)}/><link rel="alternate" href="{outlet.site}"/>\n'
        f"{entries}\n</feed>\n"
    )


def _atom_entry(piece: Piece, link: str) -> str:
    date = piece.published.isoformat()
    author = f"<author>{_element('name', piece.author)}</author>" if piece.author else ""
    dates = _element("published", date) if piece.dated else ""
    return (
        f"<entry><id>tag:{piece.outlet.host},2020:{escape(link.rpartition('//')[2])}</id>"
        f'{_element("title", piece.title)}<link rel="alternate" href={quoteattr(link)}/>'
        f"{dates}<updated>{date}</updated>{author}<category term={quoteattr(piece.section)}/>"
        f'<summary>{escape(piece.summary)}</summary><content type="html">{escape(body(_free(piece)))}</content></entry>'
    )


def _rdf(outlet: Outlet, items: list[tuple[Piece, str]]) -> str:
    toc = "".join(f"<rdf:li rdf:resource={quoteattr(link)}/>" for _, link in items)
    entries = "\n".join(
        f"<item rdf:about={quoteattr(link)}>{_element('title', piece.title)}{_element('link', link)}"
        f"{_element('description', piece.summary)}{_element('dc:creator', piece.author)}"
        f"{_element('dc:date', piece.published.isoformat() if piece.dated else '')}</item>"
        for piece, link in items
    )
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n'
        '<rdf:RDF xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/" '
        'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">\n'
        f"<channel rdf:about={quoteattr(outlet.feed_address)}>{_element('title', outlet.name)}"
        f"{_element('link', outlet.site)}{_element('description', outlet.tagline)}"
        f"<dc:language>{outlet.language}</dc:language><items><rdf:Seq>{toc}</rdf:Seq></items></channel>\n"
        f"{entries}\n</rdf:RDF>\n"
    )


def _json(outlet: Outlet, items: list[tuple[Piece, str]]) -> str:
    data = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": outlet.name,
        "home_page_url": outlet.site,
        "feed_url": outlet.feed_address,
        "description": outlet.tagline,
        "language": outlet.language,
        "items": [_json_item(piece, link) for piece, link in items],
    }
    return json.dumps(data, ensure_ascii=False, indent=1)


def _json_item(piece: Piece, link: str) -> dict[str, object]:
    item: dict[str, object] = {"id": link, "url": link, "title": piece.title, "summary": piece.summary}
    if piece.author:
        item["authors"] = [{"name": piece.author}]
    if piece.dated:
        item["date_published"] = piece.published.isoformat()
    if piece.section:
        item["tags"] = [piece.section]
    return item | {"content_html": body(_free(piece))}


def _free(piece: Piece) -> tuple[str, ...]:
    """What a feed gives away: all of a free piece, the first paragraph of a gated one."""
    return piece.paragraphs[:1] if piece.gated else piece.paragraphs
