"""JSON-LD: what a page is, for machines; we point to articles, we are not their publisher."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from markupsafe import Markup

from curator.render.views import EditionView, StoryView

CONTEXT = "https://schema.org"


def script(data: dict[str, Any] | None) -> Markup:
    """Return the data as the content of a script element; nothing in it can end that element."""
    if not data:
        return Markup()
    text = json.dumps({"@context": CONTEXT} | data, ensure_ascii=False, separators=(",", ":"))
    return Markup(text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026"))


def collection(title: str, address: str, language: str, stories: Sequence[StoryView]) -> dict[str, Any]:
    """Return a page that lists stories: CollectionPage with an ItemList of the publishers' addresses."""
    page: dict[str, Any] = {"@type": "CollectionPage", "name": title, "inLanguage": language}
    if address:
        page |= {"@id": address, "url": address}
    page["mainEntity"] = {
        "@type": "ItemList",
        "numberOfItems": len(stories),
        "itemListElement": [
            {"@type": "ListItem", "position": place, "url": story.address, "name": story.title}
            for place, story in enumerate(stories, start=1)
        ],
    }
    return page


def edition(view: EditionView, title: str, address: str, language: str) -> dict[str, Any]:
    """Return an edition as a collection with its day."""
    return collection(title, address, language, view.stories) | {"datePublished": view.day.isoformat()}


def story(view: StoryView, address: str, language: str, editor: str) -> dict[str, Any]:
    """Return a story's page: a WebPage about articles, each cited with outlet, language and date."""
    page: dict[str, Any] = {"@type": "WebPage", "name": view.title, "inLanguage": language}
    if address:
        page |= {"@id": address, "url": address}
    page["datePublished"] = view.edition_day.isoformat()
    page["citation"] = [
        _without_empty(
            {
                "@type": "NewsArticle",
                "headline": outlet.title,
                "url": outlet.address,
                "inLanguage": outlet.language,
                "datePublished": outlet.published.isoformat() if outlet.published else "",
                "author": outlet.author,
                "publisher": {"@type": "Organization", "name": outlet.name},
                "isAccessibleForFree": False if outlet.gated else None,
            }
        )
        for outlet in (view.outlet, *view.others)
    ]
    if view.document:
        page["citation"].append({"@type": "DigitalDocument", "url": view.document})
    page["isBasedOn"] = view.address
    if view.extract:
        by = {"publisher": view.outlet.name, "extracted": view.outlet.name, "editor": editor}[view.extract_by]
        page["abstract"] = view.extract
        page["creditText"] = f"{by} ({view.extract_by})"
    if view.insight and editor:
        page["author"] = {"@type": "Person", "name": editor}
    return page


def _without_empty(data: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in data.items() if value not in ("", None)}
