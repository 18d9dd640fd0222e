"""Catalogues: gettext's .po files, read without a compiling step."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from gettext import GNUTranslations, NullTranslations
from io import BytesIO
from pathlib import Path
from typing import Any

LOCALES = Path(__file__).parent.parent / "locale"
SOURCE_LANGUAGE = "en"


class Filled(str):
    """A sentence of ours with its values: English as a string, and still to be said in any language.

    `form` is the sentence with place-holders as the catalogue has it, `values` what stands in them.
    """

    form: str
    values: dict[str, Any]

    def __new__(cls, form: str, /, **values: Any) -> Filled:
        """Fill `form` in."""
        filled = super().__new__(cls, form.format(**values))
        filled.form, filled.values = form, values
        return filled

    def __getnewargs_ex__(self) -> tuple[tuple[str], dict[str, Any]]:
        """Return what it is made of, for `copy` and `pickle`."""
        return (self.form,), self.values

    def into(self, translate: Callable[[str], str]) -> str:
        """Return the sentence as `translate` says it; a value that is a `Filled` itself follows."""
        said = {name: one.into(translate) if isinstance(one, Filled) else one for name, one in self.values.items()}
        return translate(self.form).format(**said)


def parts(text: str) -> tuple[str, dict[str, Any]]:
    """Return what `N_` made `text` of: the sentence and its values."""
    return (text.form, text.values) if isinstance(text, Filled) else (text, {})


def N_(text: str, /, **values: Any) -> str:
    """Mark `text` for translation where it is used later; return it as it is, or filled in with `values`."""
    return Filled(text, **values) if values else text


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
    gettext = _translations(language[:2].lower()).gettext
    return lambda text: text.into(gettext) if isinstance(text, Filled) else gettext(text)


def ngettext_for(language: str) -> Callable[[str, str, int], str]:
    """Return the function that picks and translates the form for a count: (one, many, n) → text."""
    return _translations(language[:2].lower()).ngettext
