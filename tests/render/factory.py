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
WORDS = "The operator published its log and the regulator asked for more of it in public. "

SECTIONS = ("Grid", "Storage", "Policy", "Markets", "Research")
FRENCH_SECTIONS = ("Réseau", "Stockage", "Règles", "Marchés", "Recherche")


def config(folder: Path = Path("/journal"), language: str = "en", base_url: str = "", **journal: object) -> Config:
    """Return the settings of a journal on electricity, in English or French."""
    names = FRENCH_SECTIONS if language == "fr" else SECTIONS
    english = Journal(
        title="Le Courant",
        language=language,
        tagline="What moved in electricity, storage and the grid",
        editor="Inès Marchand",
        contact="ines@courant.example",
        base_url=base_url,
        timezone="Europe/Paris",
        rights="CC BY 4.0",
        profiles=("https://social.example/@ines",),
        fediverse="@ines@social.example",
    )
    french = replace(english, tagline="Ce qui a bougé dans l’électricité, le stockage et le réseau")
    theme = Theme(
        "electricity",
        "Électricité" if language == "fr" else "Electricity",
        "Grids, storage and who pays for them.",
        sections=tuple(Section(name) for name in names),
    )
    made = Config(
        folder,
        replace(french if language == "fr" else english, **journal),  # type: ignore[arg-type]
        letter=Letter(sender="Le Courant <letter@courant.example>"),
        themes=(theme,),
    )
    return replace(made, paths=replace(made.paths, templates=folder / "templates", site=folder / "site"))


def article(
    title: str,
    outlet: str = "Northern Wire",
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
    return Verdict("electricity", score, 0.5, Decision.KEEP, tuple(reasons), section, flags)


def pick(
    title: str,
    *articles: Article,
    slot: Slot = Slot.SECTION,
    section: str = "Grid",
    slug: str = "",
    **more: object,
) -> Pick:
    """Return a pick of these articles (one of the same title by default)."""
    told = articles or (article(title),)
    story = Story(short_hash(told[0].id), told)
    made = Pick(
        story=story,
        verdict=verdict("grid-forming inverters", "system strength", section=section),
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
    "A quiet Sunday with one loud fact: an island ran nine hours on batteries alone, and published the log. "
    "The rest of the page is about who will be paid when that becomes ordinary."
)


def _sample_picks(day: date) -> tuple[Pick, ...]:
    return (_lead(day), *_seconds(day), *_sections(day), *_briefs(day))


def _lead(day: date) -> Pick:
    others = (
        article("L’île qui a éteint ses groupes électrogènes", "La Gazette du réseau", language="fr", day=day),
        article("What grid-forming really did on Saturday night", "Grid Weekly", day=day),
        article("Insel ohne Turbinen: ein Modell für die Küste?", "Energiekurier", language="de", day=day),
        article("Nine hours, explained in one chart", "Volt & Watt", day=day, gated=True),
        article("Batteries held the island", "The Harbour Post", day=day),
        article("A night without diesel", "Terre & Volts", language="fr", day=day),
    )
    sharers = (
        Sharer(
            "Amina Okafor",
            "@amina@social.example",
            "https://social.example/@amina/1",
            "Plotted the log. The 90 ms response is real, but look at the dip on feeder 3 before you celebrate.",
        ),
        Sharer("Joris Vandael", "@joris.example", "https://posts.example/joris/2", "Inertia, paid by the millisecond."),
        Sharer(
            "Lucie Ferrand",
            "@lucie@social.example",
            "https://social.example/@lucie/3",
            "Un tiers des logements est oublié. Ce n’est pas un détail.",
        ),
    )
    lead = article(
        "An island grid ran nine hours without a single turbine turning",
        day=day,
        words=1400,
        author="Dana Reyes",
        sharers=sharers,
    )
    return pick(
        lead.title,
        lead,
        *others,
        slot=Slot.LEAD,
        section="Grid",
        slug="island-nine-hours",
        extract="Port-Claire switched off its last diesel set at 08:12 and let batteries hold the frequency.",
        insight="Read the **frequency log**, not the press release. The batteries swallowed a 14 MW trip in 90 ms, the "
        "number every connection code under revision this winter will be argued around. The catch is on page 11: the "
        "protection relays had to be re-tuned by hand.",
        additions=("quotes", "figures: 14 MW, 90 ms", "names: Küstennetz", "figures", "same", ""),
    )


def _seconds(day: date) -> tuple[Pick, ...]:
    preprint = article(
        "Sodium-ion cells keep 91% of capacity after 6,000 cycles, preprint claims", "Open Cell Archive", day=day
    )
    return (
        pick(
            "Regulator proposes to pay for inertia by the millisecond",
            article("Regulator proposes to pay for inertia by the millisecond", "Grid Weekly", day=day),
            article("Inertia has a price", "Northern Wire", day=day),
            article("Payer l’inertie", "La Gazette du réseau", language="fr", day=day),
            slot=Slot.SECOND,
            section="Policy",
            insight="A market for speed rather than megawatts. Read Annex C: the metering clause decides who can bid.",
        ),
        pick(
            "Second-life batteries get through their first winter",
            article(
                "Les batteries de seconde vie passent leur premier hiver",
                "La Gazette du réseau",
                language="fr",
                day=day,
            ),
            article("Quatre dépôts, un hiver", "Terre & Volts", language="fr", day=day),
            slot=Slot.SECOND,
            section="Storage",
            extract="Four depots, 1,100 retired bus packs and one honest table of failures.",
            extract_by="editor",
        ),
        pick(
            preprint.title,
            preprint,
            slot=Slot.SECOND,
            section="Research",
            verdict=verdict("sodium-ion", score=0.71, section="Research", flags=("preprint",)),
            insight="Not reviewed yet, three cells only, but the raw cycling data is there to check.",
        ),
    )


def _sections(day: date) -> tuple[Pick, ...]:
    def one(section: str, title: str, outlet: str, language: str = "en", **more: object) -> Pick:
        return pick(title, article(title, outlet, language=language, day=day), section=section, **more)

    return (
        one(
            "Storage",
            "Utility signs for 2 GWh of iron-air, delivery in 2029",
            "Volt & Watt",
            extract="The price is not disclosed; the penalty for late delivery is.",
        ),
        one("Storage", "Heat batteries move into dairies", "The Harbour Post"),
        one("Storage", "Un barrage, deux lacs et beaucoup de patience", "Terre & Volts", "fr"),
        one(
            "Policy",
            "Connection queue: first ready, first served — from January",
            "Grid Weekly",
            extract="Nine hundred projects must prove they own their land by the 15th.",
        ),
        one("Policy", "Tarifs dynamiques : le décret, ligne à ligne", "La Gazette du réseau", "fr"),
        one("Policy", "Court sides with village in substation noise case", "The Harbour Post"),
        one(
            "Markets",
            "500 hours of negative prices: who is paid to switch off?",
            "Energiekurier",
            extract="A table by plant, and two surprising names at the top of it.",
        ),
        one("Markets", "Copper climbs back above its spring peak", "Northern Wire"),
        one("Markets", "A hedge for cloudy weeks", "Volt & Watt"),
    )


def _briefs(day: date) -> tuple[Pick, ...]:
    titles = (
        ("Subsea cable repair ship leaves port two days early", "Northern Wire", "en"),
        ("Wärmepumpen: drittes Quartal in Folge mit Plus", "Energiekurier", "de"),
        ("Des panneaux contre le gel dans les vignes", "Terre & Volts", "fr"),
        ("Open-source relay firmware gets its first audit", "Volt & Watt", "en"),
        ("Transformer lead times fall below two years", "Grid Weekly", "en"),
        ("Port cranes go electric, one at a time", "The Harbour Post", "en"),
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
        title = f"{section} story {place + 1} of {day.isoformat()}: what the operator measured"
        slot = Slot.LEAD if place == 0 else Slot.SECOND if place < 4 and count > 2 else Slot.SECTION
        insight = "Worth the **time**: the annex has the figures." if place == 0 else ""
        told = article(title, ("Grid Weekly", "Northern Wire", "Volt & Watt")[place % 3], day=day)
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
        ("Northern Wire", "News", "en"),
        ("Grid Weekly", "News", "en"),
        ("La Gazette du réseau", "News/French", "fr"),
        ("Energiekurier", "News", "de"),
        ("Open Cell Archive", "Research", "en"),
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
