"""What each network gets: its card, its languages, its limits; what every one must do is in tests/contracts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from curator.config.secrets import Secret
from curator.config.settings import Fetch
from curator.http import CurlWeb
from curator.model import DeliveryState
from curator.ports import Dispatch
from curator.publish.bluesky import BlueskyPoster, record_key
from curator.publish.mastodon import MastodonPoster
from curator.publish.telegram import TelegramPoster
from curator.publish.webhook import WebhookPoster
from tests.post.server import TOKEN, Networks

S = DeliveryState
NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
LATER = NOW + timedelta(minutes=10)
LINK = "https://journal.example/2026/11/22/an-island-that-switched-its-diesel-off/?a=1&b=2"
TEXT = f"Née à 🏝️ Port-Claire : neuf heures <sans> turbine & sans diesel.\n\nLa suite #réseau {LINK}"
DISPATCH = Dispatch("0123456789abcdef", date(2026, 11, 22), TEXT, "fr", LINK, "An island", "Nine hours.")
PICTURE = b"\xff\xd8\xff\xe0 not much of a picture"


@pytest.fixture
def networks() -> Iterator[Networks]:
    with Networks() as running:
        yield running


@pytest.fixture
def web(networks: Networks) -> Iterator[CurlWeb]:
    with CurlWeb(Fetch(private_hosts=(networks.listed,), total_seconds=3), environ={}) as client:
        yield client


def mastodon(web: CurlWeb, networks: Networks, token: str = TOKEN) -> MastodonPoster:
    return MastodonPoster(web, networks.address, Secret(token), wait=lambda _: None)


def bluesky(web: CurlWeb, networks: Networks, folder: Path, password: str = TOKEN) -> BlueskyPoster:
    return BlueskyPoster(web, networks.address, "@me.test", Secret(password), folder / "sessions")


def test_the_servers_own_limit_counts(web: CurlWeb, networks: Networks) -> None:
    networks.characters = 60
    assert mastodon(web, networks).post(replace(DISPATCH, text="x" * 61)).state is S.REFUSED
    assert mastodon(web, networks).post(replace(DISPATCH, text="x" * 60)).state is S.SENT
    assert networks.calls.count("/api/v1/statuses") == 1


def test_mastodon_says_not_there_only_when_it_can_be_sure(web: CurlWeb, networks: Networks) -> None:
    poster = mastodon(web, networks)
    poster.post(DISPATCH)
    networks.shows = False
    assert poster.find(DISPATCH, NOW, NOW + timedelta(seconds=2)) is None


def test_mastodon_gets_language_key_and_picture_with_its_words(web: CurlWeb, networks: Networks) -> None:
    mastodon(web, networks).post(replace(DISPATCH, picture=PICTURE, alt="Une île, de nuit"))
    (status,) = networks.statuses
    assert (status["language"], status["media_ids"]) == ("fr", ["1"])
    assert networks.media == [("Une île, de nuit", True)]
    assert list(networks.keys) == [DISPATCH.key]


def test_bluesky_gets_links_at_the_right_bytes_a_card_and_languages(
    web: CurlWeb, networks: Networks, tmp_path: Path
) -> None:
    bluesky(web, networks, tmp_path).post(replace(DISPATCH, picture=PICTURE))
    (record,) = networks.records.values()
    raw = record["text"].encode()
    shown = {}
    for facet in record["facets"]:
        index, (feature,) = facet["index"], facet["features"]
        shown[raw[index["byteStart"] : index["byteEnd"]].decode()] = feature.get("uri") or feature["tag"]
    assert shown == {LINK: LINK, "#réseau": "réseau"}
    external = record["embed"]["external"]
    assert (external["uri"], external["title"], external["thumb"]["size"]) == (LINK, "An island", len(PICTURE))
    assert record["langs"] == ["fr"]


def test_bluesky_keeps_its_session(web: CurlWeb, networks: Networks, tmp_path: Path) -> None:
    for number in range(3):
        assert bluesky(web, networks, tmp_path).post(replace(DISPATCH, key=f"{number}")).state is S.SENT
    assert networks.sessions == 1
    (file,) = (tmp_path / "sessions").iterdir()
    assert file.stat().st_mode & 0o077 == 0
    assert TOKEN not in file.read_text()


def test_a_record_key_is_a_moment_of_the_editions_day_and_always_the_same() -> None:
    key = record_key(DISPATCH)
    assert len(key) == 13
    assert key == record_key(DISPATCH) != record_key(replace(DISPATCH, key="another"))
    number = 0
    for character in key:
        number = number << 5 | "234567abcdefghijklmnopqrstuvwxyz".index(character)
    assert datetime.fromtimestamp((number >> 10) / 1e6, UTC).date() == date(2026, 11, 22)
    assert number >> 63 == 0


def test_a_webhook_calls_nobody(web: CurlWeb, networks: Networks) -> None:
    loud = replace(DISPATCH, text="@everyone <!channel> look: a & b")
    hook = Secret(f"{networks.address}/hook")
    assert WebhookPoster(web, "discord", hook).post(loud).state is S.SENT
    assert WebhookPoster(web, "slack", hook).post(loud).state is S.SENT
    assert WebhookPoster(web, "webhook", hook).post(loud).state is S.SENT
    discord, slack, plain = networks.hooked
    assert discord == {"content": loud.text, "allowed_mentions": {"parse": []}}
    assert slack["text"] == "@everyone &lt;!channel&gt; look: a &amp; b"
    assert (plain["key"], plain["link"]) == (DISPATCH.key, LINK)
    assert WebhookPoster(web, "webhook", hook).find(DISPATCH, NOW, LATER) is None


def test_a_bots_token_is_in_no_reason(web: CurlWeb, networks: Networks) -> None:
    answer = TelegramPoster(web, networks.address, "@channel", Secret("12345:secret")).post(DISPATCH)
    assert (answer.state, "secret" in answer.reason) == (S.REFUSED, False)


def test_mastodon_reads_back_as_far_as_it_has_to(web: CurlWeb, networks: Networks) -> None:
    poster = mastodon(web, networks)
    poster.post(DISPATCH)
    for number in range(90):
        networks.take_status({"status": f"Another one, number {number} of many"}, str(number))
    found = poster.find(DISPATCH, NOW, LATER)
    assert found is not None
    assert (found.state, found.receipt) == (S.SENT, networks.statuses[0]["url"])
    assert poster.find(replace(DISPATCH, text="Nobody posted these words."), NOW, LATER).state is S.NEW  # type: ignore[union-attr]


def test_mastodon_waits_for_its_picture_and_posts_nothing_without(web: CurlWeb, networks: Networks) -> None:
    networks.media_turns = 3
    pictured = replace(DISPATCH, picture=PICTURE)
    assert mastodon(web, networks).post(pictured).state is S.SENT
    networks.media_turns = 99
    waits = mastodon(web, networks).post(replace(pictured, key="another"))
    assert (waits.state, len(networks.statuses)) == (S.NEW, 1)
