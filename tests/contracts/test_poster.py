"""One contract for every way out: posted once, answers told for what they are, a lost one settled or left open."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest

from curator.accounts.renewed import RenewedToken
from curator.checks import NETWORKS
from curator.config.secrets import Secret
from curator.config.settings import Fetch
from curator.http import CurlWeb
from curator.model import Delivery, DeliveryState, PostState, Queued
from curator.ports import Dispatch, Poster
from curator.publish.bluesky import BlueskyPoster
from curator.publish.buffer import BufferPoster
from curator.publish.facebook import FacebookPoster
from curator.publish.linkedin import LinkedInPoster
from curator.publish.mastodon import MastodonPoster
from curator.publish.postiz import PostizPoster
from curator.publish.telegram import TelegramPoster
from curator.publish.threads import ThreadsPoster
from curator.publish.webhook import WebhookPoster
from curator.publish.x import XPoster
from curator.services.post import send_post, settle_open
from curator.store import open_store
from tests.post import recorded, server

S = DeliveryState
NOW = datetime.now(UTC)
LATER = NOW + timedelta(minutes=10)
LINK = "https://journal.example/2026/11/22/an-island_(without)-diesel/?a=1&b=2"
TEXT = f"Née à 🏝️ Port-Claire : neuf heures [sans] turbine_1 & sans diesel.\n\nLa suite #réseau {LINK}"
DISPATCH = Dispatch("0123456789abcdef", date(2026, 11, 22), TEXT, "fr", LINK, "An island", "Nine hours.")


@dataclass(frozen=True)
class Way:
    """A way out under test."""

    network: str
    make: Callable[[CurlWeb, str, Path, bool], Poster]
    """(web, server, folder, right token?)"""
    exchange: type[recorded.Exchange] | None = None
    """None: the strict Mastodon and Bluesky of `tests.post.server`."""
    finds: bool = True
    """Whether it can look for what it posted."""
    token: bool = True
    """Whether a wrong token is told from a wrong address."""


def key(right: bool) -> Secret:
    return Secret(recorded.TOKEN if right else recorded.WRONG)


def strict(right: bool) -> Secret:
    return Secret(server.TOKEN if right else recorded.WRONG)


WAYS = {
    "mastodon": Way("mastodon", lambda w, s, _, r: MastodonPoster(w, s, strict(r), wait=lambda _: None)),
    "bluesky": Way("bluesky", lambda w, s, f, r: BlueskyPoster(w, s, "@me.test", strict(r), f / "sessions")),
    "linkedin": Way("linkedin", lambda w, s, _, r: LinkedInPoster(w, s, key(r)), recorded.LinkedIn, finds=False),
    "x": Way("x", lambda w, s, _, r: XPoster(w, s, Secret(" ".join(recorded.X.keys if r else "abcd"))), recorded.X),
    "threads": Way(
        "threads",
        lambda w, s, f, r: ThreadsPoster(w, RenewedToken(w, s, key(r), f, NOW), wait=lambda _: None),
        recorded.Threads,
    ),
    "facebook": Way("facebook", lambda w, s, _, r: FacebookPoster(w, s, "42", key(r)), recorded.Facebook),
    "telegram": Way(
        "telegram", lambda w, s, _, r: TelegramPoster(w, s, "@ada", key(r)), recorded.Telegram, finds=False
    ),
    "discord": Way(
        "discord",
        lambda w, s, _, r: WebhookPoster(w, "discord", Secret(f"{s}/hook")),
        recorded.Hook,
        finds=False,
        token=False,
    ),
    "webhook": Way(
        "webhook",
        lambda w, s, _, r: WebhookPoster(w, "webhook", Secret(f"{s}/hook")),
        recorded.Hook,
        finds=False,
        token=False,
    ),
    "buffer": Way("threads", lambda w, s, _, r: BufferPoster(w, s, "threads", "c1", key(r)), recorded.Buffer),
    "postiz": Way("x", lambda w, s, _, r: PostizPoster(w, s, "x", "c1", key(r)), recorded.Postiz),
}


@dataclass
class Stage:
    """A way out, the network that plays its part, and what is out there."""

    way: Way
    running: recorded.Recorded | server.Networks
    web: CurlWeb
    folder: Path

    def poster(self, right: bool = True) -> Poster:
        return self.way.make(self.web, self.running.address, self.folder, right)

    def out(self) -> list[str]:
        if isinstance(self.running, recorded.Recorded):
            return [str(one["text"]) for one in self.running.exchange.out]
        records = [one["text"] for one in self.running.records.values()]
        return records + [one["status"] for one in self.running.statuses]


@pytest.fixture(params=list(WAYS))
def stage(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Stage]:
    way = WAYS[request.param]
    with server.Networks() if way.exchange is None else recorded.Recorded(way.exchange()) as running:
        listed = running.address.removeprefix("http://")
        with CurlWeb(Fetch(private_hosts=(listed,), total_seconds=3), environ={}) as web:
            yield Stage(way, running, web, tmp_path)


def test_it_is_posted_whole_and_found_again(stage: Stage) -> None:
    poster = stage.poster()
    if stage.way.finds:
        assert poster.find(DISPATCH, NOW, LATER).state is S.NEW  # type: ignore[union-attr]
    answer = poster.post(DISPATCH)
    assert (answer.state, stage.out()) == (S.SENT, [TEXT])
    assert answer.receipt
    found = poster.find(DISPATCH, NOW, NOW)
    if stage.way.finds:
        assert found is not None
        assert (found.state, found.receipt) == (S.SENT, answer.receipt)
        other = replace(DISPATCH, key="f" * 16, text=TEXT.replace("neuf", "dix"))
        assert poster.find(other, NOW, LATER).state is S.NEW  # type: ignore[union-attr]
    else:
        assert found is None


@pytest.mark.parametrize(
    ("fault", "state", "posted"),
    [
        ("lost", S.UNCERTAIN, 1),
        ("500 done", S.UNCERTAIN, 1),
        ("nonsense", S.UNCERTAIN, 1),
        ("500", S.UNCERTAIN, 0),
        ("cut", S.UNCERTAIN, 0),
        ("429", S.NEW, 0),
    ],
)
def test_each_fault_is_told_for_what_it_is(stage: Stage, fault: str, state: S, posted: int) -> None:
    if fault == "nonsense" and (stage.way.exchange is None or stage.way.network == "webhook"):
        return  # played elsewhere; a webhook's answer may be anything
    stage.running.faults = [fault]
    poster = stage.poster()
    assert poster.post(DISPATCH).state is state
    assert len(stage.out()) == posted
    if state is S.UNCERTAIN:
        found = poster.find(DISPATCH, NOW, LATER)
        assert (found and found.state) == ((S.SENT if posted else S.NEW) if stage.way.finds else None)


def test_what_is_too_long_is_refused_before_it_is_sent(stage: Stage) -> None:
    limit = NETWORKS[stage.way.network].limit
    answer = stage.poster().post(replace(DISPATCH, text="x" * (limit + 1), link=""))
    if stage.way.network == "webhook":
        return  # it has no limit of its own
    assert (answer.state, stage.out()) == (S.REFUSED, [])
    assert str(limit + 1) in answer.reason


def test_what_is_just_short_enough_goes(stage: Stage) -> None:
    text = "x" * NETWORKS[stage.way.network].limit
    assert stage.poster().post(replace(DISPATCH, text=text, link="")).state is S.SENT
    assert stage.out() == [text]


def test_a_wrong_token_lets_the_post_wait_and_is_in_no_reason(stage: Stage) -> None:
    if stage.way.token:
        answer = stage.poster(right=False).post(DISPATCH)
        assert (answer.state, stage.out()) == (S.NEW, [])
        assert "needs a new token" in answer.reason
        assert recorded.WRONG not in answer.reason


def test_nobody_listens(stage: Stage) -> None:
    poster = stage.poster()
    with stage.running:
        pass
    assert poster.post(DISPATCH).state is S.NEW


def test_posts_with_faults_on_the_way_are_out_once_each(stage: Stage) -> None:
    dice = random.Random(7)
    faults = ["", "", "", "lost", "500 done", "500", "cut", "429"]
    posts = [Queued(f"s{n}", "a", "n", f"Story {n} tells {n * n} things.", state=PostState.APPROVED) for n in range(12)]
    by_story = {one.story: replace(DISPATCH, key=one.story * 4, text=one.text, link="") for one in posts}

    def dispatch_of(delivery: Delivery) -> Dispatch:
        return by_story[delivery.subject]

    poster = stage.poster()
    with open_store(stage.folder / "store.sqlite") as store:
        for turn in range(6):
            now = NOW + turn * timedelta(minutes=10)
            list(settle_open(store.outbox, {"a": poster}.get, dispatch_of, now))
            for post in posts:
                stage.running.faults = [dice.choice(faults)] if turn < 4 else []
                clock = partial(datetime.fromtimestamp, now.timestamp(), UTC)
                send_post(post, by_story[post.story], poster, store.outbox, "Ada", clock, wait=lambda _: None)
        states = {one.subject: one.state for one in store.outbox.deliveries()}
    assert max(stage.out().count(post.text) for post in posts) == 1
    if stage.way.finds:
        assert set(states.values()) == {S.SENT}
        assert len(stage.out()) == len(posts)
    else:  # what nobody can look up stays open, and is told
        out = set(stage.out())
        assert all(state in (S.SENT, S.UNCERTAIN) for state in states.values())
        assert all(by_story[story].text in out for story, state in states.items() if state is S.SENT)
