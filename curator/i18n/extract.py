"""Find every string that is to be translated: `python -m curator.i18n.extract de` makes or refreshes a catalogue.

A new language is that one file: fill in its `msgstr` lines, and the interface speaks it.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_file
from babel.messages.pofile import read_po, write_po

from curator.assets import asset
from curator.i18n.catalogues import catalogue_file

PACKAGE = Path(__file__).parent.parent
FAULTS = PACKAGE / "errors.py"
KEYWORDS: dict[str, tuple[int, ...] | None] = {
    "_": None,
    "N_": None,
    "gettext": None,
    "translate": None,
    "ngettext": (1, 2),
    "plural": (1, 2),
}
RESTLESS = tuple(
    f'"{name}'
    for name in ("Report-Msgid", "POT-Creation", "PO-Revision", "Last-Translator", "Language-Team", "Generated-By")
)
OPTIONS = {"silent": "false", "trimmed": "true"}


def messages(without: tuple[str, ...] = ()) -> Catalog:
    """Return all strings of the code and of the templates, with where they stand; `without` are paths to leave out."""
    found = Catalog(project="curator", charset="utf-8", fuzzy=False)
    root = PACKAGE.parent
    for file in _sources():
        method = "python" if file.suffix == ".py" else "jinja2.ext:babel_extract"
        place = file.relative_to(root).as_posix() if file.is_relative_to(root) else file.name
        if place.startswith(without):
            continue
        options = {} if method == "python" else OPTIONS
        for line, text, comments, context in extract_from_file(method, file, KEYWORDS, options=options):
            found.add(text, None, [(place, line)], auto_comments=comments, context=context)
        if method == "python":
            for line, inner in within_f_strings(file.read_text("utf-8")):
                found.add(inner, None, [(place, line)])
    for line, said in of_faults(FAULTS.read_text("utf-8")):
        found.add(said, None, [(FAULTS.name, line)])
    return found


def within_f_strings(code: str) -> Iterator[tuple[int, str | tuple[str, ...]]]:
    """Yield the strings that are translated between the braces of an f-string, which Babel reads as mere text."""
    outer = (node for node in ast.walk(ast.parse(code)) if isinstance(node, ast.JoinedStr))
    for call in (node for string in outer for node in ast.walk(string) if isinstance(node, ast.Call)):
        name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
        texts = tuple(
            argument.value
            for argument in call.args
            if isinstance(argument, ast.Constant) and isinstance(argument.value, str)
        )
        if name in KEYWORDS and texts:
            yield call.lineno, texts if KEYWORDS[name] else texts[0]


def of_faults(code: str) -> Iterator[tuple[int, str]]:
    """Yield the first lines of the classes of errors: what one says that was given no words of its own."""
    for node in ast.parse(code).body:
        if isinstance(node, ast.ClassDef) and any(ast.unparse(base) == "CuratorError" for base in node.bases):
            yield node.lineno, (ast.get_docstring(node) or "").splitlines()[0]


def _sources() -> Iterator[Path]:
    yield from sorted(PACKAGE.rglob("*.py"))
    for ending in ("*.html", "*.txt"):
        yield from sorted(asset("templates").rglob(ending))


def untranslated(language: str, without: tuple[str, ...] = ()) -> list[str]:
    """Return the strings that the catalogue of a language leaves in English; `without` are paths to leave out."""
    with catalogue_file(language).open("rb") as source:
        known = read_po(source, locale=language)
    missing = []
    for message in messages(without):
        translated = known.get(message.id) if message.id else None
        if message.id and (translated is None or not _whole(translated.string)):
            missing.append(message.id[0] if isinstance(message.id, tuple) else str(message.id))
    return missing


def _whole(string: object) -> bool:
    return all(string) if isinstance(string, tuple) else bool(string)


def refresh(language: str) -> Path:
    """Bring the catalogue of a language up to date, keeping what is translated; return the file."""
    file = catalogue_file(language)
    template = messages()
    catalogue = Catalog(locale=language, project="curator", charset="utf-8", fuzzy=False)
    if file.exists():
        with file.open("rb") as source:
            catalogue = read_po(source, locale=language)
    catalogue.update(template, no_fuzzy_matching=True)
    save(catalogue, file)
    return file


def save(catalogue: Catalog, file: Path) -> None:
    """Write a catalogue sorted, without the header lines that change with every run."""
    written = BytesIO()
    write_po(written, catalogue, width=110, no_location=True, sort_output=True, ignore_obsolete=True)
    lines = written.getvalue().decode().splitlines(keepends=True)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text("".join(line for line in lines if not line.startswith(RESTLESS)), "utf-8")


if __name__ == "__main__":
    for code in sys.argv[1:]:
        print(refresh(code), f"{len(untranslated(code))} to translate", sep=": ")
