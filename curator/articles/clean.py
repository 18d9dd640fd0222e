"""Foreign markup made harmless: as plain text to keep, or as a little HTML to show.

Nothing that comes from outside is ever trusted to be markup. Text fields are
plain text and are escaped by the templates; where a few tags may survive,
`safe_html` is the last thing that happens before output.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from html import unescape
from typing import Any

from lxml import etree

LONGEST_MARKUP = 200_000
"""Characters of one fragment that are looked at; the rest is cut off."""
LONGEST_TITLE = 4_000
LONGEST_SHOWN = 50_000
"""Characters of one fragment that is to be shown as HTML."""
DEEPEST = 200
"""Elements in one another beyond which a fragment loses its markup: the sanitiser is quadratic in depth."""


def _names(words: str) -> frozenset[str]:
    return frozenset(words.split())


_BLOCKS = _names(
    "address article aside blockquote body center dd details dialog div dl dt fieldset figcaption figure footer form "
    "h1 h2 h3 h4 h5 h6 header hgroup hr legend li main nav ol option p pre section summary table td tfoot th thead "
    "title tr ul"
)
# No iframe, object or embed among them: feeds close these as XML does, and HTML then takes the rest to be inside.
_SILENT = _names(
    "script style head template noscript noframes noembed svg math canvas audio video select textarea button map"
)
_IN_TITLES = _names(
    "a abbr acronym applet b bdi bdo big blink br center cite code del dfn div em embed font h1 h2 h3 h4 h5 h6 hr i "
    "iframe img ins kbd label li link mark meta nobr object ol p pre q s samp script small span strike strong style "
    "sub sup svg tt u ul var wbr"
)
_TAG = re.compile(r"<!--|</?([a-zA-Z][a-zA-Z0-9]*)(?:[\s/][^<>]*)?>")
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,31});")
_BAD = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b\u2028\u2029\u202a-\u202e\u2066-\u2069\ufdd0-\ufdef\ufeff\ufffe\uffff\ud800-\udfff"
    + "".join(f"{chr(plane * 0x10000 + 0xFFFE)}{chr(plane * 0x10000 + 0xFFFF)}" for plane in range(1, 17))
    + "]"
)
_CONTROLS = bytes(code for code in range(32) if code not in b"\t\n\r") + b"\x7f"
# Control characters, which no text holds any more when these are put between its pieces.
_BLOCK, _LINE = "\x02", "\x03"
_LINE_FEEDS = re.compile(r"\n{3,}")
_PLAIN_TAG = re.compile(
    r"<(/?[a-zA-Z][a-zA-Z0-9]*+)((?:\s++[a-zA-Z][a-zA-Z0-9:_-]*+(?:=(?:\"[^\"<>]*+\"|'[^'<>]*+'))?+)*+)\s*+/?>"
)
_HREF = re.compile(r"(?i)\shref=(\"[^\"]*\"|'[^']*')")
_INLINE = _names(
    "a abbr acronym b bdi bdo big cite code del dfn em font i img ins kbd mark q s samp small span strike strong sub "
    "sup time tt u var wbr"
)
_CELLS = _names("td th")
_MARK_OF = {f"{slash}{tag}": _BLOCK for tag in _BLOCKS - {"title"} for slash in ("", "/")}
_MARK_OF |= {f"{slash}{tag}": "" for tag in _INLINE for slash in ("", "/")} | {"br": _LINE}
_MARK_OF |= {f"{slash}{tag}": " " for tag in _CELLS for slash in ("", "/")}
_MARK_OF |= {tag.upper(): mark for tag, mark in _MARK_OF.items()}
_EMPTY_LINES = re.compile(r"\n[ \t\r]*\n")
_CLEAN_TAG = re.compile(r'(</?[a-z][a-z0-9]*(?: [a-z-]+="[^"]*")*>)')
_LOOKALIKES = {ord('"'): "&quot;", ord("'"): "&#39;", ord("="): "&#61;"}
_OPENING = re.compile(r"<[a-zA-Z]")

_TAGS = _names(
    "a abbr b bdi bdo blockquote br cite code dd del dfn dl dt em figcaption figure h2 h3 h4 h5 h6 hr i ins kbd li "
    "mark ol p pre q s samp small strong sub sup time u ul var wbr"
)
_REMOVED_WHOLE = {"script", "style", "svg", "math", "template", "iframe", "object", "noscript", "title", "textarea"}


def printable(text: str) -> str:
    """Return `text` without controls (but tab and line feed), surrogates, non-characters and bidi overrides."""
    # The plain look is many times faster than the search, and most texts pass it.
    return text if text.replace("\n", "").isprintable() else _BAD.sub("", text)


def one_line(text: str) -> str:
    """Return `text` printable, on one line, with single spaces."""
    return " ".join(printable(text).split())


def plain_text(html: str) -> str:
    """Return the readable text of an HTML fragment; paragraphs are parted by one empty line.

    Scripts, styles, forms' controls and embedded objects say nothing; entities
    are resolved once. At most `LONGEST_MARKUP` characters are looked at.
    """
    return text_and_links(html)[0]


def text_and_links(html: str) -> tuple[str, tuple[str, ...]]:
    """Return the readable text of an HTML fragment and the `href` of its links, in their order."""
    fragment = html[:LONGEST_MARKUP]
    if "<" not in fragment:
        return _paragraphs(unescape(fragment) if "&" in fragment else fragment), ()
    if plain := _plainly_marked(fragment):
        return plain
    root = parse_html(fragment)
    if root is None:
        return "", ()
    pieces: list[str] = []
    _collect(root, pieces)
    links = dict.fromkeys(href for link in root.iter("a") if (href := (link.get("href") or "").strip()))
    return _layout(pieces), tuple(links)


def _plainly_marked(fragment: str) -> tuple[str, tuple[str, ...]] | None:
    """Return text and links of a fragment whose every "<" opens a plain tag, at a third of a parser's cost.

    None where there is anything else: an unknown or silent element, a comment,
    a loose "<", an attribute without quotation marks, an address with entities.
    """
    parts = _PLAIN_TAG.split(fragment)
    names = parts[1::3]
    if fragment.count("<") != len(names) or _BLOCK in fragment or _LINE in fragment:
        return None
    if "&" in fragment:
        parts[::3] = map(unescape, parts[::3])
    links: dict[str, None] = {}
    pieces = [parts[0]]
    for at, name in enumerate(names):
        mark = _MARK_OF.get(name)
        if mark is None:
            return None
        if name in {"a", "A"} and (href := _HREF.search(parts[3 * at + 2])):
            links[href[1][1:-1].strip()] = None
        pieces += (mark, parts[3 * at + 3])
    if any("&" in link for link in links):
        return None
    links.pop("", None)
    return _layout(pieces), tuple(links)


def title_text(markup: str) -> str:
    """Return a title as one line of text.

    A title may be text or markup and seldom says which. Only tags that authors
    put into titles, or that have attributes, are taken as such, so that
    "Vec<T>" stays; entities are resolved up to twice, because feeds often
    escape them once too often.
    """
    text = markup[:LONGEST_TITLE]
    guarded = _guarded(text) if "<" in text else text
    if "<" in guarded:
        text = plain_text(guarded)
    elif "&" in text:
        text = unescape(text)
    if "&" in text and _ENTITY.search(text):
        text = unescape(text)
    return one_line(text)


def without_attributed(text: str) -> str:
    """Return `text` without tags that have attributes: nobody writes about those in a title."""
    return _TAG.sub(lambda tag: "" if "=" in tag[0] else tag[0], text) if "<" in text else text


def safe_html(fragment: str) -> str:
    """Return `fragment` with nothing left but a few harmless tags and http, https and mailto links.

    No pictures, forms, frames, SVG, MathML, styles, classes or `cite`. A
    fragment nested deeper than `DEEPEST` comes back as text in one paragraph.
    """
    markup = printable(fragment[:LONGEST_SHOWN])
    if len(_OPENING.findall(markup)) > DEEPEST and _depth(markup) > DEEPEST:
        return str(_cleaner().clean(f"<p>{_escape(plain_text(markup))}</p>"))
    # Character references can spell a control character only after parsing, hence the second look.
    return _quoted(printable(_cleaner().clean(markup)))


def _quoted(html: str) -> str:
    """Escape quotation marks and "=" in the texts of clean HTML, so that no text looks like an attribute."""
    parts = _CLEAN_TAG.split(html)
    parts[::2] = [text.translate(_LOOKALIKES) for text in parts[::2]]
    return "".join(parts)


def walked(root: Any) -> Iterator[tuple[str, Any]]:
    """Yield ("start" | "end", element) for everything below `root`, in the order of the markup."""
    yield from etree.iterwalk(root, events=("start", "end"))


def parse_html(markup: str) -> Any:
    """Return the root element of `markup` read as HTML, or None where there is none."""
    # A huge tree is allowed, since a fragment's length is bounded: otherwise text below 256 levels would be lost.
    parser = etree.HTMLParser(encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True, huge_tree=True)
    data = markup.encode("utf-8", "ignore").translate(None, _CONTROLS)
    if not data.strip():
        return None
    try:
        return etree.fromstring(data, parser)
    except etree.XMLSyntaxError:
        return None


def _collect(root: Any, pieces: list[str]) -> None:
    """Append the words of `root` to `pieces`, with `_LINE` for a line break and `_BLOCK` around blocks."""
    skipped = None
    for event, element in etree.iterwalk(root, events=("start", "end")):
        tag = element.tag
        if event == "start":
            if skipped is None and tag in _SILENT:
                skipped = element
            if skipped is None:
                if tag in _BLOCKS:
                    pieces.append(_BLOCK)
                elif tag in _CELLS:
                    pieces.append(" ")
                if element.text:
                    pieces.append(element.text)
            continue
        if skipped is element:
            skipped = None
        if skipped is None:
            if tag in _BLOCKS:
                pieces.append(_BLOCK)
            elif tag == "br":
                pieces.append(_LINE)
            if element.tail:
                pieces.append(element.tail)


def _layout(pieces: list[str]) -> str:
    """Return the pieces as text: blanks levelled, then the marks made into line breaks."""
    level = "".join(pieces)
    blocks = level.split(_BLOCK)
    # No blank but the common one is printable: most texts show at a glance that there is nothing to level.
    sound = "  " not in level and "".join(blocks).replace(_LINE, "").isprintable()
    if not sound:
        blocks = " ".join(level.split()).split(_BLOCK)
    if _LINE in level:
        blocks = [_lines(block) for block in blocks]
    laid = "\n\n".join(filter(None, (block.strip(" ") for block in blocks)))
    return laid if sound else printable(laid.strip())


def _lines(block: str) -> str:
    """Return a block with its line marks made into line breaks: a line feed, an empty line where there are several."""
    lines = "\n".join(line.strip(" ") for line in block.split(_LINE))
    return _LINE_FEEDS.sub("\n\n", lines).strip("\n")


def _paragraphs(text: str) -> str:
    parts = (one_line(part) for part in _EMPTY_LINES.split(text))
    return "\n\n".join(part for part in parts if part)


def _guarded(text: str) -> str:
    """Escape each "<" that opens no comment and no tag that is meant as one."""
    pieces, last = [], 0
    for tag in _TAG.finditer(text):
        if tag[1] is None or tag[1].lower() in _IN_TITLES or "=" in tag[0]:
            pieces += [text[last : tag.start()].replace("<", "&lt;"), tag[0]]
            last = tag.end()
    return "".join((*pieces, text[last:].replace("<", "&lt;")))


def _depth(markup: str) -> int:
    root = parse_html(markup)
    if root is None:
        return 0
    depth = deepest = 0
    for event, _ in etree.iterwalk(root, events=("start", "end")):
        depth += 1 if event == "start" else -1
        deepest = max(deepest, depth)
    return deepest


def _escape(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


@cache
def _cleaner() -> Any:
    import nh3

    return nh3.Cleaner(
        tags=set(_TAGS),
        clean_content_tags=_REMOVED_WHOLE,
        attributes={"a": {"href", "hreflang"}, "time": {"datetime"}, "*": {"lang", "dir"}},
        url_schemes={"http", "https", "mailto"},
        url_relative="deny",
        link_rel="noopener noreferrer nofollow ugc",
    )
