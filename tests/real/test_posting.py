"""An edition posted to real servers and read back behind the program's back; the servers' own limits."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
import tomlkit
from PIL import Image

from curator.accounts.api import Api
from curator.checks import NETWORKS, graphemes, utf8_bytes
from curator.config import load_config
from curator.config.secrets import Secret
from curator.config.settings import Fetch
from curator.http import CurlWeb
from curator.model import DeliveryState, PostState
from curator.newsroom import Newsroom
from curator.ports import Dispatch
from curator.postroom import Postroom
from curator.publish.bluesky import BlueskyPoster
from curator.publish.mastodon import MastodonPoster
from tests.real.bluesky.server import Bluesky
from tests.real.proxy import Proxy
from tests.real.reading import blob, body, records, statuses
from tests.real.snac.server import Snac

pytestmark = pytest.mark.real
S = DeliveryState
NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
LINK = "https://journal.example/2026/11/22/une-île-sans-diesel/?a=1&b=2"
TEXT = f"Née à 🏝️👩‍👩‍👧 l’île : neuf <heures> sans turbine & sans diesel.\n\nLa suite #réseau {LINK}"


def picture() -> bytes:
    drawn = io.BytesIO()
    Image.effect_noise((640, 360), 60).convert("RGB").save(drawn, "JPEG")
    return drawn.getvalue()


DISPATCH = Dispatch(
    "0123456789abcdef", date(2026, 11, 22), TEXT, "fr", LINK, "Une île", "Neuf heures.", picture(), "L’île, vue du ciel"
)


@pytest.fixture
def web(bluesky: Bluesky, snac: Snac) -> Iterator[CurlWeb]:
    hosts = tuple(one.removeprefix("http://") for one in (bluesky.pds, snac.address))
    with CurlWeb(Fetch(private_hosts=hosts), environ={}) as client:
        yield client


def marked(record: dict[str, Any]) -> dict[str, str]:
    """What a reader can follow: the bytes that a facet marks, and where they lead."""
    raw = record["text"].encode()
    found = {}
    for facet in record["facets"]:
        index, (feature,) = facet["index"], facet["features"]
        found[raw[index["byteStart"] : index["byteEnd"]].decode()] = feature.get("uri") or "#" + feature["tag"]
    return found


def test_a_whole_edition_goes_to_both_and_is_read_back(
    bluesky: Bluesky, snac: Snac, journal: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    person = bluesky.person("edition")
    token = snac.join("edition")
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.setenv("CURATOR_BLUESKY", person.app_password)
    monkeypatch.setenv("CURATOR_MASTODON", token)
    file = journal / "config.toml"
    document = tomlkit.parse(file.read_text(encoding="utf-8"))
    document["fetch"]["private_hosts"] = [one.removeprefix("http://") for one in (bluesky.pds, snac.address)]  # type: ignore[index]
    accounts = tomlkit.aot()
    accounts.append(tomlkit.item({"network": "bluesky", "handle": person.handle, "server": bluesky.pds}))
    accounts.append(tomlkit.item({"network": "mastodon", "handle": "@edition", "server": snac.address}))
    document.append("accounts", accounts)
    file.write_text(tomlkit.dumps(document), encoding="utf-8")
    with Newsroom(load_config(journal), NOW) as newsroom:
        room = Postroom(newsroom)
        edition = newsroom.archive.edition("2026-11-22")
        assert edition is not None
        drafts = room.fill(edition)
        approved = tuple(
            room.put(replace(one, text=f"🔋 É{one.text[1:]}" if number % 2 else one.text, state=PostState.APPROVED))
            for number, one in enumerate(drafts)
            if not room.proofs.checked(one).held
        )
        outcomes = list(room.send(approved))
        wanted = {outcome.value.receipt: outcome.subject for outcome in outcomes if outcome.value}
    assert {outcome.value.state for outcome in outcomes if outcome.value} == {S.SENT}
    assert len(wanted) == len(approved) >= 10
    texts = {post.text for post in approved if post.network == "bluesky"}
    out = [one["value"] for one in records(bluesky, person)]
    assert {one["text"] for one in out} == texts
    assert len(out) == len(texts)
    for record in out:
        (post,) = [one for one in approved if one.text == record["text"] and one.network == "bluesky"]
        assert marked(record)[post.link] == post.link
        assert record["embed"]["external"]["uri"] == post.link
        assert record["embed"]["external"]["title"]
        assert record["langs"] in (["en"], ["fr"])
    shown = {one["url"]: one for one in statuses(snac, "edition")}
    assert len(shown) == sum(post.network == "mastodon" for post in approved)
    for receipt, post in wanted.items():
        if post.network == "mastodon":
            assert shown[receipt]["text"] == post.text
            assert f'href="{post.link}"' in shown[receipt]["content"]


def test_bluesky_has_the_links_at_their_bytes_the_card_and_its_picture(
    bluesky: Bluesky, web: CurlWeb, tmp_path: Path
) -> None:
    person = bluesky.person("card")
    poster = BlueskyPoster(web, bluesky.pds, person.handle, Secret(person.app_password), tmp_path)
    assert poster.find(DISPATCH, NOW, NOW).state is S.NEW  # type: ignore[union-attr]
    answers = [poster.post(DISPATCH), poster.post(DISPATCH), poster.find(DISPATCH, NOW, NOW)]
    assert {answer and answer.state for answer in answers} == {S.SENT}
    ((uri, record),) = [(one["uri"], one["value"]) for one in records(bluesky, person)]
    assert answers[0] is not None
    assert answers[0].receipt.endswith(uri.rsplit("/", 1)[1])
    assert marked(record) == {"#réseau": "#réseau", LINK: LINK}
    external = record["embed"]["external"]
    assert (external["uri"], external["title"], external["description"]) == (LINK, "Une île", "Neuf heures.")
    assert blob(bluesky, person, external["thumb"]["ref"]["$link"]) == DISPATCH.picture
    assert record["langs"] == ["fr"]


def test_a_fediverse_server_has_the_text_the_link_and_the_picture_with_its_words(snac: Snac, web: CurlWeb) -> None:
    token = snac.join("card")
    poster = MastodonPoster(web, snac.address, Secret(token))
    answer = poster.post(DISPATCH)
    assert answer.state is S.SENT
    (status,) = statuses(snac, "card")
    assert (status["url"], status["text"], status["visibility"]) == (answer.receipt, TEXT, "public")
    (attached,) = status["media_attachments"]
    assert attached["description"] == DISPATCH.alt
    assert body(attached["url"]) == DISPATCH.picture
    found = poster.find(DISPATCH, NOW, NOW)
    assert found is not None
    assert (found.state, found.receipt) == (S.SENT, answer.receipt)


@pytest.mark.parametrize("fault", ["lost", "500 done", "half", "nonsense", "late", "cut", "429"])
def test_what_an_answer_does_not_tell_the_servers_do(bluesky: Bluesky, snac: Snac, tmp_path: Path, fault: str) -> None:
    name = f"f{fault.replace(' ', '')}"
    person, token = bluesky.person(name), snac.join(name)
    for behind, path in ((bluesky.pds, "/xrpc/com.atproto.repo.putRecord"), (snac.address, "/api/v1/statuses")):
        with Proxy(behind, (path,)) as proxy:
            listed = proxy.address.removeprefix("http://")
            with CurlWeb(Fetch(private_hosts=(listed,), total_seconds=30), environ={}) as client:
                poster = (
                    BlueskyPoster(client, proxy.address, person.handle, Secret(person.app_password), tmp_path)
                    if behind == bluesky.pds
                    else MastodonPoster(client, proxy.address, Secret(token))
                )
                proxy.faults = [fault]
                first = poster.post(replace(DISPATCH, picture=b""))
                proxy.settle()
                out = (
                    [one["value"]["text"] for one in records(bluesky, person)]
                    if behind == bluesky.pds
                    else [one["text"] for one in statuses(snac, name)]
                )
                assert first.state is (S.NEW if fault == "429" else S.UNCERTAIN)
                done = fault not in ("cut", "429")
                assert out == [TEXT] * done
                found = poster.find(DISPATCH, NOW, datetime(2027, 1, 1, tzinfo=UTC))
                assert found is not None
                assert found.state is (S.SENT if done else S.NEW)


@pytest.mark.parametrize("unit", ["a", "é", "e\u0301", "🏝️", "👩‍👩‍👧‍👦", "🇫🇷", "한", "नि", "\u202f"])
def test_bluesky_counts_as_we_do_at_its_limit(bluesky: Bluesky, web: CurlWeb, unit: str) -> None:
    """The server's own verdict, past our check: 300 graphemes and 3,000 bytes are taken, one more of either is not."""
    network = NETWORKS["bluesky"]
    per = len(unit.encode())
    most = min(300 // graphemes(unit), 3000 // per)
    person = bluesky.person(f"limit{unit.encode().hex()[:10]}")
    api = Api(web, bluesky.pds, {"Authorization": f"Bearer {person.token}"})
    for text in (unit * most, unit * (most + 1), "x" + unit * most):
        record = {"$type": "app.bsky.feed.post", "text": text, "createdAt": "2026-11-22T09:00:00Z"}
        told = {"repo": person.did, "collection": "app.bsky.feed.post", "record": record}
        taken = api.send("/xrpc/com.atproto.repo.createRecord", told).ok
        assert taken == network.fits(text), (unit, graphemes(text), utf8_bytes(text))


def test_bluesky_counts_bytes_as_we_do_at_its_limit(bluesky: Bluesky, web: CurlWeb) -> None:
    network, family = NETWORKS["bluesky"], "👩‍👩‍👧‍👦"
    person = bluesky.person("bytes")
    api = Api(web, bluesky.pds, {"Authorization": f"Bearer {person.token}"})
    full = family * (2975 // len(family.encode()))
    for size in (2999, 3000, 3001):
        text = full + "x" * (size - utf8_bytes(full))
        assert utf8_bytes(text) == size
        record = {"$type": "app.bsky.feed.post", "text": text, "createdAt": "2026-11-22T09:00:00Z"}
        told = {"repo": person.did, "collection": "app.bsky.feed.post", "record": record}
        assert api.send("/xrpc/com.atproto.repo.createRecord", told).ok == network.fits(text) == (size <= 3000)


def test_a_picture_over_a_million_bytes_is_left_out_of_the_card(bluesky: Bluesky, web: CurlWeb, tmp_path: Path) -> None:
    person = bluesky.person("large")
    poster = BlueskyPoster(web, bluesky.pds, person.handle, Secret(person.app_password), tmp_path)
    large = replace(DISPATCH, key="large", picture=DISPATCH.picture + bytes(1_000_001 - len(DISPATCH.picture)))
    assert poster.post(large).state is S.SENT
    exact = replace(DISPATCH, key="exact", picture=large.picture[:-1])
    assert poster.post(exact).state is S.SENT
    cards = [one["value"]["embed"]["external"] for one in records(bluesky, person)]
    assert sorted("thumb" in card for card in cards) == [False, True]
