"""Entries that lead to one address, and the page found there, become an article."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from curator.articles.language import detect
from curator.articles.metadata import without_outlet
from curator.articles.page import Page
from curator.articles.urls import canonical, display_host, tidy
from curator.model import Article, Entry, Source, short_hash

LONGEST_TEXT = 20_000
LONGEST_DESCRIPTION = 500
MOST_LINKS = 100
ONE_DAY = timedelta(days=1)
"""What time zones may make of a date."""

_CUT = re.compile(r"(?:\.{3}|…|\[…\]|\[\.\.\.\])\s*$")
_FEED_WORDS = re.compile(
    r"\s*(?:[-–—|:·»]\s*)?(?:\(?(?:rss|atom|json)(?:\s*2\.0)?\)?(?:\s*feeds?)?|feeds?|"
    r"latest (?:news|posts|articles|stories)|"
    r"all (?:posts|articles|stories)|toute l['’]actualité|les derniers articles|"
    r"derni[eè]res (?:actus|actualités|nouvelles)|"
    r"actualités|à la une|la une|news feed|home ?page|blog posts)\s*$",
    re.IGNORECASE,
)


def make_article(entries: Sequence[Entry], page: Page | None, sources: Mapping[str, Source], now: datetime) -> Article:
    """Return the article that `entries`, all of one address and at least one, and its page make.

    Feed and page check each other: the feed's title, author and date win where
    it gives them, the page's where it does not, and the longer text wins.
    `sources` are the entries' sources by id.
    """
    first = min(entries, key=lambda entry: entry.first_seen or now)
    address = _address(entries, page)
    outlet = _outlet(entries, page, sources, address)
    text, in_full = _text(entries, page)
    said = next((entry.language for entry in entries if entry.language), "")
    said = said or next((s.language for e in entries if (s := sources.get(e.source)) and s.language), "")
    title = _title(entries, page, outlet, address)
    description = page.description if page is not None and page.description else _summary(entries)
    seen = first.first_seen or now
    dates = [entry.published for entry in entries if entry.published is not None]
    if page is not None and page.published is not None:
        dates.append(page.published)
    published = min([*dates[:1], seen]) if dates else seen
    return Article(
        id=short_hash(first.id if first.pageless else canonical(address) or first.id),
        address=address,
        title=title,
        outlet=outlet,
        text=text,
        language=detect(f"{title}\n{text or description}", (page.language if page is not None else "") or said),
        published=published,
        first_seen=seen,
        author=_author(entries, page, outlet),
        stated=_stated(page, published),
        description=description[:LONGEST_DESCRIPTION],
        picture=_first(page.picture if page is not None else "", *(entry.picture for entry in entries)),
        links=tuple(
            dict.fromkeys((*(page.links if page is not None else ()), *(link for e in entries for link in e.links)))
        )[:MOST_LINKS],
        read_in_full=in_full,
        gated=page is not None and page.gated,
        sources=tuple(dict.fromkeys(entry.source for entry in entries)),
        sharers=tuple(dict.fromkeys(entry.sharer for entry in entries if entry.sharer is not None)),
    )


def _stated(page: Page | None, published: datetime) -> datetime | None:
    """Return the page's own date where the feed dates it anew: only an earlier day is believed."""
    if page is None or page.published is None or page.published.date() >= published.date() - ONE_DAY:
        return None
    return page.published


def _first(*values: str) -> str:
    return next((value for value in values if value), "")


def _address(entries: Sequence[Entry], page: Page | None) -> str:
    """Return where readers are sent: what the page calls itself, else where it was read, else what the feed says."""
    said = next((entry.address for entry in entries if entry.address), "")
    if page is None:
        place = f"#{urlsplit(said).fragment}" if entries[0].pageless and "#" in said else ""
        return tidy(said) + place or said
    here = tidy(page.address) or tidy(said)
    if not page.canonical or canonical(page.canonical) == canonical(here):
        return here
    return tidy(page.canonical)


def _title(entries: Sequence[Entry], page: Page | None, outlet: str, address: str) -> str:
    """Return the feed's title, or the page's where the feed has none, cut it short or only repeats the address."""
    of_feed = next((entry.title for entry in entries if entry.title), "")
    of_page = page.title if page is not None else ""
    host = urlsplit(address).hostname or ""
    title = without_outlet(of_feed, outlet, host)
    if of_page and (not title or title.startswith(("http://", "https://")) or _is_cut(title, of_page)):
        title = of_page
    if not title:
        text = next((entry.text for entry in entries if entry.text and not _is_sharers(entry)), "") or address
        title = text if len(text) <= 100 else f"{text[:100].rsplit(' ', 1)[0]}…"
    return " ".join(title.split())


def _is_cut(short: str, long: str) -> bool:
    stem = _CUT.sub("", short)
    return stem != short and len(long) > len(stem) and long.casefold().startswith(stem.rstrip().casefold())


def _author(entries: Sequence[Entry], page: Page | None, outlet: str) -> str:
    """Return the author as the feed names them, the page's where the feed names nobody or only the outlet."""
    named = (entry.author for entry in entries)
    own = {outlet.casefold(), "", "admin", "administrator", "editor"}
    return next((name for name in (*named, page.author if page is not None else "") if name.casefold() not in own), "")


def _outlet(entries: Sequence[Entry], page: Page | None, sources: Mapping[str, Source], address: str) -> str:
    """Return the publisher's name: as the page says it, else the source's where the article is on the source's site."""
    if page is not None and page.outlet and not page.outlet.startswith(("http", "@")):
        return _cleaned(page.outlet)
    host = urlsplit(canonical(address)).hostname or ""
    for entry in entries:
        source = sources.get(entry.source)
        if source is not None and source.title and _same_site(host, source):
            return _cleaned(source.title)
    return display_host(address) or next((s.title for e in entries if (s := sources.get(e.source))), "")


def _same_site(host: str, source: Source) -> bool:
    """Return whether a source is the voice of the site that an article stands on."""
    homes = (urlsplit(canonical(place)).hostname or "" for place in (source.site, source.address) if place)
    return any(home and (host == home or host.endswith(f".{home}") or home.endswith(f".{host}")) for home in homes)


def _cleaned(name: str) -> str:
    """Return an outlet's name without what feeds add to it."""
    short = _FEED_WORDS.sub("", name).strip(" -–—|:·»")
    return (short or name)[:80]


def _summary(entries: Sequence[Entry]) -> str:
    texts = [entry.text for entry in entries if entry.text and not _is_sharers(entry)]
    return " ".join(min(texts, key=len).split())[:LONGEST_DESCRIPTION] if texts else ""


def _is_sharers(entry: Entry) -> bool:
    """Return whether an entry's text is what a sharer said: good to judge by, but not the publisher's words."""
    return entry.sharer is not None and entry.text == entry.sharer.words


def _text(entries: Sequence[Entry], page: Page | None) -> tuple[str, bool]:
    """Return the longer of the page's and the feed's text, and whether it is the page's."""
    of_feed = max((entry.text for entry in entries), key=len, default="")
    if page is None or not page.text:
        return of_feed[:LONGEST_TEXT], False
    if len(of_feed) > 1.5 * len(page.text) and len(of_feed) > 1_000:
        return of_feed[:LONGEST_TEXT], True
    return page.text[:LONGEST_TEXT], True
