"""Redirects: followed a little, remembered when permanent, never with what was meant for another."""

from __future__ import annotations

import pytest

from curator.model import Cause
from curator.ports import Request
from tests.http.conftest import Asker
from tests.http.origin import Origin, answer


def chain(server: Origin, *statuses: int) -> None:
    for number, status in enumerate(statuses):
        server.routes[f"/{number}"] = answer(status, b"moved", f"Location: /{number + 1}")
    server.routes[f"/{len(statuses)}"] = answer(200, b"end")


def test_five_hops_and_no_more(server: Origin, ask: Asker) -> None:
    chain(server, 301, 302, 303, 307, 308)
    response = ask(server, "/0")
    assert (response.body, response.address) == (b"end", server.url + "/5")
    chain(server, *[302] * 6)
    assert ask(server, "/0").cause is Cause.REDIRECTS


@pytest.mark.parametrize(
    ("statuses", "permanent"),
    [((301,), True), ((308, 301), True), ((302,), False), ((301, 302), False), ((307, 301), False), ((), False)],
)
def test_only_an_unbroken_permanent_chain_is_permanent(
    server: Origin, ask: Asker, statuses: tuple[int, ...], permanent: bool
) -> None:
    chain(server, *statuses)
    assert ask(server, "/0").permanent == (f"{server.url}/{len(statuses)}" if permanent else "")


def test_a_permanent_redirect_to_an_error_is_nothing_to_remember(server: Origin, ask: Asker) -> None:
    server.routes["/"] = answer(301, b"", "Location: /gone")
    response = ask(server, "/")
    assert (response.cause, response.permanent) == (Cause.MISSING, "")


@pytest.mark.parametrize("header", ["", "Location: ", "Location:    "])
def test_a_redirect_to_nowhere(server: Origin, ask: Asker, header: str) -> None:
    server.routes["/"] = answer(302, b"", *([header] if header else []))
    assert ask(server, "/").cause is Cause.REDIRECTS


def test_credentials_and_other_headers_do_not_cross_origins(server: Origin, other: Origin, ask: Asker) -> None:
    server.routes["/in"] = answer(302, b"", "Location: /out")
    server.routes["/out"] = answer(302, b"", f"Location: http://spy:word@{other.place}/there")
    other.routes["/there"] = answer(302, b"", f"Location: {server.url}/back")
    server.routes["/back"] = answer(200, b"end")
    web = ask.client(server, other)
    address = f"http://user:secret@{server.place}/in"
    headers = {"X-Key": "secret", "Accept-Language": "fr"}
    (response,) = web.fetch([Request(address, headers=headers)])
    assert response.body == b"end"
    assert "secret" not in response.address
    first, second, back = server.log
    (there,) = other.log
    assert [seen.headers.get("authorization") for seen in (first, second)] == ["Basic dXNlcjpzZWNyZXQ="] * 2
    assert [seen.headers.get("x-key") for seen in (first, second)] == ["secret"] * 2
    assert [seen.headers.get("authorization") for seen in (there, back)] == [None, None]
    assert [seen.headers.get("x-key") for seen in (there, back)] == [None, None]
    assert there.headers["accept-language"] == "fr"


def test_an_authorization_header_does_not_cross_origins(server: Origin, other: Origin, ask: Asker) -> None:
    server.routes["/"] = answer(307, b"", f"Location: {other.url}/there")
    other.routes["/there"] = answer(200)
    web = ask.client(server, other)
    assert ask(server, "/", web=web, headers={"Authorization": "Bearer secret"}).status == 200
    assert server.log[0].headers["authorization"] == "Bearer secret"
    assert "authorization" not in other.log[0].headers


def test_cookies_are_not_kept(server: Origin, ask: Asker) -> None:
    server.routes["/"] = answer(302, b"", "Location: /next", "Set-Cookie: a=b; Path=/")
    server.routes["/next"] = answer(200)
    web = ask.client(server)
    ask(server, "/", web=web)
    ask(server, "/next", web=web)
    assert [seen.headers.get("cookie") for seen in server.log] == [None] * 3


@pytest.mark.parametrize(
    ("status", "elsewhere", "outcome"),
    [
        (301, False, Cause.REDIRECTS),
        (302, False, Cause.REDIRECTS),
        (303, False, "GET"),
        (307, False, "POST"),
        (308, False, "POST"),
        (303, True, "GET"),
        (307, True, Cause.REDIRECTS),
        (308, True, Cause.REDIRECTS),
    ],
)
def test_what_is_posted_is_not_sent_on_to_another_origin(
    server: Origin, other: Origin, ask: Asker, status: int, elsewhere: bool, outcome: Cause | str
) -> None:
    target = other if elsewhere else server
    server.routes["/"] = answer(status, b"", f"Location: {target.url}/next")
    target.routes["/next"] = answer(200, b"done")
    web = ask.client(server, other)
    response = ask(server, "/", web=web, method="POST", body=b"secret")
    if isinstance(outcome, Cause):
        assert response.cause is outcome
        assert len(server.log) + len(other.log) == 1
    else:
        last = target.log[-1]
        assert (last.method, last.body) == (outcome, b"secret" if outcome == "POST" else b"")


def test_methods_bodies_and_answers_of_an_api(server: Origin, ask: Asker) -> None:
    server.routes["/"] = lambda seen, _: answer(422, b'{"error": "' + seen.body + b'"}')
    web = ask.client(server)
    headers = {"Content-Type": "application/json", "Idempotency-Key": "k"}
    response = ask(server, "/", web=web, method="POST", body=b"text", headers=headers)
    assert (response.status, response.cause, response.body) == (422, Cause.CLIENT_ERROR, b'{"error": "text"}')
    assert server.log[0].headers["idempotency-key"] == "k"
    for method in ("PUT", "DELETE", "PATCH"):
        ask(server, "/", web=web, method=method)
    server.routes["/"] = b"HTTP/1.1 200 OK\r\nContent-Length: 50000000\r\n\r\n"
    head = ask(server, "/", web=web, method="HEAD")
    assert (head.cause, head.headers["content-length"]) == (None, "50000000")
    server.routes["/"] = answer(200, b"plain again")
    assert ask(server, "/", web=web).body == b"plain again"
    assert [seen.method for seen in server.log] == ["POST", "PUT", "DELETE", "PATCH", "HEAD", "GET"]
    assert server.log[-1].body == b""


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH"])
@pytest.mark.parametrize("body", [b"\x89PNG\x00\x00rest\x00", bytes(range(256)) * 2_000, b"\x00", b""])
def test_bodies_arrive_whole_whatever_bytes_they_hold(server: Origin, ask: Asker, method: str, body: bytes) -> None:
    server.routes["/"] = answer(307, b"", "Location: /next")
    server.routes["/next"] = answer(201)
    assert ask(server, "/", method=method, body=body).status == 201
    assert [(seen.method, seen.body) for seen in server.log] == [(method, body)] * 2
    assert server.log[-1].headers["content-length"] == str(len(body))


def test_what_acts_is_never_sent_twice(server: Origin, ask: Asker) -> None:
    server.routes["/"] = answer(200)
    server.routes["/act"] = lambda _, __: None
    web = ask.client(server)
    ask(server, "/", web=web)
    assert ask(server, "/act", web=web, method="POST", body=b"x").cause is Cause.RESET
    assert server.paths().count("/act") == 1
