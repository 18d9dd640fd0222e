"""Addresses: which are fit to be shown, and which of them are the same article."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from urllib.parse import SplitResult, quote, unquote, urljoin, urlsplit, urlunsplit

LONGEST = 2_048
"""Characters; longer addresses are not taken."""

_JUNK = re.compile(r"[\x00-\x20\x7f\u00a0\u200b-\u200f\u2028-\u202e\u2060\ufeff]+")
_UNFIT = re.compile(r"[<>\"'`{}|^%\s]")
# What nearly all addresses look like, and what needs no looking into.
_PLAIN = re.compile(
    r"https?://[a-z0-9-]+(?:\.[a-z0-9-]+)+(?::\d{1,5})?(?:/[A-Za-z0-9/%!$&'()*+,;=:~._-]*)?"
    r"(?:\?[A-Za-z0-9/%!$&'()*+,;=:~._?-]*)?(?:#[A-Za-z0-9/%!$&'()*+,;=:~._?-]*)?"
)
_PORTS = {"http": 80, "https": 443}
_PATH_SAFE = "/%!$&'()*+,;=:@~-._"
_QUERY_SAFE = "/%!$'()*+,;:@~-._?[]|"

# Names that only say how a reader came, over and above those that courlan keeps.
_TRACKERS = re.compile(
    r"^(?:(?:at|ga|hsa|itm|mkt|mtm|oly|pk|utm|vero|guce)_\w+|utm\w+|_?hs(?:enc|mi|fp)|mc_[ce]id|igshid?|wt_?\.?mc(?:_id)?|"
    r"wtmc|ns_(?:campaign|mchannel|source|linkname|fee)|cmpid|smid|smtyp|ncid|ocid|share(?:d|id)?|feature|fromrss|rss|"
    r"partner|dicbo|guccounter|spm|scid|trk(?:info|email)?|ref_?src|ref_url|sc_(?:cmp|src|lid)|s_cid|dgcid|cvid|"
    r"__twitter_impression|amp_(?:js_v|gsa|ct|tf)|aoh|usqp)$",
    re.IGNORECASE,
)
# Names that courlan takes for trackers and that do name the article on some sites.
_NAMING = frozenset({"cid", "clid", "eid", "uid", "ga", "gl", "source", "keyword", "kwd", "medium", "session"})
_SESSION = re.compile(
    r"^(?:jsessionid|phpsessid|aspsessionid\w*|cfid|cftoken|s|sid|session_?id|zenid|oscsid)$", re.IGNORECASE
)
_SESSION_VALUE = re.compile(r"^(?:[0-9a-fA-F]{16,}|(?=[^\W\d_]*\d)[0-9a-zA-Z]{24,})$")
_PATH_SESSION = re.compile(r";(?:jsessionid|phpsessid|sid)=[^/?;]*|/\(S\([0-9a-z]{24}\)\)(?=/)", re.IGNORECASE)
_INDEX = re.compile(r"/(?:index|default)\.(?:html?|php\d?|aspx?|jsp|cgi|shtml|xhtml)$", re.IGNORECASE)
_AMP_PATH = re.compile(r"(?<=.)/amp(?:\.html)?/?$|\.amp(?=(?:\.html)?$)", re.IGNORECASE)
_AMP_QUERY = {
    ("amp", ""),
    ("amp", "1"),
    ("amp", "true"),
    ("outputtype", "amp"),
    ("outputtype", "amp-type"),
    ("output", "amp"),
}
_SMALL_HOST = re.compile(r"(?:^|(?<=^[a-z]{2}\.))(?:www\d?|m|mobile|amp|touch)\.(?=[^.]+\.)")
_WRAPPERS = {
    "l.facebook.com": "u",
    "lm.facebook.com": "u",
    "out.reddit.com": "url",
    "t.umblr.com": "z",
    "steamcommunity.com": "url",
    "www.google.com": "url q",
    "google.com": "url q",
    "www.youtube.com": "q",
}
_WRAPPING_PATHS = frozenset({"/l.php", "", "/", "/redirect", "/url", "/linkfilter/"})


def absolute(address: str, base: str = "") -> str:
    """Return `address` joined to `base` and free of blanks and controls; "" unless the result is `public`."""
    if len(address) <= LONGEST and _PLAIN.fullmatch(address) and "&amp;" not in address:
        return address
    text = _JUNK.sub("", address).replace("&amp;", "&") if len(address) <= LONGEST * 2 else ""
    if not text:
        return ""
    try:
        parts = urlsplit(urljoin(base, text) if base else text)
        path, query = quote(parts.path, _PATH_SAFE), quote(parts.query, _QUERY_SAFE + "&=")
        fragment = quote(parts.fragment, _QUERY_SAFE + "&=#")
        rebuilt = urlunsplit((parts.scheme.lower(), parts.netloc.lower(), path, query, fragment))
    except (ValueError, UnicodeError):
        return ""
    return rebuilt if public(rebuilt) else ""


def public(address: str) -> bool:
    """Return whether `address` may be shown and asked: http(s), a host, no credentials, no controls.

    Purely by its letters; where the host leads is checked when it is connected to.
    """
    if not address or len(address) > LONGEST or _JUNK.search(address) or "\\" in address:
        return False
    try:
        parts = urlsplit(address)
        host, _ = parts.hostname, parts.port
    except ValueError:
        return False
    if parts.scheme not in _PORTS or not host or "@" in parts.netloc:
        return False
    if _UNFIT.search(parts.netloc):
        return False
    return address.isascii() or not any(unicodedata.category(letter) in {"Cc", "Cs"} for letter in address)


def tidy(address: str) -> str:
    """Return the address that readers are sent to: the same page, without what tracks them.

    Wrappers of search engines and networks are opened, trackers and session
    ids, default ports and the fragment are dropped; path and host stay as they
    are, so that it answers wherever the original did. "" when not `public`.
    """
    parts = _parts(address)
    if parts is None:
        return ""
    return urlunsplit(
        (parts.scheme, _netloc(parts), _PATH_SESSION.sub("", parts.path) or "/", _query(parts.query), _route(parts))
    )


@lru_cache(maxsize=8192)
def canonical(address: str) -> str:
    """Return the one form that all addresses of the same article share; "" when not `public`.

    It is a key: scheme, "www.", mobile and AMP hosts and paths, index pages,
    the last slash, the order of parameters and all that `tidy` drops are levelled.
    Articles that differ in path, letter case of the path, or any other
    parameter stay apart.
    """
    parts = _parts(address)
    if parts is None:
        return ""
    pairs = [
        pair for pair in _pairs(_query(parts.query))
        if (pair[0].lower(), (pair[1] or "").lower()) not in _AMP_QUERY
    ]  # fmt: skip
    path = re.sub(r"/{2,}", "/", _PATH_SESSION.sub("", parts.path))
    path = _AMP_PATH.sub("", path)
    if not pairs:
        path = _INDEX.sub("/", path)
    path = _level(path).rstrip("/")
    host = _SMALL_HOST.sub("", _netloc(parts))
    return urlunsplit(("https", host, path or "/", _join(sorted(pairs)), _route(parts)))


def display_host(address: str) -> str:
    """Return the host of `address` for people: letters of one script as such, mixed scripts in Punycode."""
    host = (urlsplit(address).hostname or "").removeprefix("www.")
    try:
        shown = host.encode("ascii").decode("idna") if "xn--" in host else host
    except UnicodeError:
        return host
    if all(len(_scripts(label)) <= 1 for label in shown.split(".")):
        return shown
    return _ascii_host(shown)


def _scripts(label: str) -> set[str]:
    """Return the scripts of the letters of a label, by the first word of their Unicode names."""
    found = {unicodedata.name(letter, "?").split()[0] for letter in label if letter.isalpha()}
    # Japanese and Korean mix their scripts by nature.
    return {"CJK"} if found <= {"CJK", "HIRAGANA", "KATAKANA", "HANGUL"} and found else found


def _parts(address: str) -> SplitResult | None:
    """Return the parts of a public address, out of whatever wraps it."""
    shown = absolute(address)
    for _ in range(3):
        if not shown:
            return None
        inner = _unwrapped(urlsplit(shown))
        if not inner:
            return urlsplit(shown)
        shown = absolute(inner)
    return urlsplit(shown) if shown else None


def _unwrapped(parts: SplitResult) -> str:
    """Return the address within a redirector's or an AMP cache's, else ""."""
    host = (parts.hostname or "").lower()
    if host.endswith(".cdn.ampproject.org") or host in {"www.google.com", "google.com"}:
        found = re.match(r"/(?:amp|[cvi])/(s/)?([^/]+\.[^/]+/.*)$", parts.path)
        if found:
            return f"http{'s' if found[1] else ''}://{found[2]}" + (f"?{parts.query}" if parts.query else "")
    names = _WRAPPERS.get(host, "").split()
    if names and parts.path in _WRAPPING_PATHS:
        for name, value in _pairs(parts.query):
            if name in names and value and re.match(r"https?(?:://|%3a%2f%2f)", value, re.IGNORECASE):
                return unquote(value)
    return ""


def _route(parts: SplitResult) -> str:
    """Return the fragment where a script makes a page of it ("#!/one"), else ""."""
    return parts.fragment if parts.fragment.startswith(("!", "/")) and len(parts.fragment) > 1 else ""


def _netloc(parts: SplitResult) -> str:
    host = _ascii_host((parts.hostname or "").rstrip("."))
    if ":" in host:
        host = f"[{host}]"
    return host if parts.port in {None, _PORTS[parts.scheme]} else f"{host}:{parts.port}"


def _ascii_host(host: str) -> str:
    lowered = host.lower()
    if lowered.isascii():
        return lowered
    try:
        return lowered.encode("idna").decode("ascii")
    except UnicodeError:
        return lowered


def _level(path: str) -> str:
    """Return `path` with each character escaped only where it must be, and the escapes in capitals."""
    safe = _PATH_SAFE.replace("%", "")
    # An escaped slash is no slash: it stays as it is.
    parts = (unquote(part, errors="surrogateescape") for part in re.split("%2f", path, flags=re.IGNORECASE))
    return "%2F".join(quote(part.encode("utf-8", "surrogateescape"), safe) for part in parts)


def _pairs(query: str) -> list[tuple[str, str | None]]:
    """Return names and values as they stand; a name without "=" has None."""
    split = (part.partition("=") for part in query.split("&") if part)
    return [(name, value if equals else None) for name, equals, value in split]


def _join(pairs: list[tuple[str, str | None]]) -> str:
    return "&".join(name if value is None else f"{name}={value}" for name, value in pairs)


def _query(query: str) -> str:
    return _join([(name, value) for name, value in _pairs(query) if not _tracks(unquote(name), value or "")])


def _tracks(name: str, value: str) -> bool:
    """Return whether a parameter says how the reader came, or who they are, rather than what they read."""
    if _SESSION.match(name):
        return bool(_SESSION_VALUE.match(value)) or name.lower() in {"jsessionid", "phpsessid", "cfid", "cftoken"}
    if _TRACKERS.match(name):
        return True
    return name.lower() not in _NAMING and bool(_known_trackers().fullmatch(name.lower()))


@lru_cache(maxsize=1)
def _known_trackers() -> re.Pattern[str]:
    from courlan.clean import TRACKERS_RE

    pattern: re.Pattern[str] = TRACKERS_RE
    return pattern
