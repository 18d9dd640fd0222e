"""Column types that mean the same on every database."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import DateTime, Dialect, String, Text
from sqlalchemy.types import TypeDecorator, TypeEngine

_encode = json.JSONEncoder(ensure_ascii=False).encode  # json.dumps would make an encoder for each value


class UtcDateTime(TypeDecorator[datetime]):
    """An aware datetime, kept and given back in UTC.

    SQLite has no such type, and its driver gives back naive ones: there it is
    ISO 8601 text of one width, which sorts as the moments do.
    """

    impl = DateTime(timezone=True)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Return text on SQLite, else the database's own type."""
        return dialect.type_descriptor(String(32) if dialect.name == "sqlite" else DateTime(timezone=True))

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:
        """Return the moment in UTC; a naive datetime names none and is refused."""
        if value is None:
            return None
        moment = value if value.tzinfo is UTC else _in_utc(value)
        return moment.isoformat(" ", "microseconds") if dialect.name == "sqlite" else moment

    def bind_many(self, values: Sequence[datetime | None], dialect: Dialect) -> list[Any]:
        """Return what `process_bind_param` returns for each value; the same moment is converted once."""
        bound = {value: self.process_bind_param(value, dialect) for value in set(values)}
        return [bound[value] for value in values]

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        """Return the moment in UTC."""
        if value is None:
            return None
        return datetime.fromisoformat(value) if isinstance(value, str) else value.astimezone(UTC)


class Prose(TypeDecorator[str]):
    """Foreign text: whatever no database can hold (lone surrogates, NUL) becomes U+FFFD."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        """Return text that encodes as UTF-8."""
        if value is None or (value.isascii() and "\0" not in value):
            return value
        return storable(value)

    def bind_many(self, values: Sequence[str | None], _dialect: Dialect) -> list[str | None]:
        """Return what `process_bind_param` returns for each value, without a call for each."""
        return [
            value if value is None or (value.isascii() and "\0" not in value) else storable(value) for value in values
        ]


class Strings(TypeDecorator[tuple[str, ...]]):
    """A tuple of strings as a JSON list."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: tuple[str, ...] | None, dialect: Dialect) -> str | None:
        """Return the JSON text."""
        if not value:
            return None if value is None else "[]"
        return storable(_encode(value))

    def bind_many(self, values: Sequence[tuple[str, ...] | None], dialect: Dialect) -> list[str | None]:
        """Return what `process_bind_param` returns for each value; the same tuple is converted once."""
        bound = {value: self.process_bind_param(value, dialect) for value in set(values)}
        return [bound[value] for value in values]

    def process_result_value(self, value: str | None, dialect: Dialect) -> tuple[str, ...] | None:
        """Return the tuple."""
        if value == "[]":
            return ()
        return None if value is None else tuple(json.loads(value))


def _in_utc(value: datetime) -> datetime:
    if value.tzinfo is None:
        raise ValueError(f"naive datetime: {value!r}")
    try:
        return value.astimezone(UTC)
    except OverflowError:  # feeds do claim the years 1 and 9999
        return value.replace(tzinfo=UTC)


def storable(text: str) -> str:
    """Return `text` with NUL and lone surrogates, which no database holds, replaced by U+FFFD."""
    text = text.replace("\0", "\ufffd")
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text
