"""Text into words, stems, sentences, numbers and names, for any language and without accents.

Everything here is pure. Words of scripts that put no spaces between them
(Chinese, Japanese, Thai, Lao, Khmer, Burmese) are single characters, so that a
phrase in them matches as a run of words, like any other phrase.
"""

from __future__ import annotations

import re
import unicodedata
import zlib
from collections.abc import Callable, Iterator, Sequence
from functools import cache, lru_cache

import regex

from curator.text.stopwords import STOPWORDS

_NAMES_OF_ALGORITHMS = """
    ar arabic, ca catalan, cs czech, da danish, de german, el greek, en english, eo esperanto, es spanish, et estonian,
    eu basque, fa persian, fi finnish, fr french, ga irish, hi hindi, hu hungarian, hy armenian, id indonesian,
    it italian, lt lithuanian, nb norwegian, ne nepali, nl dutch, nn norwegian, no norwegian, pl polish, pt portuguese,
    ro romanian, ru russian, sr serbian, sv swedish, ta tamil, tr turkish, yi yiddish
"""
ALGORITHMS = dict(pair.split() for pair in _NAMES_OF_ALGORITHMS.split(","))
"""Two-letter language code → Snowball algorithm."""

_WORD = re.compile(r"[^\W\d_][^\W_]*(?:\+\+|\#(?!\w))?|\d+(?:[.,]\d+)*[^\W_]*")
_UNSPACED = r"\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}"
_SPACED = rf"[[\p{{L}}\p{{M}}\p{{N}}]--[{_UNSPACED}]]"
_ANY_WORD = regex.compile(
    rf"[{_UNSPACED}]|[{_SPACED}--\p{{N}}]{_SPACED}*(?:\+\+|\#(?!\w))?|\d+(?:[.,]\d+)*{_SPACED}*", regex.V1
)
_OTHER_SCRIPTS = re.compile("[\u0300-\u036f\u0590-\u1dff\u2c00-\ud7ff\uf900-\ufdff\uff66-\uff9f\U00020000-\U0003ffff]")
_LETTERS = str.maketrans(
    dict(zip("øłđðı’‘ʼ‐‑", "olddi'''--", strict=True)) | {"œ": "oe", "æ": "ae", "þ": "th", "ß": "ss"}
)
_ACCENTS = re.compile("[\u0300-\u036f\u0591-\u05c7\u0640\u064b-\u065f\u0670]+")
_NUMBER = re.compile(r"\d+(?:[ \u00a0\u202f]\d{3}(?!\d))+(?:[.,]\d+)?|\d+(?:[.,]\d+)*")
_SPACES = re.compile("[ \u00a0\u202f]")
_GROUPED = re.compile(r"\d{1,3}(?:[.,]\d{3})+")
_END = regex.compile(
    r"[.!?…]+[\"'»”’)\]]*(?=\s+[\"'«“‘(\[—–-]*\s?[\p{Lu}\p{Lo}\p{N}])|[。！？]+|\n\s*\n|\n(?=\s*[-*•])"
)
_SHORTENED = """
    m mm mr mrs ms dr pr prof st ste mme mmes mlle no nos vol art cf vs inc ltd co corp jr sr gen col sen rep gov
    jan feb fév févr mar apr avr jun jul juil aug sep sept oct nov dec déc approx env pp fig ca bzw usw nr hr fr sra
    d.h z.b e.g i.e u.s u.k a.m p.m
"""
_ABBREVIATIONS = frozenset(_SHORTENED.split())
_CAPITAL = r"\p{Lu}[\p{L}\p{M}\p{N}]*(?:['’-]\p{L}[\p{L}\p{M}]*)*"
_NAME = regex.compile(
    rf"{_CAPITAL}(?:\s+(?:(?:de|du|des|la|le|von|van|der|den|di|da|of|the|al|bin|ibn)\s+){{0,2}}{_CAPITAL})*"
)
_STARTS = re.compile(r"(?:^|[.!?…:»”\"]\s+|\n\s*|[«“\"(\[—–]\s*)$")
_ELIDED = re.compile(r"^(?:[LlDdJjNnSsMmTtCc]|[Qq]u)['’](?=[A-ZÀ-Ý])")


def fold(text: str) -> str:
    """Return `text` in lower case, without accents, ligatures opened, apostrophes and hyphens plain."""
    if text.isascii():
        return text.lower()
    lowered = text.lower().translate(_LETTERS)
    if lowered.isascii():
        return lowered
    return unicodedata.normalize("NFC", _ACCENTS.sub("", unicodedata.normalize("NFKD", lowered)))


def words(text: str) -> list[str]:
    """Return the words of `text` as they stand there, in order; elisions and hyphenated words are parted."""
    if text.isascii():
        return _WORD.findall(text)
    text = unicodedata.normalize("NFC", text)
    if _OTHER_SCRIPTS.search(text):
        return list(_ANY_WORD.findall(text))
    return _WORD.findall(text)


def words_at(text: str) -> Iterator[tuple[str, int, int]]:
    """Yield each word of NFC `text` with where it starts and ends, in characters."""
    pattern = _ANY_WORD if _OTHER_SCRIPTS.search(text) else _WORD
    for match in pattern.finditer(text):
        yield match.group(), match.start(), match.end()


@cache
def _algorithm(language: str) -> Callable[[str], str] | None:
    import snowballstemmer

    name = ALGORITHMS.get(language[:2].lower())
    if name is None:
        return None
    stem: Callable[[str], str] = snowballstemmer.stemmer(name).stemWord
    return stem


@lru_cache(maxsize=400_000)
def stem(word: str, language: str) -> str:
    """Return the Snowball stem of one word, accents folded; the folded word where the language has no stemmer."""
    algorithm = _algorithm(language)
    lowered = word.lower().replace("’", "'")
    if algorithm is None or not lowered[-1:].isalpha():
        return fold(lowered)
    # The stemmers know their language's accents: fold after, not before.
    return fold(algorithm(lowered)) or fold(lowered)


def stems(text: str, language: str) -> list[str]:
    """Return the stems of `words(text)`, one for one; `language` is a two-letter code or ""."""
    return [stem(word, language) for word in words(text)]


def sentences(text: str, language: str = "") -> list[str]:
    """Return the sentences of `text`, stripped, in order; blank lines always end one, abbreviations never."""
    found: list[str] = []
    start = 0
    for match in _END.finditer(text):
        if match.group()[0] == "." and _abbreviated(text[start : match.start()]):
            continue
        found.append(text[start : match.end()].strip())
        start = match.end()
    found.append(text[start:].strip())
    return [" ".join(sentence.split()) for sentence in found if sentence]


def _abbreviated(before: str) -> bool:
    last = before.rsplit(None, 1)[-1] if before.split() else ""
    last = last.strip("(\"'«“‘[").lower()
    return last in _ABBREVIATIONS or (len(last) == 1 and last.isalpha())


def shingles(words: Sequence[str], n: int = 4) -> set[int]:
    """Return the runs of `n` folded words as 64-bit numbers, equal on every machine; fewer words make one run."""
    codes = [zlib.crc32(fold(word).encode("utf-8", "surrogatepass")) for word in words]
    if not codes:
        return set()
    width = min(n, len(codes))
    mask = (1 << 64) - 1
    found = set()
    for start in range(len(codes) - width + 1):
        value = 14695981039346656037
        for code in codes[start : start + width]:  # FNV-1a over the words' codes
            value = ((value ^ code) * 1099511628211) & mask
        found.add(value)
    return found


def stopwords(language: str) -> frozenset[str]:
    """Return the folded words that say nothing of a text's matter; empty for a language without a list."""
    return STOPWORDS.get(language[:2].lower(), frozenset())


def numbers(text: str) -> tuple[str, ...]:
    """Return the numbers of `text` in order, grouping removed and the decimal mark a point: "1 200,5" → "1200.5"."""
    return tuple(_plain_number(match) for match in _NUMBER.findall(text))


def _plain_number(written: str) -> str:
    compact = _SPACES.sub("", written)
    if _GROUPED.fullmatch(compact):
        return compact.replace(",", "").replace(".", "")
    whole, mark, part = compact.replace(",", ".").rpartition(".")
    return f"{whole.replace('.', '')}.{part}" if mark else compact


def names(text: str, language: str = "") -> tuple[str, ...]:
    """Return runs of capitalised words, in order, with repeats; a lone word that opens a sentence does not count.

    A lone opening word counts when the same word stands capitalised inside a
    sentence elsewhere. German nouns come too: the caller weighs.
    """
    inside: list[tuple[str, bool]] = []
    for match in _NAME.finditer(text):
        opening = _STARTS.search(text, max(0, match.start() - 4), match.start()) is not None
        inside.append((_ELIDED.sub("", " ".join(match.group().split())), opening))
    stop = stopwords(language)
    sure = {name for name, opening in inside if not opening}
    found = []
    for name, opening in inside:
        if opening and fold(name.split()[0]) in stop:
            name = name.partition(" ")[2]
            opening = False
        if not name or (opening and " " not in name and name not in sure and not _lettered(name)):
            continue
        if fold(name) not in stop:
            found.append(name)
    return tuple(found)


def _lettered(name: str) -> bool:
    """Return whether it cannot be a common word: BBC, iPhone's Phone, 5G's G."""
    return len(name) > 1 and (name.isupper() or any(c.isupper() or c.isdigit() for c in name[1:]))
