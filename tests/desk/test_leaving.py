"""How an edition leaves the desk, whom it does not hear of, and what editors tell one another."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from curator.config import load_config
from curator.errors import NothingToPublish, UsageError
from curator.model import Status
from curator.newsroom import Newsroom
from curator.press import Press
from curator.store import open_store
from tests.desk.conftest import Running, start
from tests.desk.factory import MORNING
from tests.send.server import FaultyServer

DAY = "2026-11-22"


def approved(desk: Running) -> None:
    told = desk.ask("GET", f"/edition/parts?day={DAY}").json
    assert desk.ask("POST", "/edition/approve", {"day": DAY, "hash": told["hash"]}).status == 200


def status(journal: Path) -> Status:
    with open_store(journal / "data" / "curator.sqlite") as store:
        edition = store.archive.edition(DAY)
    assert edition is not None
    return edition.status


def test_a_scheduled_edition_waits_for_its_moment_and_stays_approved(desk: Running, journal: Path) -> None:
    desk.mark(desk.waiting()[0], "lead")
    approved(desk)
    at = MORNING + timedelta(hours=3)
    assert desk.ask("POST", "/edition/schedule", {"day": DAY, "at": at.isoformat()}).status == 200
    assert status(journal) is Status.APPROVED
    assert "in 2 h 59 min" in desk.ask("GET", "/edition").text
    assert desk.ask("POST", "/edition/build", {"day": DAY}).status == 200
    assert status(journal) is Status.APPROVED
    with Newsroom(load_config(journal), MORNING + timedelta(minutes=5)) as room:
        for leave in (lambda: Press(room).write_letter(DAY, week=False), lambda: Press(room).write_kit(DAY)):
            with pytest.raises(UsageError, match="not to go out before 2026-11-22 11:30"):
                leave()
        with pytest.raises(NothingToPublish):
            Press(room).write_letter(None, week=True)
    assert desk.ask("POST", "/edition/schedule", {"day": DAY, "at": ""}).status == 200
    assert desk.ask("POST", "/edition/build", {"day": DAY}).status == 200
    assert status(journal) is Status.PUBLISHED


@pytest.mark.parametrize(("at", "answer"), [("soon", 400), ("2026-11-20T07:30", 422), ("2026-11-23T07:30", 200)])
def test_a_moment_is_one_that_comes(desk: Running, at: str, answer: int) -> None:
    assert desk.ask("POST", "/edition/schedule", {"day": DAY, "at": at}).status == answer


def test_a_test_letter_needs_a_mailbox_and_a_mail_server(desk: Running) -> None:
    desk.mark(desk.waiting()[0], "lead")
    assert "[smtp]" in desk.ask("GET", "/edition").text
    assert desk.ask("POST", "/edition/test", {"day": DAY, "address": "nobody"}).status == 422
    answer = desk.ask("POST", "/edition/test", {"day": DAY, "address": "me@journal.example"})
    assert answer.status == 422
    assert "mail server" in answer.json["error"]


def test_a_test_letter_reaches_one_mailbox_and_what_the_server_refuses_is_told(journal: Path) -> None:
    with FaultyServer() as server:
        config = journal / "config.toml"
        letter = (
            '[letter]\nsender = "The Current <ines@journal.example>"\nunsubscribe = "mailto:ines@journal.example"\n'
        )
        smtp = f'[smtp]\nhost = "127.0.0.1"\nport = {server.port}\nsecurity = "none"\n'
        config.write_text(f"{config.read_text('utf-8')}\n{letter}\n{smtp}", "utf-8")
        desk = start(journal)
        desk.enter()
        desk.mark(desk.waiting()[0], "lead")
        answer = desk.ask("POST", "/edition/test", {"day": DAY, "address": "me@mail.example"})
        assert answer.json["said"] == "A test is on its way to me@mail.example."
        refused = desk.ask("POST", "/edition/test", {"day": DAY, "address": "refuse_rcpt@mail.example"})
        assert refused.status == 422
        assert "no such user" in refused.json["error"]
        assert 'value="me@mail.example"' in desk.ask("GET", "/edition").text
        desk.stop()
    assert [to for to, _ in server.messages] == ["me@mail.example"]
    assert b"The Current" in server.messages[0][1]
    assert status(journal) is Status.DRAFT


def test_another_editor_approves_under_their_own_name(journal: Path) -> None:
    tom = start(journal, room={"editor": "Tom"})
    tom.enter()
    tom.mark(tom.waiting()[0], "lead")
    approved(tom)
    assert "Approved by Tom" in tom.ask("GET", "/edition").text
    log = tom.ask("GET", "/log").text
    tom.stop()
    assert "Tom" in log
    assert "<code title=" in log


def test_votes_and_comments_of_two_desks_meet_and_void_no_approval(desk: Running, journal: Path) -> None:
    other = start(journal, room={"editor": "Tom"})
    other.enter()
    story = desk.waiting()[0]
    desk.mark(story, "lead")
    approved(desk)
    assert desk.mark(story, "vote", "+").status == 200
    assert other.mark(story, "vote", "-").status == 200
    assert other.mark(story, "comment", "Is the <b>log</b> public?").status == 200
    for one in (desk, other):
        shown = one.ask("GET", f"/review/story/{story}").text
        assert "▲ Inès Marchand" in shown
        assert "▼ Tom" in shown
        assert "Is the &lt;b&gt;log&lt;/b&gt; public?" in shown
    assert status(journal) is Status.APPROVED
    assert other.ask("POST", "/undo", {}).json["undone"] == "commented"
    assert status(journal) is Status.APPROVED
    other.stop()


@pytest.mark.parametrize(("verb", "value"), [("vote", "yes"), ("comment", "  "), ("comment", "x" * 2001)])
def test_a_vote_is_a_sign_and_a_comment_says_something(lasting: Running, verb: str, value: str) -> None:
    assert lasting.mark(lasting.waiting()[0], verb, value).status == 400


def test_what_is_blocked_leaves_at_once_is_listed_and_comes_back(desk: Running, journal: Path) -> None:
    before = desk.waiting()
    with open_store(journal / "data" / "curator.sqlite") as store:
        count = len([one for one in store.board.judged(MORNING - timedelta(days=7)) if one])
    answer = desk.ask("POST", "/blocked", {"kind": "words", "value": "sodium-ion"})
    assert answer.status == 200
    assert 0 < answer.json["turned"] < count
    after = desk.waiting()
    assert after != before
    assert "Blocked" in desk.ask("GET", "/review/rows?pile=dropped").text
    assert "sodium-ion" in desk.ask("GET", "/sources").text
    assert load_config(journal).blocked.words == ("sodium-ion",)
    assert desk.ask("POST", "/sources/undo", {}).json["undone"]
    assert desk.waiting() == before
    desk.ask("POST", "/blocked", {"kind": "sites", "value": "outlet0.example"})
    desk.ask("POST", "/blocked", {"kind": "sites", "value": "outlet0.example", "off": True})
    assert desk.waiting() == before


@pytest.mark.parametrize(
    "told",
    [
        {"kind": "sources", "value": "x y"},
        {"kind": "words", "value": "x"},
        {"kind": "words", "value": "y" * 201},
        {"kind": "words", "value": "never blocked", "off": True},
    ],
)
def test_nonsense_is_not_blocked(lasting: Running, told: dict[str, object]) -> None:
    assert lasting.ask("POST", "/blocked", told).status == 400


def test_a_draft_that_nobody_looked_at_goes_out_by_itself_unless_an_editor_says_no(journal: Path) -> None:
    config = journal / "config.toml"
    config.write_text(config.read_text("utf-8") + "\n[automatic]\nafter_hours = 6\nmargin = 0.0\nkeep_rate = 0.0\n")
    settings = load_config(journal)

    def newsroom(hours: float) -> Newsroom:
        return Newsroom(settings, MORNING + timedelta(hours=hours))

    with newsroom(0) as room:
        draft = room.draft(DAY)
        assert room.clearance.approve_by_itself(DAY) is None
    running = start(journal)
    running.enter()
    assert "Goes out by itself" in running.ask("GET", "/edition").text
    with newsroom(5.9) as room:
        assert room.clearance.approve_by_itself(DAY) is None
    assert running.ask("POST", "/edition/hold", {"day": DAY}).status == 200
    with newsroom(7) as room:
        assert room.clearance.approve_by_itself(DAY) is None
    assert running.ask("POST", "/undo", {}).json["undone"] == "approval taken back"
    running.stop()
    with newsroom(7) as room:
        approved = room.clearance.approve_by_itself(DAY)
        assert approved is not None
        assert 0 < len(approved.picks) <= min(10, len(draft.picks))
        told = [mark for mark in room.archive.marks() if mark.subject == DAY]
    assert [(mark.verb.value, mark.editor) for mark in told] == [("approve", "[automatic]")]
    assert told[0].value.startswith(approved.approved_hash)


def test_learning_is_drawn_forgotten_and_taken_back(desk: Running) -> None:
    assert "from 20 decisions on" in desk.ask("GET", "/theme/electricity/learning").text
    for number, story in enumerate(desk.waiting()[:24]):
        desk.mark(story, "keep" if number % 2 else "drop")
    curve = desk.ask("GET", "/theme/electricity/learning").text
    assert "your 8 newest ones" in curve
    assert curve.count("<meter") == 3
    assert desk.ask("POST", "/theme/forget", {}).status == 200
    shown = desk.ask("GET", "/theme/electricity").text
    assert "Only what you decided since" in shown
    assert "Take the forgetting back" in shown
    assert len(desk.waiting("kept")) == 12
    assert desk.ask("POST", "/undo", {}).json["undone"] == "learning forgotten"
    assert "Forget what it learnt" in desk.ask("GET", "/theme/electricity").text


@pytest.mark.parametrize("path", ["/edition", "/edition/parts", "/edition/letter.eml"])
def test_what_is_out_is_shown_as_it_went(desk: Running, path: str) -> None:
    desk.mark(desk.waiting()[0], "lead")
    approved(desk)
    assert desk.ask("POST", "/edition/build", {"day": DAY}).status == 200
    assert desk.ask("GET", f"{path}?day={DAY}").status == 200


@pytest.mark.parametrize("day", ["2026-13-45", "2026-1-1", "20261122", "x", "2026-w47"])
def test_a_day_that_is_none_is_said_to_be_none(lasting: Running, day: str) -> None:
    assert lasting.ask("GET", f"/edition?day={day}").status == 422
    assert lasting.ask("POST", "/edition/order", {"day": day, "order": []}).status == 400


def test_looking_at_a_day_makes_no_edition_of_it(desk: Running, journal: Path) -> None:
    assert desk.ask("GET", "/edition?day=2026-10-01").status == 404
    assert desk.ask("GET", f"/edition?day={DAY}").status == 200
    with open_store(journal / "data" / "curator.sqlite") as store:
        assert [slug for slug, _, _ in store.archive.stamps()] == [DAY]


def test_an_extract_of_ones_own_takes_the_place_of_the_quote_and_goes_back(desk: Running) -> None:
    story = desk.waiting()[0]
    desk.mark(story, "lead")
    assert desk.mark(story, "extract", "In my own words.").status == 200
    assert "In my own words.</textarea>" in desk.ask("GET", f"/review/story/{story}").text
    frame = desk.ask("GET", "/edition").text.split('data-base="')[1].split('"')[0]
    assert "In my own words." in desk.ask("GET", f"{frame}?as=page").text
    assert desk.mark(story, "extract", "").status == 200
    assert "In my own words." not in desk.ask("GET", f"{frame}?as=page").text
