"""Is every name, number and quotation of a summary in its source?"""

from __future__ import annotations

import regex

from curator.text import fold, names, numbers, words

_QUOTED = regex.compile(r"«\s*([^»]{2,}?)\s*»|“([^”]{2,}?)”|„([^“”]{2,}?)[“”]|(?<![\p{L}\p{N}])\"([^\"]{2,}?)\"")
_WRITTEN = {
    "1": "one un une premier first", "2": "two deux second", "3": "three trois third troisieme", "4": "four quatre",
    "5": "five cinq", "6": "six", "7": "seven sept", "8": "eight huit", "9": "nine neuf", "10": "ten dix",
    "11": "eleven onze", "12": "twelve douze dozen douzaine", "15": "fifteen quinze", "20": "twenty vingt",
    "30": "thirty trente", "40": "forty quarante", "50": "fifty cinquante",
    "100": "hundred cent", "1000": "thousand mille",
}  # fmt: skip


def unfounded(summary: str, source: str, language: str = "") -> tuple[str, ...]:
    """Return the names, numbers and quotations of `summary` that `source` does not hold, in their order.

    Names are compared word by word without accents and case, so that a first
    name may be left out; numbers by value, and a small one may be written out in
    the source; quotations as runs of words.
    """
    there = [fold(word) for word in words(source)]
    known = set(there)
    run = f" {' '.join(there)} "
    found: list[str] = []
    whole = fold(source)
    for name in names(summary, language):
        if fold(name) in whole:
            continue
        missing = [word for word in words(name) if fold(word) not in known and not _inflected(fold(word), known)]
        if any(word[:1].isupper() for word in missing):
            found.append(name)
    values = set(numbers(source))
    for number in numbers(summary):
        if number not in values and not (set(_WRITTEN.get(number, "").split()) & known):
            found.append(number)
    for match in _QUOTED.finditer(summary):
        quoted = next(group for group in match.groups() if group)
        if f" {' '.join(fold(word) for word in words(quoted))} " not in run:
            found.append(quoted)
    return tuple(dict.fromkeys(found))


def _inflected(word: str, known: set[str]) -> bool:
    """Return whether the source has the word with or without a plural or genitive s."""
    return len(word) > 3 and (f"{word}s" in known or (word.endswith("s") and word[:-1] in known))
