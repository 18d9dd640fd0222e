"""One of the user's TOML files: its values as they are typed, and every mistake with its line."""

from __future__ import annotations

import difflib
import tomllib
from collections.abc import Callable
from dataclasses import fields, is_dataclass
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from cattrs import Converter, transform_error
from cattrs.errors import ClassValidationError, ForbiddenExtraKeysError, IterableValidationError
from cattrs.gen import make_dict_structure_fn

from curator.config.places import line_of, steps
from curator.errors import Mistake

T = TypeVar("T")

_WORDS = {str: "text in quotes", int: "a whole number", float: "a number", bool: "true or false"}


class _Unfit(ValueError):
    """A value is not of its key's kind."""


class Document:
    """A TOML file, read once; what is wrong in it is appended to a list that all files share.

    Places in it are told as paths: "$.source[3].address".
    """

    def __init__(self, file: Path, mistakes: list[Mistake]) -> None:
        """Read `file`; what is not TOML is a mistake, and the document is empty."""
        self.file = file
        self.text = ""
        self.whole = False
        """Whether it could be read."""
        self.values: dict[str, Any] = {}
        self._mistakes = mistakes
        try:
            text = file.read_text(encoding="utf-8")
            self.values, self.text, self.whole = tomllib.loads(text), text, True
        except UnicodeDecodeError as error:
            line = file.read_bytes()[: error.start].count(b"\n") + 1
            self._note(line, "this is not UTF-8 text.", "Save the file as UTF-8.")
        except tomllib.TOMLDecodeError as error:
            self._note_syntax(text, str(error))
        except (RecursionError, ValueError):  # brackets in brackets by the thousand, a number of thousands of digits
            self._note(1, "this is deeper or longer than any settings are.", "Look for a value that goes on and on.")
        except OSError as error:
            self._note(0, f"cannot be read: {error.strerror}.")

    def wrong(self, path: str, message: str, remedy: str = "") -> None:
        """Note a mistake at a place."""
        self._note(self.line(path), message, remedy)

    def lacks(self, message: str, remedy: str) -> None:
        """Note that the file as a whole does not say something."""
        self._note(1, message, remedy)

    def line(self, path: str) -> int:
        """Return the line of a place, or of the closest table above it."""
        return line_of(self.text, steps(path))

    def taken(self, data: Any, kind: type[T], path: str) -> T | None:
        """Return `data` as a value of `kind`, or None where it cannot be one and why is noted."""
        try:
            return _converter().structure(data, kind)
        except (ClassValidationError, IterableValidationError) as error:
            for line in transform_error(error, path=path, format_exception=_words_for):
                message, _, place = line.rpartition(" @ ")
                for single in message.split("\n"):
                    words, _, key = single.partition("\t")
                    self.wrong(f"{place}.{key}" if key else place, words)
        except _Unfit as error:
            self.wrong(path, str(error))
        return None

    def tables(self, name: str) -> list[dict[str, Any]]:
        """Return the tables `[[name]]`."""
        tables = self.values.get(name, [])
        if isinstance(tables, list) and all(isinstance(table, dict) for table in tables):
            return tables
        self.wrong(f"$.{name}", f'"{name}" is not a list of tables.', f"Write [[{name}]].")
        return []

    def knows_only(self, known: set[str]) -> None:
        """Note every key at the top that is none of `known`."""
        for key in self.values:
            if key not in known:
                self.wrong(f"$.{key}", _unknown(key, known))

    def _note(self, line: int, message: str, remedy: str = "") -> None:
        self._mistakes.append(Mistake(self.file, line, message, remedy))

    def _note_syntax(self, text: str, message: str) -> None:
        words, _, place = message.rpartition(" (at ")
        if place.startswith("line "):
            line = int(place.removeprefix("line ").split(",")[0])
        else:
            words, line = (words or message), text.count("\n") + 1
        self._note(line, f"this is not TOML: {words[:1].lower()}{words[1:]}.", "Look at the line and the one above.")


def salvaged(table: Any, kind: type[T], default: dict[str, Any]) -> T:
    """Return what can be used of a table with mistakes, so that the rest is checked too."""
    fit = dict(default)
    for key, value in table.items() if isinstance(table, dict) else ():
        try:
            _converter().structure({**default, key: value}, kind)
        except ClassValidationError:
            continue
        fit[key] = value
    return _converter().structure(fit, kind)


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


@cache
def _converter() -> Converter:
    """Return a converter that takes a value only as the kind it is: "12" is no number here."""
    converter = Converter(forbid_extra_keys=True)
    for kind in (str, int, float, bool):
        converter.register_structure_hook(kind, _exactly(kind))
    converter.register_structure_hook(Path, lambda value, _: Path(_exactly(str)(value, str)))
    converter.register_structure_hook_factory(is_dataclass, lambda kind: _table(converter, kind))
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
