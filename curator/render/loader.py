"""Where templates come from: a page is compiled in one piece with the blocks that it includes by name.

Jinja gives each included block a context of its own and hands every word it
prints up through one generator after another; on a page of fifty blocks that
was half of the time it takes to print it. Here the text of a block takes the
place of its include before the page is compiled, and each line of the whole
remembers its file, so that a fault is still told where the editor finds it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import NamedTuple

import jinja2

_SEAM = "{#\n#}"
"""Begins a new line of the whole and prints nothing."""
_INCLUDE = re.compile(r"\{#.*?#\}|\{% include \"([^\"]+)\" %\}", re.DOTALL)
_APART = re.compile(r"\{%[-+]?\s*(?:block|extends|raw)\b")
"""A template with one of these is left to be included by Jinja."""


class _Piece(NamedTuple):
    """A part of one file."""

    text: str
    file: str
    line: int


class WholeLoader(jinja2.FileSystemLoader):
    """Loads templates from folders, the first that has it, each with its blocks in their places."""

    def __init__(self, folders: Iterable[Path]) -> None:
        super().__init__([str(folder) for folder in folders])
        self._origins: dict[str, list[tuple[str, int]]] = {}
        """File of a page → file and line of each line of the whole."""

    def get_source(self, environment: jinja2.Environment, template: str) -> tuple[str, str, Callable[[], bool]]:
        """Return the whole text of a template and its file; raises `TemplateNotFound`."""
        text, file, fresh = super().get_source(environment, template)
        pieces = self._pieces(environment, text, file, (template,))
        self._origins[file] = [
            (piece.file, piece.line + row) for piece in pieces for row in range(piece.text.count("\n") + 1)
        ]
        return _SEAM.join(piece.text for piece in pieces), file, fresh

    def origin(self, file: str, line: int) -> tuple[str, int]:
        """Return file and line of what stands in a line of a whole template."""
        lines = self._origins.get(file, [])
        return lines[line - 1] if 0 < line <= len(lines) else (file, line)

    def alone(self, environment: jinja2.Environment, fault: jinja2.TemplateSyntaxError) -> jinja2.TemplateSyntaxError:
        """Return a fault of a whole template as the file tells it that is no template by itself."""
        page = fault.filename or str(fault.name)
        for file in dict.fromkeys([page, *(file for file, _ in self._origins.get(page, []))]):
            try:
                environment.parse(Path(file).read_text("utf-8"), filename=file)
            except jinja2.TemplateSyntaxError as alone:
                return alone
        return fault

    def _pieces(self, environment: jinja2.Environment, text: str, file: str, inside: tuple[str, ...]) -> list[_Piece]:
        pieces, start = [], 0
        for found in _INCLUDE.finditer(text):
            block = self._block(environment, found[1], inside) if found[1] else None
            if block is not None:
                pieces += [_piece(text, start, found.start(), file), *block]
                start = found.end()
        return [*pieces, _piece(text, start, len(text), file)]

    def _block(self, environment: jinja2.Environment, name: str, inside: tuple[str, ...]) -> list[_Piece] | None:
        """Return the pieces of a block; None for one that Jinja has to include, or to miss."""
        try:
            text, file, _ = super().get_source(environment, name)
        except jinja2.TemplateNotFound:
            return None
        if name in inside or _APART.search(text):
            return None
        pieces = self._pieces(environment, text.removesuffix("\n"), file, (*inside, name))
        # What a block sets stays in the block.
        pieces[0] = pieces[0]._replace(text="{% with %}" + pieces[0].text)
        pieces[-1] = pieces[-1]._replace(text=pieces[-1].text + "{% endwith %}")
        return pieces


def _piece(text: str, start: int, end: int, file: str) -> _Piece:
    return _Piece(text[start:end], file, text.count("\n", 0, start) + 1)
