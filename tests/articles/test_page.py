"""Pages: text, what is known of it, and what is not taken for it."""

from __future__ import annotations

import pickle
from datetime import UTC, datetime

import pytest

from curator.articles.page import Page, read_page
from curator.errors import ParseError
from curator.model import Cause

ADDRESS = "https://www.ledger.example/2026/cranes?utm_source=x"
PARAGRAPHS = "".join(
    f"<p>Paragraph {n}. The ministry of bridges said on Monday that the old river crossing would be rebuilt within "
    f"{n} years, after a long debate about its cost, its looks and its name.</p>"
    for n in range(2, 9)
)
SECRET = "PLANTED words that nobody who opens this page in a browser will ever get to see or to read."


def page(inside: str = PARAGRAPHS, head: str = "<title>Cranes | The Ledger</title>", address: str = ADDRESS) -> Page:
    html = f"<html lang='en'><head>{head}</head><body><main><article>{inside}</article></main></body></html>"
    return read_page(html.encode(), address, "text/html; charset=utf-8")


HEAD = """<title>Cranes at the pier | The Ledger</title>
<meta property="og:title" content="Cranes at the pier - The Ledger">
<meta property="og:site_name" content="The Ledger">
<meta property="og:description" content="Three &amp; four cranes.">
<meta property="og:image" content="/crane.jpg">
<link rel="canonical" href="/2026/cranes">
<script type="application/ld+json">{"@graph": [{"@type": "WebSite"}, {"@type": ["NewsArticle"],
 "headline": "Cranes at the pier", "datePublished": "2026-11-21T23:30:00-02:00",
 "author": [{"@type": "Person", "name": "Ada Quill"}, {"name": "By Bo Ferry"}]}]}</script>"""


def test_what_a_page_says_of_itself() -> None:
    linked = "<p>More at <a href='/yards'>the three yards of the bay</a> today.</p>"
    read = page(f"<h1>Cranes at the pier</h1>{PARAGRAPHS}{linked}", HEAD)
    assert read.title == "Cranes at the pier"
    assert read.author == "Ada Quill, Bo Ferry"
    assert read.published == datetime(2026, 11, 22, 1, 30, tzinfo=UTC)
    assert (read.outlet, read.description) == ("The Ledger", "Three & four cranes.")
    assert (read.language, read.gated) == ("en", False)
    assert read.picture == "https://www.ledger.example/crane.jpg"
    assert read.canonical == "https://www.ledger.example/2026/cranes"
    assert read.links == ("https://www.ledger.example/yards",)
    assert read.text.startswith("Paragraph 2.") or read.text.startswith("Cranes at the pier\n\nParagraph 2.")
    assert "\n\nParagraph 8." in read.text
    assert pickle.loads(pickle.dumps(read)) == read


@pytest.mark.parametrize(
    "planted",
    [
        f"<p hidden>{SECRET}</p>",
        f"<p style='color:#FFFFFF'>{SECRET}</p>",
        f"<p style='color: rgb(255, 255, 255)'>{SECRET}</p>",
        f"<div style='background:#123;color:#123'><p>{SECRET}</p></div>",
        f"<p><font color='white'>{SECRET}</font></p>",
        f"<div style='position:absolute; left:-9999px'><p>{SECRET}</p></div>",
        f"<p style='text-indent:-5000px'>{SECRET}</p>",
        f"<p style='font-size:1px'>{SECRET}</p>",
        f"<p style='opacity:0'>{SECRET}</p>",
        f"<div style='display : none'><p>{SECRET}</p></div>",
        f"<p style='visibility:hidden'>{SECRET}</p>",
        f"<div style='height:0;overflow:hidden'><p>{SECRET}</p></div>",
        f"<p class='visually-hidden'>{SECRET}</p>",
        f"<p aria-hidden='true'>{SECRET}</p>",
        f"<template><p>{SECRET}</p></template>",
        f"<noscript><p>{SECRET}</p></noscript>",
        f"<details><summary>x</summary><p>{SECRET}</p></details>",
        f"<p>{'cheap pills ' * 60}{SECRET.split()[0]}</p>",
        f"<!-- {SECRET} -->",
        f"<div class='cookie-banner'><p>We use cookies. {SECRET}</p></div>",
        f"<div id='paywall-offer'><p>Subscribe to continue reading. {SECRET}</p></div>",
        f"<aside class='newsletter-box'><p>Sign up to our newsletter. {SECRET}</p></aside>",
    ],
)
def test_what_readers_do_not_see_is_not_taken(planted: str) -> None:
    text = page(PARAGRAPHS + planted).text
    assert "PLANTED" not in text
    assert "Paragraph 8." in text


def test_visible_styles_hide_nothing() -> None:
    style = "background-color: transparent; color:#222"
    shown = f"<p style='{style}'>VISIBLE words stand here for all to read, quite plainly.</p>"
    assert "VISIBLE" in page(PARAGRAPHS + shown).text


def test_an_article_in_a_box_called_paywall_is_read() -> None:
    assert "Paragraph 8." in page(f"<div class='paywall'>{PARAGRAPHS}{PARAGRAPHS}</div>").text


def test_pieces_of_one_article_are_put_together() -> None:
    piece = "<div class='article__body grid'>{}</div><div class='ad'>Buy</div>"
    second = PARAGRAPHS.replace("Paragraph", "Second part")
    text = page(piece.format(PARAGRAPHS) + piece.format(second)).text
    assert "Paragraph 8." in text
    assert "Second part 8." in text


JSON_LD = '<script type="application/ld+json">{{"@type":"Article",{}}}</script>'


@pytest.mark.parametrize(
    ("head", "inside", "gated"),
    [
        ("", PARAGRAPHS, False),
        ("", "<p>Short.</p><div class='paywall'>Already a subscriber? Log in.</div>", True),
        ("", "<p>Début.</p><p>La suite de cet article est réservée aux abonnés.</p>", True),
        ('<meta property="article:content_tier" content="locked">', PARAGRAPHS, True),
        (
            '<script type="application/ld+json">{"@type":"Article","isAccessibleForFree":"False"}</script>',
            PARAGRAPHS,
            True,
        ),
        (
            '<script type="application/ld+json">{"@type":"Article","isAccessibleForFree":true}</script>',
            PARAGRAPHS,
            False,
        ),
    ],
)
def test_may_need_a_subscription(head: str, inside: str, gated: bool) -> None:
    assert page(inside, head).gated is gated


@pytest.mark.parametrize(
    ("canonical", "taken"),
    [
        ("https://m.ledger.example/2026/cranes", True),
        ("https://ledger.example/", False),
        ("https://elsewhere.example/2026/cranes", False),
        ("javascript:alert(1)", False),
        ("", False),
    ],
)
def test_own_address_only_on_the_same_site(canonical: str, taken: bool) -> None:
    assert bool(page(head=f'<link rel="canonical" href="{canonical}">').canonical) is taken


@pytest.mark.parametrize(
    ("mark", "author"),
    [
        ('<a rel="author" href="/x">By Ada Quill</a>', "Ada Quill"),
        ('<span itemprop="author"><meta itemprop="name" content="Ada Quill"></span>', "Ada Quill"),
        ('<p class="byline">Par <a href="/auteurs/ada">Ada Quill</a>, le 3 mars</p>', "Ada Quill"),
        ('<a href="https://ledger.example/author/ada-quill">Ada Quill</a>', "Ada Quill"),
        ('<div class="comments"><a rel="author" href="/x">Some Reader</a></div>', ""),
        ('<p class="byline">admin</p>', ""),
    ],
)
def test_author_in_the_body(mark: str, author: str) -> None:
    assert page(f"<h1>Cranes</h1>{mark}{PARAGRAPHS}").author == author


@pytest.mark.parametrize("charset", ["utf-8", "latin-1", "utf-16"])
def test_any_charset(charset: str) -> None:
    html = f"<html><head><meta charset='{charset}'><title>Été</title></head><body>{PARAGRAPHS}</body></html>"
    assert read_page(html.encode(charset), ADDRESS, "text/html").title == "Été"


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (b"%PDF-1.7 x", ""),
        (b"%PDF-1.7 x", "application/pdf"),
        (b"\x89PNG\r\n", "image/png"),
        (b"", "text/html"),
        (b"{}", "application/json"),
    ],
)
def test_refuses_what_is_no_page(body: bytes, content_type: str) -> None:
    with pytest.raises(ParseError) as refused:
        read_page(body, ADDRESS, content_type)
    assert refused.value.cause == Cause.NOT_A_PAGE


def test_text_behind_a_heap_of_scripts_is_found() -> None:
    heap = f"<script>{'x' * 2_500_000}</script>"
    assert "Paragraph 8." in page(heap + PARAGRAPHS).text


def test_large_trees_and_tags_are_cut() -> None:
    attributes = " ".join(f"a{n}=1" for n in range(20_000))
    read = page(f"{PARAGRAPHS}<p {attributes}>x</p>{'<i>y</i>' * 30_000}")
    assert "Paragraph 8." in read.text
    assert len(read.text) <= 100_000


def test_broken_json_and_odd_types_are_passed_over() -> None:
    odd = (
        "{broken",
        '[[1], null, {"@type": 7}]',
        '{"@type": "Article", "headline": ["Two"], "author": {"name": null}}',
    )
    head = "".join(f'<script type="application/ld+json">{script}</script>' for script in odd)
    assert page(head=head).title == "Two"


def test_a_page_within_one_form_is_read() -> None:
    assert "Paragraph 8." in page(f"<form action='/'><script>x</script><div>{PARAGRAPHS}</div></form>").text
    assert (
        "Search here" not in page(f"{PARAGRAPHS}<form><p>Search here for all the words of the ledger.</p></form>").text
    )
