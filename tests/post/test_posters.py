"""One contract for every network: posted once, answers told for what they are, faults settled by looking."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest

from curator.config.secrets import Secret
from curator.config.settings import Fetch
from curator.http import CurlWeb
from curator.model import Delivery, DeliveryState, PostState, Queued
from curator.ports import Dispatch, Poster
from curator.publish.bluesky import BlueskyPoster, record_key
from curator.publish.mastodon import MastodonPoster
from curator.publish.telegram import TelegramPoster
from curator.publish.webhook import WebhookPoster
from curator.services.post import send_post, settle_open
from curator.store import open_store
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


@pytest.fixture(params=["mastodon", "bluesky"])
def poster(request: pytest.FixtureRequest, web: CurlWeb, networks: Networks, tmp_path: Path) -> Poster:
    return mastodon(web, networks) if request.param == "mastodon" else bluesky(web, networks, tmp_path)


def out(networks: Networks) -> int:
    return len(networks.statuses) + networks.puts


def test_it_is_posted_and_found_again(poster: Poster, networks: Networks) -> None:
    assert poster.find(DISPATCH, NOW, LATER).state is S.NEW  # type: ignore[union-attr]
    answer = poster.post(DISPATCH)
    assert (answer.state, out(networks)) == (S.SENT, 1)
    found = poster.find(DISPATCH, NOW, NOW)
    assert found is not None
    assert (found.state, found.receipt) == (S.SENT, answer.receipt)
    other = replace(DISPATCH, key="f" * 16, text=TEXT.replace("neuf", "dix"))
    assert poster.find(other, NOW, LATER).state is S.NEW  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("fault", "state", "posted"),
    [
        ("lost", S.UNCERTAIN, 1),
        ("500 done", S.UNCERTAIN, 1),
        ("500", S.UNCERTAIN, 0),
        ("cut", S.UNCERTAIN, 0),
        ("429", S.NEW, 0),
    ],
)
def test_each_fault_is_told_for_what_it_is(
    poster: Poster, networks: Networks, fault: str, state: S, posted: int
) -> None:
    networks.faults = [fault]
    assert poster.post(DISPATCH).state is state
    assert out(networks) == posted
    if state is S.UNCERTAIN:
        assert poster.find(DISPATCH, NOW, LATER).state is (S.SENT if posted else S.NEW)  # type: ignore[union-attr]


def test_what_is_too_long_is_refused_before_it_is_sent(poster: Poster, networks: Networks) -> None:
    answer = poster.post(replace(DISPATCH, text="x" * 501))
    assert (answer.state, out(networks)) == (S.REFUSED, 0)
    assert "501" in answer.reason


def test_the_servers_own_limit_counts(web: CurlWeb, networks: Networks) -> None:
    networks.characters = 60
    assert mastodon(web, networks).post(replace(DISPATCH, text="x" * 61)).state is S.REFUSED
    assert mastodon(web, networks).post(replace(DISPATCH, text="x" * 60)).state is S.SENT
    assert networks.calls.count("/api/v1/statuses") == 1


def test_a_wrong_token_lets_the_post_wait(web: CurlWeb, networks: Networks, tmp_path: Path) -> None:
    for poster in (mastodon(web, networks, "wrong"), bluesky(web, networks, tmp_path, "wrong")):
        answer = poster.post(DISPATCH)
        assert (answer.state, "token" in answer.reason, "wrong" in answer.reason) == (S.NEW, True, False)


def test_nobody_listens(web: CurlWeb, tmp_path: Path) -> None:
    with Networks() as gone:
        pass
    with CurlWeb(Fetch(private_hosts=(gone.listed,)), environ={}) as client:
        assert mastodon(client, gone).post(DISPATCH).state is S.NEW
        assert bluesky(client, gone, tmp_path).post(DISPATCH).state is S.NEW


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


@pytest.mark.parametrize("honours_keys", [True, False])
def test_posts_with_faults_on_the_way_are_out_once_each(
    poster: Poster, networks: Networks, tmp_path: Path, honours_keys: bool
) -> None:
    networks.honours_keys = honours_keys
    dice = random.Random(7)
    faults = ["", "", "", "lost", "500 done", "500", "cut"]
    posts = [Queued(f"s{n}", "a", "n", f"Story {n} tells {n * n}.", state=PostState.APPROVED) for n in range(25)]
    by_story = {post.story: replace(DISPATCH, key=post.story * 4, text=post.text, link="") for post in posts}

    def dispatch_of(delivery: Delivery) -> Dispatch:
        return by_story[delivery.subject]

    with open_store(tmp_path / "store.sqlite") as store:
        for turn in range(8):
            now = NOW + turn * timedelta(minutes=10)
            list(settle_open(store.outbox, {"a": poster}.get, dispatch_of, now))
            for post in posts:
                networks.faults = [dice.choice(faults)] if turn < 6 else []
                clock = partial(datetime.fromtimestamp, now.timestamp(), UTC)
                send_post(post, by_story[post.story], poster, store.outbox, "Ada", clock, wait=lambda _: None)
        assert {one.state for one in store.outbox.deliveries()} == {S.SENT}
    assert out(networks) == len(posts)
