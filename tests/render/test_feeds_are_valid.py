"""Every feed that a journal puts out, against schemas of the formats and the rules that no schema can tell.

`schemas/atom.rng` is RELAX NG, `schemas/jsonfeed.json` JSON Schema; both were
written from the texts of RFC 4287, RFC 6721 and JSON Feed 1.1.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import jsonschema
import pytest
from lxml import etree, html

from curator.render import Notes, Paper, Rendering
from curator.render.notes import Takedown
from tests.render.factory import article, config, edition, paper, pick, sample_edition, sample_editions

SCHEMAS = Path(__file__).parent / "schemas"
ATOM = "{http://www.w3.org/2005/Atom}"
DELETED = "{http://purl.org/atompub/tombstones/1.0}deleted-entry"
ONLINE = {"base_url": "https://confluence.example/journal", "hub": "https://hub.example/"}
GONE = Notes(takedowns=(Takedown(story="2026/11/22/river-let-in/"), Takedown(host="weirlock.example")))
NASTY = 'A & B <i>]]> "\u0627\u0644\u0646\u0647\u0631" \u6cb3 \U0001f30a'


SEVERAL = sample_editions(5)


def nasty() -> Paper:
    told = pick(NASTY, article(NASTY, NASTY, language=""), extract=NASTY, insight=NASTY, section=NASTY)
    return paper((edition((told,)),), config(**ONLINE, title=NASTY, tagline=NASTY, editor="", rights=NASTY))


JOURNALS = {
    "english": lambda: paper(SEVERAL, config(**ONLINE)),
    "french": lambda: paper(SEVERAL, config(language="fr", **ONLINE)),
    "withdrawn": lambda: paper(SEVERAL, config(**ONLINE), notes=GONE),
    "empty": lambda: paper((), config(**ONLINE)),
    "nothing kept": lambda: paper((edition(()),), config(**ONLINE)),
    "in a folder": lambda: paper(SEVERAL, notes=GONE),
    "foreign words": nasty,
}


@pytest.fixture(scope="module", params=JOURNALS)
def feeds(request: pytest.FixtureRequest) -> dict[str, bytes]:
    made = dict(Rendering(JOURNALS[request.param]()))
    return {path: body for path, body in made.items() if path.endswith(("feed.atom", "feed.json"))}


def trees(feeds: dict[str, bytes]) -> Iterator[tuple[str, etree._Element]]:
    for path, body in feeds.items():
        if path.endswith(".atom"):
            yield path, etree.fromstring(body)


def test_atom_feeds_follow_the_schema(feeds: dict[str, bytes]) -> None:
    schema = etree.RelaxNG(etree.parse(SCHEMAS / "atom.rng"))
    for path, tree in trees(feeds):
        assert schema.validate(tree), (path, schema.error_log)


def test_atom_feeds_follow_the_rules_that_no_schema_tells(feeds: dict[str, bytes]) -> None:
    for path, feed in trees(feeds):
        entries = feed.findall(f"{ATOM}entry")
        # An entry without an author has that of its feed (RFC 4287, 4.1.2).
        assert feed.find(f"{ATOM}author") is not None or all(
            entry.find(f"{ATOM}author") is not None for entry in entries
        )
        ids = [each.findtext(f"{ATOM}id") for each in (feed, *entries)] + [
            each.get("ref") for each in feed.findall(DELETED)
        ]
        assert len(set(ids)) == len(ids), path
        for each in (feed, *entries):
            links = [(link.get("rel"), link.get("type"), link.get("hreflang")) for link in each.findall(f"{ATOM}link")]
            alternates = [link for link in links if link[0] in (None, "alternate")]
            assert len(set(alternates)) == len(alternates), path
            assert each is feed or alternates  # an entry may lack one only if its content stands elsewhere
        newest = max((each.findtext(f"{ATOM}updated") for each in entries), default="")
        assert feed.findtext(f"{ATOM}updated") >= newest
        for content in feed.iter(f"{ATOM}content"):
            assert content.get("type") == "html"
            assert not html.fromstring(f"<div>{content.text}</div>").xpath("//script | //@onerror | //img")


def test_a_feed_on_the_web_names_itself_its_page_and_its_hub(feeds: dict[str, bytes]) -> None:
    for path, feed in trees(feeds):
        links = {link.get("rel"): link.get("href") for link in feed.findall(f"{ATOM}link")}
        if "self" in links:
            assert links["self"] == f"https://confluence.example/journal/{path}"
            assert links["hub"] == "https://hub.example/"
            assert links["alternate"].startswith("https://confluence.example/journal/")


def test_json_feeds_follow_the_schema(feeds: dict[str, bytes]) -> None:
    schema = json.loads((SCHEMAS / "jsonfeed.json").read_text("utf-8"))
    validator = jsonschema.Draft202012Validator(schema)
    for path, body in feeds.items():
        if path.endswith(".json"):
            told = json.loads(body)
            assert [fault.message for fault in validator.iter_errors(told)] == [], path
            ids = [item["id"] for item in told["items"]]
            assert len(set(ids)) == len(ids)


def test_both_formats_tell_the_same(feeds: dict[str, bytes]) -> None:
    for path, feed in trees(feeds):
        told = json.loads(feeds[path.removesuffix("atom") + "json"])
        assert [item["id"] for item in told["items"]] == [
            each.findtext(f"{ATOM}id") for each in feed.iter(f"{ATOM}entry")
        ]
        deleted = told.get("_curator", {}).get("deleted", [])
        assert [each["id"] for each in deleted] == [each.get("ref") for each in feed.iter(DELETED)]


@cache
def good_feed() -> str:
    settings = config(base_url="https://confluence.example", hub="https://hub.example/")
    return dict(Rendering(paper((sample_edition(),), settings)))["feed.atom"].decode()


@pytest.mark.parametrize(
    ("good", "bad"),
    [
        ("<updated>2026-11-22T07:00:00Z</updated>", "<updated>2026-11-22 07:00</updated>"),
        ("<id>tag:confluence.example,2026-01-01:/</id>", "<id>front</id>"),
        ("<id>tag:confluence.example,2026-01-01:/</id>", ""),
        ('rel="hub"', 'rel="nonsense"'),
        ('type="html"', 'type="markdown"'),
        ("<generator>", "<surprise/><generator>"),
    ],
)
def test_the_schema_finds_what_is_wrong(good: str, bad: str) -> None:
    made = good_feed()
    schema = etree.RelaxNG(etree.parse(SCHEMAS / "atom.rng"))
    assert schema.validate(etree.fromstring(made.encode()))
    assert good in made
    assert not schema.validate(etree.fromstring(made.replace(good, bad).encode()))
