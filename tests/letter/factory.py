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
    gazette = article("Les anciennes gravières passent leur premier hiver", "La Lettre des rives", "fr", 1800, 7)
    picks = (
        pick(
            article("A city let its river in on purpose, and the cellars stayed dry", "Lowland Post", words=1300),
            article("La ville qui n'a plus de sacs de sable", "La Lettre des rives", "fr"),
            article("What the polder held on Saturday night", "Weir & Lock"),
            article("Stadt ohne Damm", "Pegelbote", "de"),
            article("Nine hours of high water, hour by hour", "Sluice"),
            article("A city without a dam", "The Quay"),
            slot=Slot.LEAD,
            section="Rivers",
            extract="The sluices were opened at 08:12; by evening the lower park held what would have filled the"
            " cellars. The gauge log is more interesting than the pictures.",
            insight="Read the gauge log, not the press release. The park took the crest in 40 minutes — the"
            " number every flood plan under revision this winter will be argued around. The catch is on"
            " [page 11](https://lowlandpost.example/log.pdf): the old pumps had to be run by hand.",
        ),
        pick(
            article("Regulator proposes to pay farms by the cubic metre held back", "Weir & Lock", hour=8),
            article("Holding back gets a price", "Lowland Post"),
            slot=Slot.SECOND,
            section="Rules",
            insight="A market for slowness rather than concrete. Farmers should read **Annex C** twice: the metering"
            " clause decides who can bid.",
        ),
        pick(
            gazette,
            slot=Slot.SECOND,
            section="Rain",
            title="Old gravel pits get through their first winter as reservoirs",
            extract="Four pits, 1,100 readings and one honest table of failures.",
            extract_by="editor",
        ),
        *(
            pick(article(title, outlet, words=words), section=section)
            for section, title, outlet, words in (
                ("Rain", "City signs for 200 rain gardens, delivery in 2029", "Sluice", 700),
                ("Rain", "Rain tanks move into dairies", "The Quay", 1150),
                ("Rules", "Building permits: show where the rain goes — from January", "Weir & Lock", 900),
                ("Rules", "Court sides with village in pumping station case", "The Quay", 700),
                ("Money", "500 dry hours: who is paid to leave the tap closed?", "Pegelbote", 1400),
            )
        ),
        *(
            pick(article(title, outlet, words=0), slot=Slot.BRIEF)
            for title, outlet in (
                ("Dredger leaves port two days early", "Lowland Post"),
                ("Open-source gauge firmware gets its first audit", "Sluice"),
                ("Ferries go electric, one at a time", "The Quay"),
            )
        ),
    )
    return Edition(
        slug="2026-11-22",
        day=DAY,
        number=412,
        picks=picks,
        made=NOW,
        opening="A wet Sunday with one loud fact: a city opened its own sluices, kept its cellars dry, and told how."
        " The rest of the page is about who pays for the meadow when that becomes ordinary.",
        read=214,
        sources=63,
        status=Status.APPROVED,
    )


def french_edition() -> Edition:
    picks = (
        pick(
            article("Une ville laisse entrer sa rivière, et ses caves restent sèches", "La Lettre des rives", "fr"),
            article("A city let its river in", "Lowland Post"),
            slot=Slot.LEAD,
            section="Fleuves",
            extract="Les vannes se sont ouvertes à 8 h 12 ; le soir, le parc retenait ce qui aurait noyé les caves.",
            insight="Lisez le relevé, pas le communiqué : la pointe de crue absorbée en 40 minutes. Le hic"
            " est en page 11, où les pompes sont menées à la main !",
        ),
        pick(
            article("Willow roots hold 91% after 6,000 hours", "Open Basin Archive"),
            slot=Slot.SECOND,
            section="Recherche",
            title="Saules : 91 % de la berge tient après 6 000 heures",
            insight="Pas encore relu, trois rivières seulement, mais les données brutes sont là pour vérifier.",
        ),
        pick(article("Taxe sur le béton : le décret, ligne à ligne", "La Lettre des rives", "fr"), section="Règles"),
        pick(article("Le sable repasse son sommet du printemps", "Terre & Eaux", "fr"), section="Budgets"),
        pick(article("Bruit d'une station de pompage : le tribunal tranche", "Terre & Eaux", "fr", 0), slot=Slot.BRIEF),
    )
    edition = english_edition()
    opening = "Un dimanche de pluie et un fait rare : une ville a ouvert ses vannes, et ses caves sont sèches."
    return replace(edition, picks=picks, opening=opening)


def weekly_edition() -> Edition:
    return replace(english_edition(), slug="2026-w47", number=58)


def config(language: str = "en", folder: Path = Path("journal"), **letter: object) -> Config:
    taglines = {"en": "Rivers, rain and the cities between them", "fr": "Ce qui coule entre les villes"}
    journal = Journal(
        title="Confluence",
        language=language,
        tagline=taglines[language],
        editor="Ada Reader",
        base_url="https://confluence.example",
        timezone="Europe/Paris",
        rights="CC BY 4.0",
    )
    settings: dict[str, object] = {
        "sender": "Ada Reader · Confluence <ada@confluence.example>",
        "unsubscribe": "https://confluence.example/u/{token}",
        "postal_address": "12 quai de l'Exemple, 00000 Confluence",
    }
    return Config(folder, journal, letter=Letter(**(settings | letter)))  # type: ignore[arg-type]
