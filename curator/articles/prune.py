"""What readers do not see, or do not come for, taken out of a page before it is read."""

from __future__ import annotations

import re
from typing import Any

MOST_NODES = 40_000
DEEPEST = 240
"""Elements in one another; what is deeper is cut off."""
LONGEST_ATTRIBUTE = 2_000
MOST_ATTRIBUTES = 40

_NEVER = frozenset(
    ("script", "style", "template", "noscript", "iframe", "object", "embed", "applet", "svg", "math", "canvas", "form")
    + ("dialog", "select", "input")
)
_HIDDEN = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|content-visibility\s*:\s*hidden|"
    r"font-size\s*:\s*0*(?:\.\d+)?[01]?(?:px|pt|em|rem|%)?\s*(?:;|!|$)|"
    r"(?:left|top|right|bottom|text-indent|margin-left|margin-top)\s*:\s*-\d{3,}|"
    r"(?:max-)?(?:height|width)\s*:\s*[01](?:px)?\s*(?:;|!|$)|transform\s*:\s*scale\(\s*0|"
    r"clip(?:-path)?\s*:\s*(?:rect\(\s*[01](?:px)?[\s,]+[01](?:px)?[\s,]+[01](?:px)?[\s,]+[01]|inset\(\s*(?:50|100)%)|"
    r"(?<![\w-])color\s*:\s*transparent",
    re.IGNORECASE,
)
_COLOUR = re.compile(r"(?<![\w-])color\s*:\s*([^;!]+)", re.IGNORECASE)
_GROUND = re.compile(r"background(?:-color)?\s*:\s*(#[0-9a-f]{3,8}|[a-z]+|rgba?\([^)]*\))", re.IGNORECASE)
_WHITES = frozenset({"white", "#fff", "#ffffff", "#fefefe", "snow", "ivory", "rgb(255,255,255)", "rgba(255,255,255,1)"})
_HIDDEN_CLASS = re.compile(
    r"(?:^|\s)(?:sr-only|visually-?hidden|screen-reader-(?:text|only)|assistive-text|u-hidden|is-hidden|a11y-hidden)(?:\s|$)",
    re.IGNORECASE,
)
_NOTICE = re.compile(
    r"cookie|consent|gdpr|onetrust|didomi|cmp-|truste|paywall|regwall|subscri(?:be|ption)-|abonne(?:ment|z)|newsletter|"
    r"sign-?up-|piano-|meter-|adblock",
    re.IGNORECASE,
)
_NOTICE_WORDS = re.compile(
    r"cookie|consent|subscri|sign up|sign in|log ?in|register|newsletter|already a (?:member|subscriber)|premium|"
    r"abonn|inscri|connect|s'identifier|réservé|lettre|tracking|partenaires|adblock|ad blocker|anmelden|zustimm",
    re.IGNORECASE,
)
LONGEST_NOTICE = 1_500
"""Characters; a longer element is content, whatever its class says (articles stand in "paywall" too)."""


def prune(root: Any) -> Any:
    """Take out of the tree `root`, in place, what is hidden, what is a notice, and what is too much; return it.

    A tree over the limits loses its last and deepest elements, and attributes
    that are too many or too long, so that what reads it takes bounded time.
    """
    _bound(root)
    for element in [e for e in root.iter() if _unseen(e)]:
        _drop(element)
    for element in [e for e in root.iter("div", "section", "aside", "p", "span") if _is_notice(e)]:
        _drop(element)
    return root


def _drop(element: Any) -> None:
    """Remove an element and what is in it; the text after it stays."""
    parent = element.getparent()
    if parent is None:
        return
    tail = element.tail
    if tail:
        before = element.getprevious()
        if before is not None:
            before.tail = (before.tail or "") + tail
        else:
            parent.text = (parent.text or "") + tail
    parent.remove(element)


def _bound(root: Any) -> None:
    excess: list[Any] = []
    depths: dict[Any, int] = {}
    for count, element in enumerate(root.iter()):
        parent = element.getparent()
        depth = depths.get(parent, 0) + 1
        depths[element] = depth
        if count > MOST_NODES or depth > DEEPEST:
            excess.append(element)
        elif isinstance(element.tag, str):
            _bound_attributes(element)
    for element in reversed(excess):
        _drop(element)


def _bound_attributes(element: Any) -> None:
    attributes = element.attrib
    # Cells that claim to span thousands are copied thousands of times.
    for name in ("colspan", "rowspan"):
        if name in attributes:
            del attributes[name]
    if len(attributes) > MOST_ATTRIBUTES:
        for name in list(attributes)[MOST_ATTRIBUTES:]:
            del attributes[name]
    for name, value in attributes.items():
        if len(value) > LONGEST_ATTRIBUTE:
            del attributes[name]


def _unseen(element: Any) -> bool:
    """Return whether browsers show nothing of an element, judged by itself alone."""
    tag = element.tag
    if not isinstance(tag, str):
        return False
    if tag in _NEVER:
        # Whole pages of some systems stand in one form.
        return tag != "form" or len(element) < 20
    attributes = element.attrib
    if not attributes or tag in {"html", "body"}:
        return False
    if "hidden" in attributes and attributes["hidden"] != "until-found":
        return True
    if attributes.get("aria-hidden") == "true" and tag not in {"article", "main", "section"} and len(element) < 20:
        return True
    style = attributes.get("style", "")
    if style and (_HIDDEN.search(style) or _invisible_ink(style)):
        return True
    return bool(_HIDDEN_CLASS.search(attributes.get("class", "")))


def _invisible_ink(style: str) -> bool:
    """Return whether text is written in white, or in the colour of its ground."""
    ink = _COLOUR.search(style)
    if not ink:
        return False
    colour = re.sub(r"\s", "", ink[1].lower())
    ground = _GROUND.search(style)
    if ground:
        return re.sub(r"\s", "", ground[1].lower()) == colour
    return colour in _WHITES


def _is_notice(element: Any) -> bool:
    """Return whether an element is a cookie, subscription or newsletter notice: by its name, its words and its size."""
    name = f"{element.get('id') or ''} {element.get('class') or ''}"
    if len(name) < 4 or not _NOTICE.search(name):
        return False
    words = "".join(element.itertext())
    return len(words) < LONGEST_NOTICE and bool(_NOTICE_WORDS.search(words))
