"""Lists of subscribers as CSV, in and out, safe to open in a spreadsheet."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from curator.model import Standing, Subscriber
from curator.outbox.addresses import fold_address

COLUMNS = ("address", "name", "lists", "standing", "asked", "confirmed", "ended", "proof")
_NAMES = {
    "address": ("address", "email", "e-mail", "email address", "mail", "adresse", "courriel", "adresse e-mail"),
    "name": ("name", "nom", "full name", "first name"),
    "lists": ("lists", "list", "listes"),
    "standing": ("standing", "status", "state", "statut"),
}
_STANDINGS = {
    "active": Standing.ACTIVE, "subscribed": Standing.ACTIVE, "enabled": Standing.ACTIVE, "confirmed": Standing.ACTIVE,
    "left": Standing.LEFT, "unsubscribed": Standing.LEFT, "removed": Standing.LEFT,
    "bounced": Standing.BOUNCED, "cleaned": Standing.BOUNCED, "undeliverable": Standing.BOUNCED,
    "complained": Standing.COMPLAINED, "blocklisted": Standing.COMPLAINED, "spammy": Standing.COMPLAINED,
    "pending": Standing.PENDING, "unconfirmed": Standing.PENDING, "unactivated": Standing.PENDING,
}  # fmt: skip
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a list: a subscriber to be, or what is wrong with it."""

    line: int
    address: str = ""
    name: str = ""
    lists: tuple[str, ...] = ()
    standing: Standing = Standing.ACTIVE
    fault: str = ""


def write_list(subscribers: Iterable[Subscriber]) -> str:
    """Return subscribers as CSV with a head; a field that a spreadsheet would run as a formula gets an apostrophe."""
    stream = io.StringIO(newline="")
    writer = csv.writer(stream)
    writer.writerow(COLUMNS)
    for one in subscribers:
        fields = (one.address, one.name, " ".join(one.lists), one.standing.value)
        times = (_moment(one.asked), _moment(one.confirmed), _moment(one.ended))
        writer.writerow([_safe(field) for field in (*fields, *times, one.proof)])
    return stream.getvalue()


def read_list(text: str) -> Iterator[Row]:
    """Yield the lines of a CSV of any tool: by the names of its columns, or one address a line."""
    text = text.removeprefix("\ufeff")
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text))
    columns: dict[str, int] | None = None
    for fields in lines:
        if not any(field.strip() for field in fields):
            continue
        if columns is None:
            columns = _columns(fields)
            if columns != {"address": 0} or not fold_address(fields[0]):
                continue
        yield _row(lines.line_num, fields, columns)


def _delimiter(text: str) -> str:
    head = text.split("\n", 1)[0]
    return max(",;\t", key=head.count)


def _columns(head: list[str]) -> dict[str, int]:
    named = {field.strip().lower(): place for place, field in enumerate(head)}
    found = {column: named[name] for column, names in _NAMES.items() for name in reversed(names) if name in named}
    return found if "address" in found else {"address": 0}


def _row(line: int, fields: list[str], columns: dict[str, int]) -> Row:
    def field(column: str) -> str:
        place = columns.get(column, -1)
        return _plain(fields[place].strip()) if 0 <= place < len(fields) else ""

    address = fold_address(field("address"))
    if not address:
        return Row(line, fault=f"{field('address')[:60]!r} is no e-mail address.")
    said = field("standing").lower()
    if said and said not in _STANDINGS:
        return Row(line, address, fault=f"nobody knows the standing {said[:30]!r}.")
    lists = tuple(name for name in field("lists").split() if name in ("weekly", "daily"))
    return Row(line, address, " ".join(field("name").split())[:120], lists, _STANDINGS.get(said, Standing.ACTIVE))


def _safe(field: str) -> str:
    return f"'{field}" if field.startswith(_FORMULA) else field


def _plain(field: str) -> str:
    return field[1:] if field.startswith("'") and field[1:].startswith(_FORMULA) else field


def _moment(moment: datetime | None) -> str:
    return moment.isoformat(timespec="seconds") if moment else ""
