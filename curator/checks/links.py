"""Links as the networks see them: which parts of a text they take for an address.

The grammar of `x_links` is that of twitter-text 3
(https://github.com/twitter/twitter-text, documents "validUrl…"), with the
top-level domains of the Public Suffix List in place of its frozen list.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import regex

_SPACES = r"\x09-\x0D\x20\x85\xA0\u1680\u180E\u2000-\u200A\u2028\u2029\u202F\u205F\u3000"
_MARKERS = r"\u202A-\u202E\u061C\u200E\u200F\u2066-\u2069"
_INVALID = r"\uFFFE\uFEFF\uFFFF"
_PUNCTUATION = r"!'#%&()*+,\\\-./:;<=>?@\[\]^_{|}~$"
_LATIN = (
    r"\xC0-\xD6\xD8-\xF6\xF8-\xFF\u0100-\u024F\u0253\u0254\u0256\u0257\u0259\u025B\u0263\u0268\u026F\u0272\u0289\u028B"
    r"\u02BB\u0300-\u036F\u1E00-\u1EFF"
)
_DOMAIN = rf"[^{_PUNCTUATION}{_SPACES}{_INVALID}{_MARKERS}]"
_ENDING = r"(?:(?:\L<tlds>)(?=[^0-9a-zA-Z@+-]|$)|xn--[-0-9a-z]+)"
_PATH = rf"[a-z\u0400-\u04FF0-9!*';:=+,.$/%#\[\]\-\u2013_~@|&{_LATIN}]"
_PARENTHESES = rf"\((?:{_PATH}+|(?:{_PATH}*\({_PATH}+\){_PATH}*))\)"
_PATH_END = rf"(?:[-+a-z\u0400-\u04FF0-9=_#/{_LATIN}]|(?:{_PARENTHESES}))"
_QUERY = r"[a-z0-9!?*'@();:&=+$/%#\[\]\-_.,~|]"

_X_LINK = (
    rf"(?P<before>[^A-Za-z0-9@＠$#＃{_INVALID}]|^)"
    rf"(?P<link>(?P<scheme>https?://)?"
    rf"(?P<host>(?:(?:{_DOMAIN}(?:[_-]|{_DOMAIN})*)?{_DOMAIN}\.)*(?:{_DOMAIN}(?:-|{_DOMAIN})*)?{_DOMAIN}\.{_ENDING})"
    rf"(?::[0-9]+)?"
    rf"(?P<path>/(?:(?:{_PATH}*(?:{_PARENTHESES}{_PATH}*)*{_PATH_END})|(?:@{_PATH}+/))*)?"
    rf"(?P<query>\?{_QUERY}*[a-z0-9\-_&=#/])?)"
)
_ASCII_HOST = rf"(?:[-a-z0-9{_LATIN}]+\.)+{_ENDING}"

_T_CO = regex.compile(rf"https?://t\.co/([a-z0-9]+)(?:\?{_QUERY}*[a-z0-9\-_&=#/])?", regex.I)
_LONGEST_T_CO = 40

_LINK = regex.compile(r"https?://[^\s<>\"«»“”]+", regex.I)
_MENTION = regex.compile(r"(?<![\w/.@＠-])[@＠][\p{L}\p{N}_](?:[\w.-]*\w)?(?:@[\w-]+(?:\.[\w-]+)*)?")
_TAG = regex.compile(r"(?<![\w&/#])[#＃](?=\w*[\p{L}_])[\w]+")
_CLOSERS = {")": "(", "]": "[", "}": "{"}


@dataclass(frozen=True, slots=True)
class Span:
    """A part of a text, in characters, and what it holds."""

    start: int
    end: int
    text: str


@cache
def top_level_domains() -> tuple[str, ...]:
    """Return every top-level domain of the Public Suffix List, sorted, Unicode form."""
    from tld.utils import get_tld_names

    names = get_tld_names()
    assert names is not None
    found: set[str] = set()
    for trie in names.values():
        found.update(trie.root.children or ())
    return tuple(sorted(found - {""}))


@cache
def _x_patterns() -> tuple[regex.Pattern[str], regex.Pattern[str]]:
    tlds = top_level_domains()
    return regex.compile(_X_LINK, regex.I, tlds=tlds), regex.compile(_ASCII_HOST, regex.I, tlds=tlds)


def x_links(text: str) -> tuple[Span, ...]:
    """Return what X takes for links, bare domains included, in order."""
    if "." not in text:
        return ()
    pattern, ascii_host = _x_patterns()
    found: list[Span] = []
    position = 0
    while match := pattern.search(text, position):
        position = max(match.end(), position + 1)
        start, link, host = match.start("link"), match["link"], match["host"]
        if match["scheme"]:
            short = _T_CO.match(link)
            link = short.group() if short else link
            position = start + len(link)
            if not short or len(short[1]) <= _LONGEST_T_CO:
                found.append(Span(start, position, link))
        elif not match["before"] or match["before"] not in "-_./":
            hosts = [Span(start + m.start(), start + m.end(), m.group()) for m in ascii_host.finditer(host)]
            if hosts and match["path"]:
                hosts[-1] = Span(hosts[-1].start, match.end("link"), text[hosts[-1].start : match.end("link")])
            found.extend(hosts)
    return tuple(found)


def links(text: str) -> tuple[Span, ...]:
    """Return the http and https addresses in `text`, without the punctuation that follows them, in order."""
    found = []
    for match in _LINK.finditer(text):
        link = match.group()
        while link and (link[-1] in ".,;:!?…'’*_~" or _unopened(link)):
            link = link[:-1]
        if len(link) > len("https://"):
            found.append(Span(match.start(), match.start() + len(link), link))
    return tuple(found)


def _unopened(link: str) -> bool:
    opener = _CLOSERS.get(link[-1])
    return opener is not None and link.count(link[-1]) > link.count(opener)


def mentions(text: str) -> tuple[Span, ...]:
    """Return the @names in `text` outside links and e-mail addresses, in order, sign included."""
    return _outside_links(_MENTION, text)


def tags(text: str) -> tuple[Span, ...]:
    """Return the #tags in `text` outside links, in order, sign included; "#1" is a number, not a tag."""
    return _outside_links(_TAG, text)


def _outside_links(pattern: regex.Pattern[str], text: str) -> tuple[Span, ...]:
    taken = links(text)
    return tuple(
        Span(match.start(), match.end(), match.group())
        for match in pattern.finditer(text)
        if not any(link.start <= match.start() < link.end for link in taken)
    )
