"""What every `ports.Web` promises."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from curator.config.settings import Fetch
from curator.http import CurlWeb
from curator.model import Cause
from curator.ports import Request, Web
from tests.http.origin import Origin, answer, origin


@pytest.fixture
def server() -> Iterator[Origin]:
    with origin() as running:
        running.routes["/feed"] = answer(200, b"<rss/>", "Content-Type: application/rss+xml", 'ETag: "1"')
        running.routes["/same"] = lambda seen, _: answer(304 if "if-none-match" in seen.headers else 200)
        running.routes["/moved"] = answer(301, b"", "Location: /feed")
        yield running


@pytest.fixture(params=["libcurl"])
def web(server: Origin) -> Iterator[Web]:
    with CurlWeb(Fetch(private_hosts=(server.place,)), environ={}) as made:
        yield made


def test_each_request_has_its_response_whatever_happens(web: Web, server: Origin) -> None:
    addresses = [server.url + path for path in ("/feed", "/gone", "/moved", "/same")] + ["nonsense", "http://10.0.0.1/"]
    requests = [Request(address, subject=str(number)) for number, address in enumerate(addresses)]
    responses = {response.request.subject: response for response in web.fetch(requests)}
    assert set(responses) == {str(number) for number in range(len(addresses))}
    assert [responses[str(number)].request for number in range(len(addresses))] == requests
    causes = [responses[str(number)].cause for number in range(len(addresses))]
    assert causes == [None, Cause.MISSING, None, None, Cause.BAD_ADDRESS, Cause.PRIVATE_ADDRESS]
    assert all(bool(response.detail) is (response.cause is not None) for response in responses.values())


def test_a_good_answer_is_whole(web: Web, server: Origin) -> None:
    (response,) = web.fetch([Request(server.url + "/feed")])
    assert (response.status, response.body, response.address) == (200, b"<rss/>", server.url + "/feed")
    assert response.headers["content-type"] == "application/rss+xml"
    assert response.headers["etag"] == '"1"'


def test_permanent_redirects_are_told(web: Web, server: Origin) -> None:
    (response,) = web.fetch([Request(server.url + "/moved")])
    assert response.permanent == response.address == server.url + "/feed"


def test_conditions_are_passed_on(web: Web, server: Origin) -> None:
    (response,) = web.fetch([Request(server.url + "/same", etag='"1"')])
    assert (response.status, response.cause) == (304, None)


def test_nothing_asked_nothing_answered(web: Web) -> None:
    assert list(web.fetch(())) == []


def test_it_may_be_used_again_and_left_early(web: Web, server: Origin) -> None:
    def requests() -> Iterator[Request]:
        return (Request(server.url + "/feed") for _ in range(20))

    assert next(web.fetch(requests())).status == 200
    assert [response.status for response in web.fetch(requests())] == [200] * 20
