"""Extracts: how much of a publisher's own summary they say, against naive peers, and whether they keep the rules.

    python -m bench.quality_extracts --real DIR [--json]

Reference: the description that a page of `pages/gold.jsonl.gz` carries, where
it is no copy of the text's first words. Score: ROUGE-1 F (Lin 2004) on stems.
Every peer gets the same room of 280 characters and whole sentences: the first
ones, the likest to the title, to the TF-IDF centroid, and TextRank's (Mihalcea
and Tarau 2004). `chosen_rightly` is the share of the sentences quoted that are
among the page's `BEST` likest to the description: there are no people's own
extracts in the folder. Key
phrases are scored by the share of the title's stems that they hit, the title
being hidden from them. The extractor's four constants were chosen on these same
pages: its figure is no held-out one. `extract_founded` asks the check of C8 for
false alarms, an extract being founded by construction.
"""

from __future__ import annotations

import gzip
import re
import sys
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from html import unescape
from pathlib import Path
from statistics import mean
from typing import Any

from bench.figures import Figure, at_least, main, told
from bench.quality_data import rows
from curator.editions import extract, key_phrases, unfounded
from curator.text import fold, names, numbers, sentences, stem, stopwords, words

ROOM = 280
BEST = 5
"""Sentences of a page that count as rightly chosen."""
PEERS = ("lead", "title_likeness", "centroid", "text_rank")
_DESCRIPTION = re.compile(
    r"<meta[^>]+(?:name|property)=[\"'](?:og:)?description[\"'][^>]+content=([\"'])(.*?)\1", re.IGNORECASE | re.DOTALL
)


@dataclass(frozen=True)
class Page:
    """A text, its title and what its publisher says of it."""

    text: str
    title: str
    language: str
    description: str


def measure(real: Path) -> dict[str, Figure]:
    """Return the figures of extracts and key phrases."""
    pages = _pages(real)
    ours = {id(page): extract(page.text, page.title, page.language, ROOM) for page in pages}
    made = {name: [summary(page) for page in pages] for name, summary in _summaries(ours).items()}
    scores = {
        name: mean(rouge(text, page.description, page.language) for page, text in zip(pages, texts, strict=True))
        for name, texts in made.items()
    }
    right = {name: _chosen_rightly(pages, texts) for name, texts in made.items()}
    best_peer = max(score for name, score in scores.items() if name not in ("ours", "ceiling"))
    quoted = [(page, ours[id(page)]) for page in pages if ours[id(page)]]
    figures = {
        "extract_rouge1": at_least(scores["ours"], best_peer),
        **{f"extract_rouge1_{name}": told(score) for name, score in scores.items() if name != "ours"},
        "extract_chosen_rightly": at_least(right["ours"], max(right[name] for name in PEERS)),
        **{f"extract_chosen_rightly_{name}": told(right[name]) for name in PEERS},
        "extract_found": at_least(len(quoted) / len(pages), 0.98),
        "extract_within_room": at_least(mean(len(text) <= ROOM for _, text in quoted), 1.0),
        "extract_founded": at_least(mean(not unfounded(text, p.text, p.language) for p, text in quoted), 1.0),
        "summary_unfounded_in_text": told(mean(bool(unfounded(p.description, p.text, p.language)) for p in pages)),
        "key_phrases_title_stems": told(mean(_title_hit(page) for page in pages)),
        "extract_pages": told(len(pages)),
    }
    return figures | _inventions(pages)


def _inventions(pages: list[Page]) -> dict[str, Figure]:
    """Put another page's description to each text: how many of its names and numbers does the check let pass?"""
    seen = [
        bool(unfounded(other.description, page.text, page.language))
        for page, other in zip(pages, [*pages[1:], pages[0]], strict=True)
        if page.language == other.language and _telling(other)
    ]
    return {"foreign_summaries_seen": at_least(mean(seen), 0.95)}


def _telling(page: Page) -> bool:
    return bool(numbers(page.description) or names(page.description, page.language))


def _chosen_rightly(pages: list[Page], texts: list[str]) -> float:
    shares = []
    for page, text in zip(pages, texts, strict=True):
        all_of = sentences(page.text, page.language)
        likest = set(sorted(all_of, key=lambda one: -rouge(one, page.description, page.language))[:BEST])
        chosen = [one for one in all_of if one in text]
        if chosen:
            shares.append(mean(one in likest for one in chosen))
    return mean(shares)


def rouge(summary: str, reference: str, language: str) -> float:
    """Return ROUGE-1 F of stems without stop words."""
    first, second = (Counter(_stems(text, language)) for text in (summary, reference))
    shared = (first & second).total()
    return 2 * shared / ((first.total() + second.total()) or 1)


def _stems(text: str, language: str) -> list[str]:
    stop = stopwords(language)
    return [stem(word, language) for word in words(text) if fold(word) not in stop]


def _summaries(ours: dict[int, str]) -> dict[str, Callable[[Page], str]]:
    def in_order_of(rank: Callable[[Page, str], float]) -> Callable[[Page], str]:
        def summary(page: Page) -> str:
            chosen: list[str] = []
            for sentence in sorted(sentences(page.text, page.language), key=lambda one: -rank(page, one)):
                if len(" ".join([*chosen, sentence])) <= ROOM and len(chosen) < 3:
                    chosen.append(sentence)
            return " ".join(chosen)

        return summary

    return {
        "ours": lambda page: ours[id(page)],
        "lead": in_order_of(lambda page, sentence: -page.text.find(sentence[:30])),
        "title_likeness": in_order_of(lambda page, sentence: rouge(sentence, page.title, page.language)),
        "centroid": in_order_of(lambda page, sentence: _centroid(page).get(sentence, 0.0)),
        "text_rank": in_order_of(lambda page, sentence: _text_rank(page).get(sentence, 0.0)),
        "ceiling": in_order_of(lambda page, sentence: rouge(sentence, page.description, page.language)),
    }


@lru_cache(maxsize=4)
def _vectors(page: Page) -> tuple[list[str], Any]:
    from sklearn.feature_extraction.text import TfidfVectorizer

    found = sentences(page.text, page.language)
    stop = stopwords(page.language)
    vectors = TfidfVectorizer(
        analyzer=lambda text: [stem(w, page.language) for w in words(text) if fold(w) not in stop]
    )
    return found, vectors.fit_transform(found)


@lru_cache(maxsize=4)
def _centroid(page: Page) -> dict[str, float]:
    found, vectors = _vectors(page)
    return dict(zip(found, (vectors @ vectors.sum(axis=0).T).A1.tolist(), strict=True))


@lru_cache(maxsize=4)
def _text_rank(page: Page) -> dict[str, float]:
    import numpy as np

    found, vectors = _vectors(page)
    likeness = (vectors @ vectors.T).toarray()
    np.fill_diagonal(likeness, 0.0)
    steps = likeness / np.maximum(likeness.sum(axis=1, keepdims=True), 1e-9)
    rank = np.full(len(found), 1 / len(found))
    for _ in range(40):
        rank = 0.15 / len(found) + 0.85 * (rank @ steps)
    return dict(zip(found, rank.tolist(), strict=True))


def _title_hit(page: Page) -> float:
    wanted = set(_stems(page.title, page.language))
    found = {one for phrase in key_phrases(page.text, "", page.language, 10) for one in _stems(phrase, page.language)}
    return len(wanted & found) / (len(wanted) or 1)


def _pages(real: Path) -> list[Page]:
    found = []
    for row in rows(real / "pages" / "gold.jsonl.gz"):
        text = row.get("text") or ""
        if len(text) < 1200:
            continue
        with gzip.open(real / "pages" / row["file"], "rt", encoding="utf-8", errors="replace") as file:
            html = file.read()
        description = row.get("description") or _described(html)
        title = row.get("title") or _titled(html)
        if len(description) >= 60 and fold(description[:50]) not in fold(" ".join(text[:1500].split())):
            found.append(Page(text, title, (row["lang"] or "")[:2], description))
    return found


def _described(html: str) -> str:
    match = _DESCRIPTION.search(html)
    return " ".join(unescape(match.group(2)).split()) if match else ""


def _titled(html: str) -> str:
    match = re.search(r"<title[^>]*>(.*?)</title>", html, re.IGNORECASE | re.DOTALL)
    return " ".join(unescape(match.group(1)).split()) if match else ""


if __name__ == "__main__":
    sys.exit(main("quality_extracts", measure))
