"""No string of the code or of a template is left in English, and no translation breaks a place-holder."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from curator.config import load_config
from curator.i18n import catalogues, gettext_for, languages, typeset
from curator.i18n.catalogues import catalogue_file
from curator.i18n.extract import PACKAGE, messages, of_faults, refresh, untranslated, within_f_strings

PLACES = re.compile(r"%\(\w+\)[sd]|\{\w*(?:[!:.][^}]*)?\}|%[sd]")


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
                prose = without_code(text, str(message.id))
                # Either no-break space is fine; an ordinary one is not.
                assert typeset(prose, "fr").replace("\u202f", "\u00a0") == prose.replace("\u202f", "\u00a0"), text


def without_code(text: str, source: str) -> str:
    """Return `text` without what is quoted letter by letter as in `source`: it is to be typed."""
    for typed in re.findall(r"""["'][^"']*["']""", source):
        text = text.replace(typed, "")
    return text


def test_strings_of_code_and_of_templates_are_found() -> None:
    found = {message.id[0] if isinstance(message.id, tuple) else message.id for message in messages()}
    assert {"Why it’s here", "Drawn for this story; it shows no real place.", "+%(num)s more outlet"} <= found


def test_strings_between_the_braces_of_an_f_string_are_found() -> None:
    code = """f"{_('Next:')} {plural('%(num)s file', '%(num)s files', count)} {_(reason)} {len('text')}" """
    assert [text for _, text in within_f_strings(code)] == ["Next:", ("%(num)s file", "%(num)s files")]


def test_what_a_fault_says_by_itself_is_found() -> None:
    code = (
        'class DiskFull(CuratorError, Transient):\n    """There is no space left."""\nclass Transient:\n    """No."""'
    )
    assert list(of_faults(code)) == [(1, "There is no space left.")]


def test_every_sentence_of_a_fault_is_marked() -> None:
    """What an error or a finding says is a string that the catalogue sees, with its values beside it."""
    trees = {file: ast.parse(file.read_text("utf-8")) for file in sorted(PACKAGE.rglob("*.py"))}
    kinds = _kinds(trees.values())
    assert {"NotFound", "QueryError", "FolderError", "Finding"} <= kinds
    bare = [
        f"{file.relative_to(PACKAGE)}:{said.lineno}: {ast.unparse(said)}"
        for file, tree in trees.items()
        for call in ast.walk(tree)
        if isinstance(call, ast.Call) and ast.unparse(call.func) in kinds
        for said in _sentences(call)
        if isinstance(said, ast.Constant | ast.JoinedStr) and re.search("[a-z]{3}", _own_words(said))
    ]
    assert bare == []


def _kinds(trees: Iterable[ast.Module]) -> set[str]:
    """Return the names of the classes whose values say something to the user."""
    classes = [node for tree in trees for node in ast.walk(tree) if isinstance(node, ast.ClassDef)]
    kinds, before = {"CuratorError", "Finding"}, set[str]()
    while kinds != before:
        before = set(kinds)
        kinds |= {one.name for one in classes if before & {ast.unparse(base) for base in one.bases}}
    return kinds - {"ConfigError"}  # its mistakes are told by the files' own keys


def _sentences(call: ast.Call) -> list[ast.expr]:
    told = call.args[2:4] if ast.unparse(call.func) == "Finding" else call.args[:1]
    return [*told, *(word.value for word in call.keywords if word.arg in ("reason", "remedy", "message"))]


def _own_words(said: ast.expr) -> str:
    parts = said.values if isinstance(said, ast.JoinedStr) else [said]
    return " ".join(str(part.value) for part in parts if isinstance(part, ast.Constant))


def test_a_third_language_is_one_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(catalogues, "LOCALES", tmp_path)
    file = refresh("de")
    assert file.is_relative_to(tmp_path)
    text = file.read_text().replace('msgid "Archive"\nmsgstr ""', 'msgid "Archive"\nmsgstr "Archiv"')
    file.write_text(text)
    catalogues._translations.cache_clear()
    try:
        assert languages() == ("en", "de")
        (tmp_path / "config.toml").write_text('[journal]\ntitle = "Strom"\nlanguage = "de"\n')
        assert load_config(tmp_path).journal.language == "de"
        assert gettext_for("de")("Archive") == "Archiv"
        assert gettext_for("de")("Search") == "Search"
    finally:
        catalogues._translations.cache_clear()
