"""The article that a page describes in JSON-LD (schema.org), however it is wrapped."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

LONGEST = 500_000
"""Characters of one script that are read."""
MOST_NODES = 2_000

_ARTICLE = re.compile(r"(?:Article|Posting|Report|Review|Liveblog|Reportage)$", re.IGNORECASE)
_SOFTER = frozenset(
    {"VideoObject", "Recipe", "HowTo", "Event", "CreativeWork", "WebPage", "ItemPage", "PodcastEpisode"}
)
_WRAPPING = re.compile(
    r"^\s*(?:<!--|(?://|/\*)?\s*<!\[CDATA\[\s*(?:\*/)?)|(?:-->|(?://|/\*)?\s*\]\]>\s*(?:\*/)?)\s*;?\s*$"
)


def article_node(root: Any) -> dict[str, Any]:
    """Return the first node under `root` that is an article, else one that may be, else {}."""
    softer: dict[str, Any] = {}
    for node in _nodes(root):
        kinds = _kinds(node)
        if any(_ARTICLE.search(kind) for kind in kinds):
            return node
        if not softer and any(kind in _SOFTER for kind in kinds) and ("headline" in node or "datePublished" in node):
            softer = node
    return softer


def strings(value: Any) -> Iterator[str]:
    """Yield the strings that a value stands for: itself, its names or addresses, those of its members."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        yield from (found for key in ("name", "url", "@value") if isinstance(found := value.get(key), str))
    elif isinstance(value, list):
        for member in value[:50]:
            yield from strings(member) if not isinstance(member, list) else ()


def names(value: Any, people: bool | None = None) -> list[str]:
    """Return the names of the people or organisations in a value; `people` picks the ones or the others."""
    found: list[str] = []
    for member in (value if isinstance(value, list) else [value])[:50]:
        name = member.get("name") if isinstance(member, dict) else member
        if people is None or people is not (isinstance(member, dict) and "Organization" in str(member.get("@type"))):
            parts = name if isinstance(name, list) else [name]
            found += [part for part in parts if isinstance(part, str) and part.strip()]
    return found


def addresses(value: Any) -> Iterator[str]:
    """Yield the addresses in a value that is one, is an object with one, or is a list of such."""
    for member in (value if isinstance(value, list) else [value])[:20]:
        found = member.get("url") or member.get("@id") if isinstance(member, dict) else member
        if isinstance(found, str) and found.strip():
            yield found.strip()


def _nodes(root: Any) -> Iterator[dict[str, Any]]:
    """Yield every object in the page's JSON-LD, outer ones first."""
    waiting: list[Any] = []
    for script in root.iter("script"):
        if "ld+json" in (script.get("type") or "").lower():
            waiting.append(_load(script.text or ""))
    seen = 0
    while waiting and seen < MOST_NODES:
        value = waiting.pop(0)
        seen += 1
        if isinstance(value, list):
            waiting[:0] = value[:200]
        elif isinstance(value, dict):
            yield value
            waiting += [value[key] for key in ("@graph", "mainEntity", "mainEntityOfPage", "item") if key in value]


def _load(text: str) -> Any:
    if len(text) > LONGEST:
        return None
    try:
        return json.loads(_WRAPPING.sub("", _WRAPPING.sub("", text)), strict=False)
    except (ValueError, RecursionError):
        return None


def _kinds(node: dict[str, Any]) -> list[str]:
    kind = node.get("@type")
    return [part for part in (kind if isinstance(kind, list) else [kind]) if isinstance(part, str)]
