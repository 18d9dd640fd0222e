"""The editor's own words, from Markdown to HTML; raw HTML stays text."""

from __future__ import annotations

from functools import cache, lru_cache
from typing import TYPE_CHECKING

from markupsafe import Markup

from curator.i18n import typeset

if TYPE_CHECKING:
    from markdown_it import MarkdownIt


@cache
def _parser() -> MarkdownIt:
    from markdown_it import MarkdownIt

    # Pictures are left out: they would be fetched from elsewhere by every reader.
    return MarkdownIt("commonmark", {"html": False, "linkify": False}).disable(["image", "html_block", "html_inline"])


@lru_cache(maxsize=4096)
def markdown(text: str, language: str = "") -> Markup:
    """Return `text` as HTML blocks, set in the marks of its language.

    What looks like HTML is shown as written; addresses other than http, https
    and mailto make no link (markdown-it's own rule).
    """
    parser = _parser()
    tokens = parser.parse(text.strip())
    for token in tokens:
        for child in token.children or ():
            if child.type == "text":
                child.content = typeset(child.content, language)
    return Markup(parser.renderer.render(tokens, parser.options, {}))


@lru_cache(maxsize=4096)
def plain(text: str) -> str:
    """Return Markdown as one line of plain text, for descriptions and feeds' summaries."""
    parts = [
        child.content if child.type in ("text", "code_inline") else " "
        for token in _parser().parse(text.strip())
        for child in token.children or ()
        if child.type in ("text", "code_inline", "softbreak", "hardbreak")
    ]
    return " ".join("".join(parts).split())
