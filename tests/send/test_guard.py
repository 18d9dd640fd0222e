"""Nothing that must not leave gets past approval, build, letter or kit, but for a reason that is kept."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from curator.cli import main
from curator.model import Verb
from curator.store import open_store
from tests.demo import Curator
from tests.once import Once

SLUG = "2026-11-23"
NEXT = "2026-11-23T07:30:00+00:00"


@pytest.fixture(scope="session")
def drafted(once: Once, built: Path) -> Path:
    """A journal whose draft names a client; not to be changed."""

    def draft(folder: Path) -> None:
        journal = folder / "journal"
        shutil.copytree(built, journal, symlinks=True)
        assert main(["-j", str(journal), "draft", "--as-of", NEXT]) == 0
        with open_store(journal / "data" / "curator.sqlite") as store:
            (edition,) = (each for each in store.archive.editions() if each.slug == SLUG)
        address = edition.picks[0].story.articles[0].address
        assert main(["-j", str(journal), "lead", address]) == 0
        assert main(["-j", str(journal), "note", address, "As Héliogène SA told us in confidence."]) == 0
        assert main(["-j", str(journal), "draft", "--as-of", NEXT]) == 0

    return once("guarded", draft) / "journal"


@pytest.fixture
def guarded(drafted: Path, tmp_path: Path) -> Path:
    """A copy of that journal, with the client's name in its rules."""
    journal = tmp_path / "journal"
    shutil.copytree(drafted, journal, symlinks=True)
    (journal / "never-publish.toml").write_text('clients = ["Heliogene SA"]\n', encoding="utf-8")
    return journal


def test_approval_is_refused_with_place_reason_and_remedy(guarded: Path, curator: Curator) -> None:
    run = curator("-j", guarded, "approve", SLUG)
    assert run.code == 1
    assert "insight of story 1: It names the client “Heliogene SA”." in run.err
    assert "curator allow KEY... REASON" in run.err
    assert "secret-client" in curator("-j", guarded, "check", SLUG).out


def test_a_reason_lets_it_pass_and_is_kept(guarded: Path, curator: Curator) -> None:
    shown = curator("-j", guarded, "check", SLUG, "--json")
    assert shown.code == 1
    (finding,) = [one for one in shown.json["findings"] if one["stops"]]
    assert curator("-j", guarded, "allow", finding["key"], "why").code == 2
    assert curator("-j", guarded, "allow", finding["key"], "They agreed in writing").code == 0
    assert curator("-j", guarded, "check", SLUG, "--json").json["stops"] is False
    assert curator("-j", guarded, "approve", SLUG).code == 0
    assert curator("-j", guarded, "build").code == 0
    with open_store(guarded / "data" / "curator.sqlite") as store:
        kept = {mark.verb: mark for mark in store.archive.marks()}
        assert (kept[Verb.ALLOW].subject, kept[Verb.ALLOW].value) == (finding["key"], "They agreed in writing")
        assert len(kept[Verb.APPROVE].value) == 64


def test_what_is_known_after_the_approval_still_stops_the_build_the_letter_and_the_kit(
    guarded: Path, curator: Curator
) -> None:
    (guarded / "never-publish.toml").rename(guarded / "later.toml")
    assert curator("-j", guarded, "approve", SLUG).code == 0
    (guarded / "later.toml").rename(guarded / "never-publish.toml")
    for command in ("build", "letter", "kit"):
        run = curator("-j", guarded, command)
        assert (run.code, "Heliogene" in run.err) == (1, True), command


def test_a_mistake_in_the_rules_is_told_with_its_line_and_nothing_leaves(guarded: Path, curator: Curator) -> None:
    (guarded / "never-publish.toml").write_text("clients = 3\n", encoding="utf-8")
    run = curator("-j", guarded, "approve", SLUG)
    assert run.code == 2
    assert "never-publish.toml:1" in run.err
