"""`curator log`: who approved what, when, with its hash; what was let pass, and why; what left."""

from __future__ import annotations

from pathlib import Path

import pytest

from curator.model import Delivery, DeliveryState
from curator.store import open_store
from tests.demo import Curator
from tests.deploy.test_command import placed

__all__ = ["placed"]
SLUG = "2026-11-23"


def test_the_whole_way_of_an_edition_is_told(placed: Path, curator: Curator) -> None:
    assert curator("-j", placed, "draft", "--as-of", "2026-11-23T07:30:00+00:00").code == 0
    approved = curator("-j", placed, "approve", SLUG, "--json").json
    assert curator("-j", placed, "build").code == 0
    assert curator("-j", placed, "deploy", "--yes").code == 0
    acts = curator("-j", placed, "log", "--about", SLUG, "--json").json
    assert [act["what"] for act in acts] == ["approve", "deploy sent"]
    assert acts[0]["hash"] == approved["hash"]
    assert acts[0]["by"]
    assert len(acts[1]["hash"]) >= 16
    shown = curator("-j", placed, "log", "--about", SLUG).out
    assert approved["hash"][:12] in shown


def test_what_was_let_past_the_guard_is_there_with_its_reason(placed: Path, curator: Curator) -> None:
    (placed / "never-publish.toml").write_text('clients = ["Meridian"]\n', encoding="utf-8")
    found = curator("-j", placed, "check", "2026-11-22", "--json").json["findings"]
    for finding in found:
        assert curator("-j", placed, "allow", finding["key"], "They said so in print").code == 0
    let = [act for act in curator("-j", placed, "log", "--json").json if act["what"] == "allow"]
    assert {act["subject"] for act in let} == {finding["key"] for finding in found}
    assert {act["detail"] for act in let} == {"They said so in print"}


def test_what_was_taken_back_stays_and_says_so(placed: Path, curator: Curator) -> None:
    assert curator("-j", placed, "draft", "--as-of", "2026-11-23T07:30:00+00:00").code == 0
    curator("-j", placed, "approve", SLUG)
    assert curator("-j", placed, "undo").code == 0
    (act,) = curator("-j", placed, "log", "--about", SLUG, "--json").json
    assert act["undone"]
    assert "taken back" in curator("-j", placed, "log", "--about", SLUG).out


def test_letters_are_counted_and_readers_are_not_named(placed: Path, curator: Curator) -> None:
    with open_store(placed / "data" / "curator.sqlite") as store:
        from datetime import UTC, datetime

        at = datetime(2026, 11, 22, 9, tzinfo=UTC)
        made = [
            Delivery("letter", "2026-11-22", "daily", f"{n:012x}", DeliveryState.SENT, at, content="c", by="E")
            for n in range(40)
        ]
        store.outbox.enter(made)
    acts = curator("-j", placed, "log", "--since", "2026-11-22", "--json").json
    (letters,) = [act for act in acts if act["what"] == "letter sent"]
    assert (letters["detail"], letters["target"]) == ("40", "daily")
    assert "00000000000" not in str(acts)


@pytest.mark.parametrize("day", ["yesterday", "2026-13-01"])
def test_a_day_that_is_none_is_told(placed: Path, curator: Curator, day: str) -> None:
    assert curator("-j", placed, "log", "--since", day).code == 2
