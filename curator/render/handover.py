"""A letter for another service's hands: its own way to unsubscribe, and nothing in it that it would take as a command.

Titles and extracts are foreign words. What looks like the service's template
language in them is shown to readers as it stands, and run by nobody.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from urllib.parse import urlsplit

from curator.config.settings import Config
from curator.model import Edition
from curator.ports import LetterDraft
from curator.render.letter import render_letter
from curator.render.message import address_of, flatten

_PLACE = "https://unsubscribe.invalid/handover"
"""Stands in the letter where the service's own link goes."""
_STYLE = re.compile(r"(<style\b.*?</style>)", re.DOTALL | re.IGNORECASE)


def letter_draft(edition: Edition, config: Config, unsubscribe: str, marks: Iterable[str]) -> LetterDraft:
    """Return an edition's letter for a service; raises what `render_letter` raises, and `BadAddress`."""
    sender = address_of(config.letter.sender)
    letter = render_letter(edition, replace(config, letter=replace(config.letter, unsubscribe=_PLACE)))
    marks = tuple(marks)
    return LetterDraft(
        draft_name(edition.slug, config),
        neutral_text(flatten(letter.subject), marks),
        neutral_html(letter.html, marks).replace(_PLACE, unsubscribe),
        neutral_text(letter.text, marks).replace(_PLACE, unsubscribe),
        neutral_text(sender.display_name or config.journal.title, marks),
        sender.addr_spec,
    )


def draft_name(slug: str, config: Config) -> str:
    """Return the name that an edition's draft has for good."""
    return f"{urlsplit(config.journal.base_url).hostname or config.journal.title} {slug} (curator)"


def neutral_html(html: str, marks: Iterable[str]) -> str:
    """Return HTML that looks the same, in which no mark begins a command; styles stay as they are."""
    parts = _STYLE.split(html)
    for mark in marks:
        shown = f"{mark[0]}&#{ord(mark[1])};"
        parts = [part if at % 2 else part.replace(mark, shown) for at, part in enumerate(parts)]
        # "{{{" held the mark twice, one inside the other.
        parts = [part if at % 2 else part.replace(mark, shown) for at, part in enumerate(parts)]
    return "".join(parts)


def neutral_text(text: str, marks: Iterable[str]) -> str:
    """Return a text in which no mark begins a command: a space parts it."""
    for mark in marks:
        while mark in text:
            text = text.replace(mark, f"{mark[0]} {mark[1:]}")
    return text
