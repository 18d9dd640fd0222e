"""Raw entries into entries: plain text, absolute addresses, moments in UTC, one identity each."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime
from html import unescape
from itertools import chain
from urllib.parse import urljoin

from curator.articles.clean import one_line, text_and_links, title_text, without_attributed
from curator.articles.dates import parse_date, utc
from curator.articles.language import code
from curator.articles.urls import absolute, canonical
from curator.model import Entry, short_hash
from curator.sources.feed.raw import Form, Link, Markup, RawEntry, RawFeed

LONGEST_TEXT = 20_000
LONGEST_TITLE = 500
LONGEST_RAW_TITLE = 4_000
LONGEST_AUTHOR = 200
LONGEST_GUID = 1_000
MOST_LINKS = 100
MOST_CATEGORIES = 30
CROWD = 3
"""Entries of one feed from which an address that they share is no page of theirs; two may be one thing told twice."""

_MAIL_AND_NAME = re.compile(r"\s*\S{1,200}@\S{1,200}\s*\(([^()]{1,200})\)?\s*$")
_MAIL = re.compile(r"<?\b(?:mailto:)?[^\s@<>]{1,100}@[^\s@<>]{1,100}>?")
_ESCAPED_AGAIN = re.compile(
    r"(?:<|&lt;)(?:!--|/?(?:p|div|a|img|h[1-6]|ul|ol|li|table|span|strong|em|b|i|br|blockquote)\b)"
)
_ITSELF = frozenset({"alternate", "origin", "bookmark", "canonical", ""})
_FEED_TYPES = ("rss+xml", "atom+xml", "rdf+xml", "/xml", "json")
_NOT_PAGES = frozenset(
    {"self", "edit", "replies", "hub", "license", "icon", "next", "prev", "previous", "first", "last", "thumbnail",
     "enclosure", "search", "payment", "image", "service.edit", "service.post", "start", "related", "via"}
)  # fmt: skip


def entries_of(feed: RawFeed, source: str, address: str) -> tuple[tuple[Entry, ...], int]:
    """Return the entries of `feed` and the number of those that say nothing at all.

    `address` is where the feed was read: relative addresses are joined to it.
    """
    found = cleaned(feed, source, address)
    kept = [entry for entry in found if entry.title or entry.address or entry.text]
    return tuple(_housed(_identified(kept))), len(found) - len(kept)


def cleaned(feed: RawFeed, source: str, address: str) -> list[Entry]:
    """Return every entry of `feed` with its fields cleaned, and its guid as the feed gives it."""
    # Without xml:base, what feeds on a hoster's address call "/news" is on their site.
    base = _based(feed.base, address) if feed.base else site_of(feed, address) or address
    language = code(feed.language)
    return [_entry(raw, source, _based(raw.base, base), language) for raw in feed.entries]


def text_of(markup: Markup) -> str:
    """Return a title or name as one line of text."""
    if markup.form is Form.TEXT:
        # Some escape what they call text; decoding it once more than they say costs nothing.
        return one_line(without_attributed(unescape(markup.value[:LONGEST_RAW_TITLE])))
    return title_text(markup.value)


def site_of(feed: RawFeed, address: str) -> str:
    """Return the address of the site that the feed belongs to, "" where it says none."""
    base = _based(feed.base, address)
    pages = [link for link in feed.links if link.rel in _ITSELF and not link.type.endswith(_FEED_TYPES)]
    return next((found for link in pages if (found := absolute(link.href, base))), "")


def hub_of(feed: RawFeed, address: str) -> str:
    """Return the address of the feed's WebSub hub, "" where it names none."""
    return next((found for link in feed.links if link.rel == "hub" and (found := absolute(link.href, address))), "")


def _entry(raw: RawEntry, source: str, base: str, language: str) -> Entry:
    title = text_of(raw.title)[:LONGEST_TITLE]
    text, hrefs = _body(raw.bodies)
    address = _address(raw, base)
    links = (found for href in _addresses(hrefs, raw.links) if (found := absolute(href, base)))
    return Entry(
        source=source,
        guid=one_line(raw.guid)[:LONGEST_GUID],
        address=address,
        title=title,
        text=text,
        author=_author(raw.author),
        published=_date(raw.dates),
        language=code(raw.language) or language,
        categories=_categories(raw.categories),
        picture=next((found for picture in raw.pictures if (found := absolute(picture, base))), ""),
        links=tuple(dict.fromkeys(link for link in links if link != address))[:MOST_LINKS],
    )


def _based(said: str, address: str) -> str:
    """Return the base that relative addresses are joined to; one that cannot be joined is ignored."""
    try:
        return urljoin(address, said) if said else address
    except ValueError:
        return address


def _body(bodies: Iterable[Markup]) -> tuple[str, tuple[str, ...]]:
    """Return the text of the longest body that has one, and the links in it."""
    for markup in sorted(bodies, key=lambda body: len(body.value), reverse=True):
        if markup.form is Form.TEXT and not _looks_escaped(markup.value):
            text, links = text_and_links(_as_markup(markup.value))
        else:
            text, links = text_and_links(markup.value)
            if _ESCAPED_AGAIN.match(text):
                text, links = text_and_links(text if "<" in text[:1] else unescape(text))
        if text:
            return text[:LONGEST_TEXT].rstrip(), links
    return "", ()


def _as_markup(text: str) -> str:
    """Return text that is none as markup: an empty line parts paragraphs."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace("\n\n", "<p>")


def _looks_escaped(text: str) -> bool:
    return "<p" in text or "</" in text or "<br" in text


def _author(said: str) -> str:
    """Return the names of "name", "mail (name)" and "name <mail>", each; a mail address alone is nobody's name."""
    names = (_MAIL.sub("", found[1] if (found := _MAIL_AND_NAME.match(name)) else name) for name in said.split(", "))
    return ", ".join(filter(None, (title_text(name).strip(" ()<>") for name in names)))[:LONGEST_AUTHOR]


def _address(raw: RawEntry, base: str) -> str:
    """Return the entry's own page: its link, else a guid that is one, else what it encloses."""
    itself = [link for link in raw.links if link.rel in _ITSELF]
    pages = [link for link in itself if not link.type or "html" in link.type] or itself
    others = [link for link in raw.links if link.rel not in _ITSELF and link.rel not in _NOT_PAGES]
    related = [link for link in raw.links if link.rel in {"related", "via", "enclosure"}]
    ordered = sorted(pages, key=lambda link: link.rel != "origin")
    for link in ordered:
        if found := absolute(link.href, base):
            return found
    whole = raw.guid[:8].lower().startswith(("http://", "https://"))
    path = raw.guid_is_link and "/" in raw.guid and ":" not in raw.guid
    if (whole or path) and (found := absolute(raw.guid, base)):
        return found
    return next((found for link in (*others, *related) if (found := absolute(link.href, base))), "")


def _addresses(hrefs: Iterable[str], links: Iterable[Link]) -> Iterable[str]:
    yield from (link.href for link in links if link.rel in {"related", "via"})
    yield from hrefs


def _date(dates: Iterable[str | datetime]) -> datetime | None:
    for date in dates:
        found = utc(date) if isinstance(date, datetime) else parse_date(date)
        if found is not None:
            return found
    return None


def _categories(raw: Iterable[str]) -> tuple[str, ...]:
    cleaned = (title_text(category)[:100] for category in raw)
    return tuple(dict.fromkeys(category for category in cleaned if category))[:MOST_CATEGORIES]


def _identified(entries: list[Entry]) -> list[Entry]:
    """Return the entries, each known by its guid, else by its link, else by its text, and each once.

    What stands for several entries of one feed is no identity: then the next
    in that order is taken, which a link's fragment comes into as well.
    """
    # How an entry is known, and what must agree in all that are known by the same.
    ways: tuple[tuple[Callable[[Entry], str], Callable[[Entry], str]], ...] = (
        (lambda entry: entry.guid, lambda entry: canonical(entry.address) or entry.title),
        (lambda entry: canonical(entry.address), lambda entry: f"{entry.address}\n{entry.title}"),
        (lambda entry: entry.address, lambda entry: entry.title),
    )
    found: dict[str, Entry] = {}
    waiting = entries
    for known_by, agreeing in ways:
        groups: dict[str, list[Entry]] = {}
        for entry in waiting:
            groups.setdefault(known_by(entry), []).append(entry)
        sure = {
            key for key, group in groups.items() if key and (len(group) == 1 or len(set(map(agreeing, group))) == 1)
        }
        found |= {key: group[0] for key, group in groups.items() if key in sure}
        waiting = [entry for key, group in groups.items() if key not in sure for entry in group]
    for entry in waiting:
        found.setdefault(short_hash(f"{entry.title}\n{entry.address}\n{entry.text}\n{entry.published}"), entry)
    order = {id(entry): place for place, entry in enumerate(entries)}
    known = sorted(found.items(), key=lambda pair: order[id(pair[1])])
    return [entry if entry.guid == guid else replace(entry, guid=guid) for guid, entry in known]


def _housed(entries: list[Entry]) -> list[Entry]:
    """Return the entries; those whose address is that of others with other titles, too, are `pageless`.

    Feeds of episodes, events and versions often lead to the home page, or to places on one page.
    """
    groups: dict[str, list[Entry]] = {}
    for entry in entries:
        groups.setdefault(entry.address.partition("#")[0], []).append(entry)
    if len(groups) > len(entries) - CROWD + 1:
        return entries
    titles: dict[str, set[str]] = {}
    for entry in chain.from_iterable(group for group in groups.values() if len(group) >= CROWD):
        titles.setdefault(canonical(entry.address), set()).add(entry.title)
    crowded = {address for address, told in titles.items() if address and len(told) >= CROWD}
    return [replace(e, pageless=True) if crowded and canonical(e.address) in crowded else e for e in entries]
