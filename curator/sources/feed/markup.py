"""What an element of a well-formed feed says: its words, or its markup by what it declares of itself."""

from __future__ import annotations

import base64
import binascii
import re
from typing import Any

from lxml import etree

from curator.sources.feed.namespaces import name_of
from curator.sources.feed.raw import Form, Markup

_PREFIX_TAG = re.compile(r"(</?)[A-Za-z_][\w.-]{0,30}:(?=[A-Za-z])")
_NAMESPACE_DECLARATION = re.compile(r' xmlns(?::[\w.-]{1,30})?="[^"]*"')


def text_of(element: Any) -> str:
    """Return the words of an element and all in it, blanks trimmed."""
    return "".join(element.itertext()).strip() if len(element) else (element.text or "").strip()


def markup_of(element: Any) -> Markup:
    """Return an element's content, by what its `type` and `mode` (Atom 1.0, 0.3) say of it."""
    kind = (element.get("type") or "").strip().lower()
    if len(element):
        return Markup(_inner(element), Form.HTML)
    value = (element.text or "").strip()
    if not name_of(element.tag).startswith("atom:"):
        return Markup(value, Form.HTML if kind in {"html", "text/html", "xhtml"} else Form.UNSAID)
    if (element.get("mode") or "").lower() == "base64" or (kind and "/" in kind and not kind.startswith("text/")):
        return Markup(_unbased(value, element), Form.UNSAID)
    if kind in {"html", "xhtml", "text/html", "application/xhtml+xml"}:
        return Markup(value, Form.HTML)
    return Markup(value, Form.UNSAID if (element.get("mode") or "").lower() == "escaped" else Form.TEXT)


def _unbased(value: str, element: Any) -> str:
    """Return the text that Base64 hides, "" where it hides none; what is no Base64 comes back as it is."""
    try:
        data = base64.b64decode(value, validate=(element.get("mode") or "").lower() != "base64")
    except (binascii.Error, ValueError):
        return value
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return ""
    return text if "\0" not in text else ""


def _inner(element: Any) -> str:
    """Return what is inside an element as HTML: its markup was not escaped."""
    parts = [_escaped(element.text or "")]
    parts += [etree.tostring(child, encoding="unicode", with_tail=True) for child in element]
    return _NAMESPACE_DECLARATION.sub("", _PREFIX_TAG.sub(r"\1", "".join(parts))).strip()


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;")
