"""Language: is the right one told from a title, from a title and a sentence, and from a text?

    python -m bench.quality_language --real DIR [--json]

Reads `news/*.jsonl.gz` whose file name says the language (`fra`, `fr_`, `_en_`,
`_de` …). A title of a few words in another language than its paper's is rare
and stays in: it counts against all alike. The peer is the same model with all
its languages and without our rules for short texts. "wrong" is a language that
is not the right one; "untold" is none, which leaves the source's word to stand.
"""

from __future__ import annotations

import re
import sys
from collections import defaultdict
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import mean

from bench.figures import Figure, at_least, at_most, main, told
from bench.quality_data import rows
from curator.articles.language import code, detect

EACH = 500
"""Texts of one language and kind, spread evenly over the files."""
_LANGUAGE = re.compile(r"(?:^|_)(eng?|fra?|deu?|de|es|spa|it|ita|pt|por|nl|nld)(?:_|$)")
_KINDS = ("title", "lead", "text")


def measure(real: Path) -> dict[str, Figure]:
    """Return the figures of telling languages apart."""
    found: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for language, by_kind in _texts(real).items():
        for kind, texts in by_kind.items():
            step = max(1, len(texts) // EACH)
            found[kind] += [(text, language) for text in texts[::step][:EACH]]
    figures: dict[str, Figure] = {}
    for kind in (kind for kind in _KINDS if found[kind]):
        figures |= _figures(kind, found[kind])
    return figures


def _figures(kind: str, cases: Sequence[tuple[str, str]]) -> dict[str, Figure]:
    ours = [(detect(text), language) for text, language in cases]
    hinted = mean(detect(text, language) == language for text, language in cases)
    misled = mean(detect(text, "en" if language != "en" else "fr") == language for text, language in cases)
    right = mean(guess == language for guess, language in ours)
    figures = {
        f"{kind}_right": at_least(right, 0.98) if kind == "text" else told(right),
        f"{kind}_wrong": at_most(mean(guess not in ("", language) for guess, language in ours), 0.01),
        f"{kind}_untold": told(mean(not guess for guess, _ in ours)),
        f"{kind}_right_with_hint": told(hinted),
        f"{kind}_right_with_wrong_hint": told(misled),
        f"{kind}_right_peer": told(mean(guess == language for guess, language in _by(_peer(), cases))),
        f"{kind}_cases": told(len(cases)),
    }
    for language in sorted({language for _, language in cases}):
        figures[f"{kind}_right_{language}"] = told(mean(guess == own for guess, own in ours if own == language))
    return figures


def _by(guess: Callable[[str], str], cases: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    return [(guess(text), language) for text, language in cases]


def _peer() -> Callable[[str], str]:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    model = LanguageIdentifier.from_model_file(MODEL_FILE)
    return lambda text: str(model.classify(text)[0])


def _texts(real: Path) -> dict[str, dict[str, list[str]]]:
    """Return titles, leads and texts by the language that the name of their file says."""
    found: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for path in sorted((real / "news").glob("*.jsonl.gz")):
        named = _LANGUAGE.search(path.name.removesuffix(".jsonl.gz"))
        if not named:
            continue
        of = found[code(named[1])]
        for row in rows(path):
            title, text = (
                row.get("title") or "",
                row.get("text") or row.get("summary") or " ".join(row.get("lines", ())),
            )
            if title:
                of["title"].append(title)
            if text:
                of["lead"].append(f"{title}\n\n{text[:150]}")
            if len(text) >= 400:
                of["text"].append(text)
    return found


if __name__ == "__main__":
    sys.exit(main("quality_language", measure))
