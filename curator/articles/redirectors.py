"""Addresses that only lead on: shorteners, and what letters put before a link to count who follows it."""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import SplitResult, urlsplit

_SHORTENER_NAMES = (
    "aka.ms amzn.eu amzn.to apne.ws bbc.in bit.ly bitly.com bloom.bg buff.ly cnb.cx cnn.it cutt.ly dlvr.it econ.st "
    "eepurl.com fb.me feedproxy.google.com feeds.feedburner.com flip.it g.co goo.gl gu.com hubs.la hubs.li hubs.ly "
    "ift.tt is.gd j.mp kutt.it l.bzfd.it l.faz.net lat.ms lemde.fr lnkd.in lnk.to mck.co msft.it n.pr nbcnews.to "
    "nyer.cm nyti.ms on.ft.com on.wsj.com ow.ly owl.li politi.co qr.ae rb.gy rebrand.ly reut.rs short.gy "
    "shorturl.at slate.me spkl.io spoti.fi spr.ly swll.to t.co t.ly tcrn.ch tiny.cc tinyurl.com tmblr.co trib.al "
    "u.to v.gd vist.ly wapo.st wp.me x.gd "
)
_SHORTENERS = frozenset(_SHORTENER_NAMES.split())
_SENDERS = re.compile(
    r"(?:^|\.)(?:list-manage\d?\.com|sendgrid\.net|mailgun\.org|mandrillapp\.com|sparkpostmail\d?\.com|rs6\.net|"
    r"cmail\d{1,2}\.com|createsend\d?\.com|convertkit-mail\d?\.com|kit-mail\d?\.com|mlsend\d?\.com|mjt\.lu|"
    r"sendibt\d\.com|klclick\d?\.com|hubspotlinks\.com|hubspotemail\.net|exct\.net|awstrack\.me|"
    r"customeriomail\.com|pstmrk\.it|mail\.beehiiv\.com)$"
)
# Names of hosts and paths that many senders give their counters; only with a long token behind them.
_COUNTING_HOST = re.compile(
    r"^(?:clicks?\d?|links?\d?|lnk|trk|track(?:ing)?|e|em|eml|emails?|mail(?:ing)?|url\d{1,6}|go|ct|t|r)\.[^.]+\..+"
)
_COUNTERS = (
    r"/(?:track/click|ls/click|wf/click|CL0|clicks?|ss/c|e3t|tr/cl|mk/cl|lt\.php|link\.php|redir(?:ect)?|f/a|c|l|r|t)"
)
_COUNTING_PATH = re.compile(rf"{_COUNTERS}(?=/|\?)", re.IGNORECASE)
_AT_A_GLANCE = re.compile(rf"{_COUNTERS}(?=[/?#]|$)", re.IGNORECASE)
# A slug of words is none: a token mixes capitals, small letters and digits, or is hexadecimal.
_TOKEN = re.compile(
    r"(?=[\w=~%.-]*\d)(?=[\w=~%.-]*[A-Z])(?=[\w=~%.-]*[a-z])[\w=~%.-]{24,}|\b[0-9a-f]{24,}|[0-9a-f-]{36}"
)


def is_redirector(address: str) -> bool:
    """Return whether an address looks as if it only leads on."""
    return _kind(address) != ""


def is_sure_redirector(address: str) -> bool:
    """Return whether an address is known to lead on: it is never itself something to read."""
    return _kind(address) == "sure"


@lru_cache(maxsize=8192)
def _kind(address: str) -> str:
    """Return "sure", "maybe" or ""."""
    # Nearly all addresses are told by two glances, at a tenth of the cost of taking them apart.
    before = address.split("/", 3)
    if len(before) > 2 and not _leads_on(before[2]) and not _AT_A_GLANCE.search(address):
        return ""
    try:
        parts = urlsplit(address)
        host = (parts.hostname or "").removeprefix("www.")
    except ValueError:
        return ""
    if _is_known(parts, host):
        return "sure"
    rest = f"{parts.path}?{parts.query}"
    counts = _COUNTING_HOST.search(host) or _COUNTING_PATH.search(rest)
    return "maybe" if counts and _TOKEN.search(rest) else ""


@lru_cache(maxsize=4096)
def _leads_on(netloc: str) -> bool:
    """Return whether a host may be one that leads on, whatever the path."""
    netloc = netloc.partition("?")[0].partition("#")[0]
    host = netloc.rpartition("@")[2].partition(":")[0].lower().removeprefix("www.")
    known = host in _SHORTENERS or host.endswith("substack.com") or bool(_SENDERS.search(host))
    return known or bool(_COUNTING_HOST.search(host))


def _is_known(parts: SplitResult, host: str) -> bool:
    if host in _SHORTENERS:
        return parts.path not in ("", "/")
    if host == "substack.com" or host.endswith(".substack.com"):
        return parts.path.startswith("/redirect/")
    return bool(_SENDERS.search(host)) and len(parts.path) + len(parts.query) > 20
