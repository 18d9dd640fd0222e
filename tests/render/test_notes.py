"""The editor's files beside the editions: takedowns, redirects, corrections, about."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from lxml import html

from curator.errors import ConfigError
from curator.render import Notes, Rendering, read_notes
from curator.render.notes import Takedown, withdraw
from tests.render.factory import paper, sample_edition

TAKEDOWN = """
[[takedown]]
host = "www.Gazette.example"
day = 2026-11-22
reason = "Asked by the publisher."

[[takedown]]
story = "https://confluence.example/2026/11/22/river-let-in/index.html#also"
"""


def site(notes: Notes) -> dict[str, str]:
    return {path: body.decode("utf-8", "replace") for path, body in Rendering(paper(notes=notes))}


def test_the_files_are_read(tmp_path: Path) -> None:
    (tmp_path / "takedown.toml").write_text(TAKEDOWN)
    (tmp_path / "redirects.toml").write_text('"/old/" = "/2026/11/22/"\n"/away" = "https://other.example/"\n')
    (tmp_path / "corrections.toml").write_text('[[correction]]\nday = 2026-11-20\ntext = "It was **nine** hours."\n')
    (tmp_path / "about.md").write_text("# Me")
    notes = read_notes(tmp_path)
    assert notes.takedowns[0] == Takedown(
        host="gazette.example", day=date(2026, 11, 22), reason="Asked by the publisher."
    )
    assert notes.takedowns[1].story == "2026/11/22/river-let-in/"
    assert notes.redirects == {"old/": "2026/11/22/", "away/": "https://other.example/"}
    assert notes.corrections[0].text == "It was **nine** hours."
    assert notes.about == "# Me"
    assert read_notes(tmp_path / "nowhere") == Notes()


def test_every_mistake_is_told_at_once(tmp_path: Path) -> None:
    (tmp_path / "takedown.toml").write_text("[[takedown]]\nreason = 'x'\n[[takedown]]\nhost = 'a'\nwhy = 'b'\n")
    (tmp_path / "redirects.toml").write_text('"/../etc/" = "/x/"\n"/a/" = 3\n')
    (tmp_path / "corrections.toml").write_text("[[correction]]\ntext = 'no day'\n[other]\n")
    with pytest.raises(ConfigError) as told:
        read_notes(tmp_path)
    assert [(each.file.name, each.line) for each in told.value.mistakes] == [
        ("takedown.toml", 1),
        ("takedown.toml", 5),
        ("redirects.toml", 1),
        ("redirects.toml", 2),
        ("corrections.toml", 3),
        ("corrections.toml", 1),
    ]
    (tmp_path / "takedown.toml").write_text("[[takedown]]\nhost = 'a'\nday = '2026-11-22'\n")
    with pytest.raises(ConfigError, match="3: is no day"):
        read_notes(tmp_path)
    (tmp_path / "takedown.toml").write_text("[[takedown")
    with pytest.raises(ConfigError, match="1: this is not TOML"):
        read_notes(tmp_path)


def test_an_outlet_that_was_taken_back_is_gone_from_the_whole_archive() -> None:
    found = site(Notes(takedowns=(Takedown(host="weirlock.example"),)))
    for path, body in found.items():
        if path.endswith((".html", ".atom", ".json", ".js")) and path != "corrections/index.html":
            assert "weirlock.example" not in body, path
    assert "Also covered by" in found["index.html"]


def test_the_address_of_a_withdrawn_story_still_answers() -> None:
    edition, gone = withdraw(sample_edition(), (Takedown(story="2026/11/22/river-let-in/", reason="Wrong."),))
    assert len(edition.picks) == len(sample_edition().picks) - 1
    assert set(gone) == {"river-let-in"}
    page = site(Notes(takedowns=tuple(gone.values())))["2026/11/22/river-let-in/index.html"]
    assert "This story was withdrawn" in page
    assert "Wrong." in page
    assert '"noindex"' in page


def test_an_article_address_is_recognised_in_other_spellings() -> None:
    lead = sample_edition().picks[0].story.lead
    assert Takedown(address=lead.address.replace("https://", "http://www.") + "/#top").covers(lead)
    assert not Takedown(address=lead.address + "x").covers(lead)


def test_additions_stay_with_their_outlets() -> None:
    second = sample_edition().picks[0].story.articles[1]
    edition, _ = withdraw(sample_edition(), (Takedown(address=second.address),))
    pick = edition.picks[0]
    assert len(pick.story.articles) == 6
    assert pick.additions[0] == "figures: 11 km, 40 h"


def test_a_withdrawn_document_is_no_longer_named() -> None:
    document = sample_edition().picks[0].story.document
    assert document.endswith("gauge-log.pdf")
    for takedown in (Takedown(host="waterboard.example"), Takedown(address=document)):
        found = site(Notes(takedowns=(takedown,)))
        assert "river-let-in" in found["index.html"]
        assert not [path for path, body in found.items() if path.endswith(".html") and "gauge-log.pdf" in body]


def test_an_old_address_leads_to_the_new_one_unless_it_is_in_use() -> None:
    notes = Notes(redirects={"old/story/": "2026/11/22/river-let-in/", "2026/11/22/": "archive/"})
    found = site(notes)
    page = html.fromstring(found["old/story/index.html"])
    assert page.xpath("//a/@href") == ["../../2026/11/22/river-let-in/index.html"]
    assert "0; url=../../2026/11/22/river-let-in/index.html" in found["old/story/index.html"]
    assert "In one breath" in found["2026/11/22/index.html"]
