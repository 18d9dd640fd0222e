"""A generated journal for bench.site, kept on disk one file an edition, as a store would."""

from __future__ import annotations

import json
import random
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from curator.config.settings import Config, Journal
from curator.model import (
    Article,
    Decision,
    Edition,
    Pick,
    Reason,
    Section,
    Slot,
    Source,
    Status,
    Story,
    Theme,
    Verdict,
    short_hash,
)
from curator.plain import from_plain, to_plain
from curator.render import Stamp

SECTIONS = ("Grid", "Storage", "Policy", "Markets", "Research")
OUTLETS = tuple(
    f"{first} {second}" for first in ("Grid", "Harbour", "Volt", "North") for second in ("Post", "Weekly", "Wire")
)
LAST = date(2026, 11, 22)
_SYLLABLES = ("ka", "ro", "mi", "ten", "sol", "var", "del", "gri", "po", "la", "ne", "tur", "bin", "ed", "fo", "ver")
VOCABULARY = 6_000


class FolderShelf:
    """A `render.Shelf` over the files that `write` made: stamps from an index, editions one at a time."""

    def __init__(self, folder: Path, count: int) -> None:
        self._folder = folder
        self._count = count

    def stamps(self) -> Sequence[Stamp]:
        """Return the stamps of the first `count` editions."""
        rows = json.loads((self._folder / "stamps.json").read_bytes())
        return [Stamp(slug, date.fromisoformat(slug), version) for slug, version in rows[: self._count]]

    def edition(self, slug: str) -> Edition:
        """Read one edition."""
        return from_plain(json.loads((self._folder / f"{slug}.json").read_bytes()), Edition)


def settings(folder: Path, base_url: str = "") -> Config:
    """Return the settings of the journal, its site in `folder`."""
    theme = Theme(
        "electricity", "Electricity", "Grids and storage.", sections=tuple(Section(name) for name in SECTIONS)
    )
    journal = Journal("The Current", tagline="What moved in electricity", editor="Ada Reader", base_url=base_url)
    made = Config(folder, journal, themes=(theme,))
    return replace(made, paths=replace(made.paths, site=folder / "site", templates=folder / "templates"))


def sources() -> tuple[Source, ...]:
    """Return a source for each outlet."""
    return tuple(Source(short_hash(name), f"https://{short_hash(name)}.example/feed", name) for name in OUTLETS)


def write(folder: Path, editions: int, stories: int) -> None:
    """Write `editions` editions of `stories` stories, the last of them on `LAST`."""
    folder.mkdir(parents=True, exist_ok=True)
    dice = random.Random(365)
    words = _words(dice)
    rows = []
    for number in range(editions):
        made = _edition(dice, words, LAST - timedelta(days=editions - 1 - number), number + 1, stories)
        (folder / f"{made.slug}.json").write_text(json.dumps(to_plain(made)), "utf-8")
        rows.append((made.slug, made.approved_hash))
    (folder / "stamps.json").write_text(json.dumps(rows), "utf-8")


def _words(dice: random.Random) -> list[str]:
    return ["".join(dice.choices(_SYLLABLES, k=dice.choice((1, 2, 2, 3, 3, 4)))) for _ in range(VOCABULARY)]


def _say(dice: random.Random, words: list[str], count: int) -> str:
    """Return `count` words, common ones more often (Zipf)."""
    return " ".join(words[min(VOCABULARY - 1, int(dice.paretovariate(0.9)) - 1)] for _ in range(count))


def _article(dice: random.Random, words: list[str], when: datetime) -> Article:
    title = _say(dice, words, 10).capitalize()
    outlet = dice.choice(OUTLETS)
    address = f"https://{short_hash(outlet)}.example/{short_hash(title + str(dice.random()))}"
    text = _say(dice, words, dice.randint(200, 700))
    return Article(short_hash(address), address, title, outlet, text, "en", when, when, "A. Writer", read_in_full=True)


def _pick(dice: random.Random, words: list[str], when: datetime, place: int) -> Pick:
    articles = tuple(_article(dice, words, when) for _ in range(dice.choice((1, 1, 1, 2, 3))))
    reasons = (Reason("base", "", 0.1), *(Reason("phrase", _say(dice, words, 2), 0.12) for _ in range(5)))
    section = dice.choice(SECTIONS)
    return Pick(
        story=Story(articles[0].id, articles),
        verdict=Verdict("electricity", 0.7, 0.5, Decision.KEEP, reasons, section),
        slot=Slot.LEAD if place == 0 else Slot.SECOND if place < 4 else Slot.BRIEF if place > 15 else Slot.SECTION,
        section=section,
        title=articles[0].title,
        extract=_say(dice, words, 35).capitalize() + ".",
        insight=_say(dice, words, 30).capitalize() + "." if place % 5 == 0 else "",
        additions=("figures: 14 MW",) * (len(articles) - 1),
        slug=f"story-{place + 1}",
    )


def _edition(dice: random.Random, words: list[str], day: date, number: int, stories: int) -> Edition:
    when = datetime(day.year, day.month, day.day, 6, tzinfo=UTC)
    picks = tuple(_pick(dice, words, when, place) for place in range(stories))
    return Edition(
        day.isoformat(),
        day,
        number,
        picks,
        when,
        opening=_say(dice, words, 30).capitalize() + ".",
        read=200,
        sources=len(OUTLETS),
        status=Status.PUBLISHED,
        approved_hash=short_hash("".join(pick.title for pick in picks)),
        approved_at=when,
    )
