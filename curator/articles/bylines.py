"""Names of authors, out of whatever pages write around them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from itertools import islice
from typing import Any

from curator.articles.clean import title_text

LONGEST = 200
MOST_MARKED = 30
"""Elements that are looked at."""

_BY = re.compile(
    r"^(?:(?:written|posted|article|story|words|reported|text[eo]?|propos recueillis|escrito)\s+)?"
    r"(?:by|par|von|di|por|door|autore?r?|auteur)\b\s*:?\s+",
    re.IGNORECASE,
)
_NOBODY = re.compile(
    r"^(?:https?:|www\.|[/@])|^@?[\w-]+\.(?:com|org|net|fr|de|co\.uk)$|"
    r"^(?:admin(?:istrator)?|editors?|staff|author|unknown|null|none|undefined|webmaster|redaktion|guest|user|root|"
    r"see (?:full bio|all|more)|link copied|read more|lesedauer.*|view all posts.*|follow.*|share.*)$|[{}<>|=]|\d{4}",
    re.IGNORECASE,
)
_MONTHS = (
    r"january|february|march|april|may|june|july|august|september|october|november|december|jan|feb|mar|apr|jun|jul|"
    r"aug|sept?|oct|nov|dec"
)
_AFTER = re.compile(
    rf"(?:\s+|\s*[,|·•–—-]\s*)(?:(?:last )?updated|published|posted|follow|link copied|(?:{_MONTHS})(?:\s+\d.*|$)|"
    r"\d{1,2}[./]\d{1,2}[./]\d{2,4}|(?:senior |chief |political |politics |contributing |(?:[a-z ]+ )?staff )*"
    r"(?:editor|reporter|correspondent|writer|columnist|contributor)s?)(?:\b.*)?$",
    re.IGNORECASE,
)
_ONLY_BY = re.compile(r"(?:written |posted )?(?:by|par|von|di|por|door|de)\s*:?", re.IGNORECASE)
_AUTHORS_PAGE = re.compile(
    r"/(?:authors?|auteurs?|autor(?:en)?|staff|journalists?|contributors?|columnists?|reporters?|editors|writers?)/[^/?#]+",
    re.IGNORECASE,
)
_CLASS = re.compile(
    r"(?:^|[\s_-])(?:byline|authors?|auteur|autor|writer|vcard)(?:[\s_-]{0,2}(?:name|names|link|text|display-name))?(?:$|\s)",
    re.IGNORECASE,
)
_ASIDE = re.compile(
    r"comment|related|sidebar|recirc|recommend|promo|teaser|most-?(?:read|popular)|trending|newsletter|widget|more-(?:from|stories)",
    re.IGNORECASE,
)
_BETWEEN = re.compile(r"\s*(?:;|\s+&\s+|\s+(?:and|et|und|y|e)\s+|,)\s*")


_WAYS: tuple[Callable[[Any], list[Any]], ...] = (
    lambda root: list(root.xpath('//*[@itemprop="author"]')),
    lambda root: list(root.xpath('//a[contains(concat(" ", @rel, " "), " author ")]')),
    lambda root: [link for link in root.iter("a") if _AUTHORS_PAGE.search(link.get("href") or "")],
    lambda root: [element for element in root.xpath("//*[@class]") if _CLASS.search(element.get("class"))],
)


def byline(candidates: Iterable[str]) -> str:
    """Return the names among `candidates`, parted by ", ", each once; "" where none is a name."""
    found: dict[str, str] = {}
    for candidate in candidates:
        text = title_text(candidate[:1_000])
        for part in _BETWEEN.split(text) if ";" in text else [text]:
            name = clean_name(part)
            if name:
                found.setdefault(name.casefold(), name)
    return ", ".join(found.values())[:LONGEST]


def clean_name(text: str) -> str:
    """Return the name in a byline without "By", job, date or handle; "" where it is no name."""
    name = _BY.sub("", text.strip(" \u00a0,;:|•·-–—\"'“”"))
    name = _AFTER.sub("", name).strip(" ,;:|•·-–—\"'“”")
    return "" if _NOBODY.search(name) or len(name) > LONGEST or not any(letter.isalpha() for letter in name) else name


def marked_author(root: Any) -> str:
    """Return the names that the body of a page marks as its authors' in one way or another; else ""."""
    for way in _WAYS:
        marked = [element for element in way(root)[:MOST_MARKED] if not _aside(element)]
        together = [element for element in marked if element.getparent() is marked[0].getparent()]
        found = byline(name for element in together[:10] if len(name := _name_in(element)) < 80)
        if found:
            return found
    return ""


def _aside(element: Any) -> bool:
    """Return whether an element stands in comments, lists of other articles, or the site's frame."""
    around = islice(element.iterancestors(), 8)
    return any(e.tag in {"nav", "footer", "aside"} or _ASIDE.search(f"{e.get('class')} {e.get('id')}") for e in around)


def _name_in(element: Any) -> str:
    """Return the name in an element: what is marked as such, else its first link's text, else its first words."""
    for inner in element.iter():
        if inner.get("itemprop") == "name":
            return inner.get("content") or inner.get("value") or " ".join("".join(inner.itertext()).split())
    linked = (" ".join("".join(link.itertext()).split()) for link in element.iter("a"))
    links = [text for text in linked if text and not text.startswith("@")]
    texts = [text for text in map(str.strip, element.itertext()) if text and not _ONLY_BY.fullmatch(text)]
    return str(element.get("content") or next(iter((*links, *texts)), ""))
