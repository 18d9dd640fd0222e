"""Whether a post that stands on a network is ours: networks write links, mentions and markup in their own way."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from curator.model import DeliveryState
from curator.ports import Answer, Dispatch

SETTLES = timedelta(minutes=5)
"""A post that was taken is to be read within this, on a slow server too."""
LOOKS_BACK = timedelta(days=1)
"""So far before the attempt posts are looked through: clocks may differ."""
_ADDRESS = re.compile(r"https?://\S+")
_MENTION = re.compile(r"@[\w.-]+(?:@[\w.-]+)?")
_TAG = re.compile(r"</?(?:a|span|p|br|strong|em|b|i|u|del|code|pre|blockquote|ul|ol|li|h[1-6])(?:\s[^>]*)?/?>", re.I)
"""What servers write; other angle brackets are the editor's own, which not every server escapes."""
_BREAK = re.compile(r"<(?:br|/p)[^>]*>", re.I)
_HREF = re.compile(r'href="([^"]+)"')
_ENOUGH_WORDS = 4


def is_ours(dispatch: Dispatch, *texts: str, leads: Iterable[str] = ()) -> bool:
    """Return whether one of `texts` says the same words; one of hardly any has to lead to the same place, too.

    `texts` are the post in whatever forms the network hands it back, plain or
    as HTML; `leads` are addresses it tells beside them.
    """
    wanted = _words(dispatch.text)
    plain = [form for text in texts for form in (text, html.unescape(_TAG.sub("", _BREAK.sub(" ", text))))]
    if not any(_words(text) == wanted for text in plain):
        return False
    found = {html.unescape(address) for text in texts for address in _HREF.findall(text)} | set(leads)
    found |= {address for text in plain for address in _ADDRESS.findall(text)}
    place = dispatch.link.rstrip("/")
    return len(wanted) >= _ENOUGH_WORDS or any(address.rstrip("/") == place for address in found)


def absent(attempted: datetime, now: datetime) -> Answer | None:
    """Return that a post is surely not out and may go again, None while it may still appear."""
    return Answer(DeliveryState.NEW, "it is not among the account's posts") if now - attempted > SETTLES else None


def told_moment(text: object) -> datetime:
    """Return the moment that a network tells (ISO 8601); the far past where it tells none."""
    try:
        made = datetime.fromisoformat(str(text).replace("Z", "+00:00"))
    except ValueError:
        return datetime.min.replace(tzinfo=UTC)
    return made if made.tzinfo else made.replace(tzinfo=UTC)


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", _MENTION.sub(" ", _ADDRESS.sub(" ", text)).lower())
