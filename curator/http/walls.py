"""Bot walls: answers that check for a person instead of answering."""

from __future__ import annotations

import re
from collections.abc import Mapping

_HEADERS = {
    "cf-mitigated": "Cloudflare",
    "x-vercel-mitigated": "Vercel",
    "x-amzn-waf-action": "AWS WAF",
    "x-sucuri-block": "Sucuri",
}
"""A field that is only there when the request was stopped → who stopped it."""

_TITLE = re.compile(rb"<title[^>]*>([^<]{1,200})", re.IGNORECASE)
_TITLES = (
    (b"just a moment", "Cloudflare"),
    (b"attention required! | cloudflare", "Cloudflare"),
    (b"un instant\xe2\x80\xa6", "Cloudflare"),
    (b"ddos-guard", "DDoS-Guard"),
    (b"making sure you're not a bot", "Anubis"),
    (b"making sure you&#39;re not a bot", "Anubis"),
    (b"vercel security checkpoint", "Vercel"),
    (b"pardon our interruption", "Imperva"),
    (b"checking your browser", "a bot check"),
    (b"verifying you are human", "a bot check"),
    (b"verify you are human", "a bot check"),
    (b"human verification", "a bot check"),
    (b"security checkpoint", "a bot check"),
    (b"are you a robot?", "a bot check"),
    (b"client challenge", "a bot check"),
)
"""How the title of a challenge page begins → whose it is."""

_MARKS = (
    (b"orchestrate/chl_page", "Cloudflare"),
    (b"cf_chl_opt", "Cloudflare"),
    (b"captcha-delivery.com", "DataDome"),
    (b"_incapsula_resource", "Imperva"),
    (b"px-captcha", "HUMAN"),
    (b"awswafintegration", "AWS WAF"),
    (b"sucuri website firewall", "Sucuri"),
    (b"enable javascript and cookies to continue", "Cloudflare"),
    (b"/.within.website/x/cmd/anubis", "Anubis"),
    (b"g-recaptcha", "a captcha"),
    (b"h-captcha", "a captcha"),
    (b"cf-turnstile", "Cloudflare"),
)
"""Text of a refusal's body → whose wall it is; looked for in refusals only: articles quote such things."""

_START = 65_536
_LONGEST_CHALLENGE = 200_000
_REFUSALS = frozenset({403, 405, 406, 429, 503})


def wall(status: int, headers: Mapping[str, str], body: bytes) -> str:
    """Return who stands in the way ("Cloudflare", "a bot check" …), "" where the answer is an answer."""
    for name, owner in _HEADERS.items():
        if name in headers:
            return owner
    if status in _REFUSALS and (owner := _owner_by_habit(headers, body)):
        return owner
    if status not in _REFUSALS and (status >= 300 or len(body) > _LONGEST_CHALLENGE):
        return ""
    start = body[:_START].lstrip()
    if start[:1] != b"<" or start[:5].lower() == b"<?xml" or start[:4].lower() in (b"<rss", b"<fee", b"<rdf"):
        return ""
    title = _TITLE.search(start[:4096])
    words = title[1].strip().lower() if title else b""
    owner = next((owner for beginning, owner in _TITLES if words.startswith(beginning)), "")
    if owner or status not in _REFUSALS:
        return owner
    lowered = start.lower()
    return next((owner for mark, owner in _MARKS if mark in lowered), "")


def _owner_by_habit(headers: Mapping[str, str], body: bytes) -> str:
    """Return whose refusal this is by what they also send with good answers."""
    server = headers.get("server", "").lower()
    if "x-datadome" in headers or "datadome=" in headers.get("set-cookie", ""):
        return "DataDome"
    if "x-kpsdk-ct" in headers:
        return "Kasada"
    if server == "cloudflare" and body.startswith(b"error code: 10"):
        return "Cloudflare"
    if server == "akamaighost" and b"access denied" in body[:_START].lower():
        return "Akamai"
    return ""
