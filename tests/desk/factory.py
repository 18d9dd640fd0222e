"""A journal with stories that wait for the editor, made straight in the store: nothing is fetched or judged."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from curator.config import SOURCES_FILE, add_sources, write_atomically
from curator.model import Article, Decision, Reason, Source, SourceState, Verdict, short_hash
from curator.store import open_store

MORNING = datetime(2026, 11, 22, 7, 30, tzinfo=UTC)

PLACES = ("Port-Claire", "Lennick", "Vercombe", "Åsby", "Montreval", "Harrow Ness", "Saint-Aubin", "Kilmara")
SUBJECTS = (
    ("en", "{place} runs its island grid for nine hours without a turbine", "grid"),
    ("en", "Regulator floats a price for inertia after the {place} trip", "inertia"),
    ("fr", "À {place}, les batteries de seconde vie passent leur premier hiver", "batteries"),
    ("en", "Sodium-ion cells from {place} keep 91% after 6,000 cycles", "sodium-ion"),
    ("fr", "Le réseau de {place} retrouve sa tension en douze minutes", "réseau"),
    ("en", "{place} signs for two gigawatt-hours of iron-air storage", "storage"),
    ("en", "Heat pumps in {place} held through the coldest week", "heat pumps"),
    ("en", "A court in {place} stops the line over the marsh", "grid"),
)
BODY = {
    "en": (
        "At 08:12 the last diesel set in {place} was disconnected, and four inverters held the voltage alone. "
        "The operator calls it a test of {word}, and published the log of every second.",
        "Engineers who were not part of it say that the figures are sound; number {n} of the annex has the relays.",
        "What it costs was not told. The council of {place} decides in spring whether it goes on.",
    ),
    "fr": (
        "À 8 h 12, le dernier groupe diesel de {place} a été coupé, et quatre onduleurs ont tenu la tension seuls. "
        "Le gestionnaire y voit un essai de {word} et publie le relevé de chaque seconde.",
        "Des ingénieurs extérieurs jugent les chiffres solides ; le point {n} de l’annexe traite des relais.",
        "Le coût n’est pas connu. Le conseil de {place} se prononce au printemps.",
    ),
}


@dataclass
class Clock:
    """A clock that goes on by some seconds whenever it is read."""

    now: datetime = MORNING
    step: timedelta = timedelta(seconds=4)
    _turn: threading.Lock = field(default_factory=threading.Lock)

    def __call__(self) -> datetime:
        with self._turn:
            self.now += self.step
            return self.now


def story(number: int, sources: int, now: datetime = MORNING) -> tuple[tuple[Article, ...], Verdict]:
    """Return one story: mostly one article, sometimes three; the first score highest."""
    language, title, word = SUBJECTS[number % len(SUBJECTS)]
    place = f"{PLACES[number % len(PLACES)]} {number // 8 + 1}"
    told = 3 if number % 7 == 3 else 1
    articles = []
    for teller in range(told):
        source = (number * 3 + teller * 5) % sources
        address = f"https://outlet{source}.example/{number}/{teller}"
        text = "\n\n".join(part.format(place=place, word=word, n=number) for part in BODY[language])
        articles.append(
            Article(
                id=short_hash(address),
                address=address,
                title=title.format(place=place) + (f", says witness {teller}" if teller else ""),
                outlet=f"Outlet {source}",
                text=text,
                language=language,
                published=now - timedelta(minutes=10 + number % 1800 + teller),
                first_seen=now - timedelta(minutes=5 + number % 1800),
                read_in_full=True,
                sources=(f"s{source}",),
            )
        )
    return tuple(articles), verdict(number, word, articles[0].text)


def verdict(number: int, word: str, text: str) -> Verdict:
    score = round(0.02 + 0.95 * ((number * 0.618034 + 0.9) % 1.0), 4)  # spread evenly, whatever their number
    decision = Decision.KEEP if score >= 0.35 else Decision.ASK if score >= 0.15 else Decision.DROP
    shares = (0.05, 0.5 * score, 0.3 * score, -0.1)
    reasons = (
        Reason("base", "", shares[0]),
        Reason("phrase", word, shares[1], text[:120]),
        Reason("words", "inverters", shares[2], text[60:200]),
        Reason("words", "council", shares[3]),
        Reason("rest", "", score - sum(shares)),
    )
    flags = ("near-miss",) if decision is Decision.ASK else ()
    section = ("Grid", "Storage", "")[number % 3]
    return Verdict("electricity", score, 0.35, decision, reasons, section, flags)


def make_journal(
    folder: Path, stories: int = 60, sources: int = 20, language: str = "en", now: datetime = MORNING
) -> Path:
    """Make a journal in `folder` with so many stories that wait, from so many sources; return the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    title = "Le Courant" if language == "fr" else "The Current"
    write_atomically(
        folder / "config.toml",
        f'[journal]\ntitle = "{title}"\nlanguage = "{language}"\neditor = "Inès Marchand"\ntimezone = "Europe/Paris"\n'
        'base_url = "https://journal.example"\n',
    )
    write_atomically(
        folder / "themes" / "electricity.toml",
        '# My field, in my words.\ntitle = "Electricity"\ndescription = "Grids and storage."\n\nphrases = [\n'
        '  "grid",\n  "storage",\n  { text = "sodium-ion", weight = 2.0 }, # rare, so it tells\n]\n\n'
        '[[sections]]\nname = "Grid"\nphrases = ["grid"]\n\n[[sections]]\nname = "Storage"\nphrases = ["storage"]\n',
    )
    listed = [Source(f"s{n}", f"https://outlet{n}.example/feed", f"Outlet {n}") for n in range(sources)]
    add_sources(folder / SOURCES_FILE, listed)
    with open_store(folder / "data" / "curator.sqlite") as store:
        told = [story(number, sources, now) for number in range(stories)]
        store.inbox.record([(SourceState(one.id, succeeded=now, checked=now, changed=now), []) for one in listed], now)
        store.inbox.keep([(article, []) for articles, _ in told for article in articles])
        store.archive.file(
            {article.id: articles[0].id for articles, _ in told for article in articles},
            {articles[0].id: judged for articles, judged in told},
        )
    return folder


Ask = Callable[..., object]
