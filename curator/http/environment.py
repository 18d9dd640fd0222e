"""What the environment says of the way out: proxies and certificate authorities."""

from __future__ import annotations

import ipaddress
import ssl
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from curator.errors import CuratorError
from curator.http.places import Place
from curator.i18n import N_

_BUNDLES = (
    "/etc/ssl/certs/ca-certificates.crt",
    "/etc/pki/tls/certs/ca-bundle.crt",
    "/etc/ssl/ca-bundle.pem",
    "/etc/ssl/cert.pem",
)


@dataclass(frozen=True, slots=True)
class Proxies:
    """Which proxy serves which address."""

    by_scheme: Mapping[str, str] = field(default_factory=dict)
    exceptions: tuple[str, ...] = ()
    """Hosts, ".suffixes", "host:port", networks as "10.0.0.0/8", or "*"."""

    def of(self, place: Place) -> str:
        """Return the proxy's address for `place`, "" for none; this machine itself is never behind one."""
        proxy = self.by_scheme.get(place.scheme, "")
        if place.host in ("localhost", "::1") or place.host.startswith("127."):
            return ""
        return "" if not proxy or any(_excepts(one, place) for one in self.exceptions) else proxy


def proxies(environ: Mapping[str, str]) -> Proxies:
    """Read http_proxy, https_proxy, all_proxy and no_proxy; lower case goes before upper case.

    HTTP_PROXY in capitals is ignored inside a CGI script, where a client can set
    it by a header. Raises `CuratorError` for a proxy that cannot be read.
    """

    def variable(name: str) -> str:
        if name == "http_proxy" and "REQUEST_METHOD" in environ:
            return environ.get(name, "")
        return environ.get(name, "") or environ.get(name.upper(), "")

    fallback = variable("all_proxy")
    chosen = {scheme: variable(f"{scheme}_proxy") or fallback for scheme in ("http", "https")}
    for scheme, proxy in chosen.items():
        _check(f"{scheme}_proxy", proxy)
    listed = (one.strip().lower() for one in variable("no_proxy").replace(" ", ",").split(","))
    return Proxies(chosen, tuple(one for one in listed if one))


def _check(name: str, proxy: str) -> None:
    try:
        address = urlsplit(proxy if "://" in proxy else f"http://{proxy}")
        sound = not proxy or (bool(address.hostname) and (address.port or 1) > 0)
    except ValueError:
        sound = False
    if not sound:
        raise CuratorError(N_("this proxy cannot be read."), about=name, remedy=N_("Write it as http://host:port."))


def _excepts(exception: str, place: Place) -> bool:
    if exception == "*":
        return True
    if "/" in exception:
        try:
            return ipaddress.ip_address(place.host) in ipaddress.ip_network(exception, strict=False)
        except ValueError:
            return False
    if exception.count(":") == 1:
        exception, _, port = exception.partition(":")
        if port != str(place.port):
            return False
    suffix = exception.strip("[]").removeprefix("*").removeprefix(".")
    return bool(suffix) and (place.host == suffix or place.host.endswith(f".{suffix}"))


def authorities(environ: Mapping[str, str]) -> str:
    """Return the file of the certificate authorities to trust.

    SSL_CERT_FILE goes before CURL_CA_BUNDLE, both in either case, before the
    system's own. Raises `CuratorError` where a named file is missing or none is found.
    """
    for name in ("SSL_CERT_FILE", "CURL_CA_BUNDLE"):
        named = environ.get(name, "") or environ.get(name.lower(), "")
        if named and not Path(named).is_file():
            raise CuratorError(N_("there is no such file of certificate authorities."), about=f"{name}={named}")
        if named:
            return named
    for bundle in (ssl.get_default_verify_paths().cafile, *_BUNDLES):
        if bundle and Path(bundle).is_file():
            return bundle
    raise CuratorError(N_("no certificate authorities were found."), remedy=N_("Name a file of them in SSL_CERT_FILE."))
