"""What every fetcher holds to, whatever it reads."""

from __future__ import annotations

import contextlib
import json
import pickle
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from curator.errors import ParseError
from curator.model import Source, SourceState
from curator.ports import Fetcher, Response
from curator.sources import FETCHERS
from curator.sources.mailbox.frames import framed

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
LINK = "https://outlet.example/grid"

FEED = f"""<rss version='2.0'><channel><title>T</title><item><title>Grid</title><link>{LINK}</link>
<guid>1</guid></item></channel></rss>""".encode()
STATUS = {
    "id": "7",
    "uri": "https://social.example/7",
    "url": "https://social.example/@ann/7",
    "created_at": "2026-11-22T10:00:00.000Z",
    "visibility": "public",
    "account": {"acct": "ann", "display_name": "Ann", "url": "https://social.example/@ann"},
    "content": f'<p>Read <a href="{LINK}">this</a></p>',
}
POST = {
    "post": {
        "uri": "at://did:plc:a/app.bsky.feed.post/3k",
        "indexedAt": "2026-11-22T10:00:00.000Z",
        "author": {"handle": "ann.example", "displayName": "Ann"},
        "record": {
            "text": "Read",
            "createdAt": "2026-11-22T10:00:00.000Z",
            "embed": {"external": {"uri": LINK, "title": "Grid", "description": "D"}},
        },
    }
}
MAIL = f"""From: The Letter <l@letter.example>
Message-ID: <1@letter.example>
Date: Sun, 22 Nov 2026 10:00:00 +0000
Content-Type: text/html; charset=utf-8

<p>A long look at the grid, with figures: <a href="{LINK}">The grid in figures</a></p>""".encode()


@dataclass(frozen=True)
class Case:
    """A source of one kind and an answer that holds one entry with `LINK`."""

    source: Source
    body: bytes
    headers: Any = None


CASES = {
    "feed": Case(Source("s", "https://outlet.example/feed"), FEED),
    "mastodon": Case(Source("s", "https://social.example/home", kind="mastodon"), json.dumps([STATUS]).encode()),
    "bluesky": Case(
        Source("s", "https://bsky.app/profile/ann.example", kind="bluesky"), json.dumps({"feed": [POST]}).encode()
    ),
    "mailbox": Case(Source("s", "mailbox:news.mbox", kind="mailbox"), framed([MAIL]), {"cursor": "1:x"}),
}
Answer = Callable[..., Response]


@pytest.fixture(params=list(FETCHERS))
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def fetcher(kind: str) -> Fetcher:
    return FETCHERS[kind]()


def answer(fetcher: Fetcher, case: Case, body: bytes | None = None) -> Response:
    request = fetcher.request(case.source, None, NOW)
    shown = case.body if body is None else body
    return Response(request, 200, request.address, shown, case.headers or {})


def test_every_kind_has_a_case() -> None:
    assert set(CASES) == set(FETCHERS)


def test_a_request_names_its_source_and_carries_no_key(fetcher: Fetcher, kind: str) -> None:
    assert fetcher.kind == kind
    request = fetcher.request(CASES[kind].source, None, NOW)
    assert request.subject == "s"
    assert "authorization" not in {name.lower() for name in request.headers}
    assert request == fetcher.request(CASES[kind].source, None, NOW)


def test_an_answer_becomes_entries_of_its_source(fetcher: Fetcher, kind: str) -> None:
    batch = fetcher.parse(CASES[kind].source, answer(fetcher, CASES[kind]), NOW)
    (entry,) = batch.entries
    assert (entry.source, entry.address) == ("s", LINK)
    assert entry.guid
    assert fetcher.parse(CASES[kind].source, answer(fetcher, CASES[kind]), NOW) == batch


def test_it_goes_to_a_child_and_back(fetcher: Fetcher, kind: str) -> None:
    again = pickle.loads(pickle.dumps(fetcher))
    batch = again.parse(CASES[kind].source, answer(fetcher, CASES[kind]), NOW)
    assert pickle.loads(pickle.dumps(batch)) == batch


@pytest.mark.parametrize(
    "body", [b"", b"\x00\xff", b"<html><body>Log in</body></html>", b"{", b"[1, null]", b'{"a": 1}']
)
def test_what_is_no_answer_is_said_to_be_none(fetcher: Fetcher, kind: str, body: bytes) -> None:
    case = CASES[kind]
    if kind == "mailbox":
        case = Case(case.source, body)  # a page in place of a mailbox brings no cursor
    with contextlib.suppress(ParseError):
        assert fetcher.parse(case.source, answer(fetcher, case, body), NOW).entries == ()


def test_a_cursor_leads_on(fetcher: Fetcher, kind: str) -> None:
    batch = fetcher.parse(CASES[kind].source, answer(fetcher, CASES[kind]), NOW)
    cursor = batch.cursor or batch.newest
    assert bool(cursor) == (kind != "feed")
    state = SourceState("s", cursor=cursor, checked=NOW - timedelta(hours=1))
    assert fetcher.request(CASES[kind].source, state, NOW).since == ("" if kind == "feed" else cursor.lstrip("/"))
