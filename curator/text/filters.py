"""Queries that an entry must match: all, any, none, and phrases, on whole words.

    solar wind            both words (all)
    solar | wind          either (any); "or" and "ou" are words, not operators
    solar -crypto         the first, not the second (none)
    "heat pump"           these words, one after the other
    storag*               any word that begins so
    (solar | wind) -"press release"

Letter case, accents and the kind of apostrophe make no difference; `ai`
matches "AI" and not "training". "|" binds less than the blank: `a b | c` is
(a and b) or c. An empty query matches everything.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from curator.errors import CuratorError
from curator.i18n import N_

LONGEST = 1_000
"""Characters of a query."""
DEEPEST = 10
"""Brackets in one another."""
_SHOWN = 60
"""Characters of a query that a complaint repeats."""

_TOKEN = re.compile(r"""\s*(?:(\|)|(\()|(\))|(-)(?=[("“«\w])|["“«]([^"”»]*)["”»]|([^\s|()"“«]+))""")
_WORD = re.compile(r"\w+(?:\*(?!\w))?")

Test = Callable[[str], bool]


class QueryError(CuratorError):
    """The filter cannot be understood."""

    exit_code = 2


@dataclass(frozen=True, slots=True)
class Query:
    """A query that was understood."""

    text: str
    test: Test

    def matches(self, *texts: str) -> bool:
        """Return whether the texts, taken together, match; phrases do not run from one into the next."""
        return self.test(_folded("\n".join(texts)))


@lru_cache(maxsize=256)
def parse_query(text: str) -> Query:
    """Return the query that `text` says; raises `QueryError` naming what is wrong with it."""
    if len(text) > LONGEST:
        raise _fault(
            text, N_("this filter is longer than {longest} characters.", longest=LONGEST), N_("Leave words out.")
        )
    tokens = _tokens(text)
    if not tokens:
        return Query(text, lambda _: True)
    test, rest = _any(tokens, 0, 0, text)
    if rest != len(tokens):
        raise _fault(text, N_("a bracket is closed that was never opened."), N_("Write (solar | wind)."))
    return Query(text, test)


def _fault(text: str, message: str, remedy: str) -> QueryError:
    shown = " ".join(text.split())
    return QueryError(message, about=f"“{shown[:_SHOWN]}…”" if len(shown) > _SHOWN else f"“{shown}”", remedy=remedy)


def _tokens(text: str) -> list[tuple[str, str]]:
    tokens: list[tuple[str, str]] = []
    place = 0
    while text[place:].strip():
        found = _TOKEN.match(text, place)
        if not found:
            raise _fault(text, N_("a quotation mark is not closed."), N_('Write phrases as "heat pump".'))
        place = found.end()
        either, opening, closing, without, phrase, word = found.groups()
        kind = "|" if either else "(" if opening else ")" if closing else "-" if without else "words"
        tokens.append((kind, phrase if phrase is not None else word or ""))
    return tokens


def _any(tokens: list[tuple[str, str]], place: int, depth: int, text: str) -> tuple[Test, int]:
    """Read alternatives parted by "|"; return their test and where they end."""
    tests = []
    while True:
        test, place = _all(tokens, place, depth, text)
        tests.append(test)
        if place >= len(tokens) or tokens[place][0] != "|":
            break
        place += 1
    return (tests[0] if len(tests) == 1 else lambda given: any(test(given) for test in tests)), place


def _all(tokens: list[tuple[str, str]], place: int, depth: int, text: str) -> tuple[Test, int]:
    """Read what must all hold, up to "|" or ")"."""
    tests = []
    while place < len(tokens) and tokens[place][0] not in "|)":
        test, place = _one(tokens, place, depth, text)
        tests.append(test)
    if not tests:
        raise _fault(text, N_('beside "|" or between brackets, something is missing.'), N_("Write (solar | wind)."))
    return (lambda given: all(test(given) for test in tests)), place


def _one(tokens: list[tuple[str, str]], place: int, depth: int, text: str) -> tuple[Test, int]:
    kind, words = tokens[place]
    if kind == "-":
        test, place = _one(tokens, place + 1, depth, text)
        return (lambda given: not test(given)), place
    if kind == "(":
        if depth >= DEEPEST:
            raise _fault(text, N_("there are too many brackets in one another."), N_("Take some away."))
        test, place = _any(tokens, place + 1, depth + 1, text)
        if place >= len(tokens):
            raise _fault(text, N_("a bracket is not closed."), N_("Write (solar | wind)."))
        return test, place + 1
    return _phrase(words, text), place + 1


def _phrase(words: str, text: str) -> Test:
    """Return the test for words one after the other, whatever stands between them that is no letter."""
    parts = _WORD.findall(_folded(words))
    if not parts:
        raise _fault(
            text,
            N_("there is no word in “{words}”.", words=words[:_SHOWN]),
            N_("Filters are words, not patterns: storag*."),
        )
    spelled = (re.escape(part.removesuffix("*")) + (r"\w*" if part.endswith("*") else "") for part in parts)
    pattern = re.compile(r"(?<!\w)" + r"[^\w\n]+".join(spelled) + r"(?!\w)")
    return lambda given: pattern.search(given) is not None


def _folded(text: str) -> str:
    """Return `text` without case and accents; "_" parts words as blanks do."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter)).replace("_", " ")
