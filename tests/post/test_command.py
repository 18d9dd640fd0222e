"""`curator post`: nothing goes that was not approved as it stands, each once, in its slot."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import tomlkit

from curator.config import load_config
from curator.config.sending import BRIDGES, POSTED_TO
from curator.errors import UsageError
from curator.model import PostState, Queued
from curator.newsroom import Newsroom
from curator.postroom import Postroom
from curator.services.check import Withheld
from curator.services.post import EVER, due
from tests.demo import Curator
from tests.post.recorded import TOKEN as TOKEN_OF_RECORDED
from tests.post.recorded import Recorded, Threads, X
from tests.post.server import TOKEN, Networks
from tests.send.test_command import settle

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


def test_a_post_that_is_out_is_told_where_it_stands(poster: Path, networks: Networks) -> None:
    desk = room(poster)
    approved = desk.put(replace(queued(poster), state=PostState.APPROVED))
    list(desk.send((approved,), lambda: NOW))
    (again,) = desk.send((desk.find(approved.story, ACCOUNT),), lambda: NOW)
    assert f"this post is sent. {networks.statuses[0]['url']}" in str(again.error)
    assert len(networks.statuses) == 1


def test_what_was_changed_is_shown_and_nothing_else(poster: Path, curator: Curator) -> None:
    drafts = curator("-j", poster, "post", "--fill", "--json").json
    (shown,) = curator("-j", poster, "post", "--approve", drafts[0]["key"], "--json").json
    assert (shown["key"], shown["state"]) == (drafts[0]["key"], "approved")
    allowed = curator("-j", poster, "post", "--approve", "all", "--json").json
    assert drafts[0]["key"] not in [one["key"] for one in allowed]
    assert {one["state"] for one in allowed} == {"approved"}


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


def test_a_post_without_a_slot_gets_one_and_waits_for_it(poster: Path, curator: Curator) -> None:
    room(poster).put(replace(queued(poster), slot=None))
    (shown,) = curator("-j", poster, "post", "--json").json
    assert curator("-j", poster, "post", "--approve", shown["key"]).code == 0
    run = curator("-j", poster, "post", "--due")
    assert (run.code, "no slot yet" in run.err) == (4, True)
    assert curator("-j", poster, "post", "--slot", shown["key"], "2027-03-01 08:30").code == 0
    (given,) = curator("-j", poster, "post", "--json").json
    assert (given["slot"], given["state"]) == ("2027-03-01T08:30:00+00:00", "approved")
    assert curator("-j", poster, "post", "--slot", shown["key"], "next").code == 0
    assert curator("-j", poster, "post", "--slot", shown["key"], "tea time").code == 2


def test_an_hour_that_the_clock_leaves_out_or_repeats(poster: Path, curator: Curator) -> None:
    settings = (poster / "config.toml").read_text(encoding="utf-8")
    (poster / "config.toml").write_text(settings.replace("UTC", "Europe/Paris", 1), encoding="utf-8")
    assert 'timezone = "Europe/Paris"' in (poster / "config.toml").read_text(encoding="utf-8")
    room(poster).put(replace(queued(poster), slot=None))
    (shown,) = curator("-j", poster, "post", "--json").json
    for wanted, moment in (("2027-03-28 02:30", "2027-03-28T01:00"), ("2027-10-31 02:30", "2027-10-31T00:30")):
        assert curator("-j", poster, "post", "--slot", shown["key"], wanted).code == 0
        assert curator("-j", poster, "post", "--json").json[0]["slot"].startswith(moment)


def test_a_late_post_goes_when_the_settings_say_so_and_is_marked(poster: Path, networks: Networks) -> None:
    settings = (poster / "config.toml").read_text(encoding="utf-8")
    (poster / "config.toml").write_text(settings.replace('late = "wait"', 'late = "send"'), encoding="utf-8")
    desk = room(poster)
    desk.put(replace(queued(poster), slot=NOW - timedelta(hours=9), state=PostState.APPROVED))
    going, _ = desk.due()
    (outcome,) = desk.send(going, lambda: NOW)
    assert outcome.value is not None
    assert (outcome.value.state, outcome.value.reason) == ("sent", "late by 9 hours")


def test_a_story_under_another_name_is_the_same_story(poster: Path, networks: Networks) -> None:
    desk = room(poster)
    first = queued(poster)
    (_, pick) = desk.proofs.pick(first)
    desk.put(replace(first, link="", state=PostState.APPROVED))
    list(desk.send(desk.due()[0], lambda: NOW))
    archive = desk.newsroom.archive
    edition = archive.edition("2026-11-22")
    assert edition is not None
    again = replace(pick, story=replace(pick.story, id="another-name"))
    archive.save(replace(edition, slug="2026-11-25", day=edition.day + timedelta(days=3), picks=(again,)))
    later = room(poster, NOW + timedelta(days=3))
    slot = later.now - timedelta(minutes=5)
    text = "Batteries alone held 50 hertz for nine hours on that island."
    later.put(Queued("another-name", ACCOUNT, "mastodon", text, "2026-11-25", "", slot, PostState.APPROVED))
    assert [one.why for one in later.due()[1]] == ["cool-down"]
    assert room(poster, NOW + timedelta(days=31)).due()[1][0].why == "late"


def test_a_clock_that_was_ahead_holds_nothing_back_for_a_year(poster: Path, networks: Networks) -> None:
    desk = room(poster)
    edition = desk.newsroom.archive.edition("2026-11-22")
    assert edition is not None
    for number, pick in enumerate(edition.picks[:2]):
        text = f"Fact {number}: the batteries held the frequency for nine hours."
        slot = NOW - timedelta(minutes=5 + number)
        desk.put(Queued(pick.story.id, ACCOUNT, "mastodon", text, edition.slug, "", slot, PostState.APPROVED))
    list(desk.send(desk.due()[0], lambda: NOW + timedelta(days=365)))
    assert len(room(poster).due()[0]) == 1


def test_what_must_not_leave_is_not_approved_by_anybody(poster: Path) -> None:
    with pytest.raises(Withheld, match="boilerplate"):
        room(poster).put(replace(queued(poster, "Check this out!"), state=PostState.APPROVED))
    assert room(poster).posts(*EVER) == ()


def test_a_link_that_leads_nowhere_is_held_at_the_door(poster: Path, networks: Networks) -> None:
    desk = room(poster)
    text = "Nine hours without one turbine: the batteries held the frequency."
    desk.put(replace(queued(poster, text), link=f"{networks.address}/no-such-page", state=PostState.APPROVED))
    (outcome,) = desk.send(desk.due()[0], lambda: NOW)
    assert "dead-link" in str(outcome.error)
    assert networks.statuses == []


def accounts(poster: Path, *wanted: dict[str, object], voice: str = "") -> None:
    file = poster / "config.toml"
    document = tomlkit.parse(file.read_text(encoding="utf-8"))
    del document["accounts"]
    made = tomlkit.aot()
    for one in wanted:
        made.append(tomlkit.item(one))
    document.append("accounts", made)
    document["journal"]["voice"] = voice  # type: ignore[index]
    file.write_text(tomlkit.dumps(document), encoding="utf-8")


def test_what_is_spent_this_month_is_taken_off_the_budget(poster: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    exchange = X()
    monkeypatch.setenv("CURATOR_X", " ".join(X.keys))
    with Recorded(exchange) as running:
        accounts(poster, {"network": "x", "handle": "@me", "server": running.address, "budget": 0.22})
        file = poster / "config.toml"
        document = tomlkit.parse(file.read_text(encoding="utf-8"))
        document["fetch"]["private_hosts"].append(running.address.removeprefix("http://"))  # type: ignore[index,union-attr]
        file.write_text(tomlkit.dumps(document), encoding="utf-8")
        desk = room(poster)
        edition = desk.newsroom.archive.edition("2026-11-22")
        assert edition is not None
        link = "https://journal.example/a"
        texts = [f"The batteries held the frequency nine hours, fact {n}. {link if n < 2 else ''}" for n in range(3)]
        posts = [
            Queued(pick.story.id, "x:@me", "x", text, edition.slug, "", NOW - timedelta(minutes=5 + n))
            for n, (pick, text) in enumerate(zip(edition.picks, texts, strict=False))
        ]
        first = desk.put(replace(posts[0], state=PostState.APPROVED))
        (outcome,) = desk.send((first,), lambda: NOW)
        assert outcome.value is not None
        assert outcome.value.state == "sent"
        assert desk.accounts()[0].budget == pytest.approx(0.02)
        with pytest.raises(Withheld, match="over-budget"):
            desk.put(replace(posts[1], state=PostState.APPROVED))
        assert desk.put(replace(posts[2], state=PostState.APPROVED)).state is PostState.APPROVED
    assert [one["text"] for one in exchange.out] == [texts[0]]


def test_an_account_of_another_voice_takes_the_editors_word(poster: Path, networks: Networks, curator: Curator) -> None:
    account = {"network": "mastodon", "handle": "@me@social.example", "server": networks.address, "voice": "home"}
    accounts(poster, account, voice="work")
    room(poster).put(queued(poster))
    (shown,) = curator("-j", poster, "post", "--json").json
    held = curator("-j", poster, "post", "--approve", shown["key"])
    assert (held.code, "[voice " in held.err) == (1, True)
    key = held.err.partition("[voice ")[2].partition("]")[0]
    assert curator("-j", poster, "allow", key, "My neighbours asked for it").code == 0
    assert curator("-j", poster, "post", "--approve", shown["key"]).code == 0


def test_one_account_without_its_secret_does_not_stop_the_others(
    poster: Path, networks: Networks, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("CURATOR_HOOK")
    desk = room(poster)
    one = queued(poster)
    desk.put(replace(one, account="webhook:team", network="webhook", state=PostState.APPROVED))
    desk.put(replace(one, state=PostState.APPROVED))
    outcomes = {outcome.subject.account: outcome for outcome in desk.send(desk.due()[0], lambda: NOW)}
    assert "curator secret hook" in str(outcomes["webhook:team"].error)
    assert len(networks.statuses) == 1


def test_cron_hears_of_faults_alone(poster: Path, curator: Curator, networks: Networks) -> None:
    desk, minute = room(poster), timedelta(minutes=1)
    edition = desk.newsroom.archive.edition("2026-11-22")
    assert edition is not None
    one = replace(queued(poster), slot=datetime.now(UTC) - 2 * minute, state=PostState.APPROVED)
    desk.put(one)
    desk.put(replace(one, story=edition.picks[1].story.id, link="https://b.example/", slot=one.slot + minute))  # type: ignore[operator]
    sent = curator("-j", poster, "--quiet", "post", "--due")
    assert (sent.code, sent.out, sent.err, len(networks.statuses)) == (0, "", "", 1)
    kept_apart = curator("-j", poster, "--quiet", "post", "--due")
    assert (kept_apart.code, kept_apart.out, kept_apart.err) == (4, "", "")
    settle(poster, posting={"gap_minutes": 0})
    networks.faults = ["429"]
    refused = curator("-j", poster, "--quiet", "post", "--due")
    assert (refused.code, refused.out, refused.err.count("\n")) == (3, "", 1)
    assert refused.err.startswith("new mastodon:@me@social.example")


def test_a_post_waits_with_its_edition(poster: Path) -> None:
    post = replace(queued(poster), state=PostState.APPROVED)
    rules, zone = load_config(poster).posting, ZoneInfo("UTC")
    going, held = due([post], [], rules, zone, NOW, waiting=[post.edition])
    assert (going, [one.why for one in held]) == ((), ["early"])
    assert due([post], [], rules, zone, NOW) == ((post,), ())


def test_a_restored_copy_asks_before_it_posts(poster: Path, curator: Curator, networks: Networks) -> None:
    desk = room(poster)
    desk.put(replace(queued(poster), slot=datetime.now(UTC) - timedelta(minutes=5), state=PostState.APPROVED))
    before = (poster / "data" / "curator.sqlite").read_bytes()
    desk.newsroom.store.close()
    assert curator("-j", poster, "post", "--due").code == 0
    (poster / "data" / "curator.sqlite").write_bytes(before)
    for file in (poster / "data").glob("curator.sqlite-*"):
        file.unlink()
    run = curator("-j", poster, "post", "--due")
    assert (run.code, "set back" in run.err, len(networks.statuses)) == (1, True, 1)


def test_two_programs_at_once_post_nothing_twice(poster: Path, networks: Networks) -> None:
    desk = room(poster)
    edition = desk.newsroom.archive.edition("2026-11-22")
    assert edition is not None
    slot = datetime.now(UTC) - timedelta(minutes=5)
    for number, pick in enumerate(edition.picks[:3]):
        text = f"Fact {number}: the batteries held the frequency for nine hours."
        at = slot - timedelta(minutes=number)
        desk.put(Queued(pick.story.id, ACCOUNT, "mastodon", text, edition.slug, "", at, PostState.APPROVED))
    desk.newsroom.store.close()
    command = [sys.executable, "-m", "curator", "-j", str(poster), "post", "--due"]
    running = [subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) for _ in range(4)]
    told = [(*one.communicate(timeout=120), one.returncode) for one in running]
    assert len(networks.statuses) == 1, told
    assert all(b"Traceback" not in err for _, err, _ in told)


def test_a_token_is_kept_alive_though_nothing_is_posted(
    poster: Path, curator: Curator, monkeypatch: pytest.MonkeyPatch
) -> None:
    exchange = Threads()
    monkeypatch.setenv("CURATOR_THREADS", TOKEN_OF_RECORDED)
    with Recorded(exchange) as running:
        accounts(poster, {"network": "threads", "handle": "@me", "server": running.address})
        file = poster / "config.toml"
        document = tomlkit.parse(file.read_text(encoding="utf-8"))
        document["fetch"]["private_hosts"].append(running.address.removeprefix("http://"))  # type: ignore[index,union-attr]
        file.write_text(tomlkit.dumps(document), encoding="utf-8")
        assert curator("-j", poster, "post", "--due", "--dry-run").code == 4
        assert exchange.renewals == 0
        for _ in range(2):
            assert curator("-j", poster, "post", "--due").code == 4
    assert (exchange.renewals, exchange.out) == (1, [])
    (threads,) = next(
        one["accounts"] for one in curator("-j", poster, "networks", "--json").json if one["name"] == "threads"
    )
    assert threads["days"] == 59
