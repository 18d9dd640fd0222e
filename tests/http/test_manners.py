"""Manners, counted from the server's log."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from curator.http.client import user_agent
from curator.http.headers import retry_after
from curator.model import Cause
from curator.ports import Request
from tests.http.conftest import Asker
from tests.http.origin import Origin, Seen, Talk, answer

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


def busy(seconds: float) -> tuple[list[int], object]:
    """Return a route that takes its time, and the numbers of requests it saw at once."""
    at_once: list[int] = []
    lock, current = threading.Lock(), [0]

    def route(_: Seen, talk: Talk) -> bytes:
        with lock:
            current[0] += 1
            at_once.append(current[0])
        talk.pause(seconds)
        with lock:
            current[0] -= 1
        return answer(200, b"x")

    return at_once, route


def test_one_connection_a_host_used_again_and_again(server: Origin, ask: Asker) -> None:
    at_once, server.routes["/"] = busy(0.01)  # type: ignore[assignment]
    web = ask.client(server)
    for _ in range(2):
        assert sum(1 for _ in web.fetch(Request(f"{server.url}/?{n}") for n in range(10))) == 10
    assert max(at_once) == 1
    assert server.connections == 1


def test_two_for_pages(server: Origin, ask: Asker) -> None:
    at_once, server.routes["/"] = busy(0.05)  # type: ignore[assignment]
    web = ask.client(server)
    assert all(r.cause is None for r in web.fetch(Request(f"{server.url}/?{n}", page=True) for n in range(8)))
    assert max(at_once) == 2
    assert server.most_open <= 2


def test_connections_in_all(ask: Asker, make_origin: object) -> None:
    servers = [make_origin() for _ in range(6)]  # type: ignore[operator]
    running, lock, most = [0], threading.Lock(), [0]

    def route(_: Seen, talk: Talk) -> bytes:
        with lock:
            running[0] += 1
            most[0] = max(most[0], running[0])
        talk.pause(0.1)
        with lock:
            running[0] -= 1
        return answer(200)

    for one in servers:
        one.routes["/"] = route
    web = ask.client(*servers, connections=3)
    assert len(list(web.fetch(Request(f"{one.url}/") for one in servers))) == 6
    assert most[0] == 3


def test_a_slow_host_does_not_hold_up_the_others(server: Origin, other: Origin, ask: Asker) -> None:
    released = threading.Event()

    def until_released(_: Seen, talk: Talk) -> bytes:
        released.wait(5)
        return answer(200, b"slow")

    server.routes["/"] = until_released
    other.routes["/"] = answer(200, b"quick")
    web = ask.client(server, other)
    requests = [Request(f"{server.url}/?{n}") for n in range(40)] + [Request(f"{other.url}/")]
    answers = web.fetch(requests)
    assert next(answers).body == b"quick"
    released.set()
    assert sum(1 for _ in answers) == 40


def test_requests_are_pulled_as_they_can_be_asked(server: Origin, other: Origin, ask: Asker) -> None:
    server.routes["/"] = other.routes["/"] = answer(200)
    pulled = []

    def endless():  # type: ignore[no-untyped-def]
        for number in range(10**9):
            pulled.append(number)
            yield Request(f"{(server, other)[number % 2].url}/?{number}")

    web = ask.client(server, other)
    answers = web.fetch(endless())
    for _ in range(5):
        next(answers)
    answers.close()  # type: ignore[attr-defined]
    assert len(pulled) < 1200
    assert ask(server, "/", web=web).status == 200


def test_one_fetch_may_run_within_another(server: Origin, other: Origin, ask: Asker) -> None:
    server.routes["/"] = other.routes["/"] = answer(200)
    web = ask.client(server, other)
    statuses = []
    for outer in web.fetch(Request(f"{server.url}/?{n}") for n in range(3)):
        statuses += [outer.status, *(inner.status for inner in web.fetch([Request(other.url + "/")]))]
    assert statuses == [200] * 6


def test_a_failing_source_of_requests_leaves_the_client_sound(server: Origin, ask: Asker) -> None:
    def broken():  # type: ignore[no-untyped-def]
        yield Request(server.url + "/")
        raise OSError("the source broke")

    server.routes["/"] = answer(200)
    web = ask.client(server)
    with pytest.raises(OSError, match="the source broke"):
        list(web.fetch(broken()))
    assert ask(server, "/", web=web).status == 200


def test_nothing_is_asked_before_retry_after_ends(server: Origin, ask: Asker) -> None:
    server.routes["/wait"] = answer(429, b"", "Retry-After: 3600")
    server.routes["/"] = answer(200)
    web = ask.client(server)
    first = ask(server, "/wait", web=web)
    assert first.cause is Cause.TOO_MANY
    assert first.retry_after is not None
    assert 3500 < (first.retry_after - datetime.now(UTC)).total_seconds() <= 3600
    again = ask(server, "/wait", web=web)
    assert (again.cause, again.retry_after, again.status) == (Cause.TOO_MANY, first.retry_after, 0)
    assert ask(server, "/", web=web).status == 200
    assert server.paths() == ["/wait", "/"]


def test_a_host_that_keeps_asking_to_wait_is_left_alone(server: Origin, ask: Asker) -> None:
    server.routes["/"] = answer(503, b"", "Retry-After: 60")
    web = ask.client(server)
    responses = list(web.fetch(Request(f"{server.url}/?{n}") for n in range(20)))
    assert len(server.log) == 5
    assert {response.cause for response in responses} == {Cause.SERVER_ERROR, Cause.TOO_MANY}
    assert all(response.retry_after for response in responses)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("120", NOW + timedelta(seconds=120)),
        (" 120 ", NOW + timedelta(seconds=120)),
        (format_datetime(NOW + timedelta(hours=1), usegmt=True), NOW + timedelta(hours=1)),
        ("Mon, 23 Nov 2026 13:00:00 -0100", NOW + timedelta(hours=2)),
        ("Monday, 23-Nov-26 13:00:00 GMT", NOW + timedelta(hours=1)),
        (format_datetime(NOW - timedelta(hours=1), usegmt=True), None),
        ("0", None),
        ("-5", None),
        ("soon", None),
        ("", None),
        ("9" * 30, NOW + timedelta(days=366)),
        ("Fri, 31 Dec 9999 23:59:59 GMT", NOW + timedelta(days=366)),
    ],
)
def test_retry_after_in_both_forms(value: str, expected: datetime | None) -> None:
    assert retry_after(value, NOW) == expected


def test_unchanged_costs_a_304(server: Origin, ask: Asker) -> None:
    def route(seen: Seen, _: Talk) -> bytes:
        known = seen.headers.get("if-none-match") == '"v1"' and "if-modified-since" in seen.headers
        return (
            answer(304) if known else answer(200, b"feed", 'ETag: "v1"', "Last-Modified: Mon, 23 Nov 2026 10:00:00 GMT")
        )

    server.routes["/"] = route
    first = ask(server, "/")
    assert first.body == b"feed"
    second = ask(server, "/", etag=first.headers["etag"], last_modified=first.headers["last-modified"])
    assert (second.status, second.cause, second.body) == (304, None, b"")


def test_a_304_that_was_not_asked_for_is_no_answer(server: Origin, ask: Asker) -> None:
    server.routes["/"] = answer(304)
    assert ask(server, "/").cause is Cause.PARSE


@pytest.mark.parametrize("etag", ['"a"\r\nX-Evil: 1', '"\x00"', "e" * 5000, '"é中"'])
def test_a_validator_that_cannot_be_sent_is_left_out(server: Origin, ask: Asker, etag: str) -> None:
    server.routes["/"] = answer(200, b"feed")
    assert ask(server, "/", etag=etag).body == b"feed"
    assert "if-none-match" not in server.log[0].headers
    assert "x-evil" not in server.log[0].headers


@pytest.mark.parametrize("headers", [{"X": "a\r\nY: b"}, {"X Y": "a"}, {"": "a"}, {"X": "中"}])
def test_a_header_that_cannot_be_sent_is_told(server: Origin, ask: Asker, headers: dict[str, str]) -> None:
    assert ask(server, "/", headers=headers).cause is Cause.BAD_ADDRESS
    assert not server.log


@pytest.mark.parametrize(
    ("contact", "ending"),
    [
        ("https://journal.example/about", "(+https://journal.example/about)"),
        ("editor@journal.example", "(+mailto:editor@journal.example)"),
        ("mailto:editor@journal.example", "(+mailto:editor@journal.example)"),
        ("x)\r\nEvil: (1", "(+mailto:xEvil:1)"),
    ],
)
def test_we_say_who_we_are(contact: str, ending: str) -> None:
    assert user_agent(contact).startswith("curator")
    assert user_agent(contact).endswith(ending)
    assert "(" not in user_agent("")


def test_the_server_is_told_who_asks(server: Origin, ask: Asker) -> None:
    ask(server, "/", headers={"User-Agent": "Mozilla/5.0", "Accept-Encoding": "br"})
    assert "(+https://journal.example/about)" in server.log[0].headers["user-agent"]
    assert server.log[0].headers["accept-encoding"] == "gzip"
