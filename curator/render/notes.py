"""What the editor keeps beside the editions, each in one file of the journal's folder.

takedown.toml     articles, outlets and stories that were asked to be taken back
redirects.toml    old address = new address
corrections.toml  what was wrong and what was changed
about.md          the editor's own words on the about page
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import starmap
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from curator.config.document import Document
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
    about = folder / "about.md"
    notes = Notes(
        tuple(filter(None, starmap(_takedown, _tables(folder / "takedown.toml", "takedown", mistakes)))),
        _redirects(folder / "redirects.toml", mistakes),
        tuple(filter(None, starmap(_correction, _tables(folder / "corrections.toml", "correction", mistakes)))),
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


def _tables(file: Path, name: str, mistakes: list[Mistake]) -> Iterator[tuple[Document, str, dict[str, Any]]]:
    """Yield each table `[[name]]` of a file, with the document and its place in it."""
    if file.is_file():
        document = Document(file, mistakes)
        document.knows_only({name})
        for number, row in enumerate(document.tables(name)):
            yield document, f"$.{name}[{number}]", row


def _takedown(document: Document, place: str, row: dict[str, Any]) -> Takedown | None:
    named = [key for key in ("address", "host", "story") if row.get(key)]
    if not _knows(document, place, row, {"address", "host", "story", "day", "reason"}):
        return None
    if len(named) != 1:
        said = "a [[takedown]] names one of address, host or story."
        document.wrong(place, said, 'Example: host = "outlet.example".')
        return None
    host = str(row.get("host", "")).lower().removeprefix("www.")
    story = str(row.get("story", ""))
    return Takedown(
        str(row.get("address", "")), host, _path(story) if story else "", row.get("day"), str(row.get("reason", ""))
    )


def _correction(document: Document, place: str, row: dict[str, Any]) -> Correction | None:
    if not _knows(document, place, row, {"day", "text", "story"}):
        return None
    if not row.get("day") or not row.get("text"):
        document.wrong(place, "a [[correction]] has a day and a text.", "Example: day = 2026-11-22.")
        return None
    return Correction(row["day"], str(row["text"]), _path(str(row["story"])) if row.get("story") else "")


def _knows(document: Document, place: str, row: dict[str, Any], known: set[str]) -> bool:
    """Note every key that is none of `known`, and a day that is none; return whether there was nothing to note."""
    unknown = set(row) - known
    for key in sorted(unknown):
        document.wrong(f"{place}.{key}", f'there is no setting "{key}".', f"Known are {', '.join(sorted(known))}.")
    if type(row.get("day", date.min)) is date:
        return not unknown
    document.wrong(f"{place}.day", "is no day.", "Write it without quotes: day = 2026-11-22.")
    return False


def _redirects(file: Path, mistakes: list[Mistake]) -> dict[str, str]:
    if not file.is_file():
        return {}
    document = Document(file, mistakes)
    found = {}
    for old, new in document.values.items():
        if not isinstance(new, str) or not _path(old) or ".." in old.split("/"):
            said = f"{old!r} has no address to go to."
            document.wrong(f"$['{old}']", said, 'Example: "/old/" = "/2026/11/22/new/".')
        else:
            found[_path(old)] = new if "://" in new else _path(new)
    return found


def _path(address: str) -> str:
    """Return an address of this journal from the top of the site: no host, no leading slash, one at the end."""
    path = address.split("://", 1)[-1].split("/", 1)[-1] if "://" in address else address.lstrip("/")
    path = path.split("#", 1)[0].split("?", 1)[0].removesuffix("index.html")
    return path if not path or path.endswith("/") or "." in path.rsplit("/", 1)[-1] else path + "/"
