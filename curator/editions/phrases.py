"""The phrases that say what an article is about."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping

from curator.text import fold, sentences, stem, stopwords, words

LONGEST_PHRASE = 3


def key_phrases(
    text: str, title: str, language: str, most: int = 8, background: Mapping[str, float] | None = None
) -> tuple[str, ...]:
    """Return up to `most` phrases of one to three words as they stand in the article, the most telling first.

    TF-IDF with a preference for length; `background` gives the share of texts
    that hold a stem (0 to 1). Without one, a stem's rarity is guessed from its
    length. A phrase within a better one is left out.
    """
    counts: Counter[tuple[str, ...]] = Counter()
    forms: dict[tuple[str, ...], Counter[str]] = {}
    stop = stopwords(language)
    for weight, sentence in [(3, title), *((1, one) for one in sentences(text, language))]:
        run: list[str] = []
        for word in [*words(sentence), ""]:
            if word and fold(word) not in stop and len(word) > 1 and not word[0].isdigit():
                run.append(word)
                continue
            _count(run, weight, language, counts, forms)
            run = []
    ranked = sorted(counts, key=lambda phrase: (-_telling(phrase, counts[phrase], background), phrase))
    chosen: list[tuple[str, ...]] = []
    for phrase in ranked:
        if not any(set(phrase) & set(other) for other in chosen):
            chosen.append(phrase)
        if len(chosen) == most:
            break
    return tuple(min(forms[phrase], key=lambda form: (-forms[phrase][form], form)) for phrase in chosen)


def _count(
    run: list[str],
    weight: int,
    language: str,
    counts: Counter[tuple[str, ...]],
    forms: dict[tuple[str, ...], Counter[str]],
) -> None:
    stemmed = [stem(word, language) for word in run]
    for start in range(len(run)):
        for end in range(start + 1, min(start + LONGEST_PHRASE, len(run)) + 1):
            phrase = tuple(stemmed[start:end])
            counts[phrase] += weight
            forms.setdefault(phrase, Counter())[" ".join(run[start:end])] += 1


def _telling(phrase: tuple[str, ...], count: int, background: Mapping[str, float] | None) -> float:
    rarity = 0.0
    for one in phrase:
        if background is None:
            rarity += math.log(2 + len(one))
        else:
            rarity += -math.log(max(background.get(one, 0.0), 1e-4))
    return (count - 0.5 * (len(phrase) > 1 and count == 1)) * rarity / math.sqrt(len(phrase))
