"""What a page says about itself: JSON-LD, OpenGraph, meta elements, microdata, bylines."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import chain, islice
from typing import Any

from curator.articles.bylines import byline, marked_author
from curator.articles.clean import title_text
from curator.articles.dates import parse_date
from curator.articles.jsonld import addresses, article_node, names, strings

_META = {
    "title": "og:title twitter:title parsely-title sailthru.title dc.title dcterms.title citation_title",
    "author": "author parsely-author sailthru.author dc.creator dcterms.creator citation_author byl article:author "
    "article:author_name og:article:author cxenseparse:author",
    "date": "article:published_time og:article:published_time og:published_time datepublished parsely-pub-date "
    "sailthru.date "
    "dc.date.issued dcterms.created dc.date dcterms.date citation_publication_date citation_date pubdate publishdate "
    "publish-date publication_date published-date originalpublicationdate rnews:datepublished "
    "article.published "
    "cxenseparse:recs:publishtime cxenseparse:publishtime article_date_original ptime pdate date",
    "description": "og:description description twitter:description dc.description",
    "picture": "og:image:secure_url og:image og:image:url twitter:image twitter:image:src",
    "outlet": "og:site_name application-name dc.publisher citation_journal_title publisher",
    "language": "og:locale content-language dc.language",
    "tier": "article:content_tier",
}
_NAMES = {kind: tuple(names.split()) for kind, names in _META.items()}
_SEPARATORS = re.compile(r"\s+[|–—·»:-]\s+|\s*[|»｜]\s*|\s*[:：](?=\S+$)")
_CLOSED_TIERS = frozenset({"locked", "metered", "premium"})
_LOOKED_AT = 30
"""Elements of one kind that are looked at."""


@dataclass(frozen=True, slots=True)
class Metadata:
    """What a page says about itself, as plain text; addresses as they stand; "" or None where it says nothing."""

    title: str = ""
    author: str = ""
    published: datetime | None = None
    description: str = ""
    picture: str = ""
    outlet: str = ""
    language: str = ""
    canonical: str = ""
    body: str = ""
    """The article's own text, as JSON-LD gives it."""
    closed: bool = False
    """Says that it is not accessible for free."""


def read_metadata(root: Any) -> Metadata:
    """Return what the page under `root`, an lxml element, says about itself."""
    meta = _meta(root)
    node = article_node(root)
    outlet = _first(map(title_text, (*_values(meta, "outlet"), *names(node.get("publisher")))))
    body = node.get("articleBody")
    return Metadata(
        title=_title(root, meta, node, outlet),
        author=_author(root, meta, node, outlet),
        published=_published(root, meta, node),
        description=_first(map(title_text, (*_values(meta, "description"), *strings(node.get("description"))))),
        picture=_first((*_values(meta, "picture"), *addresses(node.get("image")))),
        outlet=outlet,
        language=_first((root.get("lang") or "", *strings(node.get("inLanguage")), *_values(meta, "language"))),
        canonical=_first((*_linked(root, "canonical"), *meta.get("og:url", ()))),
        body=body if isinstance(body, str) else "",
        closed=_says_no(node.get("isAccessibleForFree")) or _first(_values(meta, "tier")).lower() in _CLOSED_TIERS,
    )


def without_outlet(title: str, outlet: str, host: str = "") -> str:
    """Return `title` without the outlet's name that pages put before or after it."""
    known = {_letters(outlet), _letters(host.removeprefix("www.").rsplit(".", 1)[0])} - {""}
    for found in reversed(list(_SEPARATORS.finditer(title))):
        before, after = title[: found.start()], title[found.end() :]
        if _letters(after) in known and before.strip():
            return without_outlet(before.strip(), outlet, host)
        if _letters(before) in known and after.strip():
            return after.strip()
    return title


def _letters(text: str) -> str:
    return "".join(letter for letter in text.casefold() if letter.isalnum())


def _meta(root: Any) -> dict[str, list[str]]:
    """Return the contents of the meta elements by their names, in lower case."""
    found: dict[str, list[str]] = {}
    for element in islice(root.iter("meta"), 500):
        # Some generators write "value", which is for inputs.
        content = (element.get("content") or element.get("value") or "").strip()
        for key in ("property", "name", "itemprop", "http-equiv"):
            if content and (name := (element.get(key) or "").strip().lower()):
                found.setdefault(name, []).append(content)
    return found


def _values(meta: dict[str, list[str]], kind: str) -> Iterator[str]:
    """Yield the contents of one kind, those of the most trusted name first."""
    return (value for name in _NAMES[kind] for value in meta.get(name, ()))


def _first(values: Iterable[str]) -> str:
    return next((value.strip() for value in values if value.strip()), "")


def _words(element: Any) -> str:
    return title_text(" ".join("".join(element.itertext()).split())[:4_000])


def _linked(root: Any, rel: str) -> list[str]:
    links = (link for link in root.iter("link") if rel in (link.get("rel") or "").lower().split())
    return [link.get("href") for link in islice(links, 3) if link.get("href")]


def _title(root: Any, meta: dict[str, list[str]], node: dict[str, Any], outlet: str) -> str:
    """Return the headline: what two places agree on, else the first that says one."""
    headings = [_words(heading) for heading in islice(root.iter("h1"), 5)]
    page = next((_words(title) for title in root.iter("title")), "")
    said = [*map(title_text, strings(node.get("headline"))), *map(title_text, _values(meta, "title"))]
    candidates = [without_outlet(title, outlet) for title in (*said, *headings, page) if title]
    if not candidates:
        return ""
    plain = [_letters(title) for title in candidates]
    for heading in headings:
        # The heading that the page's other titles begin with is the headline as readers see it.
        if len(_letters(heading)) > 8 and any(_letters(heading) in _letters(other) for other in (*said, page)):
            return heading
    return max(candidates, key=lambda title: (plain.count(_letters(title)) > 1, -candidates.index(title)))


def _author(root: Any, meta: dict[str, list[str]], node: dict[str, Any], outlet: str) -> str:
    """Return the authors' names: from JSON-LD, the meta elements, then what the page's body marks as names."""
    not_people = {_letters(name) for name in (outlet, *names(node.get("publisher")), *_values(meta, "outlet"))}
    groups = (
        names(node.get("author"), people=True),
        *(meta.get(name, []) for name in _NAMES["author"]),
        names(node.get("creator"), people=True),
    )
    said = (byline(group) for group in groups)
    found = next((name for name in said if name and _letters(name) not in not_people), "")
    return found or marked_author(root) or byline(names(node.get("author"), people=False))


def _published(root: Any, meta: dict[str, list[str]], node: dict[str, Any]) -> datetime | None:
    """Return the moment of publication: JSON-LD, the meta elements, microdata, the first time element."""
    said = (*strings(node.get("datePublished")), *_values(meta, "date"))
    dates = (parse_date(text) for text in chain(said, _marked_dates(root, node)))
    return next((date for date in dates if date is not None), None)


def _marked_dates(root: Any, node: dict[str, Any]) -> Iterator[str]:
    """Yield the dates that the page's body marks; looked for only when nothing clearer is said."""
    for element in root.xpath('//*[@itemprop="datePublished" or @itemprop="dateCreated"]')[:3]:
        yield element.get("content") or element.get("datetime") or _words(element)
    yield from strings(node.get("dateCreated"))
    times = [element for element in islice(root.iter("time"), _LOOKED_AT) if element.get("datetime")]
    times.sort(key=lambda element: element.get("pubdate") is None)
    yield from (element.get("datetime") for element in times[:1])


def _says_no(value: Any) -> bool:
    return value is False or (
        isinstance(value, str) and value.strip().lower() in {"false", "no", "http://schema.org/false"}
    )
