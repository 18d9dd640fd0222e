"""Feeds out: Atom and JSON Feed 1.1, whole, by section, and the editor's notes alone.

An entry is our note about somebody else's article: its id is ours (`tag:`,
RFC 4151), its `via` link is the publisher's. What was withdrawn stays as a
tombstone (RFC 6721), so that readers' copies go too.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from urllib.parse import urlsplit
from xml.sax.saxutils import escape, quoteattr

from markupsafe import Markup

from curator.i18n import direction
from curator.model import short_hash
from curator.render.links import Links
from curator.render.markdown import markdown
from curator.render.printer import File, Place, Printer
from curator.render.views import EditionView, StoryView

LONGEST_FEED = 40
LICENCES = {
    "CC BY 4.0": "https://creativecommons.org/licenses/by/4.0/",
    "CC BY-SA 4.0": "https://creativecommons.org/licenses/by-sa/4.0/",
    "CC0 1.0": "https://creativecommons.org/publicdomain/zero/1.0/",
}


@dataclass(frozen=True, slots=True)
class Gone:
    """A story that was withdrawn."""

    path: str
    day: date
    when: datetime


@dataclass(frozen=True, slots=True)
class Item:
    """A story in a feed, with when its edition went out."""

    story: StoryView
    updated: datetime


def items_of(views: Sequence[EditionView]) -> list[Item]:
    """Return the stories of editions, newest edition first, each edition in its order."""
    return [Item(story, view.updated) for view in views for story in view.stories]


def feed_files(printer: Printer, place: Place, items: Sequence[Item], gone: Sequence[Gone], title: str) -> list[File]:
    """Return the Atom and the JSON feed that stand in a place ("" or "energy/" or "insights/")."""
    shown = items[:LONGEST_FEED]
    return [
        (f"{place.path}feed.atom", _atom(printer, place, shown, gone, title).encode()),
        (f"{place.path}feed.json", _json(printer, place, shown, gone, title).encode()),
    ]


def tag_of(printer: Printer, path: str, day: date | None = None) -> str:
    """Return the `tag:` id of what stands at a path; it outlives a change of the address.

    The authority is the host of the base address, or a name made of the title.
    """
    host = urlsplit(printer.base_url).hostname or f"{short_hash(printer.site.title)[:8]}.curator.invalid"
    return f"tag:{host},{day or date(2026, 1, 1):%Y-%m-%d}:/{path}"


def _moment(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _atom(printer: Printer, place: Place, items: Sequence[Item], gone: Sequence[Gone], title: str) -> str:
    site, links = printer.site, Links(printer.base_url, "")
    newest = max([item.updated for item in items] + [each.when for each in gone], default=None)
    lines = [
        '<?xml version="1.0" encoding="utf-8"?>',
        '<feed xmlns="http://www.w3.org/2005/Atom" xmlns:at="http://purl.org/atompub/tombstones/1.0"'
        f" xml:lang={quoteattr(site.language)}>",
        f"<id>{escape(tag_of(printer, place.path))}</id>",
        f"<title>{escape(title)}</title>",
        *([f"<subtitle>{escape(site.tagline)}</subtitle>"] if site.tagline else []),
        f"<updated>{_moment(newest) if newest else '1970-01-01T00:00:00Z'}</updated>",
        f"<author><name>{escape(site.editor or site.title)}</name></author>",
        *([f"<rights>{escape(site.rights)}</rights>"] if site.rights else []),
        "<generator>curator</generator>",
    ]
    if printer.base_url:
        lines.append(
            f'<link rel="self" type="application/atom+xml" href={quoteattr(links.absolute(f"{place.path}feed.atom"))}/>'
        )
        lines.append(f'<link rel="alternate" type="text/html" href={quoteattr(links.absolute(_page(place)))}/>')
    if site.hub:
        lines.append(f'<link rel="hub" href={quoteattr(site.hub)}/>')
    if site.rights in LICENCES:
        lines.append(f'<link rel="license" href={quoteattr(LICENCES[site.rights])}/>')
    lines += [_entry(printer, item) for item in items]
    lines += [
        f'<at:deleted-entry ref={quoteattr(tag_of(printer, each.path, each.day))} when="{_moment(each.when)}"/>'
        for each in gone
    ]
    return "\n".join([*lines, "</feed>", ""])


def _page(place: Place) -> str:
    return "" if place.path == "insights/" else place.path


def _entry(printer: Printer, item: Item) -> str:
    story, links = item.story, Links(printer.base_url, "")
    address = links.absolute(story.path)
    language = quoteattr(story.language or printer.language)
    parts = [
        f"<id>{escape(tag_of(printer, story.path, story.edition_day))}</id>",
        f"<title>{escape(story.title)}</title>",
        f"<updated>{_moment(item.updated)}</updated>",
        f"<published>{_moment(item.updated)}</published>",
        f'<link rel="alternate" type="text/html" href={quoteattr(address or story.address)}/>',
        *([f'<link rel="via" type="text/html" href={quoteattr(story.address)}/>'] if address else []),
        *([f"<category term={quoteattr(story.section)}/>"] if story.section else []),
        f'<content type="html" xml:lang={language}>{escape(_content(printer, story))}</content>',
    ]
    return f"<entry>{''.join(parts)}</entry>"


def _content(printer: Printer, story: StoryView) -> str:
    """Return the entry as HTML: note, extract, credit, the other outlets."""
    parts = []
    if story.insight:
        parts.append(Markup("<blockquote>%s</blockquote>") % markdown(story.insight, printer.language))
    if story.extract:
        parts.append(_in_language("p", story.extract, story.extract_language, printer.language))
    credit = Markup('<p><a href="%s">%s</a>') % (story.address, story.outlet.name)
    if story.outlet.author:
        credit += Markup(" · %s") % printer.words.authors(story.outlet.author)
    parts.append(credit + Markup("</p>"))
    if story.original:
        told = _in_language("em", story.original, story.original_language, printer.language)
        parts.append(Markup("<p>%s %s</p>") % (printer.translate("Original title:"), told))
    if story.others:
        items = Markup("").join(
            Markup('<li><a href="%s">%s</a> (%s)</li>') % (outlet.address, outlet.title, outlet.name)
            for outlet in story.others
        )
        parts.append(Markup("<p>%s</p><ul>%s</ul>") % (printer.translate("Also covered by"), items))
    return str(Markup("").join(parts))


def _in_language(element: str, text: str, language: str, page: str) -> Markup:
    if not language or language == page:
        return Markup(f"<{element}>%s</{element}>") % text
    return Markup(f'<{element} lang="%s" dir="%s">%s</{element}>') % (language, direction(language), text)


def _json(printer: Printer, place: Place, items: Sequence[Item], gone: Sequence[Gone], title: str) -> str:
    site, links = printer.site, Links(printer.base_url, "")
    feed: dict[str, Any] = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": title,
        "description": site.tagline,
        "language": site.language,
        "home_page_url": links.absolute(_page(place)),
        "feed_url": links.absolute(f"{place.path}feed.json"),
        "authors": [{"name": site.editor}] if site.editor else [],
        "hubs": [{"type": "WebSub", "url": site.hub}] if site.hub else [],
        "_curator": {
            "about": "https://jsonfeed.org/version/1.1#extensions",
            "deleted": [_deleted(printer, each) for each in gone],
        }
        if gone
        else {},
    }
    whole = {key: value for key, value in feed.items() if value} | {
        "items": [_json_item(printer, item) for item in items]
    }
    return json.dumps(whole, ensure_ascii=False, indent=1) + "\n"


def _deleted(printer: Printer, gone: Gone) -> dict[str, str]:
    return {"id": tag_of(printer, gone.path, gone.day), "when": _moment(gone.when)}


def _json_item(printer: Printer, item: Item) -> dict[str, Any]:
    story = item.story
    told = {
        "id": tag_of(printer, story.path, story.edition_day),
        "url": Links(printer.base_url, "").absolute(story.path),
        "external_url": story.address,
        "title": story.title,
        "content_html": _content(printer, story),
        "summary": story.extract,
        "date_published": _moment(item.updated),
        "language": story.language,
        "tags": [story.section] if story.section else [],
        "authors": [{"name": story.outlet.name}],
    }
    return {key: value for key, value in told.items() if value}
