"""What cron calls: with --quiet nothing is printed but faults, and the exit codes are right."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import tomlkit

from curator.cli import main
from curator.cli.session import DONE, NOTHING, SOURCES_FAILED
from curator.config import load_config
from curator.editions import approve
from curator.errors import NothingToPublish
from curator.mailroom import Mailroom
from curator.model import Delivery, DeliveryState, Standing, Status
from curator.newsroom import Newsroom
from curator.store import open_store
from curator.store.lock import run_lock
from curator.timetable import Timetable
from tests.demo import Curator
from tests.send.test_command import SLUG, Box, box, sender, settle
from tests.subscribers.test_command import arrive, standings

__all__ = ["box", "sender"]

EVERY = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
SLOT = datetime(2026, 11, 23, 7, tzinfo=UTC)


@pytest.fixture
def quiet(sender: Path, curator: Curator) -> Callable[..., tuple[int, str, str]]:
    """Run a command as cron does; return its exit code and what it printed on either stream."""

    def run(*arguments: str) -> tuple[int, str, str]:
        ran = curator("-j", sender, "--quiet", *arguments)
        return ran.code, ran.out, ran.err

    return run


def test_a_letter_that_is_due_goes_in_silence(sender: Path, box: Box, quiet: Callable[..., object]) -> None:
    settle(sender, schedule={"days": EVERY, "time": "00:00", "late_hours": 25})
    assert quiet("send", "--due", "--yes") == (DONE, "", "")
    assert quiet("send", "--due", "--yes") == (NOTHING, "", "")
    assert len(box.taken) == 3


def take_back(journal: Path) -> None:
    """Make the approved edition a draft again."""
    with open_store(journal / "data" / "curator.sqlite") as store:
        edition = store.archive.edition(SLUG)
        assert edition is not None
        store.archive.save(replace(edition, status=Status.DRAFT))


def test_that_nothing_is_approved_is_no_fault(sender: Path, quiet: Callable[..., tuple[int, str, str]]) -> None:
    settle(sender, schedule={"days": EVERY, "time": "00:00", "late_hours": 25})
    take_back(sender)
    assert quiet("send", "--due", "--yes") == (NOTHING, "", "")
    assert quiet("post", "--due") == (NOTHING, "", "")
    assert quiet("build") == (DONE, "", "")


def test_a_letter_that_is_refused_is_told(sender: Path, box: Box, quiet: Callable[..., tuple[int, str, str]]) -> None:
    settle(sender, schedule={"days": EVERY, "time": "00:00", "late_hours": 25})
    box.refused["r1@mail.example"] = "550 5.7.1 not by you"
    code, out, err = quiet("send", "--due", "--yes")
    assert (code, out, err.count("\n")) == (SOURCES_FAILED, "", 1)
    assert "r1@mail.example" in err


def test_a_mailbox_is_read_in_silence(
    sender: Path, box: Box, quiet: Callable[..., tuple[int, str, str]], tmp_path: Path
) -> None:
    settle(sender, mailbox={"path": str(tmp_path / "spool")})
    arrive(tmp_path / "spool", "From: New <new@mail.example>\nSubject: Subscribe\n\nPlease.\n")
    assert quiet("subscribers", "sync") == (DONE, "", "")
    arrive(tmp_path / "spool", "From: r1@mail.example\nSubject: please unsubscribe me\n\n\n")
    code, out, err = quiet("subscribers", "sync")  # nobody but the editor can see to this
    assert (code, out, err) == (DONE, "", "r1@mail.example asks by mail for no more letters.\n")


def test_a_request_waits_while_the_mail_server_is_away(
    sender: Path, box: Box, quiet: Callable[..., tuple[int, str, str]], tmp_path: Path
) -> None:
    settle(sender, mailbox={"path": str(tmp_path / "spool")})
    arrive(tmp_path / "spool", "From: New <new@mail.example>\nSubject: Subscribe\n\nPlease.\n")
    port, document = box.port, tomlkit.parse((sender / "config.toml").read_text())
    settle(sender, smtp={**document["smtp"].unwrap(), "port": 1})  # type: ignore[union-attr]
    code, out, err = quiet("subscribers", "sync")
    assert (code, out, err.count("\n")) == (SOURCES_FAILED, "", 1)
    assert "new@mail.example asks for the letter" in err
    settle(sender, smtp={**document["smtp"].unwrap(), "port": port})  # type: ignore[union-attr]
    assert quiet("subscribers", "sync") == (DONE, "", "")
    assert standings(sender)["new@mail.example"] is Standing.PENDING
    assert [one.rcpt_tos for one in box.taken] == [["new@mail.example"]]


def test_a_quiet_command_waits_for_another_run(sender: Path, quiet: Callable[..., tuple[int, str, str]]) -> None:
    config, held, done = load_config(sender), threading.Event(), threading.Event()

    def other() -> None:
        with run_lock(config.paths.store.parent / "run.lock", "run"):
            held.set()
            done.wait(10)

    thread = threading.Thread(target=other)
    thread.start()
    held.wait(10)
    assert main(["-j", str(sender), "post", "--due"]) == 1  # Busy at once where somebody looks on
    threading.Timer(0.3, done.set).start()
    assert quiet("post", "--due") == (NOTHING, "", "")
    thread.join()


def timetable(sender: Path, now: datetime) -> Timetable:
    return Timetable(Mailroom(Newsroom(load_config(sender), now)))


def test_what_is_approved_after_the_hour_still_goes_on_its_day(sender: Path, box: Box) -> None:
    settle(sender, schedule={"days": EVERY, "time": "07:00"})
    first = timetable(sender, SLOT + HOUR)
    turn = first.turn()
    assert turn is not None
    edition = first.edition(turn)
    assert edition is not None
    first.take(turn, edition.slug)
    sent = Delivery("letter", edition.slug, "daily", "0" * 12, DeliveryState.SENT, at=SLOT + HOUR)
    first.room.outbox.enter([sent])
    second = timetable(sender, SLOT + DAY + HOUR)
    later = second.turn()
    assert later is not None
    assert later.day == turn.day + DAY
    assert second.edition(later) is None  # nothing new is approved: the day stays open
    new = replace(edition, slug="2026-11-24", day=later.day, status=Status.DRAFT)
    second.newsroom.archive.save(approve(new, "me", second.newsroom.now))
    fresh = second.edition(later)
    assert fresh is not None
    assert fresh.slug == "2026-11-24"


def test_a_day_without_a_letter_is_told_once(sender: Path) -> None:
    settle(sender, schedule={"days": EVERY, "time": "07:00"})
    first = timetable(sender, SLOT)
    turn = first.turn()
    assert turn is not None
    first.take(turn, SLUG)
    after = timetable(sender, SLOT + 3 * DAY)
    missed = after.missed()
    assert [str(day) for day in missed] == ["2026-11-24", "2026-11-25"]
    after.note_told(missed)
    assert timetable(sender, SLOT + 3 * DAY).missed() == ()
    ahead = timetable(sender, SLOT + 300 * DAY)
    ahead.note_told(ahead.missed())
    assert [str(day) for day in timetable(sender, SLOT + 4 * DAY).missed()] == [
        "2026-11-24",
        "2026-11-25",
        "2026-11-26",
    ]


def test_without_an_approved_edition_there_is_no_turn_to_take(sender: Path) -> None:
    settle(sender, schedule={"days": EVERY, "time": "07:00"})
    take_back(sender)
    here = timetable(sender, SLOT)
    turn = here.turn()
    assert turn is not None
    with pytest.raises(NothingToPublish):
        here.edition(turn)
