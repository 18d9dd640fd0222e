"""Lists in and out: of any tool, safe in a spreadsheet, nobody brought back against their will."""

from __future__ import annotations

import csv
import io

import pytest

from curator.model import Standing, Subscriber
from curator.outbox.lists import read_list, write_list

FORMULAS = ['=HYPERLINK("https://evil.example")', "+1", "-1", "@SUM(A1)", "\tx", "\rx", "'=1"]


@pytest.mark.parametrize("name", FORMULAS)
def test_no_field_is_a_formula_and_each_comes_back(name: str) -> None:
    written = write_list([Subscriber("a1", "a@mail.example", name)])
    (row,) = csv.DictReader(io.StringIO(written))
    assert row["name"][0] == "'"
    (read,) = read_list(written)
    assert read.name == ("=1" if name == "'=1" else " ".join(name.split()))
    assert read.fault == ""


def test_what_is_written_is_read() -> None:
    people = [
        Subscriber("a1", "a@mail.example", "Ada, “first”", ("weekly", "daily"), Standing.ACTIVE),
        Subscriber("b2", "b@mail.example", "", ("daily",), Standing.LEFT),
    ]
    rows = list(read_list(write_list(people)))
    assert [(row.address, row.name, row.lists, row.standing) for row in rows] == [
        (one.address, one.name, one.lists, one.standing) for one in people
    ]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("a@mail.example\nb@mail.example\n", ["a@mail.example", "b@mail.example"]),
        ("\ufeffEmail Address;First Name;Status\nA@Mail.Example;Ada;unsubscribed\n", ["a@mail.example"]),
        ("Adresse e-mail\tNom\na@mail.example\tAda\n\n", ["a@mail.example"]),
        ("email,name\n", []),
        ("", []),
    ],
)
def test_the_lists_of_other_tools(text: str, found: list[str]) -> None:
    assert [row.address for row in read_list(text)] == found


def test_a_bad_line_is_told_and_costs_no_other() -> None:
    rows = list(read_list("email,status\nno-at-sign,active\na@mail.example,dancing\nb@mail.example,active\n"))
    assert [(row.line, bool(row.fault)) for row in rows] == [(2, True), (3, True), (4, False)]
