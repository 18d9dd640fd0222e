"""Catalogues: gettext's .po files, read without a compiling step."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from gettext import GNUTranslations, NullTranslations
from io import BytesIO
from pathlib import Path

LOCALES = Path(__file__).parent.parent / "locale"
SOURCE_LANGUAGE = "en"


def N_(text: str) -> str:
    """Mark `text` for translation where it is used later; return it unchanged."""
    return text


def catalogue_file(language: str) -> Path:
    """Return where the catalogue of a language is, or would be."""
    return LOCALES / language / "LC_MESSAGES" / "curator.po"


def languages() -> tuple[str, ...]:
    """Return the codes of all languages the interface speaks, English first."""
    found = sorted(file.parent.parent.name for file in LOCALES.glob("*/LC_MESSAGES/curator.po"))
    return (SOURCE_LANGUAGE, *found)


@cache
def _translations(language: str) -> NullTranslations:
    file = catalogue_file(language)
    if language == SOURCE_LANGUAGE or not language.isalnum() or not file.exists():
        return NullTranslations()
    # Babel costs time to import: only those who need another language pay it.
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    compiled = BytesIO()
    with file.open("rb") as source:
        write_mo(compiled, read_po(source, locale=language))
    compiled.seek(0)
    return GNUTranslations(compiled)


def gettext_for(language: str) -> Callable[[str], str]:
    """Return the function that translates into `language` (two letters); an unknown one reads as English."""
    return _translations(language[:2].lower()).gettext


def ngettext_for(language: str) -> Callable[[str, str, int], str]:
    """Return the function that picks and translates the form for a count: (one, many, n) → text."""
    return _translations(language[:2].lower()).ngettext
