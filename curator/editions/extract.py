"""What is quoted of an article: whole sentences of its own, the most central ones, never its furniture."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import regex

from curator.model import Article
from curator.text import fold, sentences, stem, stopwords, words

MOST_SENTENCES = 3
TITLE_WORDS_WEIGHT = 5.0
"""What a word of the title counts against another that is as frequent."""
EARLINESS = 1.0
"""Bonus of the first sentence; the second has half of it, the third a third."""
READ_SENTENCES = 80
"""Later sentences are not looked at: background, comments, other articles."""

_BOILERPLATE = regex.compile(
    "|".join(
        (
            r"\bcookies?\b.{0,80}\b(?:accept|consent|use|policy|settings|accept|utilis|param[èe]tr|consent)",
            r"\b(?:accept|consent|nous utilisons|we use)\b.{0,60}\bcookies?\b",
            r"^(?:read|see) (?:more|also|next|full)\b",
            r"^(?:à )?lire (?:aussi|[ée]galement|la suite|plus)\b",
            r"^(?:voir|[ée]couter) aussi\b",
            r"^(?:click|tap|cliquez) (?:here|on|to|ici|sur|pour)\b",
            r"\b(?:subscribe|sign up|abonnez-vous|inscrivez-vous|s'abonner)\b.{0,60}"
            r"(?:newsletter|channel|podcast|feed|updates|inbox|lettre|cha[îi]ne|infolettre|boîte)",
            r"\bnewsletters?\b.{0,40}\b(?:subscribe|sign up|inscri|abonn)",
            r"\breserved (?:for|to) subscribers\b|\br[ée]serv[ée]e? (?:à nos|aux) abonn[ée]s\b",
            r"\b(?:subscribe|abonnez-vous) (?:to|now|today|for|pour|d[èe]s|afin)\b",
            r"\ball rights reserved\b|\btous droits r[ée]serv[ée]s\b|^©|\bcopyright\s+(?:©|\d{4})",
            r"^(?:share|partager|tweet|print|imprimer|comments?|commentaires?)\b.{0,30}$",
            r"^(?:photo(?:graph)?|image|credit|cr[ée]dits?|picture|source|getty|afp|reuters|video|vid[ée]o)s?\s*[:©/]",
            r"\b(?:enable|activer|activez) javascript\b|\bjavascript (?:is )?(?:disabled|required)\b",
            r"\b(?:privacy policy|terms of (?:use|service))\b",
            r"\b(?:politique de confidentialit[ée]|conditions g[ée]n[ée]rales)\b",
            r"\b(?:follow|suivez)[- ](?:us|me|nous)\b",
            r"\bthe post .{0,200} (?:appeared first|first appeared) on\b|\best apparu en premier sur\b",
            r"^(?:by|par) [\p{Lu}][\p{L}'.-]+(?: [\p{Lu}][\p{L}'.-]+){1,3}$",
            r"^(?:published|updated|posted|last updated|publi[ée]|mis [àa] jour)\b.{0,60}\d",
            r"\b(?:log ?in|sign in|connectez-vous)\b.{0,40}\b(?:account|continue|read|compte|lire)\b",
            r"^(?:related|advertisement|publicit[ée]|sponsored)\b.{0,40}$",
        )
    ),
    regex.IGNORECASE,
)
_DANGLING = regex.compile(
    r"^(?:(?:he|she|they|it|this|that|these|those|but|and|so|however|also|then|still|yet|meanwhile|moreover|"
    r"such|there|here|his|her|their|its|instead|besides|otherwise|"
    r"il|elle|ils|elles|ce|cela|ça|cette|cet|ces|mais|et|donc|or|car|ainsi|aussi|puis|pourtant|cependant|"
    r"toutefois|en outre|de plus|par ailleurs|enfin|alors|celui|celle|ceux|son|sa|ses|leurs?|là)\b|[,;:)…])",
    regex.IGNORECASE,
)
_SENTENCE_END = regex.compile(r"[.!?…。！？][\"'»”’)\]]*$")


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence that may be quoted."""

    place: int
    text: str
    stems: tuple[str, ...]


def is_boilerplate(sentence: str) -> bool:
    """Return whether a sentence belongs to the page rather than to the article."""
    return _BOILERPLATE.search(sentence.strip()) is not None


def extract(text: str, title: str, language: str, most: int) -> str:
    """Return one to three whole sentences of `text`, in their order, at most `most` characters together.

    Sentences are ranked by their share of the text's central words (centroid
    summary: Radev et al. 2004), the title's words counting most; the next
    one is valued by what it adds. Where no sentence fits, the best is cut at a
    word and ends in "…". "" where nothing is left to quote.
    """
    candidates = quotable(text, title, language)
    if not candidates:
        return ""
    weights = _weights(candidates, title, language)
    fitting = [sentence for sentence in candidates if len(sentence.text) <= most]
    if not fitting:
        return cut(max(candidates, key=lambda s: (_worth(s, weights, frozenset()), -s.place)).text, most)
    chosen: list[Sentence] = []
    covered: frozenset[str] = frozenset()
    room = most
    while len(chosen) < MOST_SENTENCES:
        rest = [s for s in fitting if s not in chosen and len(s.text) <= room]
        if not rest:
            break
        best = max(rest, key=lambda s: (_worth(s, weights, covered), -s.place))
        if chosen and _worth(best, weights, covered) <= 0:
            break
        chosen.append(best)
        covered |= frozenset(best.stems)
        room -= len(best.text) + 1
    return " ".join(sentence.text for sentence in sorted(chosen, key=lambda s: s.place))


def quotable(text: str, title: str, language: str) -> list[Sentence]:
    """Return the sentences that may be quoted: whole, of some length, no boilerplate, not the title again."""
    stop = stopwords(language)
    head = fold(title).strip(" .!?…")
    found: list[Sentence] = []
    seen: set[str] = set()
    for place, sentence in enumerate(sentences(text, language)[:READ_SENTENCES]):
        folded = fold(sentence)
        if len(sentence) < 25 or folded in seen or is_boilerplate(sentence):
            continue
        if folded.strip(" .!?…") == head or not _SENTENCE_END.search(sentence):
            continue
        seen.add(folded)
        stems = tuple(
            stem(word, language)
            for word in words(sentence)
            if fold(word) not in stop and (len(word) > 1 or word.isdigit())
        )
        if len(stems) >= 3:
            found.append(Sentence(place, sentence, stems))
    return found


def _weights(candidates: Sequence[Sentence], title: str, language: str) -> dict[str, float]:
    """Return how central each stem is: in how many sentences it stands, early ones and the title's counting more."""
    counts: Counter[str] = Counter()
    for sentence in candidates:
        early = 1.0 + 1.0 / (1.0 + sentence.place)
        for one in set(sentence.stems):
            counts[one] += early  # type: ignore[assignment]
    stop = stopwords(language)
    head = {stem(word, language) for word in words(title) if fold(word) not in stop}
    return {
        one: math.log1p(count) ** 1.5 * (TITLE_WORDS_WEIGHT if one in head else 1.0) for one, count in counts.items()
    }


def _worth(sentence: Sentence, weights: dict[str, float], covered: frozenset[str]) -> float:
    fresh = set(sentence.stems) - covered
    worth: float = sum(weights[one] for one in fresh) / (len(sentence.stems) + 8) ** 0.8
    worth *= 1.0 + EARLINESS / (1.0 + sentence.place)
    if not covered and _DANGLING.match(sentence.text):
        worth *= 0.6  # leans on a sentence the reader will not see
    if sentence.text.endswith("?"):
        worth *= 0.7
    return worth


def cut(text: str, most: int) -> str:
    """Return `text` cut at a word so that it and its "…" have at most `most` characters."""
    if len(text) <= most:
        return text
    if most < 2:
        return "…"[:most]
    head = text[:most]
    whole = head.rsplit(None, 1)[0] if len(head.split()) > 1 else head[: most - 1]
    return whole[: most - 1].rstrip(" ,;:–—-([«“\"'") + "…"


def quote(article: Article, most: int) -> tuple[str, str]:
    """Return what a card says of `article` and whose words these are: "publisher" or "extracted".

    The publisher's own summary goes first where it is one; of a text that may
    need a subscription nothing else is quoted.
    """
    own = _publishers(article, most)
    if own:
        return own, "publisher"
    if article.gated or _is_a_sharers(article):
        return "", "extracted"
    return extract(article.text, article.title, article.language, most), "extracted"


def _is_a_sharers(article: Article) -> bool:
    """Return whether an article is known by the words of who passed it on alone: those are quoted as theirs."""
    return not article.read_in_full and any(article.text == sharer.words for sharer in article.sharers)


def _publishers(article: Article, most: int) -> str:
    description = " ".join(article.description.split())
    if len(description) < 40 or is_boilerplate(description):
        return ""
    if fold(description).strip(" .!?…") == fold(article.title).strip(" .!?…"):
        return ""
    # Cut off by a machine ("… [Read more]", "wor..."): the article's own sentences say it better.
    if regex.search(r"(?:\.\.\.|…|\[…\]|\[\.\.\.\])\W*$", description) and len(article.text) > 400:
        return ""
    if len(description) <= most:
        return description
    whole: list[str] = []
    for sentence in sentences(description, article.language):
        if len(" ".join([*whole, sentence])) > most or len(whole) == MOST_SENTENCES:
            break
        whole.append(sentence)
    return " ".join(whole)
