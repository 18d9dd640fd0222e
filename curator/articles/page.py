"""A publisher's page becomes text and what is known about it.

Runs in a child process, never in a thread: trafilatura may take the
interpreter down under threads, and foreign pages may take any library down.
"""

from __future__ import annotations

import re
from copy import copy
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from itertools import islice
from typing import Any
from urllib.parse import urlsplit

from lxml import etree

from curator.articles.bylines import byline
from curator.articles.charset import decode
from curator.articles.clean import one_line
from curator.articles.dates import parse_date
from curator.articles.language import code
from curator.articles.metadata import read_metadata, without_outlet
from curator.articles.prune import prune
from curator.articles.split import join_pieces
from curator.articles.urls import absolute, canonical
from curator.errors import ParseError
from curator.i18n import N_
from curator.model import Cause

LONGEST_PAGE = 2_000_000
"""Bytes that are looked at."""
LONGEST_TEXT = 100_000
SHORT_TEXT = 600
"""Characters under which a text may be no more than an article's beginning."""
LONG_LINE = 250
MANY_WORDS = 40
MOST_LINKS = 100
MOST_BLOCKS = 500
MOST_SEARCHED = 5_000
"""Elements up to which a page's text is searched for a date and a name that it does not mark."""
# Items of menus have no words outside their links.
_WITH_LINKS = "//body//p[.//a/@href] | //body//*[self::li or self::td][text()[string-length(.) > 20]][.//a/@href]"
LONGEST_SEARCHED = 200_000
"""Characters of a page's words, likewise."""
LONGEST_TAG = 8_192

_BULK = re.compile(rb"<(script|style)\b[^<>]{0,500}>")
_LONG_TAG = re.compile(rb"<([a-zA-Z][a-zA-Z0-9]{0,20})[\s/][^<>]{%d,}>" % LONGEST_TAG)
_CONTROLS = bytes(code for code in range(32) if code not in b"\t\n\r") + b"\x7f"
_GATE = re.compile(
    r"subscribe to (?:continue|read|keep)|continue reading (?:with|by)|to (?:continue|keep) reading|subscribers only|"
    r"for subscribers|already a subscriber|this (?:article|content|story) is (?:for|reserved|only)|"
    r"become a (?:member|subscriber)|"
    r"(?:article|contenu|suite)[^.]{0,40}(?:réservée?s?|est payante?)|réservée? (?:aux|à nos) abonnés|"
    r"déjà abonnée?|il vous reste|"
    r"weiterlesen mit|nur für abonnenten|jetzt abonnieren|suscríbete para|per gli abbonati",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Page:
    """What a page holds: plain text throughout, addresses absolute; "" or None where it says nothing."""

    text: str = ""
    """Paragraphs parted by one empty line (≤ 100,000 characters)."""
    title: str = ""
    author: str = ""
    published: datetime | None = None
    language: str = ""
    """What the page calls its own; its text may say otherwise."""
    picture: str = ""
    description: str = ""
    canonical: str = ""
    """The address that the page gives itself, on the same site; "" for none."""
    outlet: str = ""
    links: tuple[str, ...] = ()
    """Addresses that the text itself links to."""
    gated: bool = False
    """May need a subscription."""
    address: str = ""
    """Where it was read, after redirects."""


def read_page(body: bytes, address: str, content_type: str = "") -> Page:
    """Return what is on the page.

    Raises `ParseError` with `Cause.NOT_A_PAGE` for anything but HTML.
    """
    root = _tree(body, content_type)
    said = read_metadata(root)
    notices = prune(root)
    author = said.author or _guessed_author(root)
    published = said.published or _guessed_date(root, address)
    text, links = _article(join_pieces(root), address)
    full = _paragraphs(said.body) if len(text) < SHORT_TEXT < len(said.body) else ""
    text = max(text, full, key=len)[:LONGEST_TEXT].rstrip()
    host = urlsplit(address).hostname or ""
    return Page(
        text=text,
        title=without_outlet(said.title, said.outlet, host),
        author=author,
        published=published,
        language=code(said.language),
        picture=absolute(said.picture, address),
        description=said.description,
        canonical=_own_address(said.canonical, address),
        outlet=said.outlet,
        links=links,
        gated=said.closed or (len(text) < 3 * SHORT_TEXT and bool(_GATE.search(f"{notices}\n{text}"))),
        address=absolute(address),
    )


def _tree(body: bytes, content_type: str) -> Any:
    """Return the page's root element; raises `ParseError` where there is none."""
    from lxml import html

    start = body[:1024].lstrip().lower()
    kind = content_type.partition(";")[0].strip().lower()
    if (kind and "html" not in kind and "xml" not in kind and b"<html" not in start) or start.startswith(
        (b"%pdf", b"\x89png")
    ):
        raise ParseError(N_("The answer is no page, but {kind}.", kind=kind or "a file"), cause=Cause.NOT_A_PAGE)
    # No control characters: lxml refuses to set texts that hold any.
    data = decode(_without_bulk(body)[:LONGEST_PAGE], content_type).encode("utf-8", "ignore").translate(None, _CONTROLS)
    # Thousands of attributes in one tag take the parser quadratic time; no article is in them.
    if max(map(len, data.split(b">"))) > LONGEST_TAG:
        data = _LONG_TAG.sub(rb"<\1>", data)
    parser = etree.HTMLParser(encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True)
    # One class for all elements: lxml.html asks a Python function for the class of each, thousands of times a page.
    parser.set_element_class_lookup(etree.ElementDefaultClassLookup(element=html.HtmlElement))
    try:
        root = html.document_fromstring(data, parser=parser, ensure_head_body=True) if data.strip() else None
    except (etree.ParserError, etree.XMLSyntaxError):
        root = None
    if root is None or root.find("body") is None:
        raise ParseError(N_("The answer is no page."), cause=Cause.NOT_A_PAGE)
    return root


def _without_bulk(body: bytes) -> bytes:
    """Return a page that is too long without its scripts and styles, so that its text is within the limit."""
    if len(body) <= LONGEST_PAGE:
        return body
    small, pieces, place = body.lower(), [], 0
    for found in _BULK.finditer(small):
        if found.start() < place or b"ld+json" in found[0]:
            continue
        pieces.append(body[place : found.start()])
        place = small.find(b"</" + found[1], found.end())
        if place < 0:
            return b"".join(pieces)
    return b"".join((*pieces, body[place:]))


def _article(root: Any, address: str) -> tuple[str, tuple[str, ...]]:
    """Return the main text of a pruned tree, and the links within it."""
    import trafilatura

    blocks = _blocks_with_links(root)
    options = copy(_options())
    options.url = options.source = address
    document = trafilatura.bare_extraction(root, options=options)
    # Asked for no dictionary, it gives a `Document` or None.
    text = _paragraphs(getattr(document, "text", None) or "")
    found = (absolute(href, address) for words, hrefs in blocks if words in text for href in hrefs)
    return text, tuple(dict.fromkeys(link for link in found if link))[:MOST_LINKS]


@cache
def _options() -> Any:
    """Return what trafilatura is asked for; it would read its settings anew for each page."""
    from trafilatura.settings import Extractor

    return Extractor(output_format="python", fast=True, comments=False)


def _blocks_with_links(root: Any) -> list[tuple[str, list[str]]]:
    """Return the first words of each block that holds links, and those links, before the tree is taken apart."""
    blocks: list[tuple[str, list[str]]] = []
    for block in root.xpath(_WITH_LINKS)[:MOST_BLOCKS]:
        words = one_line("".join(islice(block.itertext(), 8))[:400])[:60].rsplit(" ", 1)[0]
        if len(words) > 20:
            blocks.append((words, [link.get("href") for link in block.iter("a") if link.get("href")]))
    return blocks


def _paragraphs(text: str) -> str:
    lines = (one_line(line) for line in text.splitlines())
    return "\n\n".join(line for line in lines if line and not _is_stuffing(line))


def _is_stuffing(line: str) -> bool:
    """Return whether a paragraph says the same few words over and over: written for machines."""
    if len(line) < LONG_LINE:
        return False
    words = line.lower().split()
    return len(words) > MANY_WORDS and len(set(words)) < len(words) / 10


def _guessed_author(root: Any) -> str:
    """Return the author that trafilatura makes out in a tree of moderate size."""
    from trafilatura.metadata import extract_author

    return byline((extract_author(root) or "").split(";")) if _is_moderate(root) else ""


def _guessed_date(root: Any, address: str) -> datetime | None:
    """Return the date that htmldate makes out in a pruned tree; in a large one, only from its metadata."""
    from htmldate import find_date

    found = find_date(root, url=address, original_date=True, extensive_search=_is_moderate(root))
    return parse_date(found or "")


def _is_moderate(root: Any) -> bool:
    return bool(root.xpath("count(//*)") < MOST_SEARCHED and root.xpath("string-length(.)") < LONGEST_SEARCHED)


def _own_address(said: str, address: str) -> str:
    """Return the address that a page gives itself, where it is on the same site and no front page."""
    found = absolute(said, address)
    here, there = urlsplit(canonical(address)), urlsplit(canonical(found))
    if not found or (there.path == "/" and not there.query and here.path != "/"):
        return ""
    same = here.hostname == there.hostname or _site(here.hostname or "") == _site(there.hostname or "")
    return found if same else ""


def _site(host: str) -> str:
    """Return the registered domain of a host name, the name itself where the public suffix list knows none."""
    from courlan import extract_domain

    return extract_domain(f"https://{host}/", fast=True) or host
