"""The sample web behaves as a web: feeds, pages, conditional answers, redirects and faults."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from lxml import etree, html

from curator.articles.page import read_page
from curator.model import Cause, Source
from curator.ports import Batch, Request, Response, Web
from curator.samples import Outlet, Piece, SampleWeb, sample_outlets, sample_pieces, sample_sources
from curator.sources.feed import FeedFetcher

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
WEB: Web = SampleWeb(NOW)
PIECES = sample_pieces(NOW)
OUTLETS = {outlet.key: outlet for outlet in sample_outlets()}
LIVE = [outlet for outlet in OUTLETS.values() if not outlet.gone]
SOURCES = {source.site: source for source in sample_sources()}


def get(address: str, etag: str = "") -> Response:
    (response,) = WEB.fetch([Request(address, etag=etag)])
    return response


def page_of(piece: Piece) -> Response:
    response = get(piece.address)
    assert response.status == 200
    return response


def parsed(outlet: Outlet) -> Batch:
    source: Source = SOURCES[outlet.site]
    return FeedFetcher().parse(source, get(outlet.feed_address), NOW)


def plain(text: str) -> str:
    return " ".join(re.sub(r"\[([^\]]+)\]\([^)]+\)", r"\1", text).split())


@pytest.mark.parametrize("outlet", LIVE, ids=lambda outlet: outlet.key)
def test_a_feed_is_well_formed(outlet: Outlet) -> None:
    response = get(outlet.feed_address)
    assert response.status == 200
    if outlet.format == "json":
        assert json.loads(response.body)["version"].startswith("https://jsonfeed.org/")
    else:
        root = etree.fromstring(response.body)
        assert etree.QName(root).localname.lower() == {"atom": "feed", "rdf": "rdf"}.get(outlet.format, "rss")


@pytest.mark.parametrize("outlet", LIVE, ids=lambda outlet: outlet.key)
def test_a_feed_says_what_its_articles_say(outlet: Outlet) -> None:
    batch = parsed(outlet)
    pieces = {plain(piece.title): piece for piece in PIECES if piece.outlet == outlet}
    assert batch.title == outlet.name
    assert batch.language == outlet.language
    assert batch.dropped == 0
    assert {plain(entry.title) for entry in batch.entries} == pieces.keys()
    for entry in batch.entries:
        piece = pieces[plain(entry.title)]
        assert entry.author == piece.author
        assert entry.text
        assert entry.address.startswith(outlet.site)
        if outlet.format != "atom":
            assert entry.published == (piece.published if piece.dated else None)


@pytest.mark.parametrize("piece", PIECES, ids=lambda piece: piece.ref)
def test_a_page_holds_its_article(piece: Piece) -> None:
    body = page_of(piece).body
    assert b"$" not in re.sub(rb"\$\d", b"", body), "a placeholder was left"
    shown = plain(html.fromstring(body.decode()).text_content())
    blocks = piece.paragraphs[:2] if piece.gated else piece.paragraphs
    for block in blocks:
        words = " ".join(line.removeprefix("## ").removeprefix("> ").removeprefix("- ") for line in block.splitlines())
        assert plain(words) in shown
    if b'rel="canonical"' in body:
        assert f'rel="canonical" href="{piece.address}"'.encode() in body
    for script in re.findall(rb'<script type="application/ld\+json">(.*?)</script>', body, re.DOTALL):
        assert json.loads(script)["isAccessibleForFree"] is not piece.gated


@pytest.mark.parametrize("outlet", LIVE, ids=lambda outlet: outlet.key)
def test_a_page_is_read_as_the_article_it_is(outlet: Outlet) -> None:
    piece = next(piece for piece in PIECES if piece.outlet == outlet and piece.author and not piece.gated)
    response = page_of(piece)
    page = read_page(response.body, response.address, response.headers["content-type"])
    assert plain(page.title) == plain(piece.title)
    assert page.author == piece.author
    assert page.language == piece.language
    found = set(re.findall(r"\w+", page.text.lower()))
    words = set(re.findall(r"\w+", plain(piece.text).lower()))
    assert len(found & words) >= 0.95 * len(words)
    assert "cookie" not in page.text.lower().replace("cookies? cookies!", "")


def test_the_gated_page_keeps_the_rest_to_itself() -> None:
    piece = next(piece for piece in PIECES if piece.gated)
    response = page_of(piece)
    assert plain(piece.paragraphs[-1]) not in plain(response.body.decode())
    assert read_page(response.body, response.address, response.headers["content-type"]).gated


def test_a_known_etag_costs_nothing() -> None:
    for address in (OUTLETS["gridline"].feed_address, PIECES[5].address, OUTLETS["gridline"].site):
        first = get(address)
        again = get(address, first.headers["etag"])
        assert (again.status, again.body, again.cause) == (304, b"", None)
        assert get(address, '"another"').status == 200


def test_the_same_now_gives_the_same_bytes_and_a_later_one_others() -> None:
    address = OUTLETS["meridian"].feed_address
    (same,) = SampleWeb(NOW).fetch([Request(address)])
    (later,) = SampleWeb(NOW.replace(year=2027)).fetch([Request(address)])
    assert same.body == get(address).body
    assert later.body != same.body
    assert later.headers["etag"] != same.headers["etag"]


def test_what_is_not_there_is_named() -> None:
    gone = get(OUTLETS["kilowatts"].feed_address)
    assert (gone.status, gone.cause) == (410, Cause.GONE)
    missing = get("https://gridline.example/grid/no-such-page/")
    assert (missing.status, missing.cause) == (404, Cause.MISSING)
    nowhere = get("https://elsewhere.example/")
    assert (nowhere.status, nowhere.cause) == (0, Cause.DNS)
    assert get("nonsense").cause is Cause.DNS


def test_a_short_address_leads_to_the_canonical_one() -> None:
    piece = next(piece for piece in PIECES if piece.outlet.links == "short")
    response = get(piece.short_address)
    assert response.address == piece.address
    assert response.body == page_of(piece).body


def test_tracked_and_amp_addresses_show_the_page() -> None:
    piece = next(piece for piece in PIECES if piece.also)
    assert len(piece.also) == 2
    for ending in piece.also:
        response = get(piece.address + ending)
        assert response.body == page_of(piece).body
        assert response.address == piece.address + ending


def test_a_front_page_leads_to_the_feed() -> None:
    for outlet in LIVE:
        root = html.fromstring(get(outlet.site).body.decode())
        root.make_links_absolute(outlet.site)
        assert root.xpath("//link[@rel='alternate']/@href") == [outlet.feed_address]
        assert get(f"{outlet.site}robots.txt").status == 200


def test_every_request_is_answered_once_in_order() -> None:
    requests = [Request(piece.address, subject=piece.ref) for piece in PIECES[:4]]
    requests.append(replace(requests[0], address="https://unknown.example/"))
    assert [response.request for response in WEB.fetch(requests)] == requests
    assert list(WEB.fetch([])) == []
