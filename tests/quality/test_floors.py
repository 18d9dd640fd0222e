"""Floors of quality on a small fixed sample: theme filtering, stories, duplicates, language, extracts."""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import combinations
from pathlib import Path
from statistics import mean
from typing import Any

import pytest

from curator.articles.language import detect
from curator.assets import asset
from curator.classify import learn
from curator.config.loading import load_theme
from curator.editions import extract, key_phrases, unfounded
from curator.model import Article, Theme
from curator.samples import Piece, sample_gold, sample_pieces
from curator.stories import group
from curator.text import fold, stem, stopwords, words

HERE = Path(__file__).parent
NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
FLOORS = tomllib.loads((HERE / "floors.toml").read_text("utf-8"))
ROOM = 280


def line(text: str, id: str) -> Article:
    """Return one line of headlines.toml as an article that a feed gave without its text."""
    language, hours, title, sentence = (part.strip() for part in text.split(" | "))
    at = NOW - timedelta(hours=float(hours))
    return Article(id, f"https://{id}.example/", title, id, "", language, at, at, description=sentence)


@cache
def headlines() -> tuple[tuple[Article, ...], Mapping[str, str]]:
    """Return the articles of headlines.toml and the story of each."""
    told = tomllib.loads((HERE / "headlines.toml").read_text("utf-8"))
    lines = {name: tuple(found) for name, found in told["stories"].items()}
    lines |= {f"alone-{place}": (one,) for place, one in enumerate(told["alone"]["lines"])}
    copies = told["copies"]["lines"]
    lines |= {f"copies-{place}": tuple(copies[place : place + 2]) for place in range(0, len(copies), 2)}
    articles, story_of = [], {}
    for name, found in lines.items():
        for place, one in enumerate(found):
            article = line(one, f"{name}-{place}")
            articles.append(article)
            story_of[article.id] = name
    return tuple(articles), story_of


def cards(articles: Sequence[Article]) -> dict[str, str]:
    return {one.id: story.id for story in group(articles, {}, NOW) for one in story.articles}


def pairs_of(articles: Sequence[Article], story_of: Mapping[str, str]) -> dict[str, float]:
    """Return pair precision, recall, and the share of cards that hold more than one story."""
    found = cards(articles)
    right = wrong = missed = 0
    for one, other in combinations(sorted(story_of), 2):
        same, together = story_of[one] == story_of[other], found[one] == found[other]
        right += same and together
        wrong += together and not same
        missed += same and not together
    held: dict[str, set[str]] = {}
    for id, card in found.items():
        held.setdefault(card, set()).add(story_of.get(id, id))
    return {
        "precision": right / (right + wrong or 1),
        "recall": right / (right + missed or 1),
        "wrong_merges": mean(len(stories) > 1 for stories in held.values()),
    }


@cache
def pieces() -> tuple[Piece, ...]:
    return tuple(sample_pieces(NOW))


def as_article(piece: Piece) -> Article:
    return Article(
        piece.ref, piece.address, piece.title, piece.outlet.name, piece.text, piece.language, piece.published,
        piece.published, description=piece.summary,
    )  # fmt: skip


def sample_stories() -> dict[str, str]:
    either = {ref for ref, _ in sample_gold().may_join}
    return {ref: story.id for story in sample_gold().stories for ref in story.articles if ref not in either}


def stories() -> dict[str, float]:
    articles, story_of = headlines()
    brief = pairs_of(articles, story_of)
    bare = pairs_of([replace(article, description="") for article in articles], story_of)
    long = pairs_of([as_article(piece) for piece in pieces()], sample_stories())
    found = cards(articles)
    language = {article.id: article.language for article in articles}
    across = [
        found[one] == found[other]
        for one, other in combinations(sorted(story_of), 2)
        if story_of[one] == story_of[other] and language[one] != language[other]
    ]
    return {
        "headlines_and_a_sentence_precision": brief["precision"],
        "headlines_and_a_sentence_recall": brief["recall"],
        "headlines_and_a_sentence_wrong_merges": brief["wrong_merges"],
        "headlines_alone_precision": bare["precision"],
        "headlines_alone_recall": bare["recall"],
        "articles_precision": long["precision"],
        "articles_recall": long["recall"],
        "pairs_across_languages": mean(across),
    }


def duplicates() -> dict[str, float]:
    articles, story_of = headlines()
    found = cards(articles)
    copies = [ids for ids in by_story(story_of).values() if ids[0].startswith("copies")]
    texts = cards([as_article(piece) for piece in pieces()])
    apart = [len({found[id] for id in ids}) > 1 for ids in copies]
    apart += [len({texts[ref] for ref in refs}) > 1 for refs in sample_gold().copies]
    return {"copies_on_another_card": mean(apart)}


def by_story(story_of: Mapping[str, str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for id, name in story_of.items():
        found.setdefault(name, []).append(id)
    return found


def language() -> dict[str, float]:
    articles, _ = headlines()
    titles = [(detect(article.title), article.language) for article in articles]
    leads = [(detect(f"{article.title}\n\n{article.description}"), article.language) for article in articles]
    texts = [(detect(piece.text), piece.language) for piece in pieces()]
    return {
        "titles_right": mean(guess == own for guess, own in titles),
        "titles_wrong": mean(guess not in ("", own) for guess, own in titles),
        "leads_right": mean(guess == own for guess, own in leads),
        "texts_right": mean(guess == own for guess, own in texts),
    }


def filtering() -> dict[str, float]:
    """Judge the sample web by the phrases of its two themes, without any mark."""
    gold = sample_gold()
    precisions, kept, right, wanted = [], 0, 0, 0
    for name in ("electricity", "commerce-de-proximite"):
        theme = load_theme(asset("themes") / f"{name}.toml", [])
        assert isinstance(theme, Theme)
        on = {ref for story in gold.stories if name in story.themes for ref in story.articles}
        articles = [as_article(piece) for piece in pieces() if piece.ref not in gold.unsure]
        judge = learn(theme, articles, ())
        ranked = sorted(zip(judge.scores(articles), articles, strict=True), key=lambda pair: -pair[0])
        hits = [article.id in on for _, article in ranked]
        precisions.append(mean(sum(hits[: place + 1]) / (place + 1) for place, hit in enumerate(hits) if hit))
        over = [article.id in on for score, article in ranked if score >= judge.threshold]
        kept, right, wanted = kept + len(over), right + sum(over), wanted + len(on)
    return {
        "average_precision": mean(precisions),
        "precision_of_what_is_kept": right / (kept or 1),
        "recall_of_what_is_kept": right / wanted,
    }


def extracts() -> dict[str, float]:
    """Compare with the summaries that the samples' publishers wrote, and ask whether the rules of extracts hold."""
    found = [(piece, extract(piece.text, piece.title, piece.language, ROOM)) for piece in pieces()]
    lead = [(piece, opening(piece)) for piece in pieces()]
    foreign = [
        unfounded(f"{piece.summary} Orla Quenby spoke of 7,431 hens.", piece.text, piece.language) for piece in pieces()
    ]
    return {
        "found": mean(bool(text) for _, text in found),
        "rouge_against_the_lead": mean(rouge(*one) for one in found) / mean(rouge(*one) for one in lead),
        "founded": mean(not unfounded(text, piece.text, piece.language) for piece, text in found),
        "within_room": mean(len(text) <= ROOM for _, text in found),
        "inventions_seen": mean({"Orla Quenby", "7431"} <= set(one) for one in foreign),
        "key_phrases_of_the_title": mean(title_hit(piece) for piece in pieces()),
    }


def opening(piece: Piece) -> str:
    return piece.text[:ROOM].rsplit(" ", 1)[0]


def stems(text: str, of: str) -> Iterable[str]:
    stop = stopwords(of)
    return (stem(word, of) for word in words(text) if fold(word) not in stop)


def rouge(piece: Piece, text: str) -> float:
    mine, theirs = Counter(stems(text, piece.language)), Counter(stems(piece.summary, piece.language))
    return 2 * (mine & theirs).total() / (mine.total() + theirs.total() or 1)


def title_hit(piece: Piece) -> float:
    wanted = set(stems(piece.title, piece.language))
    phrases = key_phrases(piece.text, "", piece.language, 8)
    return len(wanted & {one for phrase in phrases for one in stems(phrase, piece.language)}) / (len(wanted) or 1)


PARTS: dict[str, Callable[[], dict[str, float]]] = {
    "stories": stories, "duplicates": duplicates, "language": language, "filtering": filtering, "extracts": extracts,
}  # fmt: skip


@pytest.mark.parametrize("part", PARTS)
def test_quality_keeps_to_its_floors(part: str) -> None:
    figures = PARTS[part]()
    floors: Mapping[str, Mapping[str, Any]] = FLOORS[part]
    assert set(floors) == set(figures), "every figure has a floor and every floor a figure"
    under = {
        name: (round(figures[name], 4), bound)
        for name, bound in floors.items()
        if figures[name] < bound.get("least", 0.0) or figures[name] > bound.get("most", float("inf"))
    }
    assert not under, f"beyond its bound: {under}"


def test_the_sample_is_large_enough_to_tell() -> None:
    articles, story_of = headlines()
    assert 60 <= len(articles) <= 120
    assert min(Counter(article.language for article in articles).values()) >= 25
    assert len(set(story_of.values())) >= 40
