"""Stories: pair precision, recall and F1 on labelled news, wrong merges, the cross-language fixture, cost.

    python -m bench.quality_stories --real DIR [--json]
    ENCODER=universal python -m bench.quality_stories --real DIR [--json]

Reads `news/*stories*.jsonl.gz` (rows with `id`, `story`, and `title` or
`lines`). The constants of `curator.stories` were fixed on a development part:
French headlines whose story's SHA-256 is even, ECB+ topics with even numbers.
Figures named "test" are of the other part, those without a name of the whole.
The constants were not fitted to the test part, but its scores and wrong merges
were looked at while the method was built (names that part stories weigh more
since look-alike ECB+ topics of both parts were seen to merge), and the samples
helped to choose three constants: only other corpora give a clean figure.
Beside them the naive peers: headlines equal word by word, and TF-IDF cosine
with average linkage whose threshold is fixed on the development part. With
ENCODER=KIND[:FOLDER] ours hears an encoder, in the languages it understands.
"""

from __future__ import annotations

import hashlib
import os
import random
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cache
from itertools import combinations
from pathlib import Path
from statistics import mean
from typing import Any

from bench.figures import Figure, at_least, at_most, main, told
from bench.quality_data import rows
from bench.quality_encoder import Heard
from curator.model import Article
from curator.samples import sample_gold, sample_pieces
from curator.stories import group
from curator.text import fold, words

LEAD = 200
"""Characters of a lead: what a feed gives beside the title."""
DRAWS, DRAWN = 8, 0.75
"""Draws of so large a share of the articles, for figures that do not hang on one card."""
NOW = datetime(2026, 11, 22, 7, tzinfo=UTC)
SPEED_ARTICLES = 20_000


@dataclass(frozen=True)
class Case:
    """An article and the story it belongs to; those not to be scored still take part."""

    article: Article
    story: str
    scored: bool
    development: bool


@dataclass(frozen=True)
class Score:
    """How well cards match stories."""

    precision: float
    recall: float
    cards: int
    wrong: int
    """Cards that hold more than one story."""
    spare: int
    """Cards beyond one a story."""

    @property
    def f1(self) -> float:
        """Harmonic mean of pair precision and recall."""
        return 2 * self.precision * self.recall / ((self.precision + self.recall) or 1.0)


def measure(real: Path) -> dict[str, Figure]:
    """Return the figures of grouping on every labelled corpus of the folder."""
    labelled = []
    for path in sorted((real / "news").glob("*stories*.jsonl.gz")):
        first: dict[str, Any] = next(rows(path), {})
        if "story" in first:
            kind = "bodies" if "lines" in first or first.get("text") else "headlines"
            labelled.append((path, kind, first.get("lang") or ("fr" if path.name.startswith("fr") else "en")))
    kinds = Counter(kind for _, kind, _ in labelled)
    figures: dict[str, Figure] = {}
    for path, kind, language in labelled:
        name = kind if kinds[kind] == 1 else f"{kind}_{path.name.removesuffix('.jsonl.gz')}"
        figures |= (_bodies if kind == "bodies" else _headlines)(name, cases_of(path, language))
    return figures | _across_languages() | _speed(real)


def cases_of(path: Path, language: str) -> list[Case]:
    """Return the labelled articles of a file, all of one moment: nothing is known of the hour."""
    found = []
    for row in rows(path):
        lines = row.get("lines") or [row["title"], row.get("text") or ""]
        story = row["story"] or row["id"]
        topic = row.get("topic")
        even = (
            topic % 2 == 0 if isinstance(topic, int) else int(hashlib.sha256(story.encode()).hexdigest(), 16) % 2 == 0
        )
        article = Article(
            id=row["id"],
            address=row.get("url") or f"https://news.example/{row['id']}",
            title=lines[0],
            outlet=row.get("newspaper") or "",
            text="\n".join(lines[1:]),
            language=language,
            published=NOW,
            first_seen=NOW,
        )
        found.append(Case(article, story, not row.get("ignore"), even))
    return found


def score(cases: Sequence[Case], card_of: Mapping[str, Any]) -> Score:
    """Return pair precision and recall over the scored cases, and the state of the cards."""
    scored = [case for case in cases if case.scored]
    both = Counter((case.story, card_of[case.article.id]) for case in scored)
    stories = Counter(case.story for case in scored)
    cards = Counter(card_of[case.article.id] for case in scored)
    held = defaultdict(set)
    for story, card in both:
        held[card].add(story)
    right = _pairs(both)
    return Score(
        precision=right / (_pairs(cards) or 1),
        recall=right / (_pairs(stories) or 1),
        cards=len(cards),
        wrong=sum(len(stories) > 1 for stories in held.values()),
        spare=len(both) - len(stories),
    )


def redrawn(cases: Sequence[Case]) -> tuple[float, float]:
    """Return F1 and the share of wrong merges, the means over draws of the articles."""
    drawn = []
    for seed in range(DRAWS):
        chance = random.Random(seed)
        some = [case for case in cases if chance.random() < DRAWN]
        drawn.append(score(some, grouped(some)))
    return mean(one.f1 for one in drawn), mean(one.wrong / one.cards for one in drawn)


def _pairs(counts: Mapping[Any, int]) -> int:
    return sum(count * (count - 1) // 2 for count in counts.values())


def grouped(cases: Sequence[Case]) -> dict[str, Any]:
    """Return the card of every article, by our grouping."""
    return _cards([case.article for case in cases])


def _headlines(name: str, cases: Sequence[Case]) -> dict[str, Figure]:
    card_of = grouped(cases)
    whole = score(cases, card_of)
    test = score([case for case in cases if not case.development], card_of)
    drawn_f1, drawn_wrong = redrawn(cases)
    peer = _best_linkage(cases)
    exact = score(cases, {case.article.id: _title_key(case.article) for case in cases})
    return {
        f"{name}_f1": at_least(whole.f1, 0.75),
        f"{name}_precision": at_least(whole.precision, 0.85),
        f"{name}_recall": told(whole.recall),
        f"{name}_test_f1": at_least(test.f1, 0.75),
        f"{name}_test_precision": at_least(test.precision, 0.85),
        f"{name}_wrong_merges": at_most(whole.wrong / whole.cards, 0.02),
        f"{name}_stories_told_again": told(whole.spare / whole.cards),
        f"{name}_redrawn_f1": told(drawn_f1),
        f"{name}_redrawn_wrong_merges": told(drawn_wrong),
        f"{name}_peer_equal_titles_f1": told(exact.f1),
        f"{name}_peer_tfidf_f1": told(peer.f1),
        f"{name}_peer_tfidf_precision": told(peer.precision),
        f"{name}_peer_tfidf_wrong_merges": told(peer.wrong / peer.cards),
    }


def _bodies(name: str, cases: Sequence[Case]) -> dict[str, Figure]:
    card_of = grouped(cases)
    whole = score(cases, card_of)
    test = score([case for case in cases if not case.development], card_of)
    drawn_f1, drawn_wrong = redrawn(cases)
    peer = _best_linkage(cases)
    return {
        f"{name}_f1": at_least(whole.f1, 0.86),
        f"{name}_precision": at_least(whole.precision, 0.88),
        f"{name}_recall": told(whole.recall),
        f"{name}_test_f1": at_least(test.f1, 0.86),
        f"{name}_test_precision": at_least(test.precision, 0.88),
        f"{name}_wrong_merges": at_most(whole.wrong / whole.cards, 0.02),
        f"{name}_redrawn_f1": told(drawn_f1),
        f"{name}_redrawn_wrong_merges": told(drawn_wrong),
        f"{name}_peer_tfidf_f1": told(peer.f1),
        f"{name}_peer_tfidf_precision": told(peer.precision),
    }


def _title_key(article: Article) -> tuple[str, ...]:
    return tuple(fold(word) for word in words(article.title))


def _best_linkage(cases: Sequence[Case]) -> Score:
    """Return what TF-IDF with average linkage reaches at the threshold that is best on the development part."""
    from scipy.cluster.hierarchy import fcluster, linkage
    from scipy.spatial.distance import squareform
    from sklearn.feature_extraction.text import TfidfVectorizer

    texts = [f"{case.article.title} {case.article.text[:2000]}" for case in cases]
    matrix = TfidfVectorizer(strip_accents="unicode", sublinear_tf=True).fit_transform(texts)
    distance = 1.0 - (matrix @ matrix.T).toarray()
    tree = linkage(squareform(distance.clip(min=0.0), checks=False), "average")

    def cut(threshold: float) -> dict[str, Any]:
        return dict(zip((case.article.id for case in cases), fcluster(tree, threshold, "distance"), strict=True))

    development = [case for case in cases if case.development]
    best = max((step / 50 for step in range(10, 50)), key=lambda threshold: score(development, cut(threshold)).f1)
    return score(cases, cut(best))


def _across_languages() -> dict[str, Figure]:
    """Measure on the samples that ship with curator: French and English reports of the same events."""
    gold = sample_gold()
    told_in = {ref: story.id for story in gold.stories for ref in story.articles}
    pieces = sample_pieces(NOW)
    articles = [
        Article(
            id=piece.ref,
            address=piece.address,
            title=piece.title,
            outlet=piece.outlet.name,
            text=piece.text,
            language=piece.language,
            published=piece.published,
            first_seen=piece.published,
        )
        for piece in pieces
    ]
    found = _cards(articles)
    apart = sum(
        not {found[ref] for ref in told_in if told_in[ref] == first}
        & {found[ref] for ref in told_in if told_in[ref] == second}
        for first, second in gold.look_alikes
    )
    leads = [replace(article, text=article.text[:LEAD]) for article in articles]
    titles = [replace(article, text="") for article in articles]
    either = {ref for ref, _ in gold.may_join}
    told_once = {ref: story for ref, story in told_in.items() if ref not in either}
    return {
        "languages_pairs_joined": at_least(_joined(articles, told_once), 0.85),
        "languages_pairs_joined_of_leads": told(_joined(leads, told_once)),
        "languages_pairs_joined_of_titles": told(_joined(titles, told_once)),
        "look_alikes_apart": at_least(apart / len(gold.look_alikes), 1.0),
    }


def _cards(articles: Sequence[Article]) -> dict[str, str]:
    encoder = _encoder()
    vectors = encoder.of(articles) if encoder else None
    return {one.id: story.id for story in group(articles, {}, NOW, vectors=vectors) for one in story.articles}


@cache
def _encoder() -> Heard | None:
    return Heard.from_environment() if "ENCODER" in os.environ else None


def _joined(articles: Sequence[Article], told_in: Mapping[str, str]) -> float:
    """Return the share of pairs in two languages, of one story, that are on one card."""
    found = _cards(articles)
    language = {article.id: article.language for article in articles}
    pairs = [
        (one, other)
        for one, other in combinations(sorted(told_in), 2)
        if told_in[one] == told_in[other] and language[one] != language[other]
    ]
    return sum(found[one] == found[other] for one, other in pairs) / (len(pairs) or 1)


def _speed(real: Path) -> dict[str, Figure]:
    """Measure 20,000 headlines as they came, dates and all, against TF-IDF and the products of its vectors."""
    path = real / "news" / "hn_front_2020-2022.jsonl.gz"
    if not path.exists():
        return {}
    articles = []
    for row in rows(path):
        at = datetime.fromisoformat(row["first_seen"])
        articles.append(Article(row["id"], row["url"] or row["id"], row["title"], "", "", "en", at, at))
        if len(articles) == SPEED_ARTICLES:
            break
    grouping = _processor_seconds(lambda: group(articles, {}, NOW))
    vectors = _processor_seconds(lambda: _vectors([article.title for article in articles]))
    return {
        "speed_headlines": told(len(articles)),
        "speed_cpu_seconds": told(grouping),
        "speed_against_tfidf_and_its_neighbours": told(grouping / vectors),
    }


def _vectors(texts: Sequence[str]) -> Any:
    """Return the products of the TF-IDF vectors of all texts with one another: the least that comparing them costs."""
    from sklearn.feature_extraction.text import TfidfVectorizer

    matrix = TfidfVectorizer(strip_accents="unicode", sublinear_tf=True).fit_transform(texts)
    return [(matrix[start : start + 1024] @ matrix.T).nnz for start in range(0, len(texts), 1024)]


def _processor_seconds(act: Callable[[], object]) -> float:
    start = time.process_time()
    act()
    return time.process_time() - start


if __name__ == "__main__":
    sys.exit(main("quality_stories", measure))
