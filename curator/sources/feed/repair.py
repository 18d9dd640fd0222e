"""Text that should be XML made into text that is, as far as that can be done without guessing.

Every pattern here takes time in proportion to the text.
"""

from __future__ import annotations

import re
from html.entities import html5

LONGEST_PROLOG = 65_536
"""Characters before the root element."""
LONGEST_VALUE = 8_192
"""Characters of one tag with its attributes."""

_ROOT = re.compile(r"<(?:[A-Za-z_][\w.-]{0,30}:)?(rss|rdf|feed|channel|entry)(?=[\s>/])", re.IGNORECASE)
_PAGE = re.compile(r"<(?:html|head|body)\b", re.IGNORECASE)
_PROLOG = (("<!--", "-->"), ("<?", "?>"))
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_NUMBERED = re.compile(r"&#(?:([0-9]{1,10})|[xX]([0-9a-fA-F]{1,8}));?")
_NAMED = re.compile(r"&(?!(?:lt|gt|amp|quot|apos);)([A-Za-z][A-Za-z0-9]{1,31});")
_BARE = re.compile(r"&(?!(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{0,31});)")
_SUBSET_END = re.compile(r"\]\s{0,99}>")
_KEPT = frozenset("<>&\"'")


def root_of(text: str) -> str:
    """Return the local name, in lower case, of the feed's root element; "" where no feed begins.

    A page that holds a feed's tags further down (as an example, say) is a page.
    """
    start = _after_prolog(text)
    found = _ROOT.search(text, start, start + LONGEST_PROLOG)
    if not found or _PAGE.search(text, start, found.start()):
        return ""
    return found[1].lower()


def repaired(text: str) -> str:
    """Return `text` from its root element on, with no reference in it that XML forbids.

    The XML declaration and the DOCTYPE go, so that no entity is ever defined;
    HTML's named entities become their letters, and references to what is no
    character become U+FFFD.
    """
    start = _after_prolog(text)
    found = _ROOT.search(text, start, start + LONGEST_PROLOG)
    body = text[found.start() if found else start :]
    if "&" in body:
        body = _NAMED.sub(_letter, _NUMBERED.sub(_referred, body) if "&#" in body else body)
    return body


def legal(text: str) -> str:
    """Return `text` without the characters that XML forbids."""
    return _ILLEGAL.sub("", text)


def escaped(text: str) -> str:
    """Return `text` with "&amp;" for every "&" that begins no reference, CDATA left as it is."""
    first, *others = text.split("<![CDATA[")
    pieces = [_BARE.sub("&amp;", first)]
    for part in others:
        inside, end, outside = part.partition("]]>")
        pieces.append(f"<![CDATA[{inside}{end}{_BARE.sub('&amp;', outside)}")
    return "".join(pieces)


def _after_prolog(text: str) -> int:
    """Return where comments, processing instructions and the DOCTYPE end; junk between them is passed over.

    What is opened and never closed is junk; that it is not is found out once.
    """
    place, unclosed = 0, set()
    while (place := text.find("<", place)) >= 0:
        for opening, closing in _PROLOG:
            if text.startswith(opening, place) and opening not in unclosed:
                end = text.find(closing, place + len(opening))
                break
        else:
            opening, closing = "<!", ">"
            if text[place : place + 9].upper() != "<!DOCTYPE":
                return place
            end = _end_of_doctype(text, place)
        if end < 0:
            unclosed.add(opening)
        place = end + len(closing) if end >= 0 else place + len(opening)
    return len(text)


def _end_of_doctype(text: str, start: int) -> int:
    """Return the place of the ">" that ends a DOCTYPE, its internal subset passed over; -1 where there is none."""
    plain = text.find(">", start)
    subset = text.find("[", start, plain)
    if subset < 0:
        return plain
    close = _SUBSET_END.search(text, subset)
    return close.end() - 1 if close else -1


def _letter(reference: re.Match[str]) -> str:
    letter = html5.get(f"{reference[1]};", "")
    return letter if letter and not _KEPT.intersection(letter) else reference[0]


def _referred(reference: re.Match[str]) -> str:
    number = int(reference[1]) if reference[1] else int(reference[2], 16)
    # Browsers read the C1 range as Windows-1252, and so do the feeds that use it.
    if 0x80 <= number <= 0x9F:
        return bytes([number]).decode("cp1252", "ignore")
    if number > 0x10FFFF or 0xD800 <= number <= 0xDFFF or number in {0, 0xFFFE, 0xFFFF}:
        return "\ufffd"
    if number < 32 and number not in {9, 10, 13}:
        return ""
    return reference[0] if reference[0].endswith(";") else f"{reference[0]};"
