"""Named findings about an article, each with the words that show it, in English and French."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import regex

from curator.model import Article, Verdict
from curator.text import sentences

PROMO = "promo"
PRESS_RELEASE = "press-release"
LISTICLE = "listicle"
GATED = "gated"
NEAR_MISS = "near-miss"

NEAR = 0.1
"""A score this close under the threshold is a near miss."""


@dataclass(frozen=True, slots=True)
class Flag:
    """One finding and its evidence."""

    name: str
    evidence: str
    """Words from the article, or its host; "" where the article as a whole is meant."""


def _pattern(*parts: str) -> regex.Pattern[str]:
    return regex.compile("|".join(f"(?:{part})" for part in parts), regex.IGNORECASE)


_PAID = _pattern(
    r"\bsponsored (?:content|post|article)\b",
    r"(?:^|\n|\b(?:post|article|story|review|guide|page|section|newsletter) (?:is |was )?)sponsored by\b",
    r"\bpaid (?:content|partnership|post)\b",
    r"\badvertorial\b",
    r"\bin partnership with our sponsor",
    r"\b(?:earn|receive)s? (?:an? |a small )?(?:affiliate )?commissions?\b",
    r"\baffiliate links?\b",
    r"\bpubli-?r[ée]dactionnel\b",
    r"\bcontenu (?:sponsoris[ée]|partenaire|de marque)\b",
    r"\barticle sponsoris[ée]\b",
    r"\bliens? (?:sont )?(?:affili[ée]s?|r[ée]mun[ée]r[ée]s?)\b",
    r"\barticle r[ée]alis[ée] en partenariat avec\b",
    r"\bcollaboration commerciale\b",
)
"""One is enough: the page says itself that it is paid for."""

_SELLING = _pattern(
    r"\b\d{1,2}\s?% off\b",
    r"\b(?:best|early|top) (?:\w+ ){0,3}deals?\b",
    r"\b(?:promo|discount|coupon) codes?\b",
    r"\bblack friday\b",
    r"\bprime day\b",
    r"\b(?:buy|order|shop) (?:it )?now\b",
    r"\blimited[- ]time offer\b",
    r"\blowest price\b",
    r"\bsave (?:up to )?[$£€]\s?\d+",
    r"\bfree trial\b",
    r"\bsign up (?:now|today)\b",
    r"\bregister (?:now|today)\b",
    r"\bearly[- ]bird (?:tickets?|prices?)\b",
    r"\bcodes? promo\b",
    r"\bbons? plans?\b",
    r"\ben promo(?:tion)?\b",
    r"-\s?\d{1,2}\s?%",
    r"\bprix cass[ée]s?\b",
    r"\bmeilleur prix\b",
    r"\boffre (?:limit[ée]e|exceptionnelle|de lancement)\b",
    r"\bprofitez[- ]en\b",
    r"\b[ée]conomisez\b",
    r"\bsoldes\b",
    r"\b(?:inscrivez|abonnez)-vous (?:d[èe]s )?maintenant\b",
)
"""One in the title, or two different ones in the text."""

_RELEASE = _pattern(
    r"\bfor immediate release\b",
    r"\bforward-looking statements?\b",
    r"/\s?PR ?Newswire\s?/",
    r"\((?:BUSINESS WIRE|GLOBE NEWSWIRE|ACCESSWIRE|EIN Presswire)\)",
    r"\bmedia (?:contacts?|inquiries|enquiries)\s*:",
    r"\bpress contacts?\s*:",
    r"\bnotes to editors\b",
    r"^\W*press release\b",
    r"\bthis press release\b",
    r"\bpress release\s*[:–—|]",
    r"^\s*communiqu[ée] de presse\b",
    r"\bpour diffusion imm[ée]diate\b",
    r"\bcontacts? (?:de )?presse\s*:",
    r"\bd[ée]clarations? prospectives?\b",
)
_WIRES = frozenset(
    {
        "accesswire.com",
        "businesswire.com",
        "einpresswire.com",
        "globenewswire.com",
        "newswire.ca",
        "newswire.com",
        "openpr.com",
        "presseagence.fr",
        "presseportal.de",
        "prlog.org",
        "prnewswire.co.uk",
        "prnewswire.com",
        "prweb.com",
    }
)
_THINGS = (
    r"(?:ways|things|reasons|tips|tricks|facts|lessons|ideas|tools|apps|books|films|movies|gadgets|products|places|"
    r"mistakes|signs|steps|habits|hacks|gifts|examples|trends|questions|secrets|myths|recipes|takeaways|quotes|"
    r"raisons|fa[çc]ons|astuces|conseils|choses|id[ée]es|outils|livres|le[çc]ons|erreurs|signes|[ée]tapes|habitudes|"
    r"cadeaux|exemples|tendances|secrets|mythes|recettes|lieux|applications|produits|gestes|bonnes pratiques|"
    r"mani[èe]res|moyens|cl[ée]s)"
)
_COUNT = r"(?:\d{1,3}|three|four|five|six|seven|eight|nine|ten|trois|quatre|cinq|six|sept|huit|neuf|dix)"
_LISTICLE = _pattern(
    rf"^(?:the |les |nos |our |my |these |ces |voici )?{_COUNT} (?:[\p{{L}}'’-]+ ){{0,3}}{_THINGS}\b",
    r"^(?:the |les |our |nos )?top[- ]\d{1,3}\b",
    rf"^(?:the |les |our |nos )?{_COUNT} (?:best|worst|greatest|most|meilleure?s|pires|plus (?:beaux|belles))\b",
    r"^(?:the |les |our |nos )(?:best|meilleure?s) (?:[\p{L}'’-]+ ){1,5}"
    r"(?:of|for|in|to buy|de|pour|en) (?:20\d\d|under)\b",
)


@lru_cache(maxsize=512)  # the desk asks again with every act
def find_flags(article: Article) -> tuple[Flag, ...]:
    """Return what speaks against taking `article` at its word: promo, press release, listicle, gated."""
    found = (_promo(article), _press_release(article), _listicle(article), _gated(article))
    return tuple(flag for flag in found if flag is not None)


def flag_names(article: Article, verdict: Verdict) -> tuple[str, ...]:
    """Return the verdict's flags and the article's, each once, and "near-miss" just under the threshold."""
    near = verdict.threshold - NEAR <= verdict.score < verdict.threshold
    found = (*verdict.flags, *(flag.name for flag in find_flags(article)), *((NEAR_MISS,) if near else ()))
    return tuple(dict.fromkeys(found))


def _evidence(text: str, match: regex.Match[str]) -> str:
    """Return the sentence that holds the match, or the words around it where that is long."""
    start, end = max(0, match.start() - 60), min(len(text), match.end() + 60)
    around = text[start:end]
    for sentence in sentences(around):
        if match.group().strip() in sentence:
            return sentence
    return " ".join(around.split())


def _promo(article: Article) -> Flag | None:
    text = f"{article.description}\n{article.text}" if article.description else article.text
    for place in (article.title, text):
        if paid := _PAID.search(place):
            return Flag(PROMO, _evidence(place, paid))
    if selling := _SELLING.search(article.title):
        return Flag(PROMO, article.title if len(article.title) < 160 else selling.group())
    hits = {match.group().casefold(): match for match in _SELLING.finditer(text)}
    return Flag(PROMO, _evidence(text, next(iter(hits.values())))) if len(hits) >= 2 else None


def _press_release(article: Article) -> Flag | None:
    parent = ".".join(article.host.split(".")[-2:])
    if article.host in _WIRES or parent in _WIRES:
        return Flag(PRESS_RELEASE, article.host)
    opening, ending = article.text[:600], article.text[-1500:]
    for place in (article.title, opening, ending):
        if match := _RELEASE.search(place):
            return Flag(PRESS_RELEASE, _evidence(place, match))
    return None


def _listicle(article: Article) -> Flag | None:
    return Flag(LISTICLE, article.title) if _LISTICLE.search(article.title.strip()) else None


def _gated(article: Article) -> Flag | None:
    return Flag(GATED, "") if article.gated else None
