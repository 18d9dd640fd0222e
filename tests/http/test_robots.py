"""robots.txt: asked once an origin, obeyed for pages."""

from __future__ import annotations

import pytest

from curator.http.robots import robots_of
from curator.model import Cause
from curator.ports import Request, Response
from tests.http.conftest import Asker
from tests.http.origin import Origin, answer

RULES = b"""User-agent: otherbot
Disallow: /
User-agent: *
Disallow: /private/
Disallow: /*.pdf$
Allow: /private/open
"""


def robots(body: bytes) -> object:
    return robots_of(Response(Request("http://x.example/robots.txt"), status=200, body=body))


def allowed(body: bytes, path: str) -> bool:
    return robots(body).allows(f"http://x.example{path}")  # type: ignore[attr-defined]


def test_pages_obey_feeds_need_not(server: Origin, ask: Asker) -> None:
    server.routes |= {"/robots.txt": answer(200, RULES), "/private/a": answer(200, b"a"), "/b": answer(200, b"b")}
    web = ask.client(server)
    pages = [Request(server.url + path, page=True) for path in ("/private/a", "/b", "/private/a?x", "/b?y")]
    causes = {response.request.address: response.cause for response in web.fetch(pages)}
    assert list(causes.values()).count(Cause.ROBOTS) == 2
    assert ask(server, "/private/a", web=web).body == b"a"
    assert server.paths().count("/robots.txt") == 1
    assert server.paths().count("/private/a") == 1


def test_a_redirect_asks_the_next_origin_too(server: Origin, other: Origin, ask: Asker) -> None:
    server.routes["/"] = answer(302, b"", f"Location: {other.url}/private/x")
    other.routes |= {"/robots.txt": answer(200, RULES), "/private/x": answer(200)}
    response = ask(server, "/", web=ask.client(server, other), page=True)
    assert response.cause is Cause.ROBOTS
    assert other.paths() == ["/robots.txt"]


@pytest.mark.parametrize(
    ("status", "cause"),
    [(404, None), (403, None), (410, None), (500, Cause.ROBOTS), (503, Cause.ROBOTS), (429, Cause.ROBOTS)],
)
def test_a_missing_robots_allows_a_failing_one_forbids(
    server: Origin, ask: Asker, status: int, cause: Cause | None
) -> None:
    server.routes |= {"/robots.txt": answer(status), "/": answer(200, b"page")}
    assert ask(server, "/", page=True).cause is cause


def test_where_robots_cannot_be_reached_the_page_cannot_either(server: Origin, ask: Asker) -> None:
    server.close()
    assert ask(server, "/", page=True).cause is Cause.REFUSED


def test_robots_txt_goes_through_the_same_guard(server: Origin, other: Origin, ask: Asker) -> None:
    server.routes |= {"/robots.txt": answer(302, b"", f"Location: {other.url}/secret"), "/": answer(200, b"page")}
    assert ask(server, "/", page=True).body == b"page"
    assert other.connections == 0


def test_a_robots_txt_without_end_is_read_in_part(server: Origin, ask: Asker) -> None:
    server.routes |= {"/robots.txt": answer(200, RULES + b"# padding\n" * 100_000), "/private/a": answer(200)}
    assert ask(server, "/private/a", page=True).cause is Cause.ROBOTS


def test_the_rules_of_rfc_9309() -> None:
    assert not allowed(RULES, "/private/x")
    assert allowed(RULES, "/private/open")
    assert not allowed(RULES, "/a/b.pdf")
    assert allowed(RULES, "/a/b.pdf?x")
    assert allowed(b"", "/")
    assert not allowed(b"\xef\xbb\xbfUser-agent: *\nDisallow: /", "/")
    assert not allowed(b"user-agent: Curator # us\ndisallow: /us\n\nUser-agent: *\nDisallow: /all", "/us")
    assert allowed(b"User-agent: curator/1.0\nDisallow: /us\n\nUser-agent: *\nDisallow: /all", "/all")
    assert allowed(b"User-agent: curatorial\nDisallow: /", "/")
    assert allowed(b"<html><title>Not found</title></html>", "/")


def test_a_hostile_robots_txt_costs_little() -> None:
    groups = b"".join(b"User-agent: bot%d\n" % n for n in range(20_000))
    rules = b"".join(b"Disallow: /%d\n" % n for n in range(15_000))
    assert allowed(groups + rules, "/1")
    assert allowed(groups.replace(b"\n", b"\x0b") + rules, "/1")
    assert allowed(b"User-agent: *\nDisallow: /" + b"*a" * 100_000 + b"$", "/" + "a" * 2_000)
