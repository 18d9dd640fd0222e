"""Near-duplicates: the same text at several addresses must be one card, different texts never taken for one.

    python -m bench.quality_duplicates --real DIR [--json]

Copies are made of real texts (`news/masakhanews_*`, `pages/gold`) with fixed
seeds, as agencies' customers make them: another headline, a credit line before
and after, a paragraph left out, one word in fifty changed. Headlines that are
equal word by word in a day's stream (`news/fr_day_*`, agencies' again) must
also be one card. The peer compares whole texts, accents and case aside; every
copy is altered, so it can find none: that is what copies in the wild are like.
"""

from __future__ import annotations

import random
import sys
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from statistics import mean

from bench.figures import Figure, at_most, main, told
from bench.quality_data import rows
from curator.model import Article
from curator.stories import group
from curator.stories.twins import twins
from curator.text import fold, words

NOW = datetime(2026, 11, 22, 7, tzinfo=UTC)
COPIED = 300
SHORTEST = 600


def measure(real: Path) -> dict[str, Figure]:
    """Return the figures of finding near-identical texts."""
    originals = _texts(real)
    picks = random.Random(7).sample(range(len(originals)), min(COPIED, len(originals) // 2))
    copies = {place: _copy(originals[place], place) for place in picks}
    articles = [*originals, *copies.values()]
    card_of = {one.id: story.id for story in group(articles, {}, NOW) for one in story.articles}
    left = sum(card_of[originals[place].id] != card_of[copy.id] for place, copy in copies.items())
    pairs = [(articles[one], articles[other]) for one, other in twins(articles)]
    false = [pair for pair in pairs if not _copied(*pair) and _overlap(*pair) < 0.8]
    figures = {
        "copies_on_another_card": at_most(left / len(copies), 0.02),
        "pairs_wrongly_one_text": at_most(len(false) / (len(pairs) or 1), 0.01),
        "copies_on_another_card_peer_exact_text": told(
            mean(_plain(originals[place]) != _plain(copy) for place, copy in copies.items())
        ),
    }
    return figures | _equal_headlines(real)


def _plain(article: Article) -> str:
    """Return the text as a hash of it would see it: letters alone."""
    return " ".join(fold(word) for word in words(article.text))


def _texts(real: Path) -> list[Article]:
    found: dict[str, Article] = {}
    for path, language in (("masakhanews_eng", "en"), ("masakhanews_fra", "fr")):
        for row in rows(real / "news" / f"{path}.jsonl.gz"):
            if len(row["text"]) >= SHORTEST:
                found.setdefault(row["text"], _article(row["id"], row["title"], row["text"], language))
    for row in rows(real / "pages" / "gold.jsonl.gz"):
        text = row.get("text") or ""
        if len(text) >= SHORTEST:
            found.setdefault(text, _article(row["id"], row.get("title") or text[:60], text, (row["lang"] or "")[:2]))
    return list(found.values())


def _article(id: str, title: str, text: str, language: str) -> Article:
    return Article(id, f"https://{len(id)}.example/{id}", title, "", text, language, NOW, NOW)


def _copy(original: Article, seed: int) -> Article:
    """Return the text as another paper prints it."""
    chance = random.Random(seed)
    parts = original.text.split("\n")
    if len(parts) > 12:
        del parts[chance.randrange(len(parts) // 2, len(parts))]
    changed = [
        "".join(reversed(word)) if len(word) > 4 and chance.random() < 0.02 else word
        for word in " ".join(parts).split(" ")
    ]
    text = f"By our correspondent, with agencies. {' '.join(changed)} Copyright of the agency."
    headline = " ".join(chance.sample(original.title.split(), k=max(1, len(original.title.split()) // 2)))
    return replace(original, id=f"copy of {original.id}", address=f"{original.address}?copy", title=headline, text=text)


def _copied(one: Article, other: Article) -> bool:
    return one.id.removeprefix("copy of ") == other.id.removeprefix("copy of ")


def _overlap(one: Article, other: Article) -> float:
    """Return the share of the shorter text's words that the other holds: independent of what is measured."""
    first, second = (Counter(fold(word) for word in words(article.text)) for article in (one, other))
    return (first & second).total() / min(first.total(), second.total())


def _equal_headlines(real: Path) -> dict[str, Figure]:
    found: dict[str, Figure] = {}
    for path in sorted((real / "news").glob("fr_day_*.jsonl.gz")):
        articles = [_article(row["id"], row["title"], "", "fr") for row in rows(path)]
        card_of = {one.id: story.id for story in group(articles, {}, NOW) for one in story.articles}
        found["equal_headlines_on_another_card"] = at_most(_told_twice(articles, card_of), 0.02)
        found["equal_headlines_share_of_stream"] = told(1 - len({_key(one) for one in articles}) / len(articles))
    return found


def _key(article: Article) -> tuple[str, ...]:
    return tuple(fold(word) for word in words(article.title))


def _told_twice(articles: Sequence[Article], card_of: dict[str, str]) -> float:
    """Return the share of cards that repeat a headline of five words or more from another card."""
    cards = defaultdict(set)
    for article in articles:
        if len(_key(article)) >= 5:
            cards[_key(article)].add(card_of[article.id])
    return sum(len(own) - 1 for own in cards.values()) / len(set(card_of.values()))


if __name__ == "__main__":
    sys.exit(main("quality_duplicates", measure))
