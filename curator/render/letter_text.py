"""The text part of a letter: lines of 72 characters, links numbered, nothing of HTML left."""

from __future__ import annotations

import html
import re
import textwrap
from typing import Any

import jinja2

from curator.i18n import number_text
from curator.render.looks import render
from curator.render.markdown import markdown
from curator.render.views import StoryView

WIDTH = 72
_LINK = re.compile(r'<a href="([^"]*)"[^>]*>(.*?)</a>', re.S)
_ITEM = re.compile(r"<li>\s*(?:<p>)?")
_BREAK = re.compile(r"<br ?/?>|</li>|</(?:h\d|blockquote|pre)>")
_TAG = re.compile(r"<[^>]+>")


def wrap(text: str, first: str = "", rest: str = "", width: int = WIDTH) -> str:
    """Return `text` on lines of at most `width` characters; an address or a no-break space is never broken."""
    lines = textwrap.wrap(
        # textwrap breaks at these spaces only; U+00A0 and U+202F stay whole.
        re.sub(r"[ \t\r\n\f\v]+", " ", text).strip(" "),
        width,
        initial_indent=first,
        subsequent_indent=rest,
        break_long_words=False,
        break_on_hyphens=False,
    )
    return "\n".join(lines)


class Notes:
    """The addresses that the text names by number, in the order they come."""

    def __init__(self) -> None:
        self.addresses: list[str] = []

    def __iter__(self) -> Any:
        return iter(self.addresses)

    def __bool__(self) -> bool:
        return bool(self.addresses)

    def number(self, address: str) -> int:
        """Return the number of an address, a new one where it is not known yet."""
        if address not in self.addresses:
            self.addresses.append(address)
        return self.addresses.index(address) + 1

    def words(self, text: str, indent: str = "", lead_in: str = "", language: str = "") -> str:
        """Return Markdown as wrapped paragraphs with numbered links, each line after `indent`."""
        rendered = _LINK.sub(lambda m: f"{m[2]}\u00a0[{self.number(html.unescape(m[1]))}]", markdown(text, language))
        flat = _BREAK.sub("\n", _ITEM.sub("\n- ", rendered)).replace("</p>", "\n\n")
        paragraphs = [part for part in re.split(r"\n\s*\n", html.unescape(_TAG.sub("", flat))) if part.strip()]
        if paragraphs:
            paragraphs[0] = lead_in + paragraphs[0].lstrip()
        made = []
        for paragraph in paragraphs:
            lines = [line for line in paragraph.splitlines() if line.strip()]
            items = any(line.startswith("- ") for line in lines)
            made.append(
                "\n".join(wrap(line, indent, indent) for line in lines) if items else wrap(paragraph, indent, indent)
            )
        return f"\n{indent.rstrip()}\n".join(made)


def plain_letter(shown: dict[str, Any], templates: jinja2.Environment, language: str) -> str:
    """Return the text part; `shown` and `templates` are those of the HTML part."""
    notes = Notes()
    unescaped = templates.overlay(autoescape=False)
    unescaped.filters = {
        **templates.filters,
        "wrap": wrap,
        "words": lambda text, indent="", lead_in="": notes.words(text, indent, lead_in, language),
    }

    def foreign(story: StoryView) -> str:
        code = story.outlet.language
        return f" ({code.upper()})" if code and code != language else ""

    def credit(story: StoryView, section: str = "") -> str:
        when, marks = templates.filters["when"], templates.filters["marks"]
        parts = [section, story.outlet.name + foreign(story), *marks(story), when(story)]
        if story.minutes:
            parts.append(f"{number_text(story.minutes, language)}\u00a0min")
        return " · ".join(part for part in parts if part)

    written = render(
        unescaped,
        "letter/letter.txt",
        **shown,
        line="-" * WIDTH,
        noted=notes,
        credit=credit,
        foreign=foreign,
        outlets=lambda story: ", ".join(outlet.name for outlet in story.others),
    )
    return re.sub(r"\n{3,}", "\n\n", written).strip() + "\n"
