"""The editor's morning on the command line."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from curator.config import load_config
from curator.newsroom import Newsroom
from tests.contracts.factory import NOW, article
from tests.demo import Curator

NEXT = "2026-11-23T07:30:00+00:00"


@pytest.fixture
def draft(curator: Curator, journal: Path) -> dict[str, Any]:
    """Tomorrow's draft: today's edition is out."""
    done = curator("-j", journal, "draft", "--as-of", NEXT, "--json")
    assert done.code == 0, done.err
    return done.json


def again(curator: Curator, journal: Path) -> dict[str, Any]:
    return curator("-j", journal, "draft", "--as-of", NEXT, "--json").json


def address(pick: dict[str, Any]) -> str:
    return pick["story"]["articles"][0]["address"]


def test_the_day_after_brings_nothing_that_is_out(draft: dict[str, Any], curator: Curator, journal: Path) -> None:
    assert draft["slug"] == "2026-11-23"
    assert draft["number"] == 2
    out = curator("-j", journal, "status", "--json").json
    assert out["editions"] == 2


def test_a_drop_leaves_and_undo_brings_it_back(draft: dict[str, Any], curator: Curator, journal: Path) -> None:
    first = address(draft["picks"][0])
    assert curator("-j", journal, "drop", first).code == 0
    assert first not in [address(pick) for pick in again(curator, journal)["picks"]]
    assert curator("-j", journal, "undo").code == 0
    assert first in [address(pick) for pick in again(curator, journal)["picks"]]


def test_lead_title_and_insight_survive_a_rebuild(draft: dict[str, Any], curator: Curator, journal: Path) -> None:
    last = address(draft["picks"][-1])
    curator("-j", journal, "lead", last)
    curator("-j", journal, "title", last, "My own words")
    curator("-j", journal, "note", last, "Read page 11.")
    for _ in range(2):
        lead = again(curator, journal)["picks"][0]
        assert (address(lead), lead["title"], lead["insight"], lead["slot"]) == (
            last,
            "My own words",
            "Read page 11.",
            "lead",
        )


def test_the_opening_is_the_editions(draft: dict[str, Any], curator: Curator, journal: Path) -> None:
    assert curator("-j", journal, "note", draft["slug"], "A quiet day.").code == 0
    assert again(curator, journal)["opening"] == "A quiet day."


def test_an_edit_voids_the_approval(draft: dict[str, Any], curator: Curator, journal: Path) -> None:
    assert curator("-j", journal, "approve").code == 0
    curator("-j", journal, "note", address(draft["picks"][0]), "One more word.")
    assert curator("-j", journal, "letter", draft["slug"]).code == 4
    assert curator("-j", journal, "letter", "preview", draft["slug"], "--no-open").code == 0
    assert curator("-j", journal, "status", "--json").json["newest"]["status"] == "draft"


def test_what_is_not_approved_is_not_built(draft: dict[str, Any], curator: Curator, journal: Path) -> None:
    assert curator("-j", journal, "build", "--as-of", NEXT).code == 0
    assert not (journal / "site/2026/11/23").exists()
    assert curator("-j", journal, "build", "--draft", "--as-of", NEXT).code == 0
    assert (journal / "site/2026/11/23/index.html").is_file()
    assert curator("-j", journal, "build", "--as-of", NEXT).code == 0
    assert not (journal / "site/2026/11/23").exists()


def test_an_approved_edition_is_built_and_keeps_its_address(
    draft: dict[str, Any], curator: Curator, journal: Path
) -> None:
    curator("-j", journal, "approve")
    curator("-j", journal, "build", "--as-of", NEXT)
    assert (journal / "site/2026/11/22/index.html").is_file()
    assert (journal / "site/2026/11/23/index.html").is_file()
    refused = curator("-j", journal, "draft", "--edition", "2026-11-22")
    assert refused.code == 2


def test_reasons_add_up_to_the_score(draft: dict[str, Any], curator: Curator, journal: Path) -> None:
    for pick in draft["picks"][:3]:
        found = curator("-j", journal, "why", address(pick), "--json").json
        assert sum(reason["value"] for reason in found["verdict"]["reasons"]) == pytest.approx(
            found["verdict"]["score"]
        )
    told = curator("-j", journal, "why", address(draft["picks"][0]))
    assert "= score" in told.out


def test_an_address_nobody_knows_is_told(curator: Curator, journal: Path) -> None:
    done = curator("-j", journal, "why", "https://nowhere.example/x")
    assert done.code == 1
    assert done.err.strip().count("\n") == 0


def test_what_was_read_and_not_drafted_is_told_so(curator: Curator, tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_text('[journal]\ntitle = "J"\neditor = "E"\n')
    one = article()
    with Newsroom(load_config(tmp_path), NOW) as newsroom:
        newsroom.inbox.keep([(one, ())])
    assert "Run first: curator draft" in curator("-j", tmp_path, "why", one.address).err
    with Newsroom(load_config(tmp_path), NOW) as newsroom:
        newsroom.archive.file({one.id: one.id}, {})
    told = curator("-j", tmp_path, "why", one.address)
    assert (told.code, told.err) == (
        1,
        f"curator: {one.address}: no theme judges what comes in here. Write one in themes/.\n",
    )


def test_all_is_taken_away_and_restored(draft: dict[str, Any], curator: Curator, journal: Path, tmp_path: Path) -> None:
    curator("-j", journal, "note", address(draft["picks"][0]), "Keep this.")
    assert curator("-j", journal, "export", tmp_path / "all.zip").code == 0
    assert curator("import", tmp_path / "all.zip", tmp_path / "restored").code == 0
    before, after = again(curator, journal), again(curator, tmp_path / "restored")
    assert before == after
    assert (
        curator("-j", tmp_path / "restored", "sources", "list", "--json").json
        == curator("-j", journal, "sources", "list", "--json").json
    )
