"""One newsletter: who sent it, and the links in it with the words around them. Runs in a child."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import Message
from email.utils import parseaddr, parsedate_to_datetime
from typing import Any
from urllib.parse import urlsplit

from curator.articles.clean import one_line, parse_html, walked
from curator.articles.passing import Link, is_chore, words_of
from curator.articles.urls import absolute, canonical
from curator.model import Sharer, short_hash
from curator.outbox.mails import header

LARGEST_PART = 1_000_000
"""Bytes of a part that are looked at."""
_MOST_PARTS = 100
_LONGEST_SMALL_PRINT = 600
"""Characters; a longer block is no small print though it says "unsubscribe"."""
_ENOUGH = 20
"""Characters around a link that say something."""
_BLOCK_NAMES = (
    "address article aside blockquote body center dd div dl dt figcaption figure footer form h1 h2 h3 h4 h5 h6 "
    "header hr li main nav ol p pre section table tbody td tfoot th thead tr ul "
)
_BLOCKS = frozenset(_BLOCK_NAMES.split())
_SILENT = frozenset({"script", "style", "head", "title", "template"})
_MORE = re.compile(
    r"(?:(?:read|see|learn|find out|view|continue|watch|listen|click|full)\b.{0,24}|"
    r"(?:lire|voir|en savoir|découvrir|écouter)\b.{0,24}"
    r"|here|ici|link|lien|more|plus|weiterlesen|mehr|→|»|>)[\s.…:→»>]*",
    re.IGNORECASE,
)
_WRITTEN = re.compile(r"https?://[^\s<>\"')\]]+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail, as far as it is a source."""

    guid: str
    sender: str
    """Its name, never its address."""
    archive: str
    """Where it stands for everybody, "" where it does not say."""
    at: datetime
    links: tuple[Link, ...]

    def by(self, words: str) -> Sharer:
        """Return the sender as who passed a link on with these words."""
        return Sharer(name=self.sender, handle="", address=self.archive, words=words, at=self.at)


@dataclass(slots=True)
class _Block:
    """A paragraph, heading or cell: its words, and the anchors among them with theirs."""

    words: list[str] = field(default_factory=list)
    anchors: list[tuple[str, str]] = field(default_factory=list)

    @property
    def text(self) -> str:
        return one_line("".join(self.words))


def read_letter(raw: bytes, now: datetime) -> Letter:
    """Return what a mail passes on. What Python's parser raises on a mail that is none is the caller's."""
    message = message_from_bytes(raw, policy=policy.compat32)
    name, address = parseaddr(header(message, "From"))
    named = one_line(name) or address.partition("@")[2]
    leaving = {canonical(found) for found in re.findall(r"<(https?://[^>]+)>", header(message, "List-Unsubscribe"))}
    links = (link for link in _links(message) if canonical(absolute(link.address)) not in leaving)
    return Letter(
        guid=short_hash(header(message, "Message-ID") or raw.decode("latin-1")),
        sender=named[:200],
        archive=_archive(message),
        at=_date(message, now),
        links=tuple(_united(links)),
    )


def _date(message: Message, now: datetime) -> datetime:
    try:
        found = parsedate_to_datetime(header(message, "Date"))
    except (TypeError, ValueError, OverflowError):
        return now
    return min(now, found if found.tzinfo is not None else found.replace(tzinfo=UTC))


def _archive(message: Message) -> str:
    """Return where the mail says it can be read by everybody (RFC 5064)."""
    return absolute(header(message, "Archived-At").strip("<> "))


def _links(message: Message) -> Iterator[Link]:
    """Yield the links of the HTML part, else those of the plain one."""
    parts = [part for _, part in zip(range(_MOST_PARTS), message.walk(), strict=False) if not part.is_multipart()]
    shown = [part for part in parts if part.get_content_disposition() != "attachment"]
    html = next((part for part in shown if part.get_content_type() == "text/html"), None)
    if html is not None:
        yield from _of_blocks(list(_blocks(_text(html))))
        return
    for part in shown:
        if part.get_content_type() == "text/plain":
            yield from _of_plain(_text(part))


def _text(part: Message) -> str:
    raw = part.get_payload(decode=True)
    body = raw[:LARGEST_PART] if isinstance(raw, bytes) else b""
    try:
        return body.decode(part.get_content_charset("utf-8"), "replace")
    except LookupError:
        return body.decode("utf-8", "replace")


def _blocks(html: str) -> Iterator[_Block]:
    """Yield the innermost blocks of a mail in their order, anchors with them."""
    root = parse_html(html)
    if root is None:
        return
    block, anchor, silent = _Block(), None, 0
    here: list[str] = []
    for event, element in walked(root):
        tag: Any = element.tag
        opens = event == "start"
        if tag in _SILENT:
            silent += 1 if opens else -1
        if tag in _BLOCKS and block.words:
            yield block
            block = _Block()
        if tag == "a" and opens:
            anchor, here = (element.get("href") or "").strip(), []
        if tag == "img" and opens and anchor and not silent:
            here.append(element.get("alt") or "")
        said = (element.text if opens else None) if isinstance(tag, str) else None
        if said and not silent:
            block.words.append(said)
            here.append(said)
        if not opens:
            if tag == "a" and anchor is not None:
                block.anchors.append((anchor, one_line("".join(here))))
                if not block.words:
                    block.words.append(" ")  # a picture alone is a block too
                anchor = None
            if element.tail and not silent:
                block.words.append(element.tail)
                here.append(element.tail)
    yield block


def _of_blocks(blocks: list[_Block]) -> Iterator[Link]:
    for place, block in enumerate(blocks):
        small = is_chore(block.text) and len(block.text) < _LONGEST_SMALL_PRINT
        for address, text in block.anchors:
            if small or is_chore(text) or _is_home(address):
                continue
            words = block.text
            if len(words) < len(text) + _ENOUGH:
                words = _behind(blocks, place) or words
            yield Link(address, "" if _MORE.fullmatch(text) else text, words_of(words))


def _behind(blocks: list[_Block], place: int) -> str:
    """Return the words below a link that is a block of its own: a headline's summary."""
    for block in blocks[place + 1 : place + 4]:
        text = block.text
        if len(text) < _ENOUGH:
            continue
        linked = sum(len(words) for _, words in block.anchors)
        return "" if linked > len(text) / 2 or is_chore(text) else text
    return ""


def _of_plain(text: str) -> Iterator[Link]:
    for paragraph in re.split(r"\n[ \t\r]*\n", text):
        if is_chore(paragraph) and len(paragraph) < _LONGEST_SMALL_PRINT:
            continue
        for found in _WRITTEN.finditer(paragraph):
            address = found[0].rstrip(".,;:!?")
            if not _is_home(address):
                yield Link(address, text=words_of(paragraph))


def _is_home(address: str) -> bool:
    """Return whether an address is of a whole site: a sender's own, or an advertiser's."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return True
    return parts.path in ("", "/") and not parts.query


def _united(links: Iterable[Link]) -> Iterator[Link]:
    """Yield each address once, with the longest title and the longest words that came with it."""
    found: dict[str, Link] = {}
    for link in links:
        key = canonical(absolute(link.address))
        if not key:
            continue
        known = found.get(key)
        if known is None:
            found[key] = link
            continue
        title = max(known.title, link.title, key=len)
        found[key] = Link(known.address, title, max(known.text, link.text, key=len))
    yield from found.values()
