"""Editions for the tests of letters, posts and kits: invented outlets, no store, no network."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from curator.config.settings import Config, Journal, Letter
from curator.model import Article, Decision, Edition, Pick, Reason, Slot, Status, Story, Verdict, short_hash

NOW = datetime(2026, 11, 23, 6, 30, tzinfo=UTC)
DAY = date(2026, 11, 22)


def article(title: str, outlet: str, language: str = "en", words: int = 900, hour: int = 9) -> Article:
    host = outlet.lower().replace(" ", "").replace("é", "e").replace("&", "")
    address = f"https://{host}.example/2026/11/{short_hash(title)[:8]}"
    published = datetime(2026, 11, 22, hour, 10, tzinfo=UTC)
    return Article(
        id=short_hash(address),
        address=address,
        title=title,
        outlet=outlet,
        text="word " * words,
        language=language,
        published=published,
        first_seen=published + timedelta(minutes=5),
        read_in_full=words > 0,
    )


def pick(*articles: Article, slot: Slot = Slot.SECTION, section: str = "", **shown: str) -> Pick:
    story = Story(short_hash(articles[0].id), articles)
    verdict = Verdict("energy", 0.8, 0.5, Decision.KEEP, (Reason("base", "", 0.8),), section)
    made = Pick(
        story, verdict, slot, section, shown.pop("title", articles[0].title), slug=short_hash(articles[0].title)
    )
    return replace(made, **shown)  # type: ignore[arg-type]


def english_edition() -> Edition:
    gazette = article("Les batteries de seconde vie passent leur premier hiver", "La Gazette du réseau", "fr", 1800, 7)
    picks = (
        pick(
            article("An island grid ran nine hours without a single turbine turning", "Northern Wire", words=1300),
            article("L'île qui a éteint son diesel", "La Gazette du réseau", "fr"),
            article("What grid-forming did on Saturday night", "Grid Weekly"),
            article("Insel ohne Turbinen", "Energiekurier", "de"),
            article("Nine hours, explained in one chart", "Volt & Watt"),
            article("Island without turbines", "The Harbour Post"),
            slot=Slot.LEAD,
            section="Grid",
            extract="Port-Claire switched off its last diesel set at 08:12 and let grid-forming batteries hold the"
            " frequency. The log it published is more interesting than the record.",
            insight="Read the frequency log, not the press release. The batteries swallowed a 14 MW trip in 90 ms — the"
            " number every connection code under revision this winter will be argued around. The catch is on"
            " [page 11](https://northernwire.example/log.pdf): the protection relays had to be re-tuned by hand.",
        ),
        pick(
            article("Regulator proposes to pay for inertia by the millisecond", "Grid Weekly", hour=8),
            article("Inertia gets a price", "Northern Wire"),
            slot=Slot.SECOND,
            section="Policy",
            insight="A market for speed rather than megawatts. Aggregators should read **Annex C** twice: the metering"
            " clause decides who can bid.",
        ),
        pick(
            gazette,
            slot=Slot.SECOND,
            section="Storage",
            title="Second-life batteries get through their first winter",
            extract="Four depots, 1,100 retired bus packs and one honest table of failures.",
            extract_by="editor",
        ),
        *(
            pick(article(title, outlet, words=words), section=section)
            for section, title, outlet, words in (
                ("Storage", "Utility signs for 2 GWh of iron-air, delivery in 2029", "Volt & Watt", 700),
                ("Storage", "Heat batteries move into dairies", "The Harbour Post", 1150),
                ("Policy", "Connection queue: first ready, first served — from January", "Grid Weekly", 900),
                ("Policy", "Court sides with village in substation noise case", "The Harbour Post", 700),
                ("Markets", "500 hours of negative prices: who is paid to switch off?", "Energiekurier", 1400),
            )
        ),
        *(
            pick(article(title, outlet, words=0), slot=Slot.BRIEF)
            for title, outlet in (
                ("Subsea cable repair ship leaves port two days early", "Northern Wire"),
                ("Open-source relay firmware gets its first audit", "Volt & Watt"),
                ("Port cranes go electric, one at a time", "The Harbour Post"),
            )
        ),
    )
    return Edition(
        slug="2026-11-22",
        day=DAY,
        number=412,
        picks=picks,
        made=NOW,
        opening="A quiet Sunday with one loud fact: an island ran nine hours on batteries alone, and published the log."
        " The rest of the page is about who will be paid when that becomes ordinary.",
        read=214,
        sources=63,
        status=Status.APPROVED,
    )


def french_edition() -> Edition:
    picks = (
        pick(
            article("Une île a tenu neuf heures sans qu'une seule turbine ne tourne", "La Gazette du réseau", "fr"),
            article("An island ran nine hours without a turbine", "Northern Wire"),
            slot=Slot.LEAD,
            section="Réseau",
            extract="Port-Claire a coupé son dernier diesel à 8 h 12 et laissé des batteries tenir la fréquence.",
            insight="Lisez le relevé de fréquence, pas le communiqué : une perte de 14 MW encaissée en 90 ms. Le hic"
            " est en page 11, où les protections sont réglées à la main !",
        ),
        pick(
            article("Sodium-ion cells keep 91% after 6,000 cycles", "Open Cell Archive"),
            slot=Slot.SECOND,
            section="Recherche",
            title="Sodium-ion : 91 % de capacité après 6 000 cycles",
            insight="Pas encore relu, trois cellules seulement, mais les données brutes sont là pour vérifier.",
        ),
        pick(
            article("Tarifs dynamiques : le décret, ligne à ligne", "La Gazette du réseau", "fr"), section="Politique"
        ),
        pick(article("Le cuivre repasse son sommet du printemps", "Terre & Volts", "fr"), section="Marchés"),
        pick(article("Bruit d'un poste électrique : le tribunal tranche", "Terre & Volts", "fr", 0), slot=Slot.BRIEF),
    )
    edition = english_edition()
    opening = "Un dimanche calme et un fait qui ne l'est pas : une île a tenu neuf heures sur ses seules batteries."
    return replace(edition, picks=picks, opening=opening)


def weekly_edition() -> Edition:
    return replace(english_edition(), slug="2026-w47", number=58)


def config(language: str = "en", folder: Path = Path("journal"), **letter: object) -> Config:
    taglines = {"en": "What moved in electricity, storage and the grid", "fr": "Ce qui bouge dans l'électricité"}
    journal = Journal(
        title="Le Courant",
        language=language,
        tagline=taglines[language],
        editor="Inès Marchand",
        base_url="https://lecourant.example",
        timezone="Europe/Paris",
        rights="CC BY 4.0",
    )
    settings: dict[str, object] = {
        "sender": "Inès Marchand · Le Courant <ines@lecourant.example>",
        "unsubscribe": "https://lecourant.example/u/{token}",
        "postal_address": "12 quai des Brumes, 00000 Port-Claire",
    }
    return Config(folder, journal, letter=Letter(**(settings | letter)))  # type: ignore[arg-type]
