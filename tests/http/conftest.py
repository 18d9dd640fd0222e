from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from curator.config.settings import Fetch
from curator.http import CurlWeb
from curator.ports import Request, Response
from tests.http.origin import Origin, origin


@pytest.fixture
def server() -> Iterator[Origin]:
    with origin() as running:
        yield running


@pytest.fixture
def other() -> Iterator[Origin]:
    with origin() as running:
        yield running


class Asker:
    """A client for which the given servers are listed; asks and waits for all answers."""

    def __init__(self, environ: dict[str, str]) -> None:
        self.environ = environ
        self.clients: list[CurlWeb] = []

    def client(self, *servers: Origin, **settings: object) -> CurlWeb:
        listed = tuple(server.place for server in servers)
        web = CurlWeb(
            Fetch(private_hosts=listed, **settings),  # type: ignore[arg-type]
            contact="https://journal.example/about",
            environ=self.environ,
        )
        self.clients.append(web)
        return web

    def __call__(self, server: Origin, path: str, *, web: CurlWeb | None = None, **request: object) -> Response:
        web = web or self.client(server)
        (response,) = web.fetch([Request(server.url + path, **request)])  # type: ignore[arg-type]
        return response


@pytest.fixture
def ask() -> Iterator[Asker]:
    asker = Asker({})
    yield asker
    for client in asker.clients:
        client.close()


@pytest.fixture
def make_origin() -> Iterator[Callable[..., Origin]]:
    running: list[Origin] = []

    def make(**settings: object) -> Origin:
        running.append(Origin(**settings))  # type: ignore[arg-type]
        return running[-1]

    yield make
    for one in running:
        one.close()
