"""What a hostile server cannot do: take longer, send more, or pass a part off as the whole."""

from __future__ import annotations

import gzip
import time
from collections.abc import Callable

import pytest

from curator.model import Cause
from curator.ports import Request
from tests.http.conftest import Asker
from tests.http.origin import Origin, Seen, Talk, answer


def drip(data: bytes, seconds: float = 0.05) -> Callable[[Seen, Talk], None]:
    def route(_: Seen, talk: Talk) -> None:
        for byte in data:
            talk.send(bytes([byte]))
            talk.pause(seconds)

    return route


@pytest.mark.parametrize(
    "sent",
    [
        b"HTTP/1.1 200 OK\r\nX-Slow: " + b"a" * 1000,
        b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n" + b"a" * 1000,
    ],
    ids=["header", "body"],
)
def test_the_deadline_holds_against_one_byte_at_a_time(server: Origin, ask: Asker, sent: bytes) -> None:
    server.routes["/"] = drip(sent)
    response = ask(server, "/", web=ask.client(server, total_seconds=0.5))
    assert response.cause is Cause.TIMEOUT
    assert response.body == b""
    assert "0.5 s" in response.detail


def test_the_deadline_is_for_the_whole_chain_of_redirects(server: Origin, ask: Asker) -> None:
    def late(seen: Seen, talk: Talk) -> bytes:
        talk.pause(0.4)
        return answer(302, b"", f"Location: {seen.path}x")

    for hop in range(5):
        server.routes["/" + "x" * hop] = late
    response = ask(server, "/", web=ask.client(server, total_seconds=1.0))
    assert response.cause is Cause.TIMEOUT
    assert len(server.log) == 3


def test_a_server_that_never_takes_the_connection_costs_the_connect_time_only(
    make_origin: Callable[..., Origin], ask: Asker
) -> None:
    server = make_origin()
    server.routes["/"] = answer(200)
    # Speaks TLS to a server that waits for plain HTTP: no secure connection ever comes about.
    web = ask.client(server, connect_seconds=0.4, total_seconds=20)
    (response,) = web.fetch([Request(f"https://{server.place}/")])
    assert response.cause in (Cause.TIMEOUT, Cause.TLS)
    assert response.seconds < 5


def test_the_connect_time_is_not_for_answers(server: Origin, ask: Asker) -> None:
    def late(_: Seen, talk: Talk) -> bytes:
        talk.pause(0.6)
        return answer(200, b"late")

    server.routes["/"] = late
    web = ask.client(server, connect_seconds=0.3)
    assert [ask(server, "/", web=web).body for _ in range(2)] == [b"late"] * 2
    assert server.connections == 1


def test_the_callers_own_time_is_nobodys_fault(server: Origin, other: Origin, ask: Asker) -> None:
    def late(_: Seen, talk: Talk) -> bytes:
        talk.pause(0.2)
        return answer(200, b"late")

    server.routes["/"] = answer(200, b"early")
    other.routes["/"] = late
    web = ask.client(server, other, total_seconds=0.6, connect_seconds=0.6)
    bodies = []
    for response in web.fetch([Request(server.url + "/"), Request(other.url + "/")]):
        bodies.append(response.body)
        time.sleep(0.8)
    assert bodies == [b"early", b"late"]


@pytest.mark.parametrize("announced", [True, False])
def test_a_body_over_the_limit_is_not_read_on(server: Origin, ask: Asker, announced: bool) -> None:
    sent = 0

    def flood(_: Seen, talk: Talk) -> None:
        nonlocal sent
        length = "Content-Length: 1000000000\r\n" if announced else ""
        talk.send(f"HTTP/1.1 200 OK\r\n{length}\r\n".encode())
        while sent < 50_000_000:
            talk.send(b"x" * 100_000)
            sent += 100_000

    server.routes["/"] = flood
    response = ask(server, "/", web=ask.client(server, wire_bytes=200_000))
    assert response.cause is Cause.TOO_LARGE
    assert response.body == b""
    server.close()
    assert sent < 20_000_000


def test_a_gzip_bomb_is_not_unpacked(server: Origin, ask: Asker) -> None:
    server.routes["/"] = answer(200, gzip.compress(b" " * 50_000_000), "Content-Encoding: gzip")
    response = ask(server, "/")
    assert response.cause is Cause.TOO_LARGE
    assert response.body == b""


def test_a_truncated_gzip_is_an_error_even_where_its_length_is_right(server: Origin, ask: Asker) -> None:
    whole = gzip.compress(b"<rss>" + bytes(range(256)) * 100)
    server.routes["/whole"] = answer(200, whole, "Content-Encoding: gzip")
    server.routes["/part"] = answer(200, whole[:-9], "Content-Encoding: gzip")
    assert ask(server, "/whole").body.startswith(b"<rss>")
    response = ask(server, "/part")
    assert response.cause is Cause.TRUNCATED
    assert response.body == b""


@pytest.mark.parametrize("coding", ["br", "zstd", "deflate", "gzip, gzip", "compress"])
def test_encodings_that_were_not_asked_for_are_refused(server: Origin, ask: Asker, coding: str) -> None:
    server.routes["/"] = answer(200, gzip.compress(b"x"), f"Content-Encoding: {coding}")
    assert ask(server, "/").cause is Cause.PARSE
    assert server.log[0].headers["accept-encoding"] == "gzip"


def test_a_flood_of_header_lines_is_cut(server: Origin, ask: Asker) -> None:
    server.routes["/many"] = answer(200, b"x", *(f"X-{n}: {'y' * 100}" for n in range(1000)))
    server.routes["/long"] = answer(200, b"x", "X-Long: " + "y" * 200_000)
    server.routes["/interim"] = b"HTTP/1.1 103 Early\r\nX: y\r\n\r\n" * 5000 + answer(200, b"x")
    assert ask(server, "/many").cause is Cause.TOO_LARGE
    assert ask(server, "/long").cause is Cause.TOO_LARGE
    assert ask(server, "/interim").cause is Cause.TOO_LARGE


def test_a_body_that_stops_early_is_truncated(server: Origin, ask: Asker) -> None:
    def half(_: Seen, talk: Talk) -> None:
        talk.send(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf")

    server.routes["/"] = half
    response = ask(server, "/")
    assert (response.cause, response.body) == (Cause.TRUNCATED, b"")


def test_a_connection_that_breaks_is_a_reset(server: Origin, ask: Asker) -> None:
    server.routes["/"] = lambda _, __: None
    assert ask(server, "/").cause is Cause.RESET


def test_what_is_not_http_is_no_answer(server: Origin, ask: Asker) -> None:
    server.routes["/"] = b"220 mail ready\r\n"
    assert ask(server, "/").cause is Cause.PARSE


def test_nobody_there(make_origin: Callable[..., Origin], ask: Asker) -> None:
    gone = make_origin()
    gone.close()
    assert ask(gone, "/").cause is Cause.REFUSED


def test_a_host_that_does_not_exist(ask: Asker) -> None:
    (response,) = ask.client().fetch([Request("http://no-such-host.invalid/?token=secret")])
    assert response.cause is Cause.DNS
    assert "secret" not in response.detail


def test_the_body_of_a_redirect_is_not_read(server: Origin, other: Origin, ask: Asker) -> None:
    bomb = gzip.compress(b" " * 50_000_000)
    server.routes["/"] = answer(302, bomb, f"Location: {other.url}/feed", "Content-Encoding: gzip")
    other.routes["/feed"] = answer(200, b"feed")
    response = ask(server, "/", web=ask.client(server, other))
    assert (response.cause, response.body) == (None, b"feed")
