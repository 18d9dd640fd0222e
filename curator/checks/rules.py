"""`never-publish.toml`: what must not leave, as values.

clients = ["Héliogène SA"]              # names that never appear
code_names = ["Projet Héron"]
amounts = ["4.2 M€", "1,250,000 USD"]   # in whatever way they are written
dates = [2026-12-01]
patterns = ["DOSSIER-[0-9]{5}"]         # regular expressions
allow = ["letter@journal.example"]      # may appear all the same
skip = ["phone"]                        # built-in kinds that are not looked for

[[embargoes]]
names = ["merger with Voltigo"]
until = 2026-12-01T07:00:00+01:00
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

import regex

from curator.checks.amounts import Amount, amounts_in
from curator.checks.secrets import KINDS
from curator.config.places import line_of
from curator.errors import ConfigError, Mistake
from curator.text import fold

_UNSPACED = regex.compile(r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Hangul}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}]")
_LISTS = ("clients", "code_names", "amounts", "patterns", "allow", "skip")


@dataclass(frozen=True, slots=True)
class NameRule:
    """A name that must not appear, for ever or until a moment."""

    kind: str
    """"client", "code-name" or "embargo"."""
    name: str
    pattern: regex.Pattern[str] = field(compare=False)
    """Matches in folded text."""
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Rules:
    """Everything that must not leave."""

    names: tuple[NameRule, ...] = ()
    amounts: tuple[tuple[str, frozenset[Amount]], ...] = ()
    """As written, and what it may mean."""
    dates: tuple[date, ...] = ()
    patterns: tuple[regex.Pattern[str], ...] = ()
    allow: frozenset[str] = frozenset()
    """Folded."""
    skip: frozenset[str] = frozenset()


def name_pattern(name: str) -> regex.Pattern[str]:
    """Return what finds `name` in folded text: its words in order, whatever parts them, not inside a longer word."""
    words = regex.findall(r"\w+?(?=_|\b|$)", fold(name).replace("_", " "))
    body = r"[\W_]{0,3}".join(regex.escape(word) for word in words)
    return regex.compile(_edge(body, words[0][0], before=True) + body + _edge(body, words[-1][-1], before=False))


def _edge(body: str, character: str, *, before: bool) -> str:
    if _UNSPACED.match(character):
        return ""
    same = r"\d" if character.isdigit() else r"[^\W\d_]"
    return f"(?<!{same})" if before else f"(?!{same})"


def parse_rules(text: str, file: Path = Path("never-publish.toml")) -> Rules:
    """Return the rules that a file's text holds; raises `ConfigError` with every mistake and its line."""
    try:
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as fault:
        raise ConfigError((Mistake(file, 0, f"this is not TOML: {fault}."),)) from fault
    reader = _Reader(file, text)
    rules = reader.rules(raw)
    if reader.mistakes:
        raise ConfigError(tuple(sorted(reader.mistakes, key=lambda mistake: mistake.line)))
    return rules


class _Reader:
    """Reads one file and gathers its mistakes."""

    def __init__(self, file: Path, text: str) -> None:
        self.file, self.text = file, text
        self.mistakes: list[Mistake] = []

    def wrong(self, path: tuple[str | int, ...], message: str, remedy: str = "") -> None:
        self.mistakes.append(Mistake(self.file, line_of(self.text, path), message, remedy))

    def rules(self, raw: dict[str, Any]) -> Rules:
        for key in raw.keys() - {*_LISTS, "dates", "embargoes"}:
            self.wrong((key,), f"nobody knows the key {key!r}.", f"Use {', '.join(_LISTS)}, dates or embargoes.")
        skip = self.words(raw, "skip")
        for kind in skip:
            if kind not in KINDS:
                self.wrong(("skip",), f"there is no kind {kind!r}.", f"Choose from {', '.join(KINDS)}.")
        return Rules(
            names=(
                *self.names(self.words(raw, "clients"), "client"),
                *self.names(self.words(raw, "code_names"), "code-name"),
                *self.embargoes(raw.get("embargoes", [])),
            ),
            amounts=tuple((written, self.amount(written)) for written in self.words(raw, "amounts")),
            dates=tuple(self.dates(raw.get("dates", []))),
            patterns=tuple(self.pattern(written) for written in self.words(raw, "patterns")),
            allow=frozenset(fold(word) for word in self.words(raw, "allow")),
            skip=frozenset(skip),
        )

    def words(self, table: dict[str, Any], key: str, path: tuple[str | int, ...] = ()) -> list[str]:
        values = table.get(key, [])
        if not isinstance(values, list) or not all(isinstance(value, str) and value.strip() for value in values):
            self.wrong((*path, key), f"{key} has to be a list of texts.", f'{key} = ["…", "…"]')
            return []
        return values

    def names(self, names: list[str], kind: str, until: datetime | None = None) -> list[NameRule]:
        found = []
        for name in names:
            if not any(character.isalnum() for character in name):
                self.wrong((), f"{name!r} has no letter to look for.")
                continue
            found.append(NameRule(kind, name, name_pattern(name), until))
        return found

    def embargoes(self, tables: Any) -> list[NameRule]:
        found: list[NameRule] = []
        if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
            self.wrong(("embargoes",), "embargoes are tables.", "Write each as [[embargoes]] with names and until.")
            return found
        for index, table in enumerate(tables):
            moment = _moment(table.get("until"))
            if moment is None or table.keys() - {"names", "until"}:
                self.wrong(("embargoes", index), "an embargo has names and until, nothing else.", "until = 2026-12-01")
                continue
            found += self.names(self.words(table, "names", ("embargoes", index)), "embargo", moment)
        return found

    def amount(self, written: str) -> frozenset[Amount]:
        found = [amounts for amounts, _ in amounts_in(written)]
        if not found:
            self.wrong(("amounts",), f"{written!r} is no amount with a currency.", 'Write it as "4.2 M€".')
            return frozenset()
        return found[0]

    def dates(self, values: Any) -> list[date]:
        if not isinstance(values, list) or not all(isinstance(value, date) for value in values):
            self.wrong(("dates",), "dates has to be a list of dates.", "dates = [2026-12-01]")
            return []
        return [value.date() if isinstance(value, datetime) else value for value in values]

    def pattern(self, written: str) -> regex.Pattern[str]:
        try:
            return regex.compile(written, regex.I)
        except regex.error as fault:
            self.wrong(("patterns",), f"{written!r} is no regular expression: {fault}.")
            return regex.compile(r"(?!)")


def _moment(value: Any) -> datetime | None:
    if isinstance(value, datetime):
        return value if value.tzinfo else value.replace(tzinfo=UTC)
    return datetime.combine(value, time(), UTC) if isinstance(value, date) else None
