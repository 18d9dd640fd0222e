"""No string of the code or of a template is left in English, and no translation breaks a place-holder."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from curator.i18n import catalogues, gettext_for, languages, typeset
from curator.i18n.catalogues import catalogue_file
from curator.i18n.extract import messages, refresh, untranslated, within_f_strings

PLACES = re.compile(r"%\(\w+\)[sd]|\{\w*(?:[:.][^}]*)?\}|%[sd]")


@pytest.mark.parametrize("language", [code for code in languages() if code != "en"])
def test_nothing_is_left_in_english(language: str) -> None:
    assert untranslated(language) == []


@pytest.mark.parametrize("language", [code for code in languages() if code != "en"])
def test_every_translation_keeps_its_place_holders(language: str) -> None:
    with catalogue_file(language).open("rb") as file:
        catalogue = read_po(file, locale=language)
    for message in catalogue:
        sources = message.id if isinstance(message.id, tuple) else (message.id,)
        texts = message.string if isinstance(message.string, tuple) else (message.string,)
        for text in texts:
            if message.id and text:
                assert set(PLACES.findall(text)) <= set(PLACES.findall(" ".join(sources))), message.id


def test_french_is_set_with_french_spaces() -> None:
    with catalogue_file("fr").open("rb") as file:
        catalogue = read_po(file, locale="fr")
    for message in catalogue:
        texts = message.string if isinstance(message.string, tuple) else (message.string,)
        for text in texts:
            if message.id and text and "http" not in text:
                # Either no-break space is fine; an ordinary one is not.
                assert typeset(text, "fr").replace("\u202f", "\u00a0") == text.replace("\u202f", "\u00a0"), text


def test_strings_of_code_and_of_templates_are_found() -> None:
    found = {message.id[0] if isinstance(message.id, tuple) else message.id for message in messages()}
    assert {"Why it’s here", "Drawn for this story; it shows no real place.", "+%(num)s more outlet"} <= found


def test_strings_between_the_braces_of_an_f_string_are_found() -> None:
    code = """f"{_('Next:')} {plural('%(num)s file', '%(num)s files', count)} {_(reason)} {len('text')}" """
    assert [text for _, text in within_f_strings(code)] == ["Next:", ("%(num)s file", "%(num)s files")]


def test_a_third_language_is_one_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(catalogues, "LOCALES", tmp_path)
    file = refresh("de")
    assert file.is_relative_to(tmp_path)
    text = file.read_text().replace('msgid "Archive"\nmsgstr ""', 'msgid "Archive"\nmsgstr "Archiv"')
    file.write_text(text)
    catalogues._translations.cache_clear()
    try:
        assert languages() == ("en", "de")
        assert gettext_for("de")("Archive") == "Archiv"
        assert gettext_for("de")("Search") == "Search"
    finally:
        catalogues._translations.cache_clear()
