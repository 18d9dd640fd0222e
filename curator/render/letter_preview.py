"""One page that shows a letter as its readers will meet it, side by side."""

from __future__ import annotations

import re
from dataclasses import dataclass

from curator.checks import LARGEST_HTML
from curator.config.settings import Config
from curator.i18n import direction, gettext_for, number_text
from curator.render.letter import Letter
from curator.render.looks import environment_of, render

_STYLES = re.compile(r"<style\b.*?</style>", re.S | re.I)
_DARK = "(prefers-color-scheme:dark)"


@dataclass(frozen=True, slots=True)
class _Pane:
    """One way of seeing the letter."""

    name: str
    title: str
    html: str


def letter_preview(letter: Letter, config: Config) -> bytes:
    """Return the page: web, 600 px, 390 px, dark, without styles, forced inversion, and the text part.

    Each view is a frame of its own without scripts, which loads nothing.
    """
    language = config.journal.language
    _ = gettext_for(language)
    light = letter.html.replace(_DARK, "(width:0)").replace("color-scheme: light dark", "color-scheme: light")
    light = light.replace("color-scheme:light dark", "color-scheme:light")
    dark = letter.html.replace(_DARK, "all").replace("light dark", "dark")
    bare = _STYLES.sub("", light)
    panes = (
        _Pane("web", _("Web"), light),
        _Pane("wide", _("600 pixels"), light),
        _Pane("phone", _("390 pixels"), light),
        _Pane("dark", _("Dark mode"), dark),
        _Pane("bare", _("Styles removed"), bare),
        _Pane("inverted", _("Colours inverted by force"), bare),
    )
    size = {"html": _kilobytes(letter.html, language), "text": _kilobytes(letter.text, language)}
    page = render(
        environment_of(config),
        "letter/preview.html",
        language=language,
        direction=direction(language),
        letter=letter,
        panes=panes,
        sizes=size | {"most": number_text(LARGEST_HTML // 1000, language)},
    )
    return page.encode()


def _kilobytes(text: str, language: str) -> str:
    return number_text(round(len(text.encode()) / 1000, 1), language)
