"""Proxies and certificate authorities, from the usual variables."""

from __future__ import annotations

import ssl
from collections.abc import Callable
from pathlib import Path

import pytest
import trustme

from curator.config.settings import Fetch
from curator.errors import CuratorError
from curator.http import CurlWeb, environment
from curator.http.places import parse
from curator.model import Cause
from curator.ports import Request
from tests.http.conftest import Asker
from tests.http.origin import Origin, Seen, Talk, answer


@pytest.fixture
def proxy(server: Origin, ask: Asker) -> Origin:
    ask.environ |= {"http_proxy": server.url, "HTTPS_PROXY": server.url, "NO_PROXY": "direct.example"}
    return server


def test_http_goes_through_the_proxy(proxy: Origin, ask: Asker) -> None:
    proxy.routes["http://feeds.example/a"] = answer(200, b"feed")
    (response,) = ask.client().fetch([Request("http://feeds.example/a?b=c")])
    assert (response.cause, response.body) == (None, b"feed")
    assert proxy.paths() == ["http://feeds.example/a?b=c"]


def test_https_is_tunnelled_and_a_refused_tunnel_is_named(proxy: Origin, ask: Asker) -> None:
    proxy.routes["gone.example:443"] = answer(502)
    proxy.routes["locked.example:443"] = answer(407)
    web = ask.client()
    gone, locked = sorted(
        web.fetch([Request("https://gone.example/?token=secret"), Request("https://locked.example/")]),
        key=lambda response: response.request.address,
    )
    assert (gone.cause, locked.cause) == (Cause.DNS, Cause.UNAUTHORIZED)
    assert "the proxy answered 502" in gone.detail
    assert "secret" not in gone.detail
    assert {seen.method for seen in proxy.log} == {"CONNECT"}


@pytest.mark.parametrize(
    "address",
    [
        "http://10.0.0.1/",
        "http://0xa9fea9fe/latest/meta-data/",
        "http://[::ffff:10.0.0.1]/",
        "https://[fd00::1]/",
        "http://intranet/",
        "http://printer.local/",
        "http://vault.internal/",
        "http://0.0.0.0/",
    ],
)
def test_the_proxy_is_not_asked_for_private_places(proxy: Origin, ask: Asker, address: str) -> None:
    (response,) = ask.client().fetch([Request(address)])
    assert response.cause is Cause.PRIVATE_ADDRESS
    assert proxy.connections == 0


def test_a_redirect_to_a_private_place_is_not_asked_of_the_proxy_either(proxy: Origin, ask: Asker) -> None:
    proxy.routes["http://feeds.example/"] = answer(302, b"", "Location: http://169.254.169.254/")
    (response,) = ask.client().fetch([Request("http://feeds.example/")])
    assert response.cause is Cause.PRIVATE_ADDRESS
    assert len(proxy.log) == 1


def test_this_machine_is_not_behind_the_proxy_and_stays_guarded(proxy: Origin, other: Origin, ask: Asker) -> None:
    other.routes["/"] = answer(200, b"mine")
    assert ask(other, "/").body == b"mine"
    assert ask(other, "/", web=ask.client()).cause is Cause.PRIVATE_ADDRESS
    assert proxy.connections == 0


@pytest.mark.parametrize(
    ("no_proxy", "address", "direct"),
    [
        ("*", "http://a.example/", True),
        ("example", "http://a.example/", True),
        (".a.example", "http://a.example/", True),
        ("a.example", "http://b.a.example/", True),
        ("a.example", "http://aa.example/", False),
        ("a.example:8080", "http://a.example:8080/", True),
        ("a.example:8080", "http://a.example/", False),
        ("*.a.example", "http://b.a.example/", True),
        ("93.184.0.0/16", "http://93.184.216.34/", True),
        ("93.184.0.0/16", "http://a.example/", False),
        ("x.example, a.example", "http://a.example/", True),
        ("", "http://a.example/", False),
    ],
)
def test_exceptions_from_the_proxy(no_proxy: str, address: str, direct: bool) -> None:
    proxies = environment.proxies({"http_proxy": "http://p.example:1", "no_proxy": no_proxy})
    assert (proxies.of(parse(address)) == "") is direct


def test_variables_in_both_cases() -> None:
    place = parse("http://a.example/")
    assert environment.proxies({"HTTP_PROXY": "http://p:1"}).of(place) == "http://p:1"
    assert environment.proxies({"HTTP_PROXY": "http://p:1", "http_proxy": "http://q:1"}).of(place) == "http://q:1"
    assert environment.proxies({"ALL_PROXY": "socks5h://s:1"}).of(place) == "socks5h://s:1"
    assert environment.proxies({"HTTP_PROXY": "http://p:1", "REQUEST_METHOD": "GET"}).of(place) == ""


@pytest.mark.parametrize("proxy_value", ["http://[", "http://:80", "http://p:99999"])
def test_a_mistyped_proxy_is_told(proxy_value: str) -> None:
    with pytest.raises(CuratorError, match="http_proxy"):
        environment.proxies({"http_proxy": proxy_value})


@pytest.fixture
def authority(tmp_path: Path) -> tuple[trustme.CA, Path]:
    ca = trustme.CA()
    ca.cert_pem.write_to_path(str(tmp_path / "ca.pem"))
    return ca, tmp_path / "ca.pem"


def context(ca: trustme.CA, host: str) -> ssl.SSLContext:
    made = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    ca.issue_cert(host).configure_cert(made)
    return made


@pytest.mark.parametrize("variable", ["SSL_CERT_FILE", "ssl_cert_file", "CURL_CA_BUNDLE", "curl_ca_bundle"])
def test_the_authorities_are_those_the_environment_names(
    make_origin: Callable[..., Origin], authority: tuple[trustme.CA, Path], ask: Asker, variable: str
) -> None:
    ca, file = authority
    server = make_origin(tls=context(ca, "127.0.0.1"))
    server.routes["/"] = answer(200, b"secure")
    ask.environ[variable] = str(file)
    assert ask(server, "/").body == b"secure"


def test_certificates_are_checked(
    make_origin: Callable[..., Origin], authority: tuple[trustme.CA, Path], ask: Asker
) -> None:
    ca, file = authority
    wrong_host = make_origin(tls=context(ca, "other.example"))
    stranger = make_origin(tls=context(trustme.CA(), "127.0.0.1"))
    ask.environ["SSL_CERT_FILE"] = str(file)
    for server in (wrong_host, stranger):
        server.routes["/"] = answer(200)
        response = ask(server, "/?token=secret")
        assert response.cause is Cause.TLS
        assert "secret" not in response.detail
        assert not server.log


def test_plain_http_where_tls_is_expected(make_origin: Callable[..., Origin], ask: Asker) -> None:
    server = make_origin()

    def greet(_: Seen, talk: Talk) -> None:
        talk.send(b"never asked")

    server.routes["/"] = greet
    web = ask.client(server, connect_seconds=0.5)
    (response,) = web.fetch([Request(f"https://{server.place}/")])
    assert response.cause in (Cause.TLS, Cause.TIMEOUT)


def test_from_http_to_https_the_first_connection_is_closed(
    make_origin: Callable[..., Origin], authority: tuple[trustme.CA, Path], ask: Asker
) -> None:
    ca, file = authority
    secure = make_origin(tls=context(ca, "127.0.0.1"))
    plain = make_origin()
    still_open: list[int] = []

    def look(_: Seen, talk: Talk) -> bytes:
        talk.pause(0.3)
        still_open.append(plain.open_now)
        return answer(200, b"feed")

    secure.routes["/"] = look
    plain.routes["/"] = answer(301, b"<html>moved</html>", f"Location: {secure.url}/")
    ask.environ["SSL_CERT_FILE"] = str(file)
    response = ask(plain, "/", web=ask.client(plain, secure))
    assert (response.body, response.permanent) == (b"feed", secure.url + "/")
    assert still_open == [0]


def test_missing_authorities_are_told(tmp_path: Path) -> None:
    with pytest.raises(CuratorError, match="SSL_CERT_FILE"):
        CurlWeb(Fetch(), environ={"SSL_CERT_FILE": str(tmp_path / "none.pem")})
