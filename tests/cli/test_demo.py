"""The demo, end to end: the samples' gold says what its journal must hold."""

from __future__ import annotations

import re
from datetime import datetime
from email import message_from_bytes
from pathlib import Path

from curator.articles.urls import canonical
from curator.config import load_config
from curator.newsroom import Newsroom
from curator.samples import sample_gold, sample_pieces
from tests.demo import MORNING, Curator


def test_every_headline_leads_to_a_sample_publisher(built: Path) -> None:
    page = (built / "site" / "index.html").read_text(encoding="utf-8")
    headlines = re.findall(
        r'<a[^>]*class="[^"]*u-bookmark-of[^"]*"[^>]*href="([^"]+)"|<a[^>]*href="([^"]+)"[^>]*u-bookmark-of', page
    )
    addresses = [one or other for one, other in headlines]
    assert len(addresses) >= 10
    assert all(re.fullmatch(r"https://[a-z0-9.-]+\.example/.*", address) for address in addresses), addresses


def test_nearly_all_that_is_kept_is_on_theme_and_told_once(built: Path) -> None:
    with Newsroom(load_config(built), datetime.fromisoformat(MORNING)) as newsroom:
        edition = newsroom.archive.editions()[-1]
    names = {canonical(piece.address): piece.ref for piece in sample_pieces(edition.made)}
    told = {name: story.id for story in sample_gold().stories for name in story.articles}
    kept = [[names[canonical(article.address)] for article in pick.story.articles] for pick in edition.picks]
    assert len(kept) >= 10
    assert sum(any(name in told for name in story) for story in kept) >= 0.9 * len(kept), kept
    wrong = [story for story in kept if len({told[name] for name in story if name in told}) > 1]
    assert len(wrong) <= 1, wrong
    assert any(len(story) > 1 for story in kept)


def test_a_letter_is_shown_in_every_way(journal: Path, curator: Curator) -> None:
    shown = curator("-j", journal, "letter", "preview", "--no-open", "--json")
    assert shown.code == 0
    page = Path(shown.json["page"]).read_text("utf-8")
    for pane in ("web", "wide", "phone", "dark", "bare", "inverted", "text"):
        assert f'<section class="{pane}">' in page
    assert curator("-j", journal, "letter", "preview", "2020-01-01", "--no-open").code == 1


def test_the_letter_is_whole_and_small(built: Path) -> None:
    (eml,) = (built / "letters").glob("*.eml")
    message = message_from_bytes(eml.read_bytes())
    kinds = [part.get_content_type() for part in message.walk()]
    assert kinds == ["multipart/alternative", "text/plain", "text/html"]
    assert all(
        file.stat().st_size < 90_000 for file in (built / "letters").glob("*.html") if "preview" not in file.name
    )


def test_the_kit_has_a_text_for_each_network(built: Path) -> None:
    (page,) = (built / "kits").glob("*/index.html")
    assert all(network in page.read_text(encoding="utf-8").lower() for network in ("mastodon", "bluesky", "linkedin"))


def test_the_same_moment_gives_the_same_bytes(curator: Curator, built: Path, tmp_path: Path) -> None:
    again = tmp_path / "again"
    assert curator("--quiet", "demo", again, "--no-open", "--as-of", MORNING).code == 0
    first = {
        file.relative_to(built / "site"): file.read_bytes() for file in (built / "site").rglob("*") if file.is_file()
    }
    second = {
        file.relative_to(again / "site"): file.read_bytes() for file in (again / "site").rglob("*") if file.is_file()
    }
    assert first == second


def test_a_folder_that_is_not_the_demos_is_left_alone(curator: Curator, tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("precious", encoding="utf-8")
    done = curator("demo", tmp_path, "--no-open")
    assert done.code == 2
    assert "not empty" in done.err
    assert (tmp_path / "mine.txt").read_text(encoding="utf-8") == "precious"


def test_in_french_the_interface_and_the_editor_speak_french(curator: Curator, tmp_path: Path) -> None:
    folder = tmp_path / "fr"
    assert curator("--quiet", "demo", folder, "--language", "fr", "--no-open", "--as-of", MORNING).code == 0
    page = (folder / "site" / "index.html").read_text(encoding="utf-8")
    assert '<html lang="fr"' in page
    assert "Dimanche 22 novembre 2026" in page or "dimanche 22 novembre 2026" in page
