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
_PATH = rf"[a-z\u0400-\u04FF0-9!*';:=+,.$/%#\[\]\-\u2013_~@|&{_LATIN}]"
_PARENTHESES = rf"\((?:{_PATH}+|(?:{_PATH}*\({_PATH}+\){_PATH}*))\)"
_PATH_END = rf"(?:[-+a-z\u0400-\u04FF0-9=_#/{_LATIN}]|(?:{_PARENTHESES}))"
_QUERY = r"[a-z0-9!?*'@();:&=+$/%#\[\]\-_.,~|]"

# Whole runs of labels: each is looked at once, so that no text costs more than its length.
_RUN = rf"(?>{_DOMAIN}+(?:[_-]+{_DOMAIN}+)*)(?:\.(?>{_DOMAIN}+(?:[_-]+{_DOMAIN}+)*))+"
_LABELS = regex.compile(rf"(?<!{_DOMAIN}|[_-]){_RUN}")
_LABELS_HERE = regex.compile(_RUN)
_ASCII_LABELS = regex.compile(rf"(?>[-a-z0-9{_LATIN}]+)(?:\.(?>[-a-z0-9{_LATIN}]+))+", regex.I)
_TAIL = regex.compile(
    rf"(?::[0-9]+)?(?P<path>/(?:(?:{_PATH}*(?:{_PARENTHESES}{_PATH}*)*{_PATH_END})|(?:@{_PATH}+/))*)?"
    rf"(?:\?{_QUERY}*[a-z0-9\-_&=#/])?",
    regex.I,
)
_SCHEME = regex.compile(rf"(?<![A-Za-z0-9@＠$#＃{_INVALID}])https?://$", regex.I)
_BEFORE = regex.compile(rf"[^A-Za-z0-9@＠$#＃{_INVALID}]")
_ENDING = regex.compile(r"[0-9a-zA-Z@+-]*")
_PUNYCODE = regex.compile(r"xn--[-0-9a-z]+", regex.I)
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
def _endings() -> tuple[frozenset[str], tuple[str, ...]]:
    """Return the top-level domains in ASCII, and the others, longest first."""
    names = top_level_domains()
    others = sorted((name for name in names if not name.isascii()), key=len, reverse=True)
    return frozenset(name for name in names if name.isascii()), tuple(others)


def _ending_at(text: str, start: int) -> int:
    """Return where the top-level domain that starts at `start` ends; 0 where there is none."""
    ascii_names, others = _endings()
    match = _ENDING.match(text, start)
    assert match is not None
    run = match.group().lower()
    if run in ascii_names:
        return int(match.end())
    if punycode := _PUNYCODE.match(text, start):
        return int(punycode.end())
    if not run:
        lowered = text[start : start + 30].lower()
        for name in others:
            if lowered.startswith(name) and not _ENDING.match(text, start + len(name)).group():
                return start + len(name)
    return 0


def _host_end(text: str, start: int, end: int, *, underscores: bool = False) -> int:
    """Return where the longest host that starts at `start` and lies within `end` ends; 0 where there is none."""
    dot = text.rfind(".", start, end)
    while dot > start:
        name = text[text.rfind(".", start, dot) + 1 or start : dot]
        if (ending := _ending_at(text, dot + 1)) and (underscores or "_" not in name):
            return ending
        dot = text.rfind(".", start, dot)
    return 0


def x_links(text: str) -> tuple[Span, ...]:
    """Return what X takes for links, bare domains included, in order."""
    found: list[Span] = []
    position, ended = 0, 0
    while match := _LABELS_HERE.match(text, position) or _LABELS.search(text, position):
        position = match.end()
        scheme = _SCHEME.search(text, max(ended, match.start() - 8), match.start())
        # The character before a link must not belong to the link before it.
        if scheme and 0 < scheme.start() <= ended:
            scheme = None
        start = match.start() if scheme else _first_start(text, ended, match.start(), match.end())
        host_end = _host_end(text, start, match.end()) if start >= 0 else 0
        if not host_end:
            continue
        tail = _TAIL.match(text, host_end)
        assert tail is not None
        position = ended = tail.end()
        if scheme:
            position = ended = _with_scheme(text, scheme.start(), position, found)
        elif start == 0 or text[start - 1] not in "-_./":
            found.extend(_bare(text, start, host_end, tail.end() if tail["path"] else 0))
    return tuple(found)


def _first_start(text: str, ended: int, start: int, end: int) -> int:
    """Return the first place where a link without a scheme may start; -1 where there is none."""
    before = _BEFORE.search(text, max(ended, start - 1), end)
    if start == 0 and not (before and before.end() == 1 and _host_end(text, 1, end)):
        return 0
    return before.end() if before else -1


def _with_scheme(text: str, start: int, end: int, found: list[Span]) -> int:
    """Add the link and return where it ends; X cuts its own short links after their code."""
    short = _T_CO.match(text, start, end)
    end = short.end() if short else end
    if not short or len(short[1]) <= _LONGEST_T_CO:
        found.append(Span(start, end, text[start:end]))
    return end


def _bare(text: str, start: int, host_end: int, path_end: int) -> list[Span]:
    """Return the links of a host without a scheme: its ASCII parts, the last with the path."""
    found = []
    for match in _ASCII_LABELS.finditer(text, start, host_end):
        if end := _host_end(text, match.start(), match.end(), underscores=True):
            found.append(Span(match.start(), end, text[match.start() : end]))
    if found and path_end:
        last = found.pop()
        found.append(Span(last.start, path_end, text[last.start : path_end]))
    return found


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
