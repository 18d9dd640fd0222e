"""Extracts: how much of a publisher's own summary they say, against naive peers, and whether they keep the rules.

    python -m bench.quality_extracts --real DIR [--json]

Reference: the description that a page of `pages/gold.jsonl.gz` carries, where
it is no copy of the text's first words. Score: ROUGE-1 F (Lin 2004) on stems.
Every peer gets the same room of 280 characters and whole sentences. Key
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
from html import unescape
from pathlib import Path
from statistics import mean

from bench.figures import Figure, at_least, main, told
from bench.quality_data import rows
from curator.editions import extract, key_phrases, unfounded
from curator.text import fold, sentences, stem, stopwords, words

ROOM = 280
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
    scores = {
        name: mean(rouge(summary(page), page.description, page.language) for page in pages)
        for name, summary in _summaries(ours).items()
    }
    best_peer = max(scores["lead"], scores["title_likeness"])
    quoted = [(page, ours[id(page)]) for page in pages if ours[id(page)]]
    return {
        "extract_rouge1": at_least(scores["ours"], best_peer),
        "extract_rouge1_peer_lead": told(scores["lead"]),
        "extract_rouge1_peer_title_likeness": told(scores["title_likeness"]),
        "extract_rouge1_ceiling": told(scores["ceiling"]),
        "extract_found": at_least(len(quoted) / len(pages), 0.98),
        "extract_within_room": at_least(mean(len(text) <= ROOM for _, text in quoted), 1.0),
        "extract_founded": at_least(mean(not unfounded(text, p.text, p.language) for p, text in quoted), 1.0),
        "key_phrases_title_stems": told(mean(_title_hit(page) for page in pages)),
        "extract_pages": told(len(pages)),
    }


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
        "ceiling": in_order_of(lambda page, sentence: rouge(sentence, page.description, page.language)),
    }


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
