"""`curator send` through a real mail server with TLS and a login."""

from __future__ import annotations

import email
import email.policy
import socket
import ssl
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import tomlkit
import trustme
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, Envelope, LoginPassword

from curator.model import Standing, Subscriber
from curator.store import open_store
from tests.demo import Curator

SLUG = "2026-11-22"
PASSWORD = "correct horse battery"


@dataclass
class Box:
    """What a mail server took."""

    port: int = 0
    taken: list[Envelope] = field(default_factory=list)
    logins: list[str] = field(default_factory=list)
    refused: dict[str, str] = field(default_factory=dict)
    """What is answered to a letter for an address."""

    async def handle_RCPT(self, server: Any, session: Any, envelope: Envelope, address: str, options: Any) -> str:
        if address in self.refused:
            return self.refused[address]
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 ok"

    async def handle_DATA(self, server: Any, session: Any, envelope: Envelope) -> str:
        assert session.ssl is not None
        assert session.authenticated
        self.taken.append(envelope)
        return "250 2.0.0 taken"

    def login(self, server: Any, session: Any, envelope: Any, mechanism: str, data: Any) -> AuthResult:
        assert isinstance(data, LoginPassword)
        self.logins.append(mechanism)
        return AuthResult(success=data.login == b"editor" and data.password == PASSWORD.encode(), handled=False)


@pytest.fixture
def box(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Box]:
    authority = trustme.CA()
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    authority.issue_cert("localhost", "127.0.0.1").configure_cert(context)
    authority.cert_pem.write_to_path(tmp_path / "ca.pem")
    box = Box()
    controller = Controller(
        box,
        hostname="127.0.0.1",
        port=free_port(),
        authenticator=box.login,
        require_starttls=True,
        auth_required=True,
        tls_context=context,
    )
    controller.start()
    box.port = controller.port
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.pem"))
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("CURATOR_SMTP", PASSWORD)
    yield box
    controller.stop()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def settle(journal: Path, **tables: dict[str, Any]) -> None:
    """Change settings of a journal."""
    file = journal / "config.toml"
    document = tomlkit.parse(file.read_text(encoding="utf-8"))
    for name, values in tables.items():
        document.setdefault(name, tomlkit.table()).update(values)
    file.write_text(tomlkit.dumps(document), encoding="utf-8")


@pytest.fixture
def sender(journal: Path, box: Box) -> Path:
    """A journal that can send, with three readers of the daily letter and one of the weekly."""
    settle(
        journal,
        letter={
            "sender": "The Journal <letter@journal.example>",
            "unsubscribe": "https://journal.example/gate/u/{token}",
        },
        smtp={
            "host": "localhost",
            "port": box.port,
            "user": "editor",
            "bounces": "letter+{id}@journal.example",
        },
    )
    readers = [
        Subscriber(f"{n:012x}", f"r{n}@mail.example", lists=("daily",), standing=Standing.ACTIVE) for n in range(3)
    ]
    readers.append(Subscriber("0000000000aa", "weekly@mail.example", standing=Standing.ACTIVE))
    readers.append(Subscriber("0000000000bb", "left@mail.example", lists=("daily",), standing=Standing.LEFT))
    with open_store(journal / "data" / "curator.sqlite") as store:
        store.subscribers.put(readers)
    return journal


def test_nothing_leaves_without_yes(sender: Path, box: Box, curator: Curator) -> None:
    shown = curator("-j", sender, "send", "--json")
    assert (shown.code, shown.json["sent"], shown.json["list"]) == (0, False, "daily")
    assert shown.json["recipients"] == ["r0@mail.example", "r1@mail.example", "r2@mail.example"]
    assert curator("-j", sender, "send").out.count("\n") >= 3
    assert (box.taken, box.logins) == ([], [])


def test_each_reader_gets_their_own_once(sender: Path, box: Box, curator: Curator) -> None:
    run = curator("-j", sender, "send", "--yes", "--json")
    assert (run.code, run.json["done"]) == (0, {"sent": 3})
    again = curator("-j", sender, "send", "--yes", "--json")
    assert (again.code, again.json["done"]) == (0, {})
    assert [one.rcpt_tos for one in box.taken] == [["r0@mail.example"], ["r1@mail.example"], ["r2@mail.example"]]
    assert len(box.logins) == 1
    first = email.message_from_bytes(box.taken[0].original_content or b"", policy=email.policy.default)
    assert box.taken[0].mail_from == "letter+000000000000@journal.example"
    assert first["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert "<https://journal.example/gate/u/u.000000000000." in first["List-Unsubscribe"]
    assert "<mailto:letter@journal.example?subject=unsubscribe%20u.000000000000." in first["List-Unsubscribe"]
    ids = [email.message_from_bytes(one.original_content or b"")["Message-ID"] for one in box.taken]
    assert len(set(ids)) == 3


def test_a_box_that_the_server_knows_is_none_gets_no_more_letters(sender: Path, box: Box, curator: Curator) -> None:
    box.refused |= {"r0@mail.example": "550 5.1.1 no such user", "r1@mail.example": "550 5.7.1 not by you"}
    assert curator("-j", sender, "send", "--yes", "--json").json["done"] == {"refused": 2, "sent": 1}
    with open_store(sender / "data" / "curator.sqlite") as store:
        standing = [store.subscribers.find(f"r{n}@mail.example").standing for n in range(3)]  # type: ignore[union-attr]
    assert standing == [Standing.BOUNCED, Standing.ACTIVE, Standing.ACTIVE]
    assert "Of those letters: 2 refused" in curator("-j", sender, "send", "--yes").out


def test_a_new_reader_gets_what_the_others_had(sender: Path, box: Box, curator: Curator) -> None:
    curator("-j", sender, "send", "--yes")
    with open_store(sender / "data" / "curator.sqlite") as store:
        store.subscribers.put([Subscriber("0000000000cc", "new@mail.example", "", ("daily",), Standing.ACTIVE)])
    assert curator("-j", sender, "send", "--yes", "--json").json["done"] == {"sent": 1}
    assert box.taken[-1].rcpt_tos == ["new@mail.example"]


def test_a_wrong_password_is_told_and_never_shown(
    sender: Path, box: Box, curator: Curator, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CURATOR_SMTP", "wrong and secret")
    run = curator("-j", sender, "--debug", "send", "--yes")
    assert run.code == 1
    assert "curator secret smtp" in run.err
    assert "wrong and secret" not in run.err + run.out
    assert box.taken == []
    monkeypatch.setenv("CURATOR_SMTP", PASSWORD)
    assert curator("-j", sender, "send", "--yes", "--json").json["done"] == {"sent": 3}


def test_a_certificate_of_nobody_is_not_trusted(
    sender: Path, box: Box, curator: Curator, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SSL_CERT_FILE")
    run = curator("-j", sender, "send", "--yes")
    assert (run.code, "certificate" in run.err, box.logins) == (1, True, [])


def test_a_trial_goes_to_one_address_and_into_no_ledger(sender: Path, box: Box, curator: Curator) -> None:
    assert curator("-j", sender, "send", "--test", "me@mail.example", "--yes").code == 0
    assert [one.rcpt_tos for one in box.taken] == [["me@mail.example"]]
    assert len(curator("-j", sender, "send", "--json").json["recipients"]) == 3


def test_a_thin_edition_stays_and_the_editor_is_told(sender: Path, box: Box, curator: Curator) -> None:
    settle(sender, edition={"floor": 90})
    run = curator("-j", sender, "send", "--yes")
    assert (run.code, "thin" in run.err, box.taken) == (1, True, [])


def test_due_once_a_day_late_or_not_at_all(sender: Path, box: Box, curator: Curator) -> None:
    days = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
    settle(sender, schedule={"days": days, "time": "00:00", "late_hours": 25})
    assert curator("-j", sender, "send", "--due", "--yes", "--json").json["done"] == {"sent": 3}
    assert curator("-j", sender, "send", "--due", "--yes").code == 4
    assert len(box.taken) == 3


def test_a_copy_asks_before_it_sends(sender: Path, box: Box, curator: Curator, tmp_path: Path) -> None:
    curator("-j", sender, "send", "--yes")
    curator("-j", sender, "export", tmp_path / "all.zip")
    assert curator("import", tmp_path / "all.zip", tmp_path / "copy").code == 0
    run = curator("-j", tmp_path / "copy", "send", "--yes")
    assert (run.code, "--restored" in run.err, len(box.taken)) == (1, True, 3)
    assert curator("-j", tmp_path / "copy", "send", "--restored").code == 0
    assert curator("-j", tmp_path / "copy", "send", "--yes", "--json").json["done"] == {}
    assert len(box.taken) == 3


def test_the_editors_word_settles_what_is_uncertain(sender: Path, box: Box, curator: Curator) -> None:
    from curator.model import Delivery, DeliveryState

    with open_store(sender / "data" / "curator.sqlite") as store:
        for n in range(2):
            one = Delivery("letter", SLUG, "daily", f"{n:012x}", DeliveryState.UNCERTAIN, attempts=1, reason="lost")
            store.outbox.enter([one])
    assert [one["address"] for one in curator("-j", sender, "send", "--open", "--json").json] == [
        "r0@mail.example",
        "r1@mail.example",
    ]
    assert curator("-j", sender, "send", "--yes", "--json").code == 1  # nobody knows what this store sent
    assert curator("-j", sender, "send", "--restored").code == 0
    assert curator("-j", sender, "send", "--yes", "--json").json["done"] == {"sent": 1}
    assert curator("-j", sender, "send", "--arrived", "r0@mail.example").code == 0
    assert curator("-j", sender, "send", "--again", "r1@mail.example").code == 0
    assert curator("-j", sender, "send", "--yes", "--json").json["done"] == {"sent": 1}
    assert [one.rcpt_tos[0] for one in box.taken] == ["r2@mail.example", "r1@mail.example"]
    assert curator("-j", sender, "send", "--again", "r2@mail.example").code == 2
