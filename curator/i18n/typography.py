"""Quotation marks, apostrophes and spaces by the language of each text."""

from __future__ import annotations

import re

NO_BREAK = "\u00a0"
NARROW = "\u202f"

_QUOTED = re.compile(r'(?<![\w"])"(?=\S)([^"\n]{1,400}?)(?<=\S)"(?![\w"])')
_APOSTROPHE = re.compile(r"(?<=\w)'(?=\w)")
_TALL = re.compile(r"(?<=[^\s;!?»])[ \u00a0\u202f]?([;!?]+)(?=[\s»)\"]|$)")
_COLON = re.compile(r"(?<=\S)[ \u202f]:(?=\s|$)")
_AFTER_OPENING = re.compile(r"«[ \u00a0\u202f]?(?=\S)")
_BEFORE_CLOSING = re.compile(r"(?<=\S)[ \u00a0\u202f]?»")
_BEFORE_UNIT = re.compile(r"(?<=\d) (?=(?:%|€|\$|h|km|MW|GW|kWh|MWh|GWh|TWh|ans?|mois|jours?)\b|[%€$])")
_GROUPS = re.compile(r"(?<=\d) (?=\d{3}\b)")


def typeset(text: str, language: str) -> str:
    """Return one plain text with the marks its language is printed with.

    French: « guillemets » and the spaces before ; ! ? : % and inside numbers;
    English: curly quotation marks; both: the typographic apostrophe. A text in
    any other language comes back as it is. Doing it twice changes nothing.
    """
    if language == "fr":
        return _french(text)
    if language == "en":
        return _APOSTROPHE.sub("’", _QUOTED.sub("“\\1”", text))
    return text


def _french(text: str) -> str:
    text = _APOSTROPHE.sub("’", _QUOTED.sub("«\\1»", text))
    text = _AFTER_OPENING.sub(f"«{NO_BREAK}", text)
    text = _BEFORE_CLOSING.sub(f"{NO_BREAK}»", text)
    text = _TALL.sub(f"{NARROW}\\1", text)
    text = _COLON.sub(f"{NO_BREAK}:", text)
    return _GROUPS.sub(NARROW, _BEFORE_UNIT.sub(NO_BREAK, text))
