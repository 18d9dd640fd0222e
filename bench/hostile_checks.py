"""What must hold of everything that was written: the oracle on each file, with our own chrome set aside.

The oracle forbids scripts, forms and styles, of which our own pages have a
few. What stands in pages made of good feeds alone is ours; in a page of a
hostile case only the very same scripts, styles and comments are set aside,
controls with the same attributes, and drawings of nothing but shapes, without a
link, a script, a style or a word. Everything else is the oracle's.
"""

from __future__ import annotations

import email
import email.policy
import importlib.util
import json
import re
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from html import unescape
from pathlib import Path
from types import ModuleType
from typing import Any
from xml.etree import ElementTree

_SCRIPT = re.compile(r"<script\b([^>]*)>(.*?)</script\s*>", re.DOTALL | re.IGNORECASE)
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)((?:\s+[^\s=<>\"']+(?:=\"[^\"]*\")?)*)\s*/?>")
_ATTRIBUTE = re.compile(r"([^\s=<>\"']+)(?:=\"([^\"]*)\")?")
_FRAME = re.compile(r' srcdoc="([^"]*)"')
_DRAWING = re.compile(r"<svg\b[^<>]*>(.*?)</svg>", re.DOTALL)
_SHAPE = re.compile(
    r"</?(?:g|circle|rect|path|line|polyline|polygon|ellipse|defs|pattern|clipPath|linearGradient|stop|use)"
    r"(?:\s(?!on)(?!href)[a-z-]+=\"[\w\s#().,%:;-]*\")*\s*/?>\s*",
    re.IGNORECASE,
)
_STYLE = re.compile(r' style="([^"]*)"')

Finding = tuple[str, str]


def oracle(hostile: Path) -> ModuleType:
    """Return the independent checker of HTML."""
    spec = importlib.util.spec_from_file_location("oracle", hostile / "oracle.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@dataclass
class Chrome:
    """What is ours in a page."""

    allowed: frozenset[str]
    """Elements that the oracle takes from anybody."""
    scripts: set[str] = field(default_factory=set)
    comments: set[str] = field(default_factory=set)
    styles: set[str] = field(default_factory=set)
    controls: set[tuple[str, tuple[str, ...]]] = field(default_factory=set)

    def learn(self, html: str) -> None:
        """Take what stands in a page without anything hostile, and in its frames, for ours."""
        for frame in _FRAME.findall(html):
            self.learn(unescape(frame))
        html = _FRAME.sub("", html)
        self.scripts |= {script[0] for script in _SCRIPT.finditer(html)}
        self.comments |= set(_COMMENT.findall(html))
        self.styles |= set(map(_uncoloured, _STYLE.findall(html)))
        self.controls |= {_signature(tag) for tag in _TAG.finditer(html) if tag[2].lower() not in self.allowed}

    def strip(self, html: str) -> str:
        """Return the page without what is ours."""
        html = _SCRIPT.sub(lambda script: "" if script[0] in self.scripts or _is_data(script) else script[0], html)
        html = _COMMENT.sub(lambda comment: "" if comment[0] in self.comments else comment[0], html)
        html = _DRAWING.sub(lambda drawing: drawing[0] if _SHAPE.sub("", drawing[1]).strip() else "", html)
        html = _STYLE.sub(lambda style: "" if _uncoloured(style[1]) in self.styles else style[0], html)
        return _TAG.sub(lambda tag: "" if tag[2].lower() not in self.allowed and self._is_ours(tag) else tag[0], html)

    def _is_ours(self, tag: re.Match[str]) -> bool:
        return bool(tag[1]) or _signature(tag) in self.controls


def _uncoloured(style: str) -> str:
    """Return a style without its colours, of which outlets' marks have several."""
    return re.sub(r"#[0-9a-f]{3,8}\b", "#", style)


def _signature(tag: re.Match[str]) -> tuple[str, tuple[str, ...]]:
    return tag[2].lower(), tuple(sorted(name for name, _ in _ATTRIBUTE.findall(tag[3])))


def _is_data(script: re.Match[str]) -> bool:
    """Tell whether a script is data that no browser runs and that cannot end it early."""
    if not re.search(r'type="application/(?:ld\+)?json"', script[1]) or "<" in script[2]:
        return False
    try:
        json.loads(script[2])
    except ValueError:
        return False
    return True


@dataclass
class Checker:
    """Checks the files of a journal."""

    oracle: ModuleType

    def __post_init__(self) -> None:
        self.chrome = Chrome(frozenset(self.oracle.ALLOWED | self.oracle.PAGE))

    def learn(self, journal: Path) -> None:
        """Take the pages of a journal of good feeds for ours."""
        for file in _written(journal):
            if file.suffix == ".html":
                self.chrome.learn(file.read_text(encoding="utf-8"))
            elif file.suffix == ".eml":
                for html in _html_parts(file.read_bytes()):
                    self.chrome.learn(html)

    def check(self, journal: Path) -> list[Finding]:
        """Return every unsafe thing in what was written."""
        kinds: dict[str, Callable[[bytes], Iterator[Finding]]] = {
            ".html": self._page, ".atom": self._feed, ".xml": self._feed, ".opml": self._feed, ".rss": self._feed,
            ".json": self._json, ".js": self._script, ".eml": self._letter, ".svg": self._feed,
        }  # fmt: skip
        found: list[Finding] = []
        for file in _written(journal):
            look = kinds.get(file.suffix)
            for code, what in look(file.read_bytes()) if look else ():
                found.append((code, f"{file.name}: {what}"))
        return found

    def _page(self, body: bytes) -> Iterator[Finding]:
        html = body.decode("utf-8", "surrogateescape")
        for frame in _FRAME.findall(html):
            yield from self._page(unescape(frame).encode("utf-8", "surrogateescape"))
        html = _FRAME.sub("", html)
        # The policy of the page itself is a meta element that the oracle would not have from a source.
        html = re.sub(r'<meta http-equiv="Content-Security-Policy" content="[^"<>]*">', "", html)
        yield from self.oracle.check_html(self.chrome.strip(html), page=True)

    def _fragment(self, text: str) -> Iterator[Finding]:
        yield from self.oracle.check_html(self.chrome.strip(text))

    def _feed(self, body: bytes) -> Iterator[Finding]:
        try:
            root = ElementTree.fromstring(body)
        except ElementTree.ParseError as error:
            yield "UTF8", f"not well-formed: {error}"
            return
        own = root.tag.rpartition("}")[2] == "svg"
        for element in root.iter():
            if element.get("type") == "html" and element.text:
                yield from self._fragment(element.text)
            for name, value in element.attrib.items():
                bad = name.rpartition("}")[2].lower() in ("href", "src", "url", "xmlurl", "htmlurl")
                if bad and (why := self.oracle.check_url(value, allow_data_image=own)):
                    yield "NO_JS_URL", why

    def _json(self, body: bytes) -> Iterator[Finding]:
        yield from self._values("", json.loads(body))

    def _values(self, key: str, value: Any) -> Iterator[Finding]:
        if isinstance(value, dict):
            for name, inner in value.items():
                yield from self._values(name, inner)
        elif isinstance(value, list):
            for inner in value:
                yield from self._values(key, inner)
        elif isinstance(value, str):
            if key.endswith("html"):
                yield from self._fragment(value)
            if key.endswith(("url", "link", "address")) and (why := self.oracle.check_url(value)):
                yield "NO_JS_URL", f"{key}: {why}"

    def _script(self, body: bytes) -> Iterator[Finding]:
        if b"</script" in body.lower() or b"<!--" in body:
            yield "NO_SCRIPT", "a script file that ends a script"

    def _letter(self, body: bytes) -> Iterator[Finding]:
        message = email.message_from_bytes(body, policy=email.policy.SMTP)
        for name in ("Subject", "From", "To", "Bcc", "Cc", "Reply-To"):
            if len(message.get_all(name) or ()) > (name in ("Subject", "From", "To", "Reply-To")):
                yield "MAIL_HEADERS", f"{name} twice, or not ours"
        if any(len(line) > 998 for line in body.split(b"\r\n")):
            yield "MAIL_WIRE", "a line of more than 998 bytes"
        for html in _html_parts(body):
            yield from self._page(html.encode("utf-8", "surrogateescape"))


def _html_parts(message: bytes) -> list[str]:
    parts = email.message_from_bytes(message, policy=email.policy.SMTP).walk()
    return [str(part.get_content()) for part in parts if part.get_content_type() == "text/html"]


def _written(journal: Path) -> Iterator[Path]:
    for folder in ("site", "letters", "kits"):
        root = (journal / folder).resolve()
        yield from (file for file in sorted(root.rglob("*")) if file.is_file() and "assets" not in file.parts)


def text_of(journal: Path) -> str:
    """Return all that was written and all that is stored, as one text."""
    parts = [file.read_text(encoding="utf-8", errors="replace") for file in _written(journal)]
    with closing(sqlite3.connect(journal / "data" / "curator.sqlite")) as store:
        for table in ("words", "articles"):
            parts += ["\n".join(map(str, row)) for row in store.execute(f"select * from {table}")]
    return "\n".join(parts)


def stored(journal: Path) -> dict[str, int]:
    """Return how many items each source has, by the source's id; raises where the store is damaged.

    Entries that were read into one article are one item: it is what readers get.
    """
    with closing(sqlite3.connect(journal / "data" / "curator.sqlite")) as store:
        (whole,) = store.execute("pragma integrity_check").fetchone()
        if whole != "ok":
            raise RuntimeError(f"the store is damaged: {whole}")
        items = "count(distinct case article when '' then id else article end)"
        return dict(store.execute(f"select source, {items} from entries group by source").fetchall())


def published(journal: Path) -> str:
    """Return the editions as they are kept, with every article of every story."""
    with closing(sqlite3.connect(journal / "data" / "curator.sqlite")) as store:
        return "\n".join(row[0] for row in store.execute("select edition from editions"))
