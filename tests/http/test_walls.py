"""Bot walls are named; pages that only speak of them are not."""

from __future__ import annotations

import pytest

from curator.http.walls import wall
from curator.model import Cause
from tests.http.conftest import Asker
from tests.http.origin import Origin, answer

ARTICLE = b"<html><title>How g-recaptcha and cf-turnstile work</title><p>Just a moment... says captcha-delivery.com"


@pytest.mark.parametrize(
    ("status", "headers", "body", "owner"),
    [
        (403, {"cf-mitigated": "challenge"}, b"", "Cloudflare"),
        (503, {}, b"<!DOCTYPE html><html><head><title>Just a moment...</title>", "Cloudflare"),
        (200, {"content-type": "text/html"}, b"<html><title>Just a moment...</title></html>", "Cloudflare"),
        (403, {}, b"<html><title>Attention Required! | Cloudflare</title>", "Cloudflare"),
        (403, {"server": "cloudflare"}, b"error code: 1020", "Cloudflare"),
        (403, {"x-datadome": "protected"}, b"<html>", "DataDome"),
        (403, {"set-cookie": "datadome=abc; Path=/"}, b"<html>", "DataDome"),
        (403, {}, b"<html><script src='https://geo.captcha-delivery.com/c.js'>", "DataDome"),
        (403, {"server": "AkamaiGHost"}, b"<HTML><H1>Access Denied</H1>", "Akamai"),
        (202, {"x-amzn-waf-action": "challenge"}, b"", "AWS WAF"),
        (403, {}, b"<html><iframe src='/_Incapsula_Resource?x'>", "Imperva"),
        (429, {"x-vercel-mitigated": "challenge"}, b"", "Vercel"),
        (200, {}, b"<!doctype html><title>Making sure you&#39;re not a bot!</title>", "Anubis"),
        (403, {}, b"<html><title>no</title></html>", ""),
        (401, {}, b"<html><title>Log in</title><div class='g-recaptcha'>", ""),
        (404, {}, b"<html><title>404</title>" + ARTICLE, ""),
        (200, {"x-datadome": "protected"}, ARTICLE, ""),
        (200, {}, ARTICLE, ""),
        (200, {}, b"<?xml version='1.0'?><rss><title>Just a moment...</title>", ""),
        (200, {}, b"<rss><channel><title>Just a moment...</title>", ""),
        (200, {}, b"<html><title>Just a moment...</title>" + b"x" * 300_000, ""),
        (429, {}, b"", ""),
        (503, {"retry-after": "5"}, b"<h1>Service Unavailable</h1>", ""),
    ],
)
def test_who_stands_in_the_way(status: int, headers: dict[str, str], body: bytes, owner: str) -> None:
    assert wall(status, headers, body) == owner


def test_a_wall_is_a_cause_of_its_own(server: Origin, ask: Asker) -> None:
    server.routes["/"] = answer(403, b"<html><title>no</title></html>", "cf-mitigated: challenge")
    response = ask(server, "/?token=secret")
    assert response.cause is Cause.BOT_WALL
    assert "Cloudflare" in response.detail
    assert "secret" not in response.detail


@pytest.mark.parametrize(
    ("status", "cause"),
    [
        (401, Cause.UNAUTHORIZED),
        (403, Cause.FORBIDDEN),
        (404, Cause.MISSING),
        (410, Cause.GONE),
        (418, Cause.CLIENT_ERROR),
        (429, Cause.TOO_MANY),
        (451, Cause.FORBIDDEN),
        (500, Cause.SERVER_ERROR),
        (599, Cause.SERVER_ERROR),
        (300, Cause.REDIRECTS),
        (206, Cause.TRUNCATED),
        (204, None),
        (200, None),
    ],
)
def test_every_status_has_its_cause(server: Origin, ask: Asker, status: int, cause: Cause | None) -> None:
    server.routes["/"] = b"HTTP/1.1 %d X\r\n\r\n" % status if status == 204 else answer(status, b"x")
    response = ask(server, "/")
    assert (response.cause, response.status) == (cause, status)
