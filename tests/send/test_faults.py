"""Eleven ways in which a letter breaks: nobody gets two, nobody is lost, only what nobody can know is uncertain."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from curator.config.outward import Smtp
from curator.config.secrets import Secret
from curator.errors import CuratorError, Unreachable
from curator.model import Delivery, DeliveryState, Standing, Subscriber
from curator.publish.smtp import SmtpMailer
from curator.services.send import MOST_IN_A_ROW, Mailing, NotTaken, recover, send
from curator.store import open_store
from curator.store.diary import FileDiary
from curator.store.opening import Store
from tests.send.server import Fault, FaultyServer

S = DeliveryState
NOW = datetime(2026, 11, 22, 7, 30, tzinfo=UTC)
EXPECTED = {
    Fault.REFUSE_RCPT: S.REFUSED,
    Fault.DEFER_RCPT: S.NEW,
    Fault.REFUSE_DATA: S.REFUSED,
    Fault.REFUSE_AFTER: S.REFUSED,
    Fault.DEFER_AFTER: S.NEW,
    Fault.DROP_RCPT: S.NEW,
    Fault.DROP_DATA: S.NEW,
    # All of it had left us, the dot too, when the line was cut.
    Fault.DROP_INSIDE: S.UNCERTAIN,
    Fault.LOST: S.UNCERTAIN,
    Fault.TAKEN_UNSAID: S.UNCERTAIN,
    Fault.BYE: S.NEW,
    Fault.NONE: S.SENT,
}
"""What one run makes of each fault."""


def reader(name: str, number: int = 0) -> Subscriber:
    return Subscriber(f"{number:012x}", f"{name}+{number}@mail.example", standing=Standing.ACTIVE, asked=NOW)


def make(one: Subscriber) -> bytes:
    return f"From: a@b.example\r\nTo: {one.address}\r\nSubject: x\r\n\r\n.a line\r\n{'word ' * 15}\r\n".encode()


MAILING = Mailing("2026-w47", "weekly", "hash", "Ada", "letter+{id}@b.example", make)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(tmp_path / "store.sqlite") as opened:
        yield opened


@pytest.fixture(params=[True, False], ids=["pipelining", "one by one"])
def server(request: pytest.FixtureRequest) -> Iterator[FaultyServer]:
    with FaultyServer(request.param) as running:
        yield running


def run(store: Store, server: FaultyServer, readers: list[Subscriber]) -> dict[str, Delivery]:
    """Send once, as the mailroom does, and return the ledger by address."""
    diary = FileDiary(store.database.path.with_name("diary"))  # type: ignore[union-attr]
    recover(store.outbox, diary, NOW)
    settings = Smtp(host="127.0.0.1", port=server.port, security="none")
    with SmtpMailer(settings, lambda: Secret("")) as mailer:
        try:
            list(send(MAILING, readers, store.outbox, diary, mailer, clock=lambda: NOW))
        finally:
            diary.close()
    by_id = {one.id: one.address for one in readers}
    return {by_id[one.recipient]: one for one in store.outbox.deliveries()}


def attempt(store: Store, server: FaultyServer, readers: list[Subscriber]) -> None:
    try:
        run(store, server, readers)
    except (Unreachable, NotTaken):
        return


@pytest.mark.parametrize(("fault", "state"), EXPECTED.items())
def test_each_fault_is_told_for_what_it_is(store: Store, server: FaultyServer, fault: Fault, state: S) -> None:
    one, other = reader(fault.value, 1), reader("ok", 2)
    ledger = run(store, server, [one, other])
    assert ledger[one.address].state is state
    assert ledger[other.address].state is S.SENT
    assert server.counts[one.address] == (fault in (Fault.NONE, Fault.TAKEN_UNSAID))


def test_what_was_put_off_goes_in_the_next_run(store: Store, server: FaultyServer) -> None:
    readers = [reader("ok", 1), reader("drop_data", 2), reader("defer_rcpt", 3), reader("bye", 4)]
    assert [one.state for one in run(store, server, readers).values()] == [S.SENT, S.NEW, S.NEW, S.NEW]
    server.well = True
    assert {one.state for one in run(store, server, readers).values()} == {S.SENT}
    assert set(server.counts.values()) == {1}


def test_all_faults_together_and_again_and_again(store: Store, server: FaultyServer) -> None:
    names = [fault.value for fault in Fault for _ in range(4)] + ["ok"] * 30
    random.Random(7).shuffle(names)
    readers = [reader(name, number) for number, name in enumerate(names)]
    for _ in range(4):
        attempt(store, server, readers)
    server.well = True
    ledger = run(store, server, readers)
    counts = server.counts
    assert max(counts.values()) == 1
    for one in readers:
        state, name = ledger[one.address].state, one.address.partition("+")[0]
        assert state is not S.SENDING
        assert (state is S.SENT) <= (counts[one.address] == 1)
        assert (state is S.UNCERTAIN) == (name in ("lost", "taken_unsaid", "drop_inside"))
        assert ledger[one.address].reason or state in (S.SENT, S.NEW)


def test_one_connection_carries_them_all(store: Store, server: FaultyServer) -> None:
    readers = [reader("ok", number) for number in range(60)]
    assert {one.state for one in run(store, server, readers).values()} == {S.SENT}
    assert server.connections == 1
    assert [message.partition(b"\r\n\r\n")[2][:8] for _, message in server.messages] == [b"..a line"] * 60


def test_a_server_that_takes_nothing_stops_the_run(store: Store, server: FaultyServer) -> None:
    readers = [reader("refuse_data", number) for number in range(40)]
    with pytest.raises(NotTaken, match="554"):
        run(store, server, readers)
    states = [one.state for one in store.outbox.deliveries()]
    assert states.count(S.REFUSED) == MOST_IN_A_ROW
    assert states.count(S.NEW) == 30


def test_a_letter_that_cannot_be_made_is_that_readers_alone(store: Store, server: FaultyServer) -> None:
    def picky(one: Subscriber) -> bytes:
        if one.id.endswith("1"):
            raise CuratorError("no such address")
        return make(one)

    mailing = Mailing("2026-w47", "weekly", "hash", "Ada", "a@b.example", picky)
    diary = FileDiary(store.database.path.with_name("diary"))  # type: ignore[union-attr]
    diary.open()
    settings = Smtp(host="127.0.0.1", port=server.port, security="none")
    with SmtpMailer(settings, lambda: Secret("")) as mailer:
        readers = [reader("ok", number) for number in range(3)]
        outcomes = list(send(mailing, readers, store.outbox, diary, mailer, clock=lambda: NOW))
    diary.close()
    assert [outcome.value.state for outcome in outcomes if outcome.value] == [S.SENT, S.REFUSED, S.SENT]


def test_nobody_listens(store: Store) -> None:
    with FaultyServer() as gone:
        port = gone
    with pytest.raises(Unreachable, match=f"127.0.0.1:{port.port}"):
        run(store, port, [reader("ok")])
    assert [(one.state, one.attempts) for one in store.outbox.deliveries()] == [(S.NEW, 0)]


def test_so_many_a_minute(store: Store, server: FaultyServer) -> None:
    waits: list[float] = []
    diary = FileDiary(store.database.path.with_name("diary"))  # type: ignore[union-attr]
    diary.open()
    settings = Smtp(host="127.0.0.1", port=server.port, security="none")
    with SmtpMailer(settings, lambda: Secret("")) as mailer:
        readers = [reader("ok", number) for number in range(4)]
        list(send(MAILING, readers, store.outbox, diary, mailer, per_minute=60, wait=waits.append))
    diary.close()
    assert len(waits) == 3
    assert all(0 < seconds <= 3 for seconds in waits)
