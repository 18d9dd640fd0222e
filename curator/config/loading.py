"""From the user's files to a `Config`: read everything, then tell every mistake at once."""

from __future__ import annotations

from dataclasses import fields, replace
from pathlib import Path
from typing import Any

from curator.config.document import Document, salvaged
from curator.config.hosting import check_deploy, check_handover
from curator.config.journal import check_edition, check_fetch, check_journal
from curator.config.judging import check_encoder, check_opinion
from curator.config.outward import (
    AccountSettings,
    Ambassador,
    Automatic,
    Deploy,
    Gate,
    Handover,
    Mailbox,
    Posting,
    Schedule,
    Smtp,
)
from curator.config.reading import as_read, unfit
from curator.config.sending import (
    check_accounts,
    check_ambassadors,
    check_automatic,
    check_gate,
    check_letter,
    check_posting,
    check_schedule,
    check_smtp,
)
from curator.config.settings import (
    Blocked,
    Config,
    EditionRules,
    EncoderSettings,
    Fetch,
    Journal,
    Letter,
    Networks,
    Paths,
    SecondOpinion,
)
from curator.errors import ConfigError, Mistake, UsageError
from curator.i18n import N_
from curator.model import Source, Theme, short_hash

CONFIG_FILE = "config.toml"
SOURCES_FILE = "sources.toml"
BLOCKED_FILE = "blocked.toml"

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

_LISTS: dict[str, type] = {"accounts": AccountSettings, "ambassadors": Ambassador}


def load_config(folder: Path) -> Config:
    """Return the settings of the journal in `folder`.

    Raises `ConfigError` with every mistake of `config.toml`, `sources.toml`
    and the theme files, and `UsageError` where there is no journal.
    """
    file = folder / CONFIG_FILE
    if not file.is_file():
        raise UsageError(N_("there is no journal here."), about=str(file), remedy=N_("Start one with: curator init"))
    mistakes: list[Mistake] = []
    document = Document(file, mistakes)
    values = _settings(document)
    paths = _absolute(values["paths"], folder)
    sources = tuple(as_read(source, values["accounts"]) for source in load_sources(folder / SOURCES_FILE, mistakes))
    themes = load_themes(paths.themes, mistakes)
    blocked = load_blocked(folder / BLOCKED_FILE, mistakes)
    _check(values, document)
    if mistakes:
        raise ConfigError(
            tuple(sorted(mistakes, key=lambda mistake: (mistake.file.parent != folder, mistake.file, mistake.line)))
        )
    return Config(folder=folder, sources=sources, themes=themes, blocked=blocked, **{**values, "paths": paths})


def load_sources(file: Path, mistakes: list[Mistake]) -> tuple[Source, ...]:
    """Return the sources listed in `file`; mistakes are appended to `mistakes`."""
    if not file.is_file():
        return ()
    document = Document(file, mistakes)
    document.knows_only({"source"})
    sources: list[Source] = []
    seen: dict[str, int] = {}
    for index, table in enumerate(document.tables("source")):
        place = f"$.source[{index}]"
        source = document.taken({"id": short_hash(str(table.get("address", ""))), **table}, Source, place)
        if source is None:
            continue
        if fault := unfit(source):
            key, message, remedy = fault
            document.wrong(f"{place}.{key}", message, remedy)
        elif source.id in seen:
            first = document.line(f"$.source[{seen[source.id]}]")
            document.wrong(place, f"this source is listed twice, first in line {first}.", "Remove one.")
        else:
            seen[source.id] = index
            sources.append(source)
    return tuple(sources)


def load_blocked(file: Path, mistakes: list[Mistake]) -> Blocked:
    """Return whom and what `file` blocks; no file, nobody."""
    if not file.is_file():
        return Blocked()
    document = Document(file, mistakes)
    return document.taken(document.values, Blocked, "$") or Blocked()


def load_themes(folder: Path, mistakes: list[Mistake]) -> tuple[Theme, ...]:
    """Return the themes in `folder`, by file name; mistakes are appended to `mistakes`."""
    themes = (load_theme(file, mistakes) for file in sorted(folder.glob("*.toml")))
    return tuple(theme for theme in themes if theme is not None)


def load_theme(file: Path, mistakes: list[Mistake]) -> Theme | None:
    """Return the theme in one file, or None where it cannot be used."""
    document = Document(file, mistakes)
    values = document.values
    if not values:
        return None
    if "phrases" in values and isinstance(values["phrases"], list):
        values["phrases"] = [{"text": phrase} if isinstance(phrase, str) else phrase for phrase in values["phrases"]]
    theme = document.taken({"name": file.stem, **values}, Theme, "$")
    if theme is None:
        return None
    for index, phrase in enumerate(theme.phrases):
        place = f"$.phrases[{index}]"
        if not phrase.text.strip():
            document.wrong(place, "a phrase is empty.", "Remove it.")
        if phrase.weight <= 0:
            remedy = "What speaks against the theme goes into excluded = […]."
            document.wrong(place, f'the weight of "{phrase.text}" is not above 0.', remedy)
    if not (theme.phrases or theme.description or theme.examples):
        document.lacks("the theme says nothing to judge by.", "Add phrases = […]: ten are a good start.")
    return theme


def _settings(document: Document) -> dict[str, Any]:
    """Return the settings by the names of their tables; of those with mistakes what can be used."""
    document.knows_only({*_TABLES, *_LISTS})
    if "journal" not in document.values and document.whole:
        document.lacks("there is no [journal].", 'Add [journal] with title = "…".')
    values: dict[str, Any] = {}
    for name, kind in _TABLES.items():
        default = {"title": "-"} if name == "journal" else {}
        table = document.values.get(name, default)
        value = document.taken(table, kind, f"$.{name}")
        values[name] = value if value is not None else salvaged(table, kind, default)
    for name, kind in _LISTS.items():
        taken = (document.taken(table, kind, f"$.{name}[{n}]") for n, table in enumerate(document.tables(name)))
        values[name] = tuple(value for value in taken if value is not None)
    return values


def _absolute(paths: Paths, folder: Path) -> Paths:
    return replace(
        paths, **{field.name: (folder / getattr(paths, field.name).expanduser()).absolute() for field in fields(Paths)}
    )


def _check(values: dict[str, Any], document: Document) -> None:
    def wrong(path: str, message: str, remedy: str) -> None:
        document.wrong(f"$.{path}", message, remedy)

    check_journal(values["journal"], wrong)
    check_edition(values["edition"], wrong)
    check_fetch(values["fetch"], wrong)
    check_letter(values["letter"], wrong)
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
