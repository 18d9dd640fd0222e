"""The gate: every recipe of forgery, replay, prefetch and mail bombing, against the real store."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from wsgiref.validate import validator

import pytest

from curator.config.outward import Gate as GateSettings
from curator.config.settings import Config, Journal
from curator.gate import MOST_BODY, Gate
from curator.model import Standing, Subscriber
from curator.outbox.tokens import CONFIRM, UNSUBSCRIBE, make_token
from curator.services.subscribe import LIFE, PER_NETWORK, Desk, Invitation, forget_unconfirmed
from curator.store import open_store
from curator.store.opening import Store

NOW = datetime(2026, 11, 22, 8, tzinfo=UTC)
KEY = "the journal's key"
A, B = "a1b2c3d4e5f60718", "b1b2c3d4e5f60718"
ONE_CLICK = {"List-Unsubscribe": "One-Click"}


class Door:
    """A gate, what it sends, and a clock to turn."""

    def __init__(self, store: Store, forwarded: bool = False) -> None:
        self.store, self.now = store, NOW
        self.invited: list[Invitation] = []
        config = Config(Path(), Journal("The <Grid>", language="en"), gate=GateSettings(forwarded=forwarded))
        desk = Desk(store.subscribers, store.subscribers, KEY)
        self.gate = Gate(config, desk, self.invited.append, lambda: self.now)

    def call(
        self, method: str, path: str = "", form: dict[str, str] | None = None, peer: str = "203.0.113.7", **more: Any
    ) -> tuple[int, str]:
        body = urlencode(form or {}).encode()
        environ = {
            "REQUEST_METHOD": method,
            "SCRIPT_NAME": "/gate",
            "PATH_INFO": path,
            "QUERY_STRING": "",
            "SERVER_NAME": "journal.example",
            "SERVER_PORT": "443",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "REMOTE_ADDR": peer,
            "CONTENT_LENGTH": str(len(body)),
            "CONTENT_TYPE": "application/x-www-form-urlencoded",
            "wsgi.version": (1, 0),
            "wsgi.url_scheme": "https",
            "wsgi.input": io.BytesIO(body),
            "wsgi.errors": io.StringIO(),
            "wsgi.multithread": True,
            "wsgi.multiprocess": True,
            "wsgi.run_once": False,
        } | more
        seen: list[Any] = []
        answer = validator(self.gate)(environ, lambda status, headers, error=None: seen.append((status, headers)))
        text = b"".join(answer).decode()
        answer.close()  # type: ignore[attr-defined]
        status, headers = seen[0]
        assert "default-src 'none'" in dict(headers)["Content-Security-Policy"]
        assert "Set-Cookie" not in dict(headers)
        assert "<Grid>" not in text
        return int(status[:3]), text

    def ask(self, address: str, peer: str = "203.0.113.7", **fields: str) -> tuple[int, str]:
        return self.call("POST", "/", {"address": address, **fields}, peer)

    def standing(self, key: str) -> Standing | None:
        found = self.store.subscribers.find(key)
        return found.standing if found else None


@pytest.fixture
def door(tmp_path: Path) -> Iterator[Door]:
    with open_store(tmp_path / "store.sqlite") as store:
        people = [Subscriber(A, "a@mail.example", standing=Standing.ACTIVE, asked=NOW)]
        store.subscribers.put([*people, Subscriber(B, "b@mail.example", standing=Standing.ACTIVE, asked=NOW)])
        yield Door(store)


T, U = make_token(UNSUBSCRIBE, A, NOW, KEY), make_token(UNSUBSCRIBE, B, NOW, KEY)


def test_a_reader_asks_confirms_and_leaves(door: Door) -> None:
    assert door.call("GET", "/")[0] == 200
    assert door.ask("New@Mail.Example", rhythm="daily")[0] == 200
    (invited,) = door.invited
    assert door.standing("new@mail.example") is Standing.PENDING
    assert door.call("GET", f"/c/{invited.token}")[0] == 200
    assert door.standing("new@mail.example") is Standing.PENDING
    door.now += timedelta(hours=2)
    assert door.call("POST", f"/c/{invited.token}", {"confirm": "yes"})[0] == 200
    known = door.store.subscribers.find("new@mail.example")
    assert known is not None
    assert (known.standing, known.lists, known.confirmed) == (Standing.ACTIVE, ("daily",), door.now)
    assert "confirmed 2026-11-22 10:00 UTC" in known.proof
    token = make_token(UNSUBSCRIBE, known.id, NOW, KEY)
    assert door.call("POST", f"/u/{token}", {"leave": "yes"})[0] == 200
    assert door.standing("new@mail.example") is Standing.LEFT


def test_a_request_that_nobody_confirms_is_forgotten_and_who_had_left_stays_away(door: Door) -> None:
    gone = Subscriber("c" * 16, "gone@mail.example", standing=Standing.LEFT, asked=NOW, ended=NOW)
    door.store.subscribers.put([gone])
    door.ask("gone@mail.example")
    door.ask("new@mail.example")
    assert door.standing("gone@mail.example") is door.standing("new@mail.example") is Standing.PENDING
    assert forget_unconfirmed(door.store.subscribers, NOW + LIFE) == 0
    assert forget_unconfirmed(door.store.subscribers, NOW + LIFE + timedelta(seconds=1)) == 1
    assert door.standing("new@mail.example") is None
    assert door.standing("gone@mail.example") is Standing.LEFT


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_what_a_scanner_follows_changes_nothing(door: Door, method: str) -> None:
    assert door.call(method, f"/u/{T}")[0] == 200
    assert door.standing(A) is Standing.ACTIVE


def test_one_click_ends_it_once(door: Door) -> None:
    for _ in range(2):
        assert door.call("POST", f"/u/{T}", ONE_CLICK)[0] == 200
    assert (door.standing(A), door.standing(B)) == (Standing.LEFT, Standing.ACTIVE)


def test_one_click_as_a_multipart_form(door: Door) -> None:
    body = b'--x\r\nContent-Disposition: form-data; name="List-Unsubscribe"\r\n\r\nOne-Click\r\n--x--\r\n'
    more = {"wsgi.input": io.BytesIO(body), "CONTENT_LENGTH": str(len(body))}
    more["CONTENT_TYPE"] = "multipart/form-data; boundary=x"
    assert door.call("POST", f"/u/{T}", **more)[0] == 200
    assert door.standing(A) is Standing.LEFT


def test_one_click_of_a_mail_program_that_sends_no_form(door: Door) -> None:
    assert door.call("POST", f"/u/{T}", CONTENT_TYPE="")[0] == 200
    assert door.standing(A) is Standing.LEFT


@pytest.mark.parametrize(
    "form", [{}, {"List-Unsubscribe": "no"}, {"a": "b"}, {**ONE_CLICK, "more": "x"}, {"confirm": "yes"}]
)
def test_another_body_changes_nothing(door: Door, form: dict[str, str]) -> None:
    assert door.call("POST", f"/u/{T}", form)[0] == 400
    assert door.standing(A) is Standing.ACTIVE


FORGED = [
    " ",
    T[:-1] + ("A" if T[-1] != "A" else "B"),
    "v" + T[1:],
    T[: len(T) // 2],
    T.upper(),
    T + T,
    T.rpartition(".")[0] + "." + U.rpartition(".")[2],
    make_token(CONFIRM, A, NOW, KEY),
    make_token(UNSUBSCRIBE, A, NOW, "a retired key"),
    "eyJhbGciOiJub25lIn0.eyJpZCI6MX0.",
    "' OR '1'='1",
    T + "\0",
    T.replace("a", "\u00d0\u00b0"),
    "T" * 100_000,
    *map(str, range(1, 20)),
]


@pytest.mark.parametrize("token", FORGED, ids=range(len(FORGED)))
def test_no_forged_token_does_anything(door: Door, token: str) -> None:
    assert door.call("POST", f"/u/{token}", ONE_CLICK)[0] in (400, 404)
    assert (door.standing(A), door.standing(B)) == (Standing.ACTIVE, Standing.ACTIVE)


@pytest.mark.parametrize("path", ["/u", f"/u/{T}/more", "/x/y", "/../../etc/passwd", f"/c/{T}"])
def test_no_other_address_does_anything(door: Door, path: str) -> None:
    assert door.call("POST", path, ONE_CLICK)[0] in (400, 404)
    assert door.standing(A) is Standing.ACTIVE


@pytest.mark.parametrize("method", ["PUT", "DELETE", "OPTIONS", "PATCH"])
def test_no_other_method_does_anything(door: Door, method: str) -> None:
    assert door.call(method, f"/u/{T}", ONE_CLICK)[0] == 405
    assert door.standing(A) is Standing.ACTIVE


def test_a_large_body_is_not_read(door: Door) -> None:
    assert door.call("POST", f"/u/{T}", CONTENT_LENGTH=str(MOST_BODY + 1))[0] == 400


def test_a_confirmation_is_good_for_a_week_and_twice_is_once(door: Door) -> None:
    door.ask("new@mail.example")
    (invited,) = door.invited
    door.now += LIFE + timedelta(minutes=1)
    assert door.call("POST", f"/c/{invited.token}", {"confirm": "yes"})[0] == 404
    door.ask("new@mail.example")
    for _ in range(2):
        assert door.call("POST", f"/c/{door.invited[1].token}", {"confirm": "yes"})[0] == 200
    assert len(door.invited) == 2


def test_an_old_confirmation_brings_nobody_back(door: Door) -> None:
    door.ask("new@mail.example")
    (invited,) = door.invited
    door.call("POST", f"/c/{invited.token}", {"confirm": "yes"})
    leave = make_token(UNSUBSCRIBE, invited.subscriber.id, NOW, KEY)
    door.call("POST", f"/u/{leave}", ONE_CLICK)
    assert door.call("POST", f"/c/{invited.token}", {"confirm": "yes"})[0] == 404
    assert door.standing("new@mail.example") is Standing.LEFT


def test_two_hundred_requests_for_one_address_are_one_mail_an_hour(door: Door) -> None:
    for number in range(200):
        door.now += timedelta(seconds=0.3)
        door.ask(f"v.ictim+{number}@mail.example", peer=f"203.0.{number}.7")
    assert len(door.invited) == 1
    door.now += timedelta(hours=1, minutes=1)
    door.ask("victim@mail.example")
    assert len(door.invited) == 2


def test_a_network_gets_a_few_mails_an_hour(door: Door) -> None:
    for number in range(50):
        door.ask(f"r{number}@mail.example", peer=f"203.0.113.{number}")
    assert len(door.invited) == PER_NETWORK


def test_behind_a_server_of_ours_the_caller_counts(tmp_path: Path) -> None:
    with open_store(tmp_path / "s.sqlite") as store:
        door = Door(store, forwarded=True)
        for number in range(10):
            caller = f"198.51.100.1, 2001:db8:0:{number}::1"
            door.call("POST", "/", {"address": f"r{number}@mail.example"}, HTTP_X_FORWARDED_FOR=caller)
        assert len(door.invited) == 10


def test_known_and_unknown_addresses_get_the_same_page(door: Door) -> None:
    pages = {
        door.ask(address, peer=f"10.{n}.0.1") for n, address in enumerate(["a@mail.example", "new@mail.example", "x"])
    }
    assert len(pages) == 1
    assert [one.subscriber.address for one in door.invited] == ["new@mail.example"]


def test_programs_that_fill_in_everything_get_nothing(door: Door) -> None:
    assert door.ask("bot@mail.example", website="https://spam.example", name="Free pills")[0] == 200
    assert door.invited == []
    assert door.standing("bot@mail.example") is None


def test_who_complained_gets_no_mail_by_asking(door: Door) -> None:
    door.store.subscribers.put([Subscriber("cc00cc00", "c@mail.example", standing=Standing.COMPLAINED)])
    door.ask("c@mail.example")
    assert door.invited == []
    assert door.standing("c@mail.example") is Standing.COMPLAINED
