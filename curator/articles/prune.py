"""What readers do not see, or do not come for, taken out of a page before it is read."""

from __future__ import annotations

import re
from itertools import islice
from typing import Any

from lxml import etree

MOST_NODES = 20_000

MOST_SUSPECTS = 40
"""Different names that are looked into."""
MOST_PARAGRAPHS = 3
"""From which a form is taken for the page's frame."""
MOST_CONTROLS = 20
"""Children from which a part hidden from screen readers is taken for one."""

_NEVER = (
    "script", "style", "template", "noscript", "iframe", "object", "embed", "applet", "svg", "math", "canvas",
    "dialog", "select", "input",
)  # fmt: skip
_LARGE = frozenset({"html", "body", "article", "main", "section"})
_BOXES = frozenset({"div", "section", "aside", "p", "span", "ul", "li"})
_HIDDEN = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|content-visibility\s*:\s*hidden|"
    r"opacity\s*:\s*0(?:\.0+)?\s*(?:;|!|$)|font-size\s*:\s*0*(?:\.\d+)?[01]?(?:px|pt|em|rem|%)?\s*(?:;|!|$)|"
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
_NOTICES = (
    "cookie", "consent", "gdpr", "onetrust", "didomi", "cmp-", "truste", "paywall", "regwall", "subscri", "abonne",
    "newsletter", "signup", "sign-up", "piano-", "meter-", "adblock",
)  # fmt: skip
_STEMS = (*_NOTICES, "hidden", "sr-only", "screen-reader", "assistive")
_NOTICE_WORDS = re.compile(
    r"cookie|consent|subscri|sign up|sign in|log ?in|register|newsletter|already a (?:member|subscriber)|premium|"
    r"abonn|inscri|connect|s'identifier|réservé|lettre|tracking|partenaires|adblock|ad blocker|anmelden|zustimm",
    re.IGNORECASE,
)
LONGEST_NOTICE = 1_500
"""Characters; a longer element is content, whatever its class says (articles stand in "paywall" too)."""


def prune(root: Any) -> str:
    """Take out of the tree `root`, in place, what is hidden, what is a notice, and what is too much.

    Return the words of the notices, which tell of walls. A tree over the limit
    loses its last elements, so that what reads it takes bounded time. (Depth is
    bounded by the parser, at 256.)
    """
    _bound(root)
    etree.strip_elements(root, *_NEVER, with_tail=False)
    for element in list(root.iter("form")):
        # Whole pages of some systems stand in one form.
        if element.xpath("count(.//p)") < MOST_PARAGRAPHS:
            _drop(element)
    # By names and not by XPath, which looks at every element of the page.
    for element in list(root.iter("nav", "footer", "details")):
        closed = element.tag == "details" and "open" not in element.attrib
        framing = element.tag != "details" and next(element.iterancestors("article"), None) is None
        if closed or framing:
            _drop(element)
    for element in root.xpath("//body//*[@hidden or @style or @aria-hidden or self::font/@color]"):
        if _unseen(element):
            _drop(element)
    notices: list[str] = []
    for element in _named_suspects(root):
        if _HIDDEN_CLASS.search(element.get("class", "")):
            _drop(element)
        elif words := _notice(element):
            notices.append(words)
            _drop(element)
    return "\n".join(notices)


def _named_suspects(root: Any) -> list[Any]:
    """Return the elements whose class or id speaks of hiding or of a notice; most pages have few."""
    found: list[Any] = []
    for attribute in ("class", "id"):
        names = set(root.xpath(f"//body//@{attribute}", smart_strings=False))
        everything = "\n".join(names).lower()
        stems = [stem for stem in _STEMS if stem in everything]
        suspect = [name for name in names if any(stem in name.lower() for stem in stems)][:MOST_SUSPECTS]
        if suspect:
            same = " or ".join(f"@{attribute} = $n{place}" for place in range(len(suspect)))
            found += root.xpath(f"//body//*[{same}]", **{f"n{place}": name for place, name in enumerate(suspect)})
    return found


def _drop(element: Any) -> None:
    """Remove an element and what is in it; the text after it stays."""
    parent = element.getparent()
    if parent is None or element.tag in {"html", "body"}:
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
    """Cut the last elements, and attributes that make readers of the tree slow."""
    if root.xpath("count(//*)") > MOST_NODES:
        for element in reversed(list(islice(root.iter(), MOST_NODES, None))):
            parent = element.getparent()
            if parent is not None:
                parent.remove(element)
    # Cells that claim to span thousands are copied thousands of times.
    for element in root.iter("td", "th"):
        element.attrib.pop("colspan", None)
        element.attrib.pop("rowspan", None)


def _unseen(element: Any) -> bool:
    """Return whether browsers show nothing of an element, judged by itself alone."""
    attributes = element.attrib
    if attributes.get("hidden", "until-found") != "until-found":
        return True
    if attributes.get("aria-hidden") == "true" and element.tag not in _LARGE and len(element) < MOST_CONTROLS:
        return True
    if element.tag == "font" and attributes.get("color", "").lower() in _WHITES:
        return True
    style = attributes.get("style", "")
    return bool(style) and (bool(_HIDDEN.search(style)) or _invisible_ink(style))


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


def _notice(element: Any) -> str:
    """Return the words of a cookie, subscription or newsletter notice, known by its name, words and size; else ""."""
    name = f"{element.get('id') or ''} {element.get('class') or ''}".lower()
    if element.tag not in _BOXES or not any(stem in name for stem in _NOTICES):
        return ""
    words = "".join(element.itertext())
    return words if len(words) < LONGEST_NOTICE and _NOTICE_WORDS.search(words) else ""
