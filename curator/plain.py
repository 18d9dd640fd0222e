"""Values to plain data and back: JSON lines for the store, exports and hashes."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, date, datetime
from functools import cache
from typing import Any, TypeVar

from cattrs.preconf.json import JsonConverter, make_converter

T = TypeVar("T")


@cache
def converter() -> JsonConverter:
    """Return the one converter: dates as ISO 8601, tuples as lists, unknown keys refused."""
    made = make_converter(forbid_extra_keys=True)
    made.register_unstructure_hook(datetime, lambda value: value.astimezone(UTC).isoformat())
    made.register_structure_hook(datetime, lambda value, _: datetime.fromisoformat(value))
    made.register_unstructure_hook(date, lambda value: value.isoformat())
    made.register_structure_hook(date, lambda value, _: date.fromisoformat(value))
    return made


def to_plain(value: Any) -> Any:
    """Return `value` as dicts, lists, strings and numbers."""
    return converter().unstructure(value)


def from_plain(data: Any, kind: type[T]) -> T:
    """Return `data` as a `kind`; raises cattrs' errors where it does not fit."""
    return converter().structure(data, kind)


def canonical_json(value: Any) -> str:
    """Return `value` as JSON with sorted keys and no spare space: equal values, equal text."""
    return json.dumps(to_plain(value), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def content_hash(value: Any) -> str:
    """Return the SHA-256 of `value`'s canonical JSON, in hexadecimal."""
    return hashlib.sha256(canonical_json(value).encode("utf-8", "surrogatepass")).hexdigest()
