"""Sample articles as HTML pages, each outlet by its own skeleton, with what a real page has around its text."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from string import Template

from curator.samples.content import Outlet, Piece

_LINK = re.compile(r"\[([^\]]+)\]\(([^)\s]+)\)")
_SHOWN_WHEN_GATED = 2


def page(piece: Piece, siblings: Iterable[Piece], folder: Path) -> str:
    """Return the page of an article; `siblings` are linked as further reading."""
    outlet = piece.outlet
    return _skeleton(folder / "skeletons" / f"{outlet.skeleton}.html").substitute(
        lang=piece.language,
        title=html.escape(piece.title),
        site=html.escape(outlet.name),
        tagline=html.escape(outlet.tagline),
        home=outlet.site,
        feed=outlet.feed_address,
        canonical=piece.address,
        description=html.escape(piece.summary),
        author=html.escape(piece.author or outlet.name),
        section=html.escape(piece.section),
        published=piece.published.isoformat() if piece.dated else "",
        date=_shown_date(piece),
        nav=_list(outlet.sections, outlet.site),
        related=_related(piece, siblings),
        opengraph=_opengraph(piece),
        jsonld=_json_ld(piece),
        body=_gated_body(piece) if piece.gated else body(piece.paragraphs),
    )


def front_page(outlet: Outlet, pieces: Iterable[Piece]) -> str:
    """Return the outlet's front page: its headlines, and where its feed is."""
    kind = "application/feed+json" if outlet.format == "json" else "application/rss+xml"
    kind = "application/atom+xml" if outlet.format == "atom" else kind
    items = "\n".join(
        f'<li><a href="{piece.address}">{html.escape(piece.title)}</a><p>{html.escape(piece.summary)}</p></li>'
        for piece in pieces
    )
    name = html.escape(outlet.name)
    return (
        f'<!doctype html>\n<html lang="{outlet.language}"><head><meta charset="utf-8"><title>{name}</title>\n'
        f'<link rel="alternate" type="{kind}" title="{name}" href="{outlet.feed}">\n'
        f'<meta name="description" content="{html.escape(outlet.tagline)}"></head>\n'
        f"<body><header><h1>{name}</h1><p>{html.escape(outlet.tagline)}</p></header>\n"
        f"<main><ul>\n{items}\n</ul></main></body></html>\n"
    )


def body(blocks: Iterable[str]) -> str:
    """Return the blocks of an article's text as HTML."""
    return "\n".join(_block(block) for block in blocks)


@cache
def _skeleton(file: Path) -> Template:
    return Template(file.read_text("utf-8"))


def _block(block: str) -> str:
    if block.startswith("## "):
        return f"<h2>{_inline(block[3:])}</h2>"
    if block.startswith("> "):
        return f"<blockquote><p>{_inline(block[2:])}</p></blockquote>"
    if block.startswith("- "):
        items = "\n".join(f"<li>{_inline(line[2:])}</li>" for line in block.splitlines())
        return f"<ul>{items}</ul>"
    return f"<p>{_inline(block)}</p>"


def _inline(text: str) -> str:
    return _LINK.sub(r'<a href="\2">\1</a>', html.escape(" ".join(text.split()), quote=False))


def _gated_body(piece: Piece) -> str:
    teaser = body(piece.paragraphs[:_SHOWN_WHEN_GATED])
    notice = "La suite est réservée aux abonnés." if piece.language == "fr" else "The rest is for subscribers."
    return f'{teaser}\n<div class="paywall"><p>{notice}</p><a href="/subscribe">→</a></div>'


def _shown_date(piece: Piece) -> str:
    if not piece.dated:
        return ""
    return piece.published.strftime("%d/%m/%Y · %Hh%M" if piece.language == "fr" else "%d %b %Y, %H:%M")


def _list(words: Iterable[str], site: str) -> str:
    return "".join(f'<li><a href="{site}">{html.escape(word)}</a></li>' for word in words)


def _related(piece: Piece, siblings: Iterable[Piece]) -> str:
    others = [other for other in siblings if other.slug != piece.slug][:4]
    return "".join(f'<li><a href="{other.address}">{html.escape(other.title)}</a></li>' for other in others)


def _opengraph(piece: Piece) -> str:
    properties = {
        "og:type": "article",
        "og:title": piece.title,
        "og:description": piece.summary,
        "og:url": piece.address,
        "og:site_name": piece.outlet.name,
        "og:locale": "fr_FR" if piece.language == "fr" else "en_GB",
        "article:section": piece.section,
        "article:published_time": piece.published.isoformat() if piece.dated else "",
    }
    return "\n".join(
        f'<meta property="{name}" content="{html.escape(value)}">' for name, value in properties.items() if value
    )


def _json_ld(piece: Piece) -> str:
    data: dict[str, object] = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": piece.title,
        "mainEntityOfPage": piece.address,
        "inLanguage": piece.language,
        "publisher": {"@type": "Organization", "name": piece.outlet.name},
        "isAccessibleForFree": not piece.gated,
    }
    if piece.author:
        data["author"] = {"@type": "Person", "name": piece.author}
    if piece.dated:
        data["datePublished"] = piece.published.isoformat()
    text = json.dumps(data, ensure_ascii=False).replace("</", "<\\/")
    return f'<script type="application/ld+json">{text}</script>'
