"""Journals for tests: outlets, stories and editions that exist nowhere else."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from curator.config.settings import Config, Journal, Letter
from curator.model import (
    Article,
    Decision,
    Edition,
    Pick,
    Reason,
    Section,
    Sharer,
    Slot,
    Source,
    SourceState,
    Status,
    Story,
    Theme,
    Verdict,
    short_hash,
)
from curator.render import Loaded, Notes, Paper

NOW = datetime(2026, 11, 22, 7, 30, tzinfo=UTC)
SUNDAY = date(2026, 11, 22)
WORDS = "The board published its log and the town asked for more of it in public. "

SECTIONS = ("Rivers", "Rain", "Rules", "Money", "Research")
FRENCH_SECTIONS = ("Fleuves", "Pluie", "Règles", "Budgets", "Recherche")


def config(folder: Path = Path("/journal"), language: str = "en", base_url: str = "", **journal: object) -> Config:
    """Return the settings of a journal on water, in English or French."""
    names = FRENCH_SECTIONS if language == "fr" else SECTIONS
    english = Journal(
        title="Confluence",
        language=language,
        tagline="Rivers, rain and the cities between them",
        editor="Ada Reader",
        contact="ada@confluence.example",
        base_url=base_url,
        timezone="Europe/Paris",
        rights="CC BY 4.0",
        profiles=("https://social.example/@ada",),
        fediverse="@ada@social.example",
    )
    french = replace(english, tagline="Les rivières, la pluie et les villes entre les deux")
    theme = Theme(
        "water",
        "Eau" if language == "fr" else "Water",
        "Rivers, rain and who pays for both.",
        sections=tuple(Section(name) for name in names),
    )
    made = Config(
        folder,
        replace(french if language == "fr" else english, **journal),  # type: ignore[arg-type]
        letter=Letter(sender="Confluence <letter@confluence.example>"),
        themes=(theme,),
    )
    return replace(made, paths=replace(made.paths, templates=folder / "templates", site=folder / "site"))


def article(
    title: str,
    outlet: str = "Lowland Post",
    *,
    language: str = "en",
    hour: int = 8,
    minute: int = 10,
    day: date = SUNDAY,
    words: int = 900,
    **more: object,
) -> Article:
    """Return an article; its address is made of outlet and title."""
    host = "".join(letter for letter in outlet.lower() if letter.isascii() and letter.isalnum()) or "outlet"
    address = f"https://{host}.example/{day:%Y/%m}/{short_hash(title)[:10]}"
    when = datetime(day.year, day.month, day.day, hour, minute, tzinfo=UTC)
    text = (WORDS * (words // 14 + 1)).strip()
    made = Article(short_hash(address), address, title, outlet, text, language, when, when, read_in_full=True)
    return replace(made, **more)  # type: ignore[arg-type]


def verdict(*labels: str, score: float = 0.87, section: str = "", flags: tuple[str, ...] = ()) -> Verdict:
    """Return a verdict whose reasons add up to `score`."""
    share = (score - 0.08) / max(1, len(labels))
    reasons = [Reason("base", "", 0.08)]
    reasons += [Reason("phrase", label, share, f"… the {label} was named in the report …") for label in labels]
    return Verdict("water", score, 0.5, Decision.KEEP, tuple(reasons), section, flags)


def pick(
    title: str,
    *articles: Article,
    slot: Slot = Slot.SECTION,
    section: str = "Rivers",
    slug: str = "",
    **more: object,
) -> Pick:
    """Return a pick of these articles (one of the same title by default)."""
    told = articles or (article(title),)
    story = Story(short_hash(told[0].id), told)
    made = Pick(
        story=story,
        verdict=verdict("flood parks", "high water", section=section),
        slot=slot,
        section=section,
        title=title,
        additions=("",) * (len(told) - 1),
        slug=slug or f"s-{short_hash(title)[:8]}",
        adjustments=(Reason("freshness", "3 h", 0.08), Reason("outlets", str(len(told)), 0.05)),
    )
    return replace(made, **more)  # type: ignore[arg-type]


def edition(picks: tuple[Pick, ...], day: date = SUNDAY, number: int = 412, **more: object) -> Edition:
    """Return a published edition."""
    made = Edition(
        slug=day.isoformat(),
        day=day,
        number=number,
        picks=picks,
        made=datetime(day.year, day.month, day.day, 6, 30, tzinfo=UTC),
        read=214,
        sources=63,
        status=Status.PUBLISHED,
        approved_hash=short_hash(repr(picks) + repr(sorted(more.items()))),
        approved_at=datetime(day.year, day.month, day.day, 7, 0, tzinfo=UTC),
    )
    return replace(made, **more)  # type: ignore[arg-type]


def sample_edition(day: date = SUNDAY, number: int = 412) -> Edition:
    """Return an edition with everything in it that a page can show."""
    return edition(_sample_picks(day), day, number, opening=OPENING)


OPENING = (
    "A wet Sunday with one loud fact: a city opened its own sluices, kept its cellars dry, and told how. "
    "The rest of the page is about who pays for the meadow when that becomes ordinary."
)


def _sample_picks(day: date) -> tuple[Pick, ...]:
    return (_lead(day), *_seconds(day), *_sections(day), *_briefs(day))


def _lead(day: date) -> Pick:
    others = (
        article("La ville qui a ouvert ses quais à la crue", "La Lettre des rives", language="fr", day=day),
        article("What the polder really held on Saturday night", "Weir & Lock", day=day),
        article("Stadt ohne Damm: ein Modell für den Oberlauf?", "Pegelbote", language="de", day=day),
        article("Nine hours of high water, hour by hour", "Sluice", day=day, gated=True),
        article("The meadow took the flood", "The Quay", day=day),
        article("Une nuit sans sacs de sable", "Terre & Eaux", language="fr", day=day),
    )
    sharers = (
        Sharer(
            "A lock keeper",
            "@lock@social.example",
            "https://social.example/@lock/1",
            "Plotted the log. The forty minutes are real, but look at gauge 3 before you celebrate.",
        ),
        Sharer(
            "The pump crew", "@pumps.example", "https://posts.example/pumps/2", "Slowness, paid by the cubic metre."
        ),
        Sharer(
            "Une riveraine",
            "@riveraine@social.example",
            "https://social.example/@riveraine/3",
            "Un tiers des caves est oublié. Ce n’est pas un détail.",
        ),
    )
    lead = article(
        "A city let its river in on purpose, and the cellars stayed dry",
        day=day,
        words=1400,
        author="Staff reporter",
        sharers=sharers,
        links=("https://waterboard.example/2026/gauge-log.pdf",),
    )
    return pick(
        lead.title,
        lead,
        *others,
        slot=Slot.LEAD,
        section="Rivers",
        slug="river-let-in",
        extract="The sluices were opened at 08:12; by evening the lower park held what would have filled the cellars.",
        insight="Read the **gauge log**, not the press release. The park took the crest in **40 minutes**, the number "
        "every flood plan under revision this winter will be argued around. The catch is on page 11: the old "
        "pumps had to be run by hand.",
        additions=("quotes", "figures: 11 km, 40 h", "names: Pegelamt", "figures", "same", ""),
    )


def _seconds(day: date) -> tuple[Pick, ...]:
    preprint = article(
        "Willow roots hold 91% of a bank after 60 floods, preprint claims", "Open Basin Archive", day=day
    )
    return (
        pick(
            "Regulator proposes to pay farms by the cubic metre held back",
            article("Regulator proposes to pay farms by the cubic metre held back", "Weir & Lock", day=day),
            article("Holding back has a price", "Lowland Post", day=day),
            article("Payer l’eau retenue", "La Lettre des rives", language="fr", day=day),
            slot=Slot.SECOND,
            section="Rules",
            insight="A market for slowness rather than concrete. Annex C decides who can bid.",
        ),
        pick(
            "Old gravel pits get through their first winter as reservoirs",
            article(
                "Les anciennes gravières passent leur premier hiver",
                "La Lettre des rives",
                language="fr",
                day=day,
            ),
            article("Quatre bassins, un hiver", "Terre & Eaux", language="fr", day=day),
            slot=Slot.SECOND,
            section="Rain",
            extract="Four pits, 1,100 readings and one honest table of failures.",
            extract_by="editor",
        ),
        pick(
            preprint.title,
            preprint,
            slot=Slot.SECOND,
            section="Research",
            verdict=verdict("willow banks", score=0.71, section="Research", flags=("preprint",)),
            insight="Not reviewed yet, three rivers only, but the raw gauge data is there to check.",
        ),
    )


def _sections(day: date) -> tuple[Pick, ...]:
    def one(section: str, title: str, outlet: str, language: str = "en", **more: object) -> Pick:
        turn = int(short_hash(title)[:6], 16)
        told = article(
            title, outlet, language=language, day=day, hour=5 + turn % 5, minute=turn % 60, words=400 + turn % 1100
        )
        return pick(title, told, section=section, **more)

    return (
        one(
            "Rain",
            "City signs for 200 rain gardens, delivery in 2029",
            "Sluice",
            extract="The price stays secret; the fine for each late square metre does not.",
        ),
        one("Rain", "Rain tanks move into dairies", "The Quay"),
        one("Rain", "Un toit, deux citernes et beaucoup de patience", "Terre & Eaux", "fr"),
        one(
            "Rules",
            "Building permits: show where the rain goes — from January",
            "Weir & Lock",
            extract="Nine hundred projects must name their soakaway by the 15th.",
        ),
        one("Rules", "Taxe sur le béton : le décret, ligne à ligne", "La Lettre des rives", "fr"),
        one("Rules", "Court sides with village in pumping station case", "The Quay"),
        one(
            "Money",
            "500 dry hours: who is paid to leave the tap closed?",
            "Pegelbote",
            extract="A table by town, and two surprising names at the top of it.",
        ),
        one("Money", "Sandbag prices climb back above their spring peak", "Lowland Post"),
        one("Money", "A hedge for wet weeks", "Sluice"),
    )


def _briefs(day: date) -> tuple[Pick, ...]:
    titles = (
        ("Dredger leaves port two days early", "Lowland Post", "en"),
        ("Regentonnen: drittes Quartal in Folge mit Plus", "Pegelbote", "de"),
        ("Des mares contre le gel dans les vignes", "Terre & Eaux", "fr"),
        ("Open-source gauge firmware gets its first audit", "Sluice", "en"),
        ("Lock gate lead times fall below two years", "Weir & Lock", "en"),
        ("Ferries go electric, one at a time", "The Quay", "en"),
    )
    return tuple(
        pick(title, article(title, outlet, language=language, day=day, hour=5 + place), slot=Slot.BRIEF, section="")
        for place, (title, outlet, language) in enumerate(titles)
    )


def small_edition(day: date, number: int, count: int) -> Edition:
    """Return an edition of `count` plain stories, the first with a note."""
    picks = []
    for place in range(count):
        section = SECTIONS[place % len(SECTIONS)]
        title = f"{section} story {place + 1} of {day.isoformat()}: what the gauge measured"
        slot = Slot.LEAD if place == 0 else Slot.SECOND if place < 4 and count > 2 else Slot.SECTION
        insight = "Worth the **time**: the annex has the figures." if place == 0 else ""
        told = article(title, ("Weir & Lock", "Lowland Post", "Sluice")[place % 3], day=day)
        extract = "One plain sentence of what happened, quoted from the article."
        picks.append(
            pick(title, told, slot=slot, section=section, insight=insight, extract=extract, slug=f"story-{place + 1}")
        )
    return edition(tuple(picks), day, number)


def sample_editions(days: int = 14) -> tuple[Edition, ...]:
    """Return a fortnight of small editions and the full one on Sunday."""
    earlier = [
        small_edition(SUNDAY - timedelta(days=back), 412 - back, 6 + back % 5)
        for back in range(days - 1, 0, -1)
        if back != 5
    ]
    return (*earlier, sample_edition())


def sources() -> tuple[Source, ...]:
    """Return some sources in folders."""
    rows = (
        ("Lowland Post", "News", "en"),
        ("Weir & Lock", "News", "en"),
        ("La Lettre des rives", "News/French", "fr"),
        ("Pegelbote", "News", "de"),
        ("Open Basin Archive", "Research", "en"),
    )
    return tuple(
        Source(
            short_hash(name),
            f"https://{short_hash(name)[:6]}.example/feed.xml",
            name,
            site=f"https://{short_hash(name)[:6]}.example/",
            folder=folder,
            language=language,
        )
        for name, folder, language in rows
    )


def states() -> dict[str, SourceState]:
    """Return states of those sources."""
    return {source.id: SourceState(source.id, changed=NOW - timedelta(days=1)) for source in sources()}


def paper(
    editions: tuple[Edition, ...] | None = None,
    settings: Config | None = None,
    *,
    notes: Notes | None = None,
    **more: object,
) -> Paper:
    """Return the whole of a sample journal."""
    made = Paper(
        settings or config(),
        Loaded(sample_editions() if editions is None else editions),
        NOW,
        sources(),
        states(),
        notes or Notes(),
    )
    return replace(made, **more)  # type: ignore[arg-type]
