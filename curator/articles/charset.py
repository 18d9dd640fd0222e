"""Bytes to text, whatever they claim to be."""

from __future__ import annotations

import codecs
import re

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_OPENINGS = (
    (b"<\x00\x00\x00", "utf-32-le"),
    (b"\x00\x00\x00<", "utf-32-be"),
    (b"<\x00", "utf-16-le"),
    (b"\x00<", "utf-16-be"),
    (b"{\x00", "utf-16-le"),
    (b"\x00{", "utf-16-be"),
)
_DECLARED = re.compile(rb"<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([A-Za-z0-9._:-]{1,40})[\"']")
_META = re.compile(rb"<meta[^>]{0,300}?charset\s*=\s*[\"']?\s*([A-Za-z0-9._:-]{1,40})", re.IGNORECASE)
_TYPED = re.compile(r"charset\s*=\s*[\"']?([A-Za-z0-9._:-]{1,40})", re.IGNORECASE)
_STATEFUL = ("iso2022", "hz", "utf_7")
# What is called Latin-1 on the web is Windows-1252, and so on (WHATWG Encoding Standard, section 4.2).
_WIDER = {"iso8859-1": "cp1252", "ascii": "cp1252", "iso8859-9": "cp1254", "gb2312": "gb18030", "gbk": "gb18030"}
_WIDER |= {"shift_jis": "cp932", "euc_kr": "cp949", "tis-620": "cp874", "iso8859-11": "cp874"}


def decode(body: bytes, content_type: str = "") -> str:
    """Return the text of a feed or a page; never raises.

    A byte order mark is believed first, then valid UTF-8, since hardly
    anything else looks like it, then the type's and the document's own charset,
    then Windows-1252. Broken bytes become U+FFFD.
    """
    for mark, name in _MARKS:
        if body.startswith(mark):
            return body[len(mark) :].decode(name, "replace")
    start = body[:256].lstrip(b" \t\r\n")
    for opening, name in _OPENINGS:
        if start.startswith(opening):
            return body[body.index(opening) :].decode(name, "replace")
    said = _said(body, content_type)
    if said and codecs.lookup(said[0]).name.replace("-", "_").startswith(_STATEFUL):
        return body.decode(said[0], "replace")
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        return _not_utf8(body, said)


def _said(body: bytes, content_type: str) -> list[str]:
    """Return the charsets that are declared and that Python knows, the most trusted first."""
    names = [match[1] for match in [_TYPED.search(content_type)] if match]
    head = body[:4096]
    names += [match[1].decode("ascii") for match in (_DECLARED.search(head), _META.search(head)) if match]
    known = []
    for name in names:
        try:
            info = codecs.lookup(name)
        except LookupError:
            continue
        # Codecs such as "hex" or "rot13" are no charsets.
        if info._is_text_encoding and info.name != "utf-8":
            known.append(_WIDER.get(info.name, info.name))
    return known


def _not_utf8(body: bytes, said: list[str]) -> str:
    """Decode what is not valid UTF-8: by what is declared, or as UTF-8 with a few broken bytes."""
    lenient = body.decode("utf-8", "replace")
    broken = lenient.count("\ufffd")
    good = sum(1 for letter in lenient if letter > "\x7f") - broken
    if good > 10 * broken:
        return lenient
    for name in said:
        # UTF-16 without its mark, and not looking like it, is a false claim.
        if name.startswith(("utf-16", "utf-32")):
            continue
        try:
            return body.decode(name)
        except UnicodeDecodeError:
            continue
    return body.decode(said[0] if said and not said[0].startswith("utf-") else "cp1252", "replace")
