"""Links that people pass on: which of them lead to something to read, and the entries that they make."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from urllib.parse import urlsplit

from curator.articles.clean import one_line, printable
from curator.articles.redirectors import is_redirector
from curator.articles.urls import absolute, canonical
from curator.model import Entry, Sharer

LONGEST_WORDS = 2_000
MOST_LINKS = 50
"""Links of one post or mail that become entries."""

_SOCIAL = re.compile(
    r"^(?:[\w-]+\.)?(?:facebook|twitter|x|instagram|linkedin|threads|tiktok|pinterest|snapchat|t|wa|whatsapp|telegram|bsky)"
    r"\.(?:com|net|me|app|social)$"
)
_SOCIAL_READING = re.compile(r"^/(?:pulse/|posts?/.*article|in/.+/detail)", re.IGNORECASE)
_POST = re.compile(
    r"^/(?:@[\w.-]+(?:@[\w.-]+)?(?:/\d{6,}|/statuses/\w+)?|users/[\w.-]+(?:/statuses/\w+)?|notice/\w+|objects/[\w-]{30,}|"
    r"tags?/[^/]+|hashtag/[^/]+|explore/tags/.*|share|sharer|intent/.*|sharer/.*|shareArticle|profile/[^/]+/post/\w+)/?$",
    re.IGNORECASE,
)
_MEDIA = re.compile(
    r"\.(?:avif|bmp|gif|ico|jpe?g|png|svg|tiff?|webp|mp4|m4v|mov|webm|avi|mp3|m4a|ogg|oga|opus|wav|flac|css|js|ics|vcf|zip|exe|dmg|apk)$",
    re.IGNORECASE,
)
_MEDIA_HOST = re.compile(
    r"(?:^|\.)(?:media\d?\.tenor\.com|tenor\.com|giphy\.com|cdn\.bsky\.app|imgur\.com|files\.mastodon\.\w+)$"
)
_CHORE = re.compile(
    r"unsub|opt[-_]?out|désabonn|desabonn|desinscri|désinscri|abmeld|abbestell|disiscri|darse[-_]?de[-_]?baja|cancelar[-_]?sus|"
    r"manage[-_]?(?:sub|pref|account|email)|email[-_]?pref|preferences?(?:/|\?|$)|prefcenter|subscription[-_]?cent|update[-_]?profile|"
    r"/(?:log[-_]?in|sign[-_]?in|sign[-_]?up|register|subscribe|account|checkout|cart|confirm|verify|activate|reset)(?:/|\?|$)|"
    r"/privacy|/terms|/imprint|/impressum|/mentions[-_]legales|forward[-_]?to[-_]?(?:a[-_]?)?friend|/action/disable_email|"
    r"mailto:|view[-_]?(?:in|as)[-_]?(?:browser|web)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Link:
    """A link in a post or mail, with what a card or the words around it say of it."""

    address: str
    title: str = ""
    text: str = ""
    author: str = ""
    picture: str = ""


@dataclass(frozen=True, slots=True)
class Shared:
    """A post or mail that passes links on."""

    guid: str
    sharer: Sharer
    links: tuple[Link, ...]
    tags: tuple[str, ...] = ()


def entries_of(shared: Shared, source: str) -> Iterator[Entry]:
    """Yield an entry for each link, the same address once; links to no reading are left out."""
    found: dict[str, Link] = {}
    for link in shared.links:
        address = absolute(link.address)
        if address and not is_noise(address):
            known = found.setdefault(canonical(address), link)
            if known.address != link.address and not known.title:
                found[canonical(address)] = link
    words = printable(shared.sharer.words)[:LONGEST_WORDS]
    # Its address is shown as a link: whatever the server calls one must be fit for that.
    sharer = replace(shared.sharer, address=absolute(shared.sharer.address), words=words)
    for key, link in list(found.items())[:MOST_LINKS]:
        yield Entry(
            source=source,
            guid=f"{shared.guid} {key}"[:1_000],
            address=absolute(link.address),
            title=one_line(link.title)[:500],
            text=printable(link.text)[:20_000] or words,
            author=one_line(link.author)[:200],
            published=sharer.at,
            categories=tuple(dict.fromkeys(one_line(tag)[:100] for tag in shared.tags))[:30],
            picture=absolute(link.picture) if link.picture else "",
            sharer=sharer,
        )


def is_noise(address: str) -> bool:
    """Return whether an address is nothing to read: a profile, a post, a picture, a chore of the subscriber's."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return True
    if parts.scheme not in ("http", "https") or not parts.hostname:
        return True
    host = parts.hostname.removeprefix("www.")
    if _MEDIA.search(parts.path) or _MEDIA_HOST.search(host) or _POST.search(parts.path):
        return True
    if _SOCIAL.search(host) and not is_redirector(address):
        return not _SOCIAL_READING.search(parts.path)
    return bool(_CHORE.search(f"{parts.path}?{parts.query}"))


def is_chore(words: str) -> bool:
    """Return whether words belong to a mail's small print: leaving, settings, the view in a browser."""
    return bool(_SMALL_PRINT.search(words))


_SMALL_PRINT = re.compile(
    r"unsubscribe|opt[ -]?out|manage (?:your )?(?:subscription|preferences|emails?)|(?:email|update|your) preferences|"
    r"(?:view|read|open)\b.{0,24}\b(?:browser|online|web|app)\b|forward (?:this|to)|no longer (?:wish|want)|"
    r"(?:privacy|terms)(?: policy| of)|all rights reserved|refer a friend|advertise|sponsor this|"
    r"se d[ée]sabonner|d[ée]sabonn|d[ée]sinscri|vous d[ée]sinscrire|g[ée]rer (?:mes|vos) (?:pr[ée]f|abonn)|"
    r"(?:voir|lire|afficher|ouvrir)\b.{0,30}\b(?:navigateur|en ligne)|mentions l[ée]gales|"
    r"politique de confidentialit[ée]|"
    r"abmelden|abbestellen|im browser|darse de baja|cancelar|disiscri",
    re.IGNORECASE,
)


def words_of(text: str, links: Iterable[str] = ()) -> str:
    """Return what a post says: its text without the addresses in it, blanks levelled."""
    for link in links:
        text = text.replace(link, " ")
    return "\n".join(filter(None, (one_line(_ADDRESS.sub(" ", line)) for line in text.split("\n"))))[:LONGEST_WORDS]


_ADDRESS = re.compile(r"(?:https?://|www\.)\S+|(?<![\w@.])(?:[a-z0-9-]+\.)+[a-z]{2,}/\S*(?:…|\.\.\.)", re.IGNORECASE)


def moment(text: object) -> datetime | None:
    """Return the moment that an interface's ISO date says, None for anything else or one without a zone."""
    try:
        found = datetime.fromisoformat(str(text))
    except ValueError:
        return None
    return found if found.tzinfo is not None else None
