"""What the networks that cannot run here are told, against exchanges written from their documentation."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from curator.accounts.renewed import RenewedToken
from curator.config.secrets import Secret
from curator.config.settings import Fetch
from curator.errors import CuratorError
from curator.http import CurlWeb
from curator.model import DeliveryState
from curator.ports import Dispatch
from curator.publish.buffer import BufferPoster
from curator.publish.facebook import FacebookPoster
from curator.publish.linkedin import LinkedInPoster
from curator.publish.postiz import PostizPoster
from curator.publish.threads import ThreadsPoster
from curator.publish.x import XPoster
from tests.post.recorded import TOKEN, Buffer, Exchange, Facebook, LinkedIn, Postiz, Recorded, Threads, X

S = DeliveryState
NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
LINK = "https://journal.example/2026/11/22/an-island/"
PICTURE = b"\xff\xd8\xff\xe0 \0 a picture with a zero in it"
DISPATCH = Dispatch(
    "0123456789abcdef",
    date(2026, 11, 22),
    f"A [long] (read) of @nobody & #grid_storage. {LINK}",
    "en",
    LINK,
    "An island",
    "Nine hours.",
    PICTURE,
    "https://journal.example/pictures/island.jpg",
    "The island from above",
)
Play = Callable[[Exchange], tuple[CurlWeb, str]]


@pytest.fixture
def play() -> Iterator[Play]:
    with ExitStack() as stack:

        def start(exchange: Exchange) -> tuple[CurlWeb, str]:
            running = stack.enter_context(Recorded(exchange))
            hosts = (running.address.removeprefix("http://"),)
            return stack.enter_context(CurlWeb(Fetch(private_hosts=hosts), environ={})), running.address

        yield start


def test_linkedin_gets_escaped_text_a_tag_that_is_one_and_a_card_with_its_picture(play: Play) -> None:
    linkedin = LinkedIn()
    answer = LinkedInPoster(*play(linkedin), Secret(TOKEN)).post(DISPATCH)
    (out,) = linkedin.out
    assert answer.receipt == f"https://www.linkedin.com/feed/update/{out['id']}/"
    assert out["text"] == DISPATCH.text
    assert r"{hashtag|\#|grid\_storage}" in out["commentary"]
    assert out["author"] == "urn:li:person:782bbtaQ"
    assert out["content"]["article"] == {
        "source": LINK,
        "title": "An island",
        "description": "Nine hours.",
        "thumbnail": "urn:li:image:C4E10AQ",
        "thumbnailAltText": "The island from above",
    }
    assert linkedin.pictures == [PICTURE]


def test_linkedin_names_the_double_it_refuses(play: Play) -> None:
    linkedin = LinkedIn()
    poster = LinkedInPoster(*play(linkedin), Secret(TOKEN))
    first, second = poster.post(DISPATCH), poster.post(DISPATCH)
    assert (first.state, second.state) == (S.SENT, S.SENT)
    assert first.receipt == second.receipt
    assert len(linkedin.out) == 1


def test_linkedins_token_goes_to_no_stranger(play: Play) -> None:
    linkedin = LinkedIn()
    web, address = play(linkedin)
    linkedin.address = "https://elsewhere.example"
    answer = LinkedInPoster(web, address, Secret(TOKEN)).post(DISPATCH)
    assert (answer.state, linkedin.out) == (S.REFUSED, [])


def test_x_refuses_a_double_without_naming_it_and_is_asked(play: Play) -> None:
    exchange = X()
    poster = XPoster(*play(exchange), Secret("\n".join(X.keys)))
    first, second = poster.post(DISPATCH), poster.post(DISPATCH)
    assert (first.state, second.state) == (S.SENT, S.UNCERTAIN)
    found = poster.find(DISPATCH, datetime.now(UTC), datetime.now(UTC))
    assert found is not None
    assert (found.state, found.receipt) == (S.SENT, first.receipt)


def test_x_takes_four_keys(play: Play) -> None:
    with pytest.raises(CuratorError, match="four"):
        XPoster(*play(X()), Secret("one two three"))


def test_threads_gets_the_link_as_a_card_or_the_journals_own_picture(play: Play, tmp_path: Path) -> None:
    threads = Threads()
    web, address = play(threads)
    poster = ThreadsPoster(web, RenewedToken(web, address, Secret(TOKEN), tmp_path, NOW), wait=lambda _: None)
    answers = [poster.post(DISPATCH), poster.post(replace(DISPATCH, link=""))]
    assert [answer.state for answer in answers] == [S.SENT, S.SENT]
    linked, pictured = threads.out
    assert (linked["media_type"], linked["link_attachment"], "image_url" in linked) == ("TEXT", LINK, False)
    assert (pictured["media_type"], pictured["image_url"]) == ("IMAGE", DISPATCH.picture_at)
    assert pictured["alt_text"] == "The island from above"
    assert answers[0].receipt == linked["permalink"]


def test_a_token_is_renewed_weekly_and_kept_from_others(play: Play, tmp_path: Path) -> None:
    threads = Threads()
    web, address = play(threads)

    def token(days: int) -> RenewedToken:
        return RenewedToken(web, address, Secret(TOKEN), tmp_path, NOW + timedelta(days=days))

    assert token(0).expires is None
    for days in (0, 1, 6, 8, 9):
        assert token(days).current() == Secret(TOKEN)
    assert threads.renewals == 2
    assert token(9).expires == NOW + timedelta(days=68)
    (file,) = tmp_path.iterdir()
    assert file.stat().st_mode & 0o077 == 0
    assert TOKEN not in file.name


def test_a_page_gets_the_link_beside_the_text(play: Play) -> None:
    facebook = Facebook()
    answer = FacebookPoster(*play(facebook), "42", Secret(TOKEN)).post(DISPATCH)
    (out,) = facebook.out
    assert (out["message"], out["link"]) == (DISPATCH.text, LINK)
    assert answer.receipt == f"https://www.facebook.com/{out['id']}"


def test_the_bridges_post_at_once(play: Play) -> None:
    buffer, postiz = Buffer(), Postiz()
    assert BufferPoster(*play(buffer), "threads", "c1", Secret(TOKEN)).post(DISPATCH).receipt == "buffer:p0"
    assert PostizPoster(*play(postiz), "x", "c1", Secret(TOKEN)).post(DISPATCH).receipt == "postiz:p0"
    (told,) = postiz.out
    assert (told["type"], told["shortLink"]) == ("now", False)
    assert told["posts"][0]["settings"] == {"__type": "x", "who_can_reply_post": "everyone"}
    refused = BufferPoster(*play(Buffer()), "threads", "another", Secret(TOKEN)).post(DISPATCH)
    assert (refused.state, refused.reason) == (S.REFUSED, "Channel not found")


def test_what_is_sent_is_json_that_anybody_reads(play: Play) -> None:
    seen: list[Any] = []

    class Kept(Postiz):
        def answer(self, method: str, path: str, query: dict[str, str], headers: Any, body: bytes) -> Any:
            seen.append(json.loads(body))
            return super().answer(method, path, query, headers, body)

    PostizPoster(*play(Kept()), "x", "c1", Secret(TOKEN)).post(replace(DISPATCH, text="Née à 🏝️"))
    assert seen[0]["posts"][0]["value"][0]["content"] == "Née à 🏝️"
