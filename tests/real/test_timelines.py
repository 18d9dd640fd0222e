"""Timelines on real servers become entries: every link found once, everybody who shared it credited."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from curator.model import Article
from curator.store import open_store
from tests.demo import Curator
from tests.real.bluesky.server import Bluesky
from tests.real.snac.server import Snac
from tests.real.timelines import Share, expected, on_bluesky, on_snac, plans, tried

pytestmark = pytest.mark.real

POSTS = 60
"""More than a page of Mastodon's; bench.timeline takes more than a page of Bluesky's."""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    (tmp_path / "journal" / "themes").mkdir(parents=True)
    return tmp_path / "journal"


def settings(folder: Path, host: str) -> None:
    (folder / "config.toml").write_text(
        f'[journal]\ntitle = "J"\n[fetch]\nprivate_hosts = ["{host}"]\n', encoding="utf-8"
    )


def articles(folder: Path) -> list[Article]:
    now = datetime.now(UTC)
    with open_store(folder / "data" / "curator.sqlite") as store:
        return list(store.inbox.articles(now - timedelta(days=1), now))


def shares(found: list[Article]) -> dict[str, set[Share]]:
    return {
        article.address: {(one.handle, one.author_handle, one.words) for one in article.sharers} for article in found
    }


def test_a_home_timeline_of_the_fediverse(
    snac: Snac, folder: Path, curator: Curator, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = plans(POSTS)
    handles = on_snac(snac, made)
    settings(folder, snac.host)
    added = curator("-j", folder, "sources", "add", f"{snac.address}/home", "--yes")
    assert added.code == 1
    assert f"Make one at {snac.address}/settings/applications (scope: read), then: curator secret mastodon" in added.err
    monkeypatch.setenv("CURATOR_MASTODON", snac.tokens["ed"])
    assert curator("-j", folder, "sources", "add", f"{snac.address}/home", "--yes").code == 0
    assert curator("-j", folder, "collect").code == 0
    found = articles(folder)
    assert shares(found) == expected(made, handles)
    assert len(found) == len({one.address for one in found})

    snac.post("ann", "One more: https://outlet.example/new")
    tried(lambda: "outlet.example/new" in snac.ask("/api/v1/timelines/home?limit=1", "ed")[0]["content"], 60)
    assert curator("-j", folder, "collect").code == 0
    assert {one.address for one in articles(folder)} - {one.address for one in found} == {"https://outlet.example/new"}


def test_a_timeline_of_bluesky(
    bluesky: Bluesky, folder: Path, curator: Curator, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not bluesky.appview:
        pytest.skip("NO POSTGRESQL: Bluesky's timelines stay unchecked")
    made = plans(POSTS)
    reader, handles = on_bluesky(bluesky, made)
    settings(folder, bluesky.pds.removeprefix("http://"))
    command = (
        "-j",
        folder,
        "sources",
        "add",
        "bluesky:timeline",
        "--as",
        reader.handle,
        "--server",
        bluesky.pds,
        "--yes",
    )
    missing = curator(*command)
    assert missing.code == 1
    assert "curator secret bluesky" in missing.err
    monkeypatch.setenv("CURATOR_BLUESKY", reader.app_password)
    assert curator(*command).code == 0
    assert curator("-j", folder, "collect").code == 0
    found = articles(folder)
    assert shares(found) == expected(made, handles)
    assert "A card's title" in {one.title for one in found}
