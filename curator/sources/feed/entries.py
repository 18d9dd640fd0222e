"""Raw entries into entries: plain text, absolute addresses, moments in UTC, one identity each."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime
from urllib.parse import urljoin

from curator.articles.clean import one_line, text_and_links, title_text
from curator.articles.dates import parse_date, utc
from curator.articles.language import code
from curator.articles.urls import absolute, canonical
from curator.model import Entry, short_hash
from curator.sources.feed.raw import Form, Link, Markup, RawEntry, RawFeed

LONGEST_TEXT = 20_000
LONGEST_TITLE = 500
LONGEST_AUTHOR = 200
LONGEST_GUID = 1_000
MOST_LINKS = 100
MOST_CATEGORIES = 30

_ITSELF = frozenset({"alternate", "origin", "bookmark", "canonical", ""})
_NOT_PAGES = frozenset(
    {"self", "edit", "replies", "hub", "license", "icon", "next", "prev", "previous", "first", "last", "thumbnail",
     "enclosure", "search", "payment", "image", "service.edit", "service.post", "start", "related", "via"}
)  # fmt: skip


def entries_of(feed: RawFeed, source: str, address: str) -> tuple[tuple[Entry, ...], int]:
    """Return the entries of `feed` and the number of those that say nothing at all.

    `address` is where the feed was read: relative addresses are joined to it.
    """
    base = _based(feed.base, address)
    language = code(feed.language)
    found = [_entry(raw, source, _based(raw.base, base), language) for raw in feed.entries]
    kept = [entry for entry in found if entry.title or entry.address or entry.text]
    return tuple(_identified(kept)), len(found) - len(kept)


def text_of(markup: Markup) -> str:
    """Return a title or name as one line of text."""
    return one_line(markup.value) if markup.form is Form.TEXT and "&" not in markup.value else title_text(markup.value)


def site_of(feed: RawFeed, address: str) -> str:
    """Return the address of the site that the feed belongs to, "" where it says none."""
    base = _based(feed.base, address)
    pages = [link for link in feed.links if link.rel in _ITSELF and "xml" not in link.type.replace("xhtml", "")]
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
        author=title_text(raw.author)[:LONGEST_AUTHOR],
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
            text, links = text_and_links(_once_more(markup.value))
        if text:
            return text[:LONGEST_TEXT].rstrip(), links
    return "", ()


def _as_markup(text: str) -> str:
    """Return text that is none as markup: an empty line parts paragraphs."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace("\n\n", "<p>")


def _looks_escaped(text: str) -> bool:
    return "<p" in text or "</" in text or "<br" in text


def _once_more(html: str) -> str:
    """Undo one escaping where markup was escaped twice: many "&lt;" and no "<"."""
    if "<" in html or "&lt;" not in html or not ("&lt;/" in html or "&lt;br" in html or "&lt;p" in html):
        return html
    return html.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", '"').replace("&amp;", "&")


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
    if raw.guid_is_link or raw.guid.startswith(("http://", "https://")):
        whole = raw.guid.startswith(("http://", "https://")) or ("/" in raw.guid and ":" not in raw.guid)
        if whole and (found := absolute(raw.guid, base)):
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
        sure = {key for key, group in groups.items() if key and len(set(map(agreeing, group))) == 1}
        found |= {key: group[0] for key, group in groups.items() if key in sure}
        waiting = [entry for key, group in groups.items() if key not in sure for entry in group]
    for entry in waiting:
        found.setdefault(short_hash(f"{entry.title}\n{entry.address}\n{entry.text}\n{entry.published}"), entry)
    order = {id(entry): place for place, entry in enumerate(entries)}
    known = sorted(found.items(), key=lambda pair: order[id(pair[1])])
    return [replace(entry, guid=guid) for guid, entry in known]
