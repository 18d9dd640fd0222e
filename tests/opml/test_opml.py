"""Subscription lists in and out."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from curator.errors import ParseError
from curator.model import Source, short_hash
from curator.opml import read_opml, write_opml

LIST = """<?xml version="1.0" encoding="UTF-8"?>
<opml version="1.0"><head><title>Subscriptions</title></head><body>
<outline text="Harbours" title="Harbours">
  <outline type="rss" text="The Ledger" title="The Ledger"
           xmlUrl="https://ledger.example/feed" htmlUrl="https://ledger.example/"/>
  <outline text="Abroad">
    <outline text="Le Quai d&apos;&eacute;t&eacute;" TYPE="RSS"
             XMLURL="https://quai.example/flux?a=1&copy=2" language="fr-FR"/></outline>
</outline>
<outline type="rss" text="Netvibes style" url="http://mills.example/rss"/>
<outline type="link" text="No feed" url="https://ledger.example/about"/>
<outline text="Again" xmlUrl="https://ledger.example/feed"/>
<outline text="Odd" xmlUrl="feed://odd.example/rss"/><outline text="Bad" xmlUrl="javascript:alert(1)"/>
<outline text="Categories" xmlUrl="https://cat.example/feed" category="/News/World,/Other"/>
</body></opml>"""


def test_forgives_what_exports_do() -> None:
    sources = read_opml(LIST.encode())
    assert [(s.address, s.title, s.folder) for s in sources] == [
        ("https://ledger.example/feed", "The Ledger", "Harbours"),
        ("https://quai.example/flux?a=1&copy=2", "Le Quai d'été", "Harbours/Abroad"),
        ("http://mills.example/rss", "Netvibes style", ""),
        ("http://odd.example/rss", "Odd", ""),
        ("https://cat.example/feed", "Categories", "News/World"),
    ]
    assert (sources[0].site, sources[1].language) == ("https://ledger.example/", "fr")
    assert sources[0].id == short_hash("https://ledger.example/feed")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "latin-1"])
def test_any_charset(encoding: str) -> None:
    declared = "utf-16" if encoding == "utf-16" else "iso-8859-1" if encoding == "latin-1" else "utf-8"
    text = LIST.replace("UTF-8", declared).replace("The Ledger", "Été")
    assert read_opml(text.encode(encoding))[0].title == "Été"


def test_a_list_cut_off_gives_what_it_has() -> None:
    assert len(read_opml(LIST[: LIST.index('<outline text="Again"')].encode())) == 3


def test_an_empty_list_is_a_list() -> None:
    assert read_opml(b"<opml version='2.0'><head/><body/></opml>") == ()


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"<html><body>no</body></html>",
        b"\x00\x01\x02",
        b'<!DOCTYPE opml [<!ENTITY x SYSTEM "file:///etc/passwd">]><opml><body><outline text="&x;"/></body></opml>',
        b"<opml>" + b" " * 10_000_001,
    ],
)
def test_refuses_with_a_remedy(data: bytes) -> None:
    with pytest.raises(ParseError) as refused:
        read_opml(data)
    assert refused.value.remedy


def test_deep_folders_do_not_break_it() -> None:
    depth = 150
    nested = "<outline text='f'>" * depth + "<outline xmlUrl='https://a.example/f'/>" + "</outline>" * depth
    assert read_opml(f"<opml><body>{nested}</body></opml>".encode())[0].folder.count("/") == 19


def test_round_trip_of_a_real_shape() -> None:
    sources = read_opml(LIST.encode())
    assert read_opml(write_opml(sources, "Mine & yours").encode()) == sources


names = st.text(alphabet="abcé ½'\"<>&/\\{}", max_size=12).map(lambda text: " ".join(text.split()))
folders = st.lists(st.text(alphabet='abcé<&" ', min_size=1, max_size=8).map(str.strip).filter(bool), max_size=3)


@given(st.lists(st.tuples(st.integers(0, 999), names, folders), max_size=8, unique_by=lambda row: row[0]))
def test_round_trip_keeps_folders_and_titles(rows: list[tuple[int, str, list[str]]]) -> None:
    sources = {
        Source(short_hash(a), a, title=title, folder="/".join(" ".join(f.split()) for f in folder))
        for n, title, folder in rows
        for a in [f"https://a.example/{n}?x=1&y='2'"]
    }
    assert set(read_opml(write_opml(sources).encode())) == sources
