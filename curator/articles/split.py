"""Articles that a page cuts into pieces, with advertising between them, put together again."""

from __future__ import annotations

import re
from typing import Any

_BODY = re.compile(
    r"(?:article|story|post|entry|content|main)[-_]{0,2}(?:body|content|text|copy|section)|body[-_]{0,2}(?:container|copy|text|content)",
    re.IGNORECASE,
)
MOST_PIECES = 20
LEAST_TEXT = 80
"""Characters of a paragraph that is prose."""


def join_pieces(root: Any) -> Any:
    """Move, in place, the later pieces of a split article body into its first one; return the tree.

    Extraction settles on the best single container and would lose the others.
    Pieces are elements of one class, named like a body of text, with prose of
    their own, within one article, none within another and none with a heading
    of its own that links somewhere: those are lists of articles.
    """
    groups: dict[tuple[str, str, Any], list[Any]] = {}
    for element in root.xpath("//div[@class][p] | //section[@class][p]"):
        name = element.get("class") or ""
        if name and _BODY.search(name) and _has_prose(element):
            article = next(element.iterancestors("article"), None)
            groups.setdefault((element.tag, name, article), []).append(element)
    for (_, _, article), pieces in groups.items():
        if 1 < len(pieces) <= MOST_PIECES and (article is not None or _one_article(root)) and _belong(pieces):
            for piece in pieces[1:]:
                pieces[0].extend(list(piece))
                piece.getparent().remove(piece)
    return root


def _has_prose(element: Any) -> bool:
    return any(child.tag == "p" and len("".join(child.itertext())) >= LEAST_TEXT for child in element)


def _one_article(root: Any) -> bool:
    return sum(1 for _ in root.iter("h1")) <= 1 and sum(1 for _ in root.iter("article")) <= 1


def _belong(pieces: list[Any]) -> bool:
    members = set(pieces)
    if any(ancestor in members for piece in pieces for ancestor in piece.iterancestors()):
        return False
    return not any(heading.find(".//a") is not None for piece in pieces for heading in piece.iter("h1", "h2", "h3"))
