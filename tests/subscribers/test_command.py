"""`curator subscribers`, `curator secret` and the mailbox, with a mail server that takes the confirmations."""

from __future__ import annotations

import email
import email.policy
import mailbox
import stat
from pathlib import Path

import pytest

from curator.model import Standing
from curator.store import open_store
from tests.demo import Curator
from tests.send.test_command import Box, settle
from tests.subscribers.test_mails import BOUNCE


def standings(journal: Path) -> dict[str, Standing]:
    with open_store(journal / "data" / "curator.sqlite") as store:
        return {one.address: one.standing for one in store.subscribers.all()}


def arrive(box: Path, text: str) -> None:
    with_lock = mailbox.mbox(box)
    with_lock.add(text.encode())
    with_lock.close()


def test_a_list_comes_in_and_goes_out(sender: Path, curator: Curator, tmp_path: Path) -> None:
    file = tmp_path / "list.csv"
    file.write_text("email,name,status\nnew@mail.example,=cmd,active\nleft@mail.example,,active\nbad,,\n")
    assert curator("-j", sender, "subscribers", "import", file).code == 2
    run = curator("-j", sender, "subscribers", "import", file, "--proof", "signed up at the fair", "--json")
    assert (run.code, run.json["new"], run.json["kept_out"]) == (3, 1, 1)
    assert run.json["faults"] == [{"line": 4, "fault": "'bad' is no e-mail address."}]
    assert standings(sender)["left@mail.example"] is Standing.LEFT
    assert curator("-j", sender, "subscribers", "export", tmp_path / "out.csv").code == 0
    text = (tmp_path / "out.csv").read_text()
    assert "new@mail.example,'=cmd,weekly,active," in text
    assert text.count("signed up at the fair") == 1
    assert stat.S_IMODE((tmp_path / "out.csv").stat().st_mode) == 0o600


def test_gone_is_gone(sender: Path, curator: Curator) -> None:
    assert curator("-j", sender, "subscribers", "remove", "r0@mail.example").code == 0
    assert standings(sender)["r0@mail.example"] is Standing.LEFT
    assert curator("-j", sender, "subscribers", "remove", "r1@mail.example", "--forget").code == 0
    assert "r1@mail.example" not in standings(sender)
    assert "r1@mail.example" not in (sender / "data" / "curator.sqlite").read_bytes().decode("latin-1")
    assert curator("-j", sender, "subscribers", "remove", "r1@mail.example").code == 2


def test_a_static_journal_takes_requests_by_mail(sender: Path, box: Box, curator: Curator, tmp_path: Path) -> None:
    spool = tmp_path / "spool"
    settle(sender, mailbox={"path": str(spool), "address": "letter@journal.example"})
    arrive(spool, "From: New <new@mail.example>\nSubject: Subscribe\n\nPlease.\n")
    arrive(spool, BOUNCE.format(to="letter+000000000000@journal.example", action="failed", status="5.1.1"))
    assert curator("-j", sender, "subscribers", "sync", "--json").json["counts"] == {"invited": 1, "bounced": 1}
    assert curator("-j", sender, "subscribers", "sync", "--json").json["counts"] == {}
    assert standings(sender)["r0@mail.example"] is Standing.BOUNCED
    assert standings(sender)["new@mail.example"] is Standing.PENDING
    (sent,) = box.taken
    mail = email.message_from_bytes(sent.original_content or b"", policy=email.policy.default)
    assert (sent.rcpt_tos, mail["Reply-To"], mail["Auto-Submitted"]) == (
        ["new@mail.example"],
        "letter@journal.example",
        "auto-replied",
    )
    arrive(spool, f"From: new@mail.example\nSubject: Re: {mail['Subject']}\n\nYes\n")
    assert curator("-j", sender, "subscribers", "sync", "--json").json["counts"] == {"confirmed": 1}
    assert standings(sender)["new@mail.example"] is Standing.ACTIVE
    assert curator("-j", sender, "send", "--json").json["recipients"] == ["r1@mail.example", "r2@mail.example"]


def test_a_departure_by_the_letters_own_way(sender: Path, box: Box, curator: Curator, tmp_path: Path) -> None:
    spool = tmp_path / "spool"
    settle(sender, mailbox={"path": str(spool)})
    curator("-j", sender, "send", "--yes")
    letter = email.message_from_bytes(box.taken[0].original_content or b"", policy=email.policy.default)
    token = str(letter["List-Unsubscribe"]).partition("subject=unsubscribe%20")[2].rstrip(">")
    arrive(spool, f"From: somebody@else.example\nSubject: unsubscribe {token}\n\n\n")
    arrive(spool, "From: r1@mail.example\nSubject: please unsubscribe me\n\n\n")
    run = curator("-j", sender, "subscribers", "sync")
    assert "left r0@mail.example" in run.out
    assert "curator -j" in run.out
    assert "subscribers remove r1@mail.example" in run.out
    assert standings(sender)["r0@mail.example"] is Standing.LEFT
    assert standings(sender)["r1@mail.example"] is Standing.ACTIVE


def test_a_secret_is_kept_from_others(
    curator: Curator, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, journal: Path
) -> None:
    from io import StringIO

    from curator.config.secrets import Secret, find_secret
    from curator.errors import CuratorError

    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    monkeypatch.setattr("sys.stdin", StringIO("hush\n"))
    run = curator("-j", journal, "secret", "smtp")
    assert (run.code, "hush" in run.out + run.err) == (0, False)
    file = tmp_path / "curator" / "secrets" / "smtp"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert find_secret("smtp", {}) == Secret("hush")
    assert f"{find_secret('smtp', {})} {find_secret('smtp', {})!r}" == "*** ***"
    file.chmod(0o644)
    with pytest.raises(CuratorError, match="others can read"):
        find_secret("smtp", {})
    assert find_secret("smtp", {"CURATOR_SMTP": "env"}) == Secret("env")
    assert curator("-j", journal, "secret", "a secret itself").code == 2
