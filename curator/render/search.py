"""Search without a server: a static index in small scripts, which also load from `file://`.

The archive is cut into segments: one for each month of the latest year, one for
each year before it. A segment holds its stories in chunks ("d0.js", newest
first) and its words in shards by their first letters ("t-ba.js"), so that a
question loads one shard of each segment for each word. A line of a shard is

    stem form form|0,3,1a|4|7,9

with the stories (numbers in base 36) that have the word in a headline, in the
editor's note, elsewhere. Stems are Snowball's, by the language of each text.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from curator.i18n import date_text
from curator.render.markdown import plain
from curator.render.printer import File, Printer
from curator.render.views import EditionView, StoryView
from curator.text import fold, stem, stopwords, words

STORIES_A_CHUNK = 50
LONGEST_TITLE = 140
HEADLINE, NOTE, ELSEWHERE = 0, 1, 2
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
_UNSPACED_FROM = "\u0e00"
"""From here on a single character may be a word of its own."""

SegmentRow = tuple[str, int, int, list[str]]
"""Name of a segment, how many stories it has, letters that name a shard, names of its shards."""

Terms = dict[str, tuple[list[str], int]]
"""Stem → (forms as they stand in the text, folded; best field it stands in)."""


@dataclass(slots=True)
class Line:
    """One stem of a segment."""

    forms: set[str] = field(default_factory=set)
    fields: tuple[list[int], list[int], list[int]] = field(default_factory=lambda: ([], [], []))


def terms_of(story: StoryView, language: str) -> Terms:
    """Return the words of a story that can be looked for; `language` is the editor's."""
    texts = (
        (HEADLINE, story.title, story.language),
        (HEADLINE, story.original, story.original_language),
        (NOTE, plain(story.insight), language),
        (ELSEWHERE, story.extract, story.extract_language),
        (ELSEWHERE, " ".join((story.section, story.outlet.name, story.outlet.author)), ""),
        *((ELSEWHERE, f"{outlet.title} {outlet.name}", outlet.language) for outlet in story.others),
    )
    found: dict[str, tuple[dict[str, None], int]] = {}
    for place, text, tongue in texts:
        for word in words(text):
            root, form = _known(word, tongue)
            if not form:
                continue
            forms, best = found.setdefault(root, ({}, place))
            forms[form] = None
            if place < best:
                found[root] = (forms, place)
    return {root: (list(forms), best) for root, (forms, best) in found.items()}


@lru_cache(maxsize=200_000)
def _known(word: str, language: str) -> tuple[str, str]:
    """Return the stem of a word and its folded form, "" for a word that nobody looks for."""
    form = fold(word)
    empty = form in stopwords(language) or (len(form) < 2 and form < _UNSPACED_FROM)
    return stem(word, language), "" if empty else form


def edition_terms(view: EditionView, language: str) -> bytes:
    """Return the terms of every story of an edition, as JSON for the cache."""
    return json.dumps([terms_of(story, language) for story in view.stories], ensure_ascii=False).encode()


def segment_files(
    printer: Printer, name: str, editions: Sequence[tuple[EditionView, bytes]], depth: int
) -> Iterator[File]:
    """Yield the chunks and shards of a segment; `editions` are newest first, each with its `edition_terms`.

    `depth` is the number of letters that name a shard.
    """
    stories = [story for view, _ in editions for story in view.stories]
    for start in range(0, len(stories), STORIES_A_CHUNK):
        rows = [_row(printer, story) for story in stories[start : start + STORIES_A_CHUNK]]
        number = start // STORIES_A_CHUNK
        yield f"search/{name}/d{number}.js", _call("docs", name, number, rows)
    shards = _shards([terms for _, told in editions for terms in json.loads(told)], depth)
    for key, lines in sorted(shards.items()):
        yield f"search/{name}/t-{key}.js", _call("terms", name, key, "\n".join(lines))


def _shards(stories: Sequence[Terms], depth: int) -> Mapping[str, list[str]]:
    lines: dict[str, Line] = defaultdict(Line)
    for number, terms in enumerate(stories):
        for root, (forms, place) in terms.items():
            line = lines[root]
            line.forms.update(forms)
            line.fields[place].append(number)
    shards: dict[str, list[str]] = defaultdict(list)
    for root, line in sorted(lines.items()):
        spelled = " ".join([root, *sorted(line.forms - {root})])
        numbers = "|".join(",".join(base36(number) for number in found) for found in line.fields)
        for key in {shard_of(form, depth) for form in (root, *line.forms)}:
            shards[key].append(f"{spelled}|{numbers}")
    return shards


def shard_of(word: str, depth: int) -> str:
    """Return the shard a folded word is in: its first Latin letters, a digit, or "x" and a number for other scripts."""
    if word[0].isascii() and word[0].isalpha():
        key = "".join(letter if letter.isascii() and letter.isalnum() else "_" for letter in word[:depth])
        return key.ljust(depth, "_")
    if word[0].isascii() and word[0].isdigit():
        return word[0]
    return f"x{ord(word[0]) % (8 if depth == 1 else 64)}"


def shard_names(files: Iterable[str]) -> list[str]:
    """Return the names of the shards among the files of a segment."""
    names = (file.rsplit("/", 1)[-1] for file in files)
    return sorted(name[2:-3] for name in names if name.startswith("t-"))


def base36(number: int) -> str:
    """Return a number ≥ 0 in base 36, as JavaScript's parseInt reads it."""
    digits = ""
    while True:
        number, digit = divmod(number, 36)
        digits = _DIGITS[digit] + digits
        if not number:
            return digits


def _row(printer: Printer, story: StoryView) -> list[str]:
    title = story.title if len(story.title) <= LONGEST_TITLE else f"{story.title[: LONGEST_TITLE - 1]}…"
    day = date_text(story.edition_day, printer.language, "long")
    language = "" if story.language == printer.language else story.language
    return [story.path, title, story.outlet.name, day, language, story.direction if language else ""]


def _call(function: str, *values: object) -> bytes:
    told = ",".join(json.dumps(value, ensure_ascii=False, separators=(",", ":")) for value in values)
    told = told.replace("<", "\\u003c")  # a title that ends a script ends none, wherever this is pasted
    return f"curatorSearch.{function}({told})\n".encode()


def list_file(segments: Sequence[SegmentRow]) -> File:
    """Return the list of segments, newest first."""
    rows = [[name, count, depth, " ".join(keys)] for name, count, depth, keys in segments]
    told = json.dumps(rows, separators=(",", ":"))
    return "search/segments.js", f"const curatorSegments={told};\n".encode()
