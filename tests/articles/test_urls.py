"""Addresses: fit to be shown, sent to readers, and recognised."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from curator.articles.urls import absolute, canonical, display_host, public, tidy

SAME = [
    ("https://a.example/x", "HTTPS://A.Example:443/x"),
    ("https://a.example/x", "http://www.a.example/x/"),
    ("https://a.example/x", "https://a.example/x?utm_source=f&UTM_Medium=g&fbclid=1&gclid=2&mc_cid=3&at_campaign=z"),
    ("https://a.example/x", "https://a.example/x#part-2"),
    ("https://a.example/x", "https://m.a.example/x"),
    ("https://a.example/x", "https://amp.a.example/x/amp/"),
    ("https://a.example/x", "https://www.google.com/amp/s/www.a.example/x"),
    ("https://a.example/x", "https://a-example.cdn.ampproject.org/c/s/a.example/x"),
    ("https://a.example/x", "https://www.google.com/url?q=https%3A%2F%2Fa.example%2Fx&sa=D"),
    ("https://a.example/x", "https://l.facebook.com/l.php?u=https%3A%2F%2Fa.example%2Fx&h=AT0"),
    ("https://a.example/x.html", "https://a.example/x.amp.html"),
    ("https://a.example/x/", "https://a.example/x/index.html"),
    ("https://a.example/x", "https://a.example/x;jsessionid=0A1B2C"),
    ("https://a.example/x?id=1&p=2", "https://a.example/x?p=2&PHPSESSID=abc&id=1"),
    ("https://a.example/é", "https://a.example/%c3%a9"),
    ("https://bücher.example/x", "https://xn--bcher-kva.example/x"),
    ("https://en.wikipedia.org/wiki/X", "https://en.m.wikipedia.org/wiki/X"),
    ("https://a.example/x?a=1&b=2", "https://a.example/x?a=1&amp;b=2"),
]
APART = [
    ("https://a.example/x", "https://a.example/y"),
    ("https://a.example/x", "https://a.example/X"),
    ("https://a.example/?1234", "https://a.example/?1235"),
    ("https://a.example/x?id=1", "https://a.example/x?id=2"),
    ("https://a.example/x?cid=1", "https://a.example/x?cid=2"),
    ("https://a.example/x?cidade=1", "https://a.example/x?cidade=2"),
    ("https://a.example/x?source_id=1", "https://a.example/x?source_id=2"),
    ("https://a.example/x?sid=16/11/05", "https://a.example/x?sid=16/11/06"),
    ("https://a.example/x?s=a-long-article-about-something", "https://a.example/x?s=a-long-article-about-nothing"),
    ("https://a.example/a/b", "https://a.example/a%2Fb"),
    ("https://a.example/#!/one", "https://a.example/#!/two"),
    ("https://a.example/index.php?id=1", "https://a.example/?id=1"),
    ("https://a.example:8080/x", "https://a.example/x"),
    ("https://blog.a.example/x", "https://news.a.example/x"),
    ("https://a.example/amphibians", "https://a.example/hibians"),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_same_article(one: str, other: str) -> None:
    assert canonical(one) == canonical(other) != ""


@pytest.mark.parametrize(("one", "other"), APART)
def test_other_article(one: str, other: str) -> None:
    assert canonical(one) != canonical(other)


@pytest.mark.parametrize("address", [address for pair in SAME + APART for address in pair])
def test_stable(address: str) -> None:
    assert canonical(canonical(address)) == canonical(address) == canonical(tidy(address))


@given(st.from_regex(r"https?://[a-z]{1,5}\.example/[ -~]{0,20}", fullmatch=True))
def test_stable_for_any(address: str) -> None:
    assert canonical(canonical(address)) == canonical(address)
    assert not canonical(address) or public(canonical(address))


def test_readers_are_sent_where_the_page_answers() -> None:
    assert tidy("http://www.a.example:80/Index.html/?utm_source=x&id=1#top") == "http://www.a.example/Index.html/?id=1"
    assert tidy("javascript:alert(1)") == ""


@pytest.mark.parametrize(
    "address",
    [
        "",
        "javascript:alert(1)",
        "data:text/html,x",
        "ftp://a.example/",
        "file:///etc/passwd",
        "mailto:bo@a.example",
        "//a.example/x",
        "https://",
        "https://bo:secret@a.example/",
        "https://a.example\\@evil.example/",
        "https://a.example/\nx",
        "https://a.example/\u202ex",
        "https://a<b.example/",
        "http://[::1",
        "http://a.example:99999/",
        f"https://a.example/{'x' * 3000}",
    ],
)
def test_not_fit_to_be_shown(address: str) -> None:
    assert not public(address)


def test_joined_and_cleaned() -> None:
    assert absolute(" /a b\n", "https://a.example/x/") == "https://a.example/ab"
    assert absolute("HTTP://A.Example/é?q=ü") == "http://a.example/%C3%A9?q=%C3%BC"
    assert absolute("java\tscript:alert(1)", "https://a.example/") == ""
    assert absolute("http://[broken", "https://a.example/") == ""


def test_mixed_scripts_are_shown_as_they_are_asked_for() -> None:
    assert display_host("https://www.bücher.example/") == "bücher.example"
    assert display_host("https://xn--bcher-kva.example/") == "bücher.example"
    assert display_host("https://xn--pple-43d.example/") == "xn--pple-43d.example"
    assert display_host("https://日本ひらがな.example/") == "日本ひらがな.example"
