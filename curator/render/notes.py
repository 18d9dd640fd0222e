"""What the editor keeps beside the editions, each in one file of the journal's folder.

takedown.toml     articles, outlets and stories that were asked to be taken back
redirects.toml    old address = new address
corrections.toml  what was wrong and what was changed
about.md          the editor's own words on the about page
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from curator.errors import ConfigError, Mistake
from curator.model import Article, Edition, Pick


@dataclass(frozen=True, slots=True)
class Takedown:
    """One thing taken back, for good and for the archive too; exactly one of the first three is set."""

    address: str = ""
    """Of an article."""
    host: str = ""
    """Of an outlet, with all its subdomains."""
    story: str = ""
    """Address of a story of this journal: "2026/11/22/slug/"."""
    day: date | None = None
    reason: str = ""

    def covers(self, article: Article) -> bool:
        """Return whether this article is meant."""
        return self.covers_address(article.address)

    def covers_address(self, address: str) -> bool:
        """Return whether what stands at this address is meant."""
        if self.address:
            return _bare(self.address) == _bare(address)
        host = urlsplit(address).hostname or ""
        return bool(self.host) and (host == self.host or host.endswith("." + self.host))


@dataclass(frozen=True, slots=True)
class Correction:
    """One entry of the corrections page; `text` is Markdown."""

    day: date
    text: str
    path: str = ""


@dataclass(frozen=True, slots=True)
class Notes:
    """All that was read from those files."""

    takedowns: tuple[Takedown, ...] = ()
    redirects: Mapping[str, str] = field(default_factory=dict)
    """Old path → new path, both from the top of the site, without a leading slash."""
    corrections: tuple[Correction, ...] = ()
    about: str = ""


def read_notes(folder: Path) -> Notes:
    """Read the four files, each of which may be missing; raises `ConfigError` with every mistake in them."""
    mistakes: list[Mistake] = []
    takedowns = _table(folder / "takedown.toml", "takedown", mistakes)
    corrections = _table(folder / "corrections.toml", "correction", mistakes)
    redirects = _toml(folder / "redirects.toml", mistakes)
    about = folder / "about.md"
    notes = Notes(
        tuple(filter(None, (_takedown(folder / "takedown.toml", row, mistakes) for row in takedowns))),
        _redirects(folder / "redirects.toml", redirects, mistakes),
        tuple(filter(None, (_correction(folder / "corrections.toml", row, mistakes) for row in corrections))),
        about.read_text("utf-8") if about.is_file() else "",
    )
    if mistakes:
        raise ConfigError(tuple(mistakes))
    return notes


def withdraw(edition: Edition, takedowns: tuple[Takedown, ...]) -> tuple[Edition, dict[str, Takedown]]:
    """Return the edition without what was taken back, and takedowns by the slug of each story that fell away."""
    if not takedowns:
        return edition, {}
    kept, gone = [], {}
    for pick in edition.picks:
        path = f"{edition.slug.replace('-', '/')}/{pick.slug}/"
        whole = next((each for each in takedowns if each.story and each.story == path), None)
        left = None if whole else _without(pick, takedowns)
        if left is None:
            gone[pick.slug] = whole or next(each for each in takedowns if each.covers(pick.story.lead))
        else:
            kept.append(left)
    return replace(edition, picks=tuple(kept)), gone


def _without(pick: Pick, takedowns: tuple[Takedown, ...]) -> Pick | None:
    """Return the pick without the articles meant; None where the one that stands for it is among them.

    Title and extract come from that article, so that the story cannot stay without it.
    """
    stays = [not any(each.covers(article) for each in takedowns) for article in pick.story.articles]
    document = pick.story.document
    withdrawn = bool(document) and any(each.covers_address(document) for each in takedowns)
    if all(stays) and not withdrawn:
        return pick
    if not stays[0]:
        return None
    articles = tuple(article for article, stay in zip(pick.story.articles, stays, strict=True) if stay)
    if withdrawn:
        articles = tuple(
            replace(each, links=tuple(link for link in each.links if link != document)) for each in articles
        )
    additions = tuple(code for code, stay in zip(pick.additions, stays[1:], strict=False) if stay)
    return replace(pick, story=replace(pick.story, articles=articles), additions=additions)


def _bare(address: str) -> str:
    return address.split("//", 1)[-1].split("#", 1)[0].rstrip("/").removeprefix("www.")


def _toml(file: Path, mistakes: list[Mistake]) -> dict[str, Any]:
    if not file.is_file():
        return {}
    try:
        return tomllib.loads(file.read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as fault:
        mistakes.append(Mistake(file, 0, f"cannot be read: {fault}."))
        return {}


def _table(file: Path, name: str, mistakes: list[Mistake]) -> list[dict[str, Any]]:
    told = _toml(file, mistakes)
    rows = told.pop(name, [])
    if told or not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        mistakes.append(Mistake(file, 0, f"holds something else than [[{name}]] tables."))
        return []
    return rows


def _takedown(file: Path, row: dict[str, Any], mistakes: list[Mistake]) -> Takedown | None:
    named = [key for key in ("address", "host", "story") if row.get(key)]
    unknown = sorted(set(row) - {"address", "host", "story", "day", "reason"})
    if len(named) != 1 or unknown or not isinstance(row.get("day", date.min), date):
        said = f"unknown key {unknown[0]!r}." if unknown else "a [[takedown]] names one of address, host or story."
        mistakes.append(Mistake(file, 0, said, 'Example: host = "outlet.example", day = 2026-11-22.'))
        return None
    host = str(row.get("host", "")).lower().removeprefix("www.")
    story = str(row.get("story", ""))
    return Takedown(
        str(row.get("address", "")), host, _path(story) if story else "", row.get("day"), str(row.get("reason", ""))
    )


def _correction(file: Path, row: dict[str, Any], mistakes: list[Mistake]) -> Correction | None:
    if not isinstance(row.get("day"), date) or not row.get("text") or set(row) - {"day", "text", "story"}:
        mistakes.append(Mistake(file, 0, "a [[correction]] has day = 2026-11-22, text, and maybe story."))
        return None
    return Correction(row["day"], str(row["text"]), _path(str(row["story"])) if row.get("story") else "")


def _redirects(file: Path, rows: dict[str, Any], mistakes: list[Mistake]) -> dict[str, str]:
    found = {}
    for old, new in rows.items():
        if not isinstance(new, str) or not _path(old) or ".." in old.split("/"):
            mistakes.append(
                Mistake(file, 0, f"{old!r} has no address to go to.", 'Example: "/old/" = "/2026/11/22/new/".')
            )
        else:
            found[_path(old)] = new if "://" in new else _path(new)
    return found


def _path(address: str) -> str:
    """Return an address of this journal from the top of the site: no host, no leading slash, one at the end."""
    path = address.split("://", 1)[-1].split("/", 1)[-1] if "://" in address else address.lstrip("/")
    path = path.split("#", 1)[0].split("?", 1)[0].removesuffix("index.html")
    return path if not path or path.endswith("/") or "." in path.rsplit("/", 1)[-1] else path + "/"
