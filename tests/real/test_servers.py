"""The servers that the other tests stand on do what those believe."""

from __future__ import annotations

import pytest

from tests.real.bluesky.server import Bluesky
from tests.real.snac.server import Snac

pytestmark = pytest.mark.real


def test_a_record_put_into_a_repository_is_read_back(bluesky: Bluesky) -> None:
    person = bluesky.person()
    record = {"text": "Hello", "createdAt": "2026-11-22T10:00:00.000Z"}
    made = bluesky.record(person, "app.bsky.feed.post", record)
    query = {"repo": person.did, "collection": "app.bsky.feed.post", "rkey": made["uri"].rsplit("/", 1)[1]}
    assert bluesky.ask("com.atproto.repo.getRecord", query=query)["value"]["text"] == "Hello"


def test_the_appview_shows_what_was_posted(bluesky: Bluesky) -> None:
    if not bluesky.appview:
        pytest.skip("NO POSTGRESQL: Bluesky's timelines stay unchecked")
    person = bluesky.person()
    bluesky.record(person, "app.bsky.feed.post", {"text": "Seen", "createdAt": "2026-11-22T10:00:00.000Z"})
    query = {"actor": person.did}
    feed = bluesky.until(lambda: bluesky.ask("app.bsky.feed.getAuthorFeed", token=person.token, query=query)["feed"])
    assert feed[0]["post"]["record"]["text"] == "Seen"


def test_a_status_is_in_its_authors_account(snac: Snac) -> None:
    posted = snac.post("ed", "Bonjour")
    me = snac.ask("/api/v1/accounts/verify_credentials", "ed")
    own = snac.ask(f"/api/v1/accounts/{me['id']}/statuses", "ed")
    assert posted["url"] in {status["url"] for status in own}
