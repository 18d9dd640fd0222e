"""The language of a text, as a two-letter code."""

from __future__ import annotations

import re
from concurrent.futures import Future, ThreadPoolExecutor
from functools import cache
from typing import Any

from curator.articles.commonest import by_commonest_words

_CANDIDATES = (
    "ar bg bn ca cs da de el en es et eu fa fi fr ga gl he hi hr hu id is it ja ko lt lv mk ms nl nn no pl pt ro ru "
    "sk sl sq sr sv sw ta te th tl tr uk ur vi zh"
)
"""Languages told apart: those that people publish news in; each further one costs certainty on short texts."""
ENOUGH = 120
"""Characters from which a text is believed against its hint."""
LEAST = 24
"""Characters under which nothing is guessed."""
SURE = 0.9
"""Least probability of a guess that no hint supports."""
LOOKED_AT = 400

_NOISE = re.compile(r"https?://\S+|www\.\S+|\S+@\S+|[#@]\w+|[\d_]+")
_CODE = re.compile(r"([a-z]{2,3})(?:[-_]|$)")
_SAME = {
    "nb": "no",
    "nn": "no",
    "iw": "he",
    "in": "id",
    "eng": "en",
    "fra": "fr",
    "fre": "fr",
    "deu": "de",
    "ger": "de",
}
_SAME |= {"spa": "es", "ita": "it", "por": "pt", "nld": "nl", "dut": "nl"}


def code(tag: str) -> str:
    """Return the two-letter code of a language tag such as "fr-FR" or "eng", or "" where it is none."""
    found = _CODE.match(tag.strip().lower())
    if not found:
        return ""
    short = _SAME.get(found[1], found[1])
    return short if len(short) == 2 else ""


def detect(text: str, hint: str = "") -> str:
    """Return the two-letter code of the language `text` is written in, "" when it cannot be told.

    `hint` is what the source says of itself: it decides on short texts, and
    wherever the text leaves a doubt; a long, clear text overrules it.
    """
    said = code(hint)
    words = " ".join(_NOISE.sub(" ", text[:LOOKED_AT]).split())
    if len(words) < LEAST or (said and len(words) < ENOUGH):
        return said
    if plain := by_commonest_words(words):
        return plain
    # A text in capitals looks like no language to a model of lower-case letters.
    found, probability = _unpacking().result().classify(words.lower() if words.isupper() else words)
    guess = _SAME.get(found, found)
    return guess if probability >= SURE else said


def prepare() -> None:
    """Begin to unpack the model, which takes half a second, beside what else there is to do; `detect` waits for it."""
    import py3langid.langid  # noqa: F401 - here, so that no two threads import at once

    _unpacking()


@cache
def _unpacking() -> Future[Any]:
    thread = ThreadPoolExecutor(1, "language")
    model = thread.submit(_unpacked)
    thread.shutdown(wait=False)
    return model


def _unpacked() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    whole = LanguageIdentifier.from_model_file(MODEL_FILE)
    whole.set_languages(_CANDIDATES.split())
    # Made anew of what is left, it does not keep the other languages: 27 MB of each child's memory.
    return LanguageIdentifier(
        whole.nb_ptc, whole.nb_pc, whole.nb_classes, whole.tk_nextmove, whole.tk_output,
        norm_probs=True, tk_row=whole.tk_row,
    )  # fmt: skip
