"""From the user's files to a `Config`: read everything, then tell every mistake at once."""

from __future__ import annotations

import difflib
import tomllib
from collections.abc import Callable
from dataclasses import fields, replace
from functools import cache
from pathlib import Path
from typing import Any, TypeVar
from zoneinfo import ZoneInfo, available_timezones

from cattrs import Converter, transform_error
from cattrs.errors import ClassValidationError, ForbiddenExtraKeysError, IterableValidationError
from cattrs.gen import make_dict_structure_fn

from curator.config.hosting import check_deploy, check_handover
from curator.config.judging import check_encoder, check_opinion
from curator.config.places import line_of, steps
from curator.config.reading import as_read, unfit
from curator.config.sending import (
    check_accounts,
    check_ambassadors,
    check_automatic,
    check_gate,
    check_posting,
    check_schedule,
    check_smtp,
)
from curator.config.settings import (
    AccountSettings,
    Ambassador,
    Automatic,
    Blocked,
    Config,
    Deploy,
    EditionRules,
    EncoderSettings,
    Fetch,
    Gate,
    Handover,
    Journal,
    Letter,
    Mailbox,
    Networks,
    Paths,
    Posting,
    Schedule,
    SecondOpinion,
    Smtp,
)
from curator.errors import ConfigError, Mistake, UsageError
from curator.model import Phrase, Section, Source, Theme, short_hash

T = TypeVar("T")

CONFIG_FILE = "config.toml"
SOURCES_FILE = "sources.toml"
BLOCKED_FILE = "blocked.toml"
INTERFACE_LANGUAGES = ("en", "fr")

_TABLES: dict[str, type] = {
    "journal": Journal,
    "edition": EditionRules,
    "letter": Letter,
    "fetch": Fetch,
    "networks": Networks,
    "smtp": Smtp,
    "gate": Gate,
    "mailbox": Mailbox,
    "deploy": Deploy,
    "handover": Handover,
    "schedule": Schedule,
    "automatic": Automatic,
    "posting": Posting,
    "encoder": EncoderSettings,
    "second_opinion": SecondOpinion,
    "paths": Paths,
}
_WORDS = {str: "text in quotes", int: "a whole number", float: "a number", bool: "true or false"}


class _Unfit(ValueError):
    """A value is not of its key's kind."""


def load_config(folder: Path) -> Config:
    """Return the settings of the journal in `folder`.

    Raises `ConfigError` with every mistake of `config.toml`, `sources.toml`
    and the theme files, and `UsageError` where there is no journal.
    """
    file = folder / CONFIG_FILE
    if not file.is_file():
        raise UsageError("there is no journal here.", about=str(file), remedy="Start one with: curator init")
    mistakes: list[Mistake] = []
    raw, text = _read_toml(file, mistakes)
    values = _tables(raw, text, file, mistakes)
    if "journal" in raw and not values["journal"].title.strip():
        mistakes.append(_mistake(file, text, "$.journal.title", "the journal has no title.", 'Add: title = "…"'))
    paths = _absolute(values["paths"], folder)
    sources = tuple(as_read(source, values["accounts"]) for source in load_sources(folder / SOURCES_FILE, mistakes))
    themes = load_themes(paths.themes, mistakes)
    blocked = load_blocked(folder / BLOCKED_FILE, mistakes)
    _check_values(values, file, text, mistakes)
    if mistakes:
        raise ConfigError(
            tuple(sorted(mistakes, key=lambda mistake: (mistake.file.parent != folder, mistake.file, mistake.line)))
        )
    return Config(folder=folder, sources=sources, themes=themes, blocked=blocked, **{**values, "paths": paths})


def load_sources(file: Path, mistakes: list[Mistake]) -> tuple[Source, ...]:
    """Return the sources listed in `file`; mistakes are appended to `mistakes`."""
    if not file.is_file():
        return ()
    raw, text = _read_toml(file, mistakes)
    _unknown_keys(raw, {"source"}, file, text, "$", mistakes)
    sources: list[Source] = []
    seen: dict[str, int] = {}
    for index, table in enumerate(_list_of_tables(raw, "source", file, text, mistakes)):
        place = f"$.source[{index}]"
        identified = {"id": short_hash(str(table.get("address", ""))), **table}
        source = _structure(identified, Source, file, text, place, mistakes)
        if source is None:
            continue
        if fault := unfit(source):
            key, message, remedy = fault
            mistakes.append(_mistake(file, text, f"{place}.{key}", message, remedy))
        elif source.id in seen:
            first = line_of(text, ("source", seen[source.id]))
            mistakes.append(
                _mistake(file, text, place, f"this source is listed twice, first in line {first}.", "Remove one.")
            )
        else:
            seen[source.id] = index
            sources.append(source)
    return tuple(sources)


def load_blocked(file: Path, mistakes: list[Mistake]) -> Blocked:
    """Return whom and what `file` blocks; no file, nobody."""
    if not file.is_file():
        return Blocked()
    raw, text = _read_toml(file, mistakes)
    return _structure(raw, Blocked, file, text, "$", mistakes) or Blocked()


def load_themes(folder: Path, mistakes: list[Mistake]) -> tuple[Theme, ...]:
    """Return the themes in `folder`, by file name; mistakes are appended to `mistakes`."""
    themes = (load_theme(file, mistakes) for file in sorted(folder.glob("*.toml")))
    return tuple(theme for theme in themes if theme is not None)


def load_theme(file: Path, mistakes: list[Mistake]) -> Theme | None:
    """Return the theme in one file, or None where it cannot be used."""
    raw, text = _read_toml(file, mistakes)
    if not raw:
        return None
    if "phrases" in raw and isinstance(raw["phrases"], list):
        raw["phrases"] = [{"text": phrase} if isinstance(phrase, str) else phrase for phrase in raw["phrases"]]
    theme = _structure({"name": file.stem, **raw}, Theme, file, text, "$", mistakes)
    if theme is None:
        return None
    for index, phrase in enumerate(theme.phrases):
        if not phrase.text.strip():
            mistakes.append(_mistake(file, text, f"$.phrases[{index}]", "a phrase is empty.", "Remove it."))
        if phrase.weight <= 0:
            mistakes.append(
                _mistake(
                    file,
                    text,
                    f"$.phrases[{index}]",
                    f'the weight of "{phrase.text}" is not above 0.',
                    "What speaks against the theme goes into excluded = […].",
                )
            )
    if not (theme.phrases or theme.description or theme.examples):
        mistakes.append(
            Mistake(file, 1, "the theme says nothing to judge by.", "Add phrases = […]: ten are a good start.")
        )
    return theme


def _read_toml(file: Path, mistakes: list[Mistake]) -> tuple[dict[str, Any], str]:
    try:
        text = file.read_text(encoding="utf-8")
        return tomllib.loads(text), text
    except UnicodeDecodeError as error:
        line = file.read_bytes()[: error.start].count(b"\n") + 1
        mistakes.append(Mistake(file, line, "this is not UTF-8 text.", "Save the file as UTF-8."))
    except tomllib.TOMLDecodeError as error:
        mistakes.append(_syntax_mistake(file, text, str(error)))
    except OSError as error:
        mistakes.append(Mistake(file, 0, f"cannot be read: {error.strerror}."))
    return {}, ""


def _syntax_mistake(file: Path, text: str, message: str) -> Mistake:
    words, _, place = message.rpartition(" (at ")
    if place.startswith("line "):
        line = int(place.removeprefix("line ").split(",")[0])
    else:
        words, line = (words or message), text.count("\n") + 1
    return Mistake(
        file, line, f"this is not TOML: {words[:1].lower()}{words[1:]}.", "Look at the line and the one above."
    )


def _tables(raw: dict[str, Any], text: str, file: Path, mistakes: list[Mistake]) -> dict[str, Any]:
    _unknown_keys(raw, {*_TABLES, "accounts", "ambassadors"}, file, text, "$", mistakes)
    if "journal" not in raw and text:
        mistakes.append(Mistake(file, 1, "there is no [journal].", 'Add [journal] with title = "…".'))
    values: dict[str, Any] = {}
    for name, kind in _TABLES.items():
        default = {"title": "-"} if name == "journal" else {}
        table = raw.get(name, default)
        value = _structure(table, kind, file, text, f"$.{name}", mistakes)
        values[name] = value if value is not None else _salvage(table, kind, default)
    accounts = (
        _structure(table, AccountSettings, file, text, f"$.accounts[{index}]", mistakes)
        for index, table in enumerate(_list_of_tables(raw, "accounts", file, text, mistakes))
    )
    values["accounts"] = tuple(account for account in accounts if account is not None)
    ambassadors = (
        _structure(table, Ambassador, file, text, f"$.ambassadors[{index}]", mistakes)
        for index, table in enumerate(_list_of_tables(raw, "ambassadors", file, text, mistakes))
    )
    values["ambassadors"] = tuple(one for one in ambassadors if one is not None)
    return values


def _salvage(table: Any, kind: type[T], default: dict[str, Any]) -> T:
    """Return what can be used of a table with mistakes, so that the rest is checked too."""
    fit = dict(default)
    for key, value in table.items() if isinstance(table, dict) else ():
        try:
            _converter().structure({**default, key: value}, kind)
        except ClassValidationError:
            continue
        fit[key] = value
    return _converter().structure(fit, kind)


def _structure(data: Any, kind: type[T], file: Path, text: str, place: str, mistakes: list[Mistake]) -> T | None:
    try:
        return _converter().structure(data, kind)
    except (ClassValidationError, IterableValidationError) as error:
        for line in transform_error(error, path=place, format_exception=_words_for):
            message, _, path = line.rpartition(" @ ")
            for single in message.split("\n"):
                words, _, key = single.partition("\t")
                mistakes.append(_mistake(file, text, f"{path}.{key}" if key else path, words))
    except _Unfit as error:
        mistakes.append(_mistake(file, text, place, str(error)))
    return None


def _words_for(error: BaseException, kind: type | None) -> str:
    """Say one fault in words; a key that is not the path's own comes after a tab."""
    if isinstance(error, ForbiddenExtraKeysError):
        known = {field.name for field in fields(error.cl)}
        return "\n".join(f"{_unknown(key, known)}\t{key}" for key in sorted(error.extra_fields))
    if isinstance(error, KeyError):
        return f'"{error.args[0]}" is missing.'
    return str(error)


def _unknown(key: str, known: set[str]) -> str:
    near = difflib.get_close_matches(key, known, n=1)
    return f'there is no setting "{key}".' + (f' Did you mean "{near[0]}"?' if near else "")


def _unknown_keys(
    raw: dict[str, Any], known: set[str], file: Path, text: str, place: str, mistakes: list[Mistake]
) -> None:
    mistakes.extend(_mistake(file, text, f"{place}.{key}", _unknown(key, known)) for key in raw if key not in known)


def _list_of_tables(
    raw: dict[str, Any], name: str, file: Path, text: str, mistakes: list[Mistake]
) -> list[dict[str, Any]]:
    tables = raw.get(name, [])
    if isinstance(tables, list) and all(isinstance(table, dict) for table in tables):
        return tables
    mistakes.append(_mistake(file, text, f"$.{name}", f'"{name}" is not a list of tables.', f"Write [[{name}]]."))
    return []


def _mistake(file: Path, text: str, path: str, message: str, remedy: str = "") -> Mistake:
    return Mistake(file, line_of(text, steps(path)), message, remedy)


def _absolute(paths: Paths, folder: Path) -> Paths:
    return replace(
        paths, **{field.name: (folder / getattr(paths, field.name).expanduser()).absolute() for field in fields(Paths)}
    )


@cache
def _converter() -> Converter:
    """Return a converter that takes a value only as the kind it is: "12" is no number here."""
    converter = Converter(forbid_extra_keys=True)
    for kind in (str, int, float, bool):
        converter.register_structure_hook(kind, _exactly(kind))
    converter.register_structure_hook(Path, lambda value, _: Path(_exactly(str)(value, str)))
    for made in (*_TABLES.values(), AccountSettings, Ambassador, Blocked, Source, Theme, Phrase, Section):
        converter.register_structure_hook(made, _table(converter, made))
    return converter


def _exactly(kind: type) -> Callable[[Any, Any], Any]:
    def take(value: Any, _: Any) -> Any:
        if kind is float and type(value) is int:
            return float(value)
        if type(value) is not kind:
            raise _Unfit(f"{value!r} is not {_WORDS[kind]}.")
        return value

    return take


def _table(converter: Converter, kind: type) -> Callable[[Any, Any], Any]:
    structure: Callable[[Any, Any], Any] = make_dict_structure_fn(kind, converter, _cattrs_forbid_extra_keys=True)

    def take(value: Any, _: Any) -> Any:
        if not isinstance(value, dict):
            raise _Unfit(f"{value!r} is not a table.")
        return structure(value, kind)

    return take


def _check_values(values: dict[str, Any], file: Path, text: str, mistakes: list[Mistake]) -> None:
    def wrong(path: str, message: str, remedy: str = "") -> None:
        mistakes.append(_mistake(file, text, f"$.{path}", message, remedy))

    journal, rules, fetch = values["journal"], values["edition"], values["fetch"]
    if journal.language not in INTERFACE_LANGUAGES:
        wrong("journal.language", f'"{journal.language}" is no language of the interface.', 'Write "en" or "fr".')
    if journal.timezone not in available_timezones():
        wrong("journal.timezone", f'there is no time zone "{journal.timezone}".', 'Write for example "Europe/Paris".')
    else:
        ZoneInfo(journal.timezone)
    if journal.base_url and not journal.base_url.startswith(("http://", "https://")):
        wrong(
            "journal.base_url",
            f'"{journal.base_url}" is no web address.',
            'Write "https://…", or "" to read from a folder.',
        )
    for name, low in (("stories", 1), ("window_hours", 1), ("longest_window_hours", rules.window_hours), ("floor", 0)):
        if getattr(rules, name) < low:
            wrong(f"edition.{name}", f"{name} = {getattr(rules, name)} is too small.", f"Write {low} or more.")
    if not 0 < rules.outlet_share <= 1:
        wrong(
            "edition.outlet_share",
            f"outlet_share = {rules.outlet_share} is no share.",
            "Write a number above 0, up to 1.",
        )
    for name in ("connect_seconds", "total_seconds", "connections", "per_host", "pages_per_host"):
        if getattr(fetch, name) <= 0:
            wrong(f"fetch.{name}", f"{name} = {getattr(fetch, name)} is too small.", "Write a number above 0.")
    check_smtp(values["smtp"], wrong)
    check_gate(values["gate"], values["mailbox"], wrong)
    check_deploy(values["deploy"], wrong)
    check_handover(values["handover"], wrong)
    check_schedule(values["schedule"], wrong)
    check_automatic(values["automatic"], wrong)
    check_posting(values["posting"], wrong)
    check_accounts(values["accounts"], wrong)
    check_ambassadors(values["ambassadors"], wrong)
    check_encoder(values["encoder"], wrong)
    check_opinion(values["second_opinion"], wrong)
