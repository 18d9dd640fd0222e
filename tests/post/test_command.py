"""`curator post`: nothing goes that was not approved as it stands, each once, in its slot."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import tomlkit

from curator.config import load_config
from curator.config.sending import BRIDGES, POSTED_TO
from curator.errors import UsageError
from curator.model import PostState, Queued
from curator.newsroom import Newsroom
from curator.postroom import Postroom
from curator.services.post import EVER
from tests.cli.conftest import Curator
from tests.post.server import TOKEN, Networks

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
ACCOUNT = "mastodon:@me@social.example"


@pytest.fixture
def networks() -> Iterator[Networks]:
    with Networks() as running:
        yield running


@pytest.fixture
def poster(journal: Path, networks: Networks, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A journal with two accounts and rules that are simple to count with."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("CURATOR_MASTODON", TOKEN)
    monkeypatch.setenv("CURATOR_HOOK", f"{networks.address}/hook")
    file = journal / "config.toml"
    document = tomlkit.parse(file.read_text(encoding="utf-8"))
    document["fetch"]["private_hosts"] = [networks.listed]  # type: ignore[index]
    document["posting"].update({"slots": ["08:00", "12:00"], "quiet": [], "gap_minutes": 30})  # type: ignore[union-attr]
    accounts = tomlkit.aot()
    accounts.append(tomlkit.item({"network": "mastodon", "handle": "@me@social.example", "server": networks.address}))
    accounts.append(tomlkit.item({"network": "webhook", "handle": "team", "secret": "hook"}))
    document.append("accounts", accounts)
    file.write_text(tomlkit.dumps(document), encoding="utf-8")
    return journal


def room(journal: Path, now: datetime = NOW) -> Postroom:
    return Postroom(Newsroom(load_config(journal), now))


def queued(poster: Path, text: str = "Nine hours without one turbine: the batteries held the frequency.") -> Queued:
    edition = room(poster).newsroom.archive.edition("2026-11-22")
    assert edition is not None
    story = edition.picks[0].story
    return Queued(story.id, ACCOUNT, "mastodon", text, "2026-11-22", story.lead.address, NOW - timedelta(hours=1))


def test_stories_are_drafted_into_free_slots(poster: Path, curator: Curator, networks: Networks) -> None:
    run = curator("-j", poster, "post", "--fill", "--json")
    assert run.code == 0
    drafts = [one for one in run.json if one["account"] == ACCOUNT]
    assert {one["state"] for one in run.json} == {"draft"}
    slots = [one["slot"] for one in drafts if one["slot"]]
    assert len(slots) >= 10
    assert len(set(slots)) == len(slots)
    assert {slot[11:16] for slot in slots} == {"08:00", "12:00"}
    assert curator("-j", poster, "post", "--fill", "--json").json == run.json
    assert networks.calls == []


def test_only_what_is_approved_and_due_goes_and_once(poster: Path, networks: Networks) -> None:
    desk = room(poster)
    desk.put(queued(poster))
    assert desk.due() == ((), ())
    desk.put(replace(queued(poster), state=PostState.APPROVED))
    (going,), _ = desk.due()
    (outcome,) = desk.send((going,), lambda: NOW)
    assert outcome.value is not None
    assert (outcome.value.state, len(networks.statuses)) == ("sent", 1)
    assert desk.due() == ((), ())
    assert desk.find(going.story, ACCOUNT).state is PostState.SENT
    assert desk.find(going.story, ACCOUNT).receipt == networks.statuses[0]["url"]
    with pytest.raises(UsageError, match="sent"):
        desk.put(replace(going, text="Another text."))
    with pytest.raises(UsageError, match="sent"):
        desk.drop(going)


def test_an_approval_is_of_the_exact_text(poster: Path, curator: Curator, networks: Networks) -> None:
    desk = room(poster)
    approved = desk.put(replace(queued(poster), state=PostState.APPROVED))
    assert approved.state is PostState.APPROVED
    assert desk.put(replace(approved, text="Another text of mine, with facts.", state=PostState.DRAFT)).state == "draft"
    assert desk.due() == ((), ())


@pytest.mark.parametrize(
    ("hours", "why"), [(-1, "early"), (4, "late")], ids=["its slot is to come", "its slot is long ago"]
)
def test_what_is_not_due_stays(poster: Path, hours: int, why: str) -> None:
    desk = room(poster)
    desk.put(replace(queued(poster), slot=NOW - timedelta(hours=hours), state=PostState.APPROVED))
    going, held = desk.due()
    assert (going, [one.why for one in held]) == ((), [why])


def test_two_posts_keep_their_distance(poster: Path, networks: Networks) -> None:
    desk = room(poster)
    edition = desk.newsroom.archive.edition("2026-11-22")
    assert edition is not None
    for number, pick in enumerate(edition.picks[:2]):
        text = f"Fact {number}: the batteries held the frequency for nine hours."
        slot = NOW - timedelta(minutes=40 - number)
        desk.put(Queued(pick.story.id, ACCOUNT, "mastodon", text, edition.slug, "", slot, PostState.APPROVED))
    going, held = desk.due()
    assert (len(going), [one.why for one in held]) == (1, ["gap"])
    list(desk.send(going, lambda: NOW))
    assert [one.why for one in room(poster, NOW + timedelta(minutes=20)).due()[1]] == ["gap"]
    assert len(room(poster, NOW + timedelta(minutes=31)).due()[0]) == 1


def test_a_slot_is_one_posts(poster: Path) -> None:
    desk, one = room(poster), queued(poster)
    desk.put(one)
    with pytest.raises(UsageError, match="slot"):
        desk.put(replace(one, story="another"))
    desk.drop(one)
    desk.put(replace(one, story="another"))


@pytest.mark.parametrize(
    ("text", "code"),
    [("Check this out!", "boilerplate"), ("Well told by @ada, who was there all night.", "mention")],
)
def test_a_post_that_says_nothing_or_calls_people_is_not_approved(
    poster: Path, curator: Curator, text: str, code: str
) -> None:
    room(poster).put(queued(poster, text))
    (shown,) = curator("-j", poster, "post", "--json").json
    run = curator("-j", poster, "post", "--approve", shown["key"])
    assert (run.code, code in run.err) == (1, True)


def test_the_guard_holds_posts_back_after_the_approval_too(poster: Path, networks: Networks) -> None:
    desk = room(poster)
    desk.put(replace(queued(poster), state=PostState.APPROVED))
    (poster / "never-publish.toml").write_text('code_names = ["turbine"]\n')
    (outcome,) = desk.send(desk.due()[0], lambda: NOW)
    assert "code name" in str(outcome.error)
    assert networks.statuses == []
    assert desk.find(queued(poster).story, ACCOUNT).state is PostState.APPROVED


def test_a_lost_answer_is_settled_in_the_next_run(poster: Path, networks: Networks) -> None:
    desk = room(poster)
    desk.put(replace(queued(poster), state=PostState.APPROVED))
    networks.faults, networks.shows = ["lost"], False
    (outcome,) = desk.send(desk.due()[0], lambda: NOW)
    assert outcome.value is not None
    assert outcome.value.state == "uncertain"
    networks.shows = True
    later = room(poster, NOW + timedelta(minutes=10))
    assert [one.state for one in later.settle()] == ["sent"]
    assert later.due() == ((), ())
    assert len(networks.statuses) == 1


def test_from_the_command_line(poster: Path, curator: Curator, networks: Networks, tmp_path: Path) -> None:
    desk = room(poster)
    desk.put(replace(queued(poster), slot=datetime.now(UTC) - timedelta(minutes=5)))
    (shown,) = curator("-j", poster, "post", "--json").json
    key = shown["key"]
    assert curator("-j", poster, "post", "--due").code == 4
    assert curator("-j", poster, "post", "--text", key, "Held by batteries alone: nine hours, 50 hertz.").code == 0
    assert curator("-j", poster, "post", "--approve", key).code == 0
    assert curator("-j", poster, "post", "--due", "--dry-run", "--json").json[0]["key"] == key
    assert networks.statuses == []
    run = curator("-j", poster, "post", "--due", "--json")
    assert (run.code, run.json[0]["state"]) == (0, "sent")
    assert curator("-j", poster, "post", "--due").code == 4
    assert len(networks.statuses) == 1
    assert curator("-j", poster, "post", "--ics", tmp_path / "queue.ics").code == 0
    text = (tmp_path / "queue.ics").read_bytes()
    assert text.startswith(b"BEGIN:VCALENDAR\r\n")
    assert max(map(len, text.split(b"\r\n"))) <= 75
    assert text.count(b"BEGIN:VEVENT") == 1


def test_the_queue_is_what_the_desk_asks_for(poster: Path) -> None:
    desk = room(poster)
    accounts = {one.id: one for one in desk.accounts()}
    assert set(accounts) == {ACCOUNT, "webhook:team"}
    first = accounts[ACCOUNT].slots[0]
    assert first == datetime(2026, 11, 22, 12, tzinfo=UTC)
    desk.put(replace(queued(poster), slot=first))
    assert next(one for one in desk.accounts() if one.id == ACCOUNT).slots[0] > first
    assert [one.slot for one in desk.posts(first, first)] == [first]
    assert desk.posts(NOW - timedelta(days=2), NOW - timedelta(days=1)) == ()
    assert len(desk.posts(*EVER)) == 1
    with pytest.raises(UsageError, match="account"):
        desk.put(replace(queued(poster), account="nobody"))


def test_each_network_is_told_honestly(journal: Path, curator: Curator) -> None:
    told = {one["name"]: one for one in curator("-j", journal, "networks", "--json").json}
    assert "$0.20" in told["x"]["cost"]
    assert "real server" in told["bluesky"]["verified"]
    assert all("never the network itself" in told[name]["verified"] for name in ("x", "linkedin", "buffer"))
    assert set(POSTED_TO) | set(BRIDGES) == set(told)
    assert curator("-j", journal, "networks").out.count("Verified against:") == len(told)


def test_each_account_is_told_with_its_days(poster: Path, curator: Curator, monkeypatch: pytest.MonkeyPatch) -> None:
    file = poster / "config.toml"
    ends = (datetime.now(UTC) + timedelta(days=10, hours=1)).date().isoformat()
    document = tomlkit.parse(file.read_text(encoding="utf-8"))
    document["accounts"][0]["expires"] = ends  # type: ignore[index]
    file.write_text(tomlkit.dumps(document), encoding="utf-8")
    monkeypatch.delenv("CURATOR_HOOK")
    told = {one["name"]: one for one in curator("-j", poster, "networks", "--json").json}
    (mastodon,), (hook,) = told["mastodon"]["accounts"], told["webhook"]["accounts"]
    assert (mastodon["secret"], mastodon["days"]) == (True, 9)
    assert (hook["secret"], hook["name"]) == (False, "hook")
    out = curator("-j", poster, "networks").out
    assert "curator secret hook" in out
    assert "9 days" in out
