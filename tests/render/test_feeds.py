"""Feeds that other programs read: valid, stable, with tombstones."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from functools import cache

import feedparser
from lxml import etree

from curator.render import Notes, Paper, Rendering
from curator.render.notes import Takedown
from tests.render.factory import config, paper, sample_edition, sample_editions, sources

ATOM = {"a": "http://www.w3.org/2005/Atom", "at": "http://purl.org/atompub/tombstones/1.0"}
ONLINE = config(base_url="https://confluence.example", hub="https://hub.example/")


def files(made: Paper) -> dict[str, bytes]:
    return dict(Rendering(made))


@cache
def online() -> Mapping[str, bytes]:
    return files(paper(settings=ONLINE))


@cache
def offline() -> Mapping[str, bytes]:
    return files(paper())


def test_the_atom_feed_is_whole() -> None:
    root = etree.fromstring(online()["feed.atom"])
    entries = root.findall("a:entry", ATOM)
    assert len(entries) == 40
    assert root.findtext("a:id", namespaces=ATOM) == "tag:confluence.example,2026-01-01:/"
    links = {each.get("rel"): each.get("href") for each in root.findall("a:link", ATOM)}
    assert links["self"] == "https://confluence.example/feed.atom"
    assert links["hub"] == "https://hub.example/"
    assert links["alternate"] == "https://confluence.example/"
    for entry in entries:
        for name in ("id", "title", "updated", "content"):
            assert entry.findtext(f"a:{name}", namespaces=ATOM)
    ids = [entry.findtext("a:id", namespaces=ATOM) for entry in entries]
    assert len(set(ids)) == len(ids)
    assert ids[0] == "tag:confluence.example,2026-11-22:/2026/11/22/river-let-in/"


def test_another_program_reads_it() -> None:
    parsed = feedparser.parse(online()["feed.atom"])
    assert parsed.bozo == 0
    first = parsed.entries[0]
    assert first.title.startswith("A city let its river in on purpose")
    assert {link.rel for link in first.links} == {"alternate", "via"}
    assert "Ada" not in first.title
    assert "gauge log" in first.content[0].value


def test_sections_and_notes_have_feeds_of_their_own() -> None:
    found = online()
    rain = json.loads(found["rain/feed.json"])
    assert rain["version"] == "https://jsonfeed.org/version/1.1"
    assert rain["feed_url"] == "https://confluence.example/rain/feed.json"
    assert {tuple(item["tags"]) for item in rain["items"]} == {("Rain",)}
    notes = etree.fromstring(found["insights/feed.atom"]).findall("a:entry", ATOM)
    assert notes
    assert all("blockquote" in entry.findtext("a:content", namespaces=ATOM) for entry in notes)


def test_ids_outlive_a_change_of_the_text_and_of_the_time() -> None:
    changed = replace(sample_edition(), opening="Other", approved_hash="other")
    before = json.loads(offline()["feed.json"])
    after = json.loads(files(paper((*sample_editions()[:-1], changed)))["feed.json"])
    assert [item["id"] for item in before["items"]] == [item["id"] for item in after["items"]]


def test_a_withdrawn_story_leaves_a_tombstone() -> None:
    notes = Notes(takedowns=(Takedown(story="2026/11/22/river-let-in/", reason="Asked by the publisher."),))
    found = files(paper(settings=ONLINE, notes=notes))
    root = etree.fromstring(found["feed.atom"])
    gone = root.find("at:deleted-entry", ATOM)
    assert gone is not None
    assert gone.get("ref") == "tag:confluence.example,2026-11-22:/2026/11/22/river-let-in/"
    assert b"A city let its river in" not in found["feed.atom"] + found["feed.json"] + found["index.html"]
    assert json.loads(found["feed.json"])["_curator"]["deleted"][0]["id"] == gone.get("ref")


def test_without_a_base_address_entries_lead_to_the_publisher() -> None:
    item = json.loads(offline()["feed.json"])["items"][0]
    assert "url" not in item
    assert item["external_url"].startswith("https://lowlandpost.example/")


def test_the_list_of_sources_keeps_folders_and_titles() -> None:
    root = etree.fromstring(offline()["sources.opml"])
    assert {each.get("xmlUrl") for each in root.iter("outline") if each.get("xmlUrl")} == {
        source.address for source in sources()
    }
    french = root.xpath("//outline[@text='News']/outline[@text='French']/outline/@title")
    assert french == ["La Lettre des rives"]
