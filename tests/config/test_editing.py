"""Changes to sources.toml: nothing the user wrote is lost."""

from __future__ import annotations

from pathlib import Path

import pytest

from curator.config import SOURCES_FILE, add_sources, change_source, load_config, remove_source
from curator.errors import NotFound
from curator.model import Source, short_hash

LIST = """# My own list.

[[source]]
address = "https://a.example/feed"   # the best one
title = "A"

[[source]]
address = "https://b.example/feed"
"""
A, B = short_hash("https://a.example/feed"), short_hash("https://b.example/feed")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    (tmp_path / "config.toml").write_text('[journal]\ntitle = "X"\n', encoding="utf-8")
    (tmp_path / SOURCES_FILE).write_text(LIST, encoding="utf-8")
    return tmp_path / SOURCES_FILE


def sources(file: Path) -> dict[str, Source]:
    return {source.id: source for source in load_config(file.parent).sources}


def test_a_source_is_added_and_reads_back_as_it_was(file: Path) -> None:
    new = Source(short_hash("https://c.example"), "https://c.example", title='Ça "va"\n', folder="Énergie/Réseau")
    add_sources(file, [new])
    assert sources(file)[new.id] == new
    assert file.read_text(encoding="utf-8").startswith(LIST.rstrip("\n"))


def test_the_list_is_made_where_it_is_missing(file: Path) -> None:
    file.unlink()
    add_sources(file, [Source(A, "https://a.example/feed")])
    assert list(sources(file)) == [A]


def test_pausing_keeps_comments_and_the_others(file: Path) -> None:
    change_source(file, A, {"paused": True})
    assert sources(file)[A].paused
    assert not sources(file)[B].paused
    assert "# the best one" in file.read_text(encoding="utf-8")
    change_source(file, A, {"paused": False})
    assert file.read_text(encoding="utf-8") == LIST


def test_a_source_that_moves_keeps_its_id(file: Path) -> None:
    change_source(file, A, {"address": "https://new.example/feed"})
    assert sources(file)[A].address == "https://new.example/feed"


def test_removing_leaves_the_others(file: Path) -> None:
    remove_source(file, A)
    assert list(sources(file)) == [B]


def test_what_is_not_listed_cannot_be_changed(file: Path) -> None:
    with pytest.raises(NotFound):
        remove_source(file, "0" * 16)


def test_after_the_last_source_went_another_can_be_added(file: Path) -> None:
    for source in sources(file):
        remove_source(file, source)
    assert sources(file) == {}
    add_sources(file, [Source(A, "https://a.example/feed")])
    assert list(sources(file)) == [A]


def test_an_empty_list_takes_sources(file: Path) -> None:
    file.write_text("source = []\n", encoding="utf-8")
    add_sources(file, [Source(A, "https://a.example/feed")])
    assert list(sources(file)) == [A]
