"""Where requests may go: nowhere in a private network, unless it was listed."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from curator.config.settings import Fetch
from curator.errors import CuratorError
from curator.http import CurlWeb
from curator.http.places import BadAddress, Guard, follow, is_public, parse
from curator.model import Cause
from curator.ports import Request
from tests.http.conftest import Asker
from tests.http.origin import Origin, answer


@pytest.mark.parametrize(
    "ip",
    [
        *("127.0.0.1", "127.8.8.8", "0.0.0.0", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254"),
        *("100.64.0.1", "100.127.255.254", "192.0.0.8", "192.88.99.1", "198.18.0.1", "203.0.113.5"),
        *("224.0.0.1", "240.0.0.1", "255.255.255.255"),
        *("::", "::1", "fe80::1", "fe80::1%eth0", "fc00::1", "fd12::1", "fec0::1", "ff02::1", "2001:db8::1", "3fff::1"),
        *("::ffff:127.0.0.1", "::ffff:10.0.0.1", "::127.0.0.1", "::ffff:169.254.169.254"),
        *(
            "64:ff9b::7f00:1",
            "64:ff9b::a00:1",
            "64:ff9b:1::808:808",
            "2002:7f00:1::1",
            "2002:a00:1::",
            "2001::1",
            "5f00::1",
        ),
        *("", "no address"),
    ],
)
def test_private_addresses_in_every_dress(ip: str) -> None:
    assert not is_public(ip)


@pytest.mark.parametrize(
    "ip", ["93.184.216.34", "8.8.8.8", "2606:2800:220:1::1", "::ffff:8.8.8.8", "64:ff9b::808:808", "2002:808:808::1"]
)
def test_public_addresses(ip: str) -> None:
    assert is_public(ip)


@pytest.mark.parametrize(
    ("address", "same"),
    [
        ("HTTP://Example.ORG", "http://example.org/"),
        ("https://example.org:443/a?b=c#d", "https://example.org/a?b=c"),
        ("http://example.org./x", "http://example.org/x"),
        ("http://bücher.example/ü?q=é", "http://xn--bcher-kva.example/%C3%BC?q=%C3%A9"),
        ("http://example.org/a b%20c", "http://example.org/a%20b%20c"),
        ("http://0x7f000001/", "http://127.0.0.1/"),
        ("http://2130706433:8080/", "http://127.0.0.1:8080/"),
        ("http://0177.1/", "http://127.0.0.1/"),
        ("http://[0:0:0:0:0:0:0:1]/", "http://[::1]/"),
        ("http://user:p%40ss@example.org/", "http://example.org/"),
    ],
)
def test_addresses_have_one_form(address: str, same: str) -> None:
    assert parse(address).address == same


@pytest.mark.parametrize(
    "address",
    [
        *("", "example.org", "ftp://example.org/", "file:///etc/passwd", "javascript:alert(1)", "data:,x"),
        *("http://", "http:///path", "http://exa mple.org/", "http://example.org:0/", "http://example.org:99999/"),
        *("http://a\\@b.example/", "http://127.0.0.1%2f@x.example:x/", "http://[::1/", "http://[fe80::1%25eth0]/"),
        *("http://ex\r\nample.org/", "http://999.1.1.1/", "http://-a.example/", "http://a..example/"),
        "http://example.org/" + "a" * 9000,
    ],
)
def test_what_is_no_address_is_not_asked(ask: Asker, address: str) -> None:
    (response,) = ask.client().fetch([Request(address, subject="mine")])
    assert response.cause is Cause.BAD_ADDRESS
    assert response.request.subject == "mine"
    with pytest.raises(BadAddress):
        parse(address)


def test_credentials_stay_within_their_origin() -> None:
    place = parse("https://user:secret@example.org/a?token=1")
    assert place.credentials == "user:secret"
    assert "secret" not in place.address
    assert follow(place, "/b").credentials == "user:secret"
    assert follow(place, "https://other.example/").credentials == ""
    assert follow(place, "http://example.org/b").credentials == ""
    assert follow(place, "https://evil:word@other.example/").credentials == ""


def test_only_the_listed_port_may_be_asked(server: Origin, other: Origin, ask: Asker) -> None:
    server.routes["/"] = answer(200, b"listed")
    other.routes["/"] = answer(200, b"secret")
    web = ask.client(server)
    assert ask(server, "/", web=web).body == b"listed"
    assert ask(other, "/", web=web).cause is Cause.PRIVATE_ADDRESS
    assert other.connections == 0


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "0x7f000001", "2130706433", "[::ffff:127.0.0.1]", "127.1"])
def test_a_redirect_to_another_port_of_this_machine_is_refused(
    server: Origin, other: Origin, ask: Asker, host: str
) -> None:
    server.routes["/"] = answer(302, b"", f"Location: http://{host}:{other.port}/secret")
    other.routes["/secret"] = answer(200, b"secret")
    response = ask(server, "/")
    assert response.cause is Cause.PRIVATE_ADDRESS
    assert response.body == b""
    assert other.connections == 0


@pytest.mark.parametrize("location", ["file:///etc/passwd", "ftp://127.0.0.1/", "gopher://x/", "data:,x", "dict://x/"])
def test_redirects_lead_to_http_only(server: Origin, ask: Asker, location: str) -> None:
    server.routes["/"] = answer(302, b"", f"Location: {location}")
    assert ask(server, "/").cause is Cause.REDIRECTS


def test_ipv6_is_guarded_and_listed_like_ipv4(make_origin: Callable[..., Origin], ask: Asker) -> None:
    server = make_origin(host="::1")
    server.routes["/"] = answer(200, b"six")
    assert ask(server, "/").body == b"six"
    assert ask(server, "/", web=ask.client()).cause is Cause.PRIVATE_ADDRESS


def test_a_listed_name_is_not_its_address() -> None:
    guard = Guard(["nas.example:8080"])
    assert guard.allows_peer(parse("http://nas.example:8080/"), "192.168.1.9", 8080)
    assert not guard.allows_peer(parse("http://nas.example:8080/"), "192.168.1.9", 22)
    assert not guard.allows_peer(parse("http://nas.example/"), "192.168.1.9", 80)
    assert not guard.allows_peer(parse("http://rebound.example:8080/"), "192.168.1.9", 8080)


@pytest.mark.parametrize("entry", ["127.0.0.1", "localhost/path:80", "", "host:port", "user@host:80"])
def test_a_mistyped_private_host_is_told_in_one_line(entry: str) -> None:
    with pytest.raises(CuratorError, match=r"fetch\.private_hosts.*host:port"):
        CurlWeb(Fetch(private_hosts=(entry,)), environ={})
