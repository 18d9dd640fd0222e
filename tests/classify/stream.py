"""A small stream of news in English and French, put together from sentences; the same each time."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta

from curator.model import Article, Phrase, Theme

START = datetime(2026, 10, 1, tzinfo=UTC)
A_DAY = 20

SENTENCES = {
    "tide": """
        The tidal turbine in the strait fed its first power to the island grid.
        Engineers lowered a turbine of two megawatts to the sea bed.
        Tidal power costs more than wind, but the tide is never late.
        The harbour lagoon would drive sixteen turbines at every tide.
        A marine energy firm moored its floating turbine off the cape.
        Currents in the firth are strong enough for tidal stream energy.
        The grid operator signed for power from the tidal barrage.
        Blades of the underwater turbine were cleaned of weed by divers.
    """,
    "football": """
        The striker scored twice before the break and the crowd sang.
        The coach rested his goalkeeper for the cup match on Sunday.
        A late penalty gave the visitors a draw in the league.
        The club sold its midfielder to a rival for a record fee.
        Supporters filled the stadium for the derby.
        The referee sent the captain off after a foul.
    """,
    "money": """
        The bank raised its rate by a quarter of a point.
        Shares fell after the retailer warned of lower profits.
        Inflation slowed for the third month in a row.
        The minister promised a budget without new taxes.
        Investors bought bonds and sold the currency.
        The company will close two of its factories.
    """,
    "kitchen": """
        Let the dough rest overnight before you bake the bread.
        The chef serves leeks with brown butter and lemon.
        A good broth needs bones, time and little salt.
        Plums are late this year, jam makers say.
        The bakery won a prize for its rye loaf.
        Roast the pumpkin with garlic and thyme.
    """,
    "marées": """
        L'hydrolienne du détroit a livré ses premiers kilowattheures à l'île.
        Des ingénieurs ont posé des hydroliennes au fond de la mer.
        L'énergie marémotrice coûte cher, mais la marée est toujours à l'heure.
        Les courants du raz suffisent à l'énergie des marées.
        Une usine marémotrice alimente le réseau depuis des décennies.
        La turbine sous-marine a été nettoyée par des plongeurs.
    """,
    "cuisine": """
        Laissez reposer la pâte une nuit avant de cuire le pain.
        Le chef sert des poireaux au beurre noisette.
        La boulangerie a reçu un prix pour sa miche de seigle.
        Les prunes sont tardives cette année, disent les confituriers.
        Un bon bouillon demande des os, du temps et peu de sel.
    """,
    "finances": """
        La banque a relevé son taux d'un quart de point.
        Le ministre promet un budget sans nouvel impôt.
        L'inflation ralentit pour le troisième mois de suite.
        Les actions ont reculé après l'annonce du distributeur.
        L'entreprise va fermer deux de ses usines de meubles.
    """,
}
FRENCH = ("marées", "cuisine", "finances")


def sentences(subject: str) -> list[str]:
    """Return what is said of a subject."""
    return [line.strip() for line in SENTENCES[subject].strip().splitlines()]


def article(id: str, title: str, text: str = "", language: str = "en", day: float = 0.0) -> Article:
    """Return an article of that day of the stream."""
    at = START + timedelta(days=day)
    return Article(id, f"https://paper.example/{id}", title, "Paper", text, language, at, at)


def about(subject: str, count: int, seed: int = 0, first_day: float = 0.0) -> list[Article]:
    """Return articles on a subject: a sentence as headline, three more as text."""
    chance = random.Random(f"{subject} {seed}")
    language = "fr" if subject in FRENCH else "en"
    found = []
    for number in range(count):
        title, *text = chance.sample(sentences(subject), 4)
        id = f"{subject}-{seed}-{number}".replace("é", "e")
        found.append(article(id, title.rstrip("."), " ".join(text), language, first_day + number / A_DAY))
    return found


def stream(*subjects: str, each: int = 30, rare: str = "tide", of_rare: int = 6) -> list[Article]:
    """Return an archive: many articles of the subjects, a few of the rare one."""
    usual = [one for subject in subjects for one in about(subject, each)]
    return [*usual, *about(rare, of_rare)]


ENGLISH = tuple(stream("football", "money", "kitchen"))

TIDE = Theme(
    name="tide",
    title="Tidal power",
    description="Electricity from tides and currents.",
    phrases=(Phrase("tidal"), Phrase("turbine"), Phrase("marine energy"), Phrase("barrage")),
    languages=("en",),
)
