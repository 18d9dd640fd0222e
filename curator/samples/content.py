"""What the sample web is made of: the files in `samples/` as values.

`outlets.toml` names the publishers, `articles/<outlet>.toml` holds what they
wrote, `gold.toml` says what a perfect reader would make of it, `marks.toml`
what an editor did with it. Ages are hours before a given `now`.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zlib import crc32

from curator.assets import asset
from curator.model import Source, Verb, short_hash

_SPACED_MARKS = re.compile(r"(?<=«) | (?=[»:;?!%€])")
_NO_BREAK = "\u00a0"


@dataclass(frozen=True, slots=True)
class Outlet:
    """An invented publisher: what it calls itself and in which shapes it publishes."""

    key: str
    name: str
    host: str
    language: str
    tagline: str
    feed: str
    """Path of its feed."""
    format: str
    """"rss", "rss-full", "rss-latin1", "atom", "rdf" or "json"."""
    skeleton: str
    """File in `skeletons/` that its pages are poured into."""
    path: str
    """Path of a page, with {section} and {slug}."""
    folder: str = ""
    sections: tuple[str, ...] = ()
    """Words of its navigation."""
    links: str = "plain"
    """How its feed writes addresses: "plain", "tracking", "short" or "relative"."""
    gone: bool = False
    """Its feed was given up and answers 410."""

    @property
    def site(self) -> str:
        """Address of the front page."""
        return f"https://{self.host}/"

    @property
    def feed_address(self) -> str:
        """Address of the feed."""
        return f"https://{self.host}{self.feed}"


@dataclass(frozen=True, slots=True)
class Piece:
    """One article of an outlet, in a small Markdown: paragraphs, "## ", "> ", "- ", [label](address)."""

    outlet: Outlet
    slug: str
    title: str
    text: str
    published: datetime
    language: str
    author: str = ""
    section: str = ""
    summary: str = ""
    dated: bool = True
    """Whether the outlet tells the date at all."""
    gated: bool = False
    also: tuple[str, ...] = ()
    """Endings under which the feed brings the same page again: "amp/", "?utm_source=…"."""

    @property
    def ref(self) -> str:
        """Name in `gold.toml`: "outlet/slug"."""
        return f"{self.outlet.key}/{self.slug}"

    @property
    def address(self) -> str:
        """Canonical address of the page."""
        path = self.outlet.path.format(section=_path_word(self.section), slug=self.slug)
        return f"https://{self.outlet.host}{path}"

    @property
    def short_address(self) -> str:
        """Address by number, which redirects to the canonical one."""
        return f"https://{self.outlet.host}/?p={crc32(self.slug.encode()) % 90000 + 10000}"

    @property
    def paragraphs(self) -> tuple[str, ...]:
        """The text's blocks in order."""
        return tuple(block.strip() for block in self.text.strip().split("\n\n"))


@dataclass(frozen=True, slots=True)
class SampleStory:
    """Articles that tell of one thing, and where they belong."""

    id: str
    themes: tuple[str, ...]
    """Names of the themes it fits, the closest first."""
    articles: tuple[str, ...]
    """Names of pieces, "outlet/slug"."""


@dataclass(frozen=True, slots=True)
class SampleGold:
    """What a perfect reader makes of the sample web; what is in no story fits no theme."""

    stories: tuple[SampleStory, ...]
    look_alikes: tuple[tuple[str, str], ...]
    """Pairs of stories that must stay apart."""
    copies: tuple[tuple[str, ...], ...]
    """Groups of pieces whose texts are near-identical."""
    may_join: tuple[tuple[str, str], ...]
    """Piece and story: together or apart, either is right."""
    unsure: tuple[str, ...]
    """Pieces in no story that may be held to fit a theme all the same."""
    flags: dict[str, tuple[str, ...]]
    """Flag ("promo", "listicle", "press-release", "gated") → pieces that deserve it."""


@dataclass(frozen=True, slots=True)
class SampleMark:
    """One act of the sample editor; `address` is empty for the edition's opening."""

    address: str
    verb: Verb
    value: str = ""


def samples_folder() -> Path:
    """Return the folder of the samples: in the installed package, or in the checkout."""
    return asset("samples")


def sample_outlets(folder: Path | None = None) -> tuple[Outlet, ...]:
    """Return all outlets in the order of `outlets.toml`."""
    data = _read(folder, "outlets.toml")
    return tuple(
        Outlet(key=key, **{**table, "sections": tuple(table.get("sections", ()))}) for key, table in data.items()
    )


def sample_sources(folder: Path | None = None) -> tuple[Source, ...]:
    """Return one source for each outlet, as a subscription list would hold them."""
    return tuple(
        Source(
            id=short_hash(outlet.feed_address),
            address=outlet.feed_address,
            title=outlet.name,
            site=outlet.site,
            folder=outlet.folder,
            language=outlet.language,
        )
        for outlet in sample_outlets(folder)
    )


def sample_pieces(now: datetime, folder: Path | None = None) -> tuple[Piece, ...]:
    """Return every article, newest first, its age counted back from `now`."""
    outlets = sample_outlets(folder)
    tables = {
        f"{outlet.key}/{table['slug']}": (outlet, table)
        for outlet in outlets
        if not outlet.gone
        for table in _read(folder, f"articles/{outlet.key}.toml")["article"]
    }
    pieces = [_piece(outlet, _whole(table, tables), now) for outlet, table in tables.values()]
    return tuple(sorted(pieces, key=lambda piece: (piece.published, piece.ref), reverse=True))


def sample_gold(folder: Path | None = None) -> SampleGold:
    """Return the expected reading of the sample web."""
    data = _read(folder, "gold.toml")
    return SampleGold(
        stories=tuple(SampleStory(s["id"], tuple(s["themes"]), tuple(s["articles"])) for s in data["story"]),
        look_alikes=tuple((first, second) for first, second in data["look_alikes"]),
        copies=tuple(tuple(group) for group in data["copies"]),
        may_join=tuple((piece, story) for piece, story in data["may_join"]),
        unsure=tuple(data["unsure"]),
        flags={flag: tuple(refs) for flag, refs in data["flags"].items()},
    )


def sample_marks(language: str = "en", folder: Path | None = None) -> tuple[SampleMark, ...]:
    """Return what the sample editor did, in the given language of the journal ("en" or "fr")."""
    ending = "" if language == "en" else f"_{language}"
    data = _read(folder, "marks.toml")
    marks = [SampleMark("", Verb.OPENING, data[f"opening{ending}"].strip())]
    for table in data["mark"]:
        marks.append(SampleMark(table["address"], Verb(table["verb"]), table.get(f"value{ending}", "")))
    return tuple(marks)


def _read(folder: Path | None, name: str) -> dict[str, Any]:
    with ((folder or samples_folder()) / name).open("rb") as file:
        return tomllib.load(file)


def _whole(table: dict[str, Any], tables: dict[str, tuple[Outlet, dict[str, Any]]]) -> dict[str, Any]:
    """Fill a syndicated copy from its original: same text, with its own first words and last paragraph."""
    if "copy_of" not in table:
        return table
    original = tables[table["copy_of"]][1]
    text = table.get("head", "") + original["text"].strip()
    if "tail" in table:
        text += f"\n\n{table['tail'].strip()}"
    return {"title": original["title"], "summary": original.get("summary", ""), **table, "text": text}


def _piece(outlet: Outlet, table: dict[str, Any], now: datetime) -> Piece:
    piece = Piece(
        outlet=outlet,
        slug=table["slug"],
        title=table["title"],
        text=table["text"].strip(),
        published=(now - timedelta(hours=table["age"])).replace(microsecond=0),
        language=table.get("language", outlet.language),
        author=table.get("author", ""),
        section=table.get("section", ""),
        summary=table.get("summary", ""),
        dated=table.get("dated", True),
        gated=table.get("gated", False),
        also=tuple(table.get("also", ())),
    )
    return _in_french(piece) if piece.language == "fr" else piece


def _in_french(piece: Piece) -> Piece:
    """Set the no-break spaces of French typography, as publishers do."""
    title, text, summary = (_SPACED_MARKS.sub(_NO_BREAK, part) for part in (piece.title, piece.text, piece.summary))
    return replace(piece, title=title, text=text, summary=summary)


def _path_word(section: str) -> str:
    plain = section.lower().translate(str.maketrans("àâçéèêëîïôûü", "aaceeeeiiouu"))
    return re.sub(r"[^a-z]+", "-", plain).strip("-") or "news"
