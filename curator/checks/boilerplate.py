"""Posts that say nothing: formulas, hashtag salad, a bare title.

A post passes when, with its links, tags, mentions, formulas and the story's
title taken away, enough words of its own remain. A formula makes the measure
stricter instead of refusing at once, so that "The decree is out, and clause 4
decides who pays" passes and "The Energy Daily is out!" does not.
"""

from __future__ import annotations

import regex

from curator.checks.findings import Finding
from curator.checks.formulas import ANNOUNCEMENTS, FORMULAS, GENERIC
from curator.checks.links import Span, links, mentions, tags
from curator.i18n import N_
from curator.text import fold, sentences, stopwords, words

_OWN_WORDS = 3
"""A post needs as many words of its own that carry meaning."""
_OWN_WORDS_BESIDE_A_TITLE = 4
_OWN_WORDS_BESIDE_A_FORMULA = 5
_TITLE_WORDS = 16
"""One unpunctuated line of at most so many words before the link reads as a title."""
_TAGS = 3

_ANNOUNCEMENT = regex.compile("|".join(f"(?:{pattern})" for pattern in ANNOUNCEMENTS))
_FORMULA = regex.compile("|".join(f"(?:{pattern})" for pattern in FORMULAS))
_CREDIT = regex.compile(r"(?:\b(?:via|by|par|from|source|h/t)\s*:?|[|·–—-])\s*[\p{Lu}@][^.!?|]{0,40}$", regex.I)
_LABEL = regex.compile(r"([:!])\s")
_EDGES = " \t\n\"'«»“”‘’()[]|·–—-:…👉👇"


def check_boilerplate(text: str, title: str = "", place: str = "post") -> tuple[Finding, ...]:
    """Return findings for a post that tells nothing of its story; `title` is the story's, where it is known."""
    found = []
    tagged = tags(text)
    body = _without(text, (*links(text), *mentions(text)))
    plain = _without(text, (*links(text), *mentions(text), *tagged))
    if len(tagged) > _TAGS or (len(tagged) > 1 and 3 * len(tagged) > len(words(plain))):
        reason = N_("{tags} hashtags beside {words} words.", tags=len(tagged), words=len(words(plain)))
        found.append(Finding("hashtag-salad", place, reason, N_("Keep the one tag that people follow.")))
    if _is_title(plain, title):
        reason = N_("The post only repeats the title, which the link's card shows already.")
        found.append(Finding("only-a-title", place, reason, N_("Say in a sentence what the story tells you.")))
    elif _own_words(plain if tagged else body, title) < 1:
        reason = N_("The post would fit any story: without its formulas nothing is left.")
        found.append(Finding("boilerplate", place, reason, N_("Tell the story: a fact, a figure, what it changes.")))
    return tuple(found)


def _without(text: str, spans: tuple[Span, ...]) -> str:
    for span in sorted(spans, key=lambda span: span.start, reverse=True):
        text = text[: span.start] + " " + text[span.end :]
    return text.strip()


def _is_title(plain: str, title: str) -> bool:
    """Return whether the text is the title and nothing else, or looks like one where the title is not known."""
    said = [fold(word) for word in words(plain)]
    if title:
        rest = list(said)
        for word in words(title):
            if fold(word) in rest:
                rest.remove(fold(word))
        known = len(said) - len(rest)
        return (
            known > 0 and known >= 0.8 * len(words(title)) and len(_telling(" ".join(rest))) < _OWN_WORDS_BESIDE_A_TITLE
        )
    line = _CREDIT.sub("", plain.strip(_EDGES)).strip(_EDGES)
    label = _LABEL.search(line)
    if label and (_FORMULA.search(fold(line[: label.end()])) or _ANNOUNCEMENT.search(fold(line[: label.end()]))):
        line = line[label.end() :].strip(_EDGES)
    one_line = len(line.splitlines()) == 1 and not regex.search(r"[.!…;]|\?.", line)
    return one_line and 0 < len(words(line)) <= _TITLE_WORDS


def _own_words(plain: str, title: str) -> int:
    """Return how many words above the least the post says of its own; 0 or less: too few."""
    told, formula = 0, False
    for sentence in sentences(plain):
        flat = fold(sentence)
        if _ANNOUNCEMENT.search(flat):
            formula = True
            continue
        rest, hits = _FORMULA.subn(" ", flat)
        telling = len(_telling(rest))
        formula = formula or hits > 0
        if not hits or telling >= _OWN_WORDS_BESIDE_A_FORMULA:
            told += telling
    if title and formula:
        told -= len({fold(word) for word in words(title)} & set(_telling(fold(plain))))
    return told - (_OWN_WORDS_BESIDE_A_FORMULA if formula else _OWN_WORDS) + 1


def _telling(text: str) -> list[str]:
    common = stopwords("en") | stopwords("fr") | GENERIC
    return [word for word in map(fold, words(text)) if word not in common and (len(word) > 1 or word.isdigit())]
