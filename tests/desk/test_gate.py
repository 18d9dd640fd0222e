"""Who is let in: hostile requests are denied, and nothing changes by them."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest

from curator.desk import Keys, note_address, noted_address
from curator.errors import CuratorError
from tests.desk.conftest import Running, start

DENIED = {400, 403, 404, 405, 413, 421}
EVIL = "https://evil.example"

FORGED: list[tuple[str, str, dict[str, str]]] = [
    ("POST", "/marks", {"Host": ""}),
    ("POST", "/marks", {"Host": "evil.example"}),
    ("POST", "/marks", {"Host": "127.0.0.1"}),
    ("POST", "/marks", {"Host": "127.0.0.1:1"}),
    ("POST", "/marks", {"Host": "127.0.0.1.evil.example"}),
    ("POST", "/marks", {"Host": "localhost"}),
    ("POST", "/marks", {"Host": "rebound.evil.example:{port}"}),
    ("POST", "/marks", {"Host": "127.0.0.1:{port}.evil.example"}),
    ("POST", "/marks", {"Host": "127.0.0.1:{port}, evil.example"}),
    ("POST", "/marks", {"Host": "user@127.0.0.1:{port}"}),
    ("POST", "/marks", {"Host": "0.0.0.0:{port}"}),
    ("POST", "/marks", {"Host": "2130706433:{port}"}),
    ("POST", "/marks", {"Host": "[::ffff:127.0.0.1]:{port}"}),
    ("GET", "/", {"Host": "evil.example"}),
    ("GET", "/static/desk.js", {"Host": "evil.example"}),
    ("GET", "/open", {"Host": "evil.example"}),
    ("POST", "/marks", {"Origin": EVIL}),
    ("POST", "/marks", {"Origin": "null"}),
    ("POST", "/marks", {"Origin": "http://127.0.0.1:1"}),
    ("POST", "/marks", {"Origin": "http://localhost"}),
    ("POST", "/marks", {"Origin": "http://127.0.0.1:{port}.evil.example"}),
    ("POST", "/marks", {"Origin": "file://"}),
    ("POST", "/marks", {"Origin": "", "Sec_Fetch_Site": ""}),
    ("POST", "/marks", {"Origin": "", "Sec_Fetch_Site": "cross-site"}),
    ("POST", "/marks", {"Origin": "", "Sec_Fetch_Site": "same-site"}),
    ("POST", "/marks", {"Origin": "", "Sec_Fetch_Site": "none"}),
    ("POST", "/marks", {"Sec_Fetch_Site": "cross-site"}),
    ("POST", "/marks", {"Origin": EVIL, "X_Forwarded_Host": "127.0.0.1:{port}"}),
    ("POST", "/marks", {"Host": "evil.example", "X_Forwarded_Host": "127.0.0.1:{port}"}),
    ("POST", "/marks", {"Cookie": ""}),
    ("POST", "/marks", {"Cookie": "curator-desk-{port}=made.up.value"}),
    ("POST", "/marks", {"X_Desk_Token": ""}),
    ("POST", "/marks", {"X_Desk_Token": "wrong"}),
    ("POST", "/marks", {"X_Desk_Token": "é"}),
    ("POST", "/marks", {"Content_Type": "text/plain"}),
    ("POST", "/marks", {"Content_Type": ""}),
    ("POST", "/marks", {"Content_Type": "application/x-www-form-urlencoded", "X_Desk_Token": ""}),
    ("GET", "/", {"Cookie": ""}),
    ("GET", "/review/rows", {"Cookie": ""}),
    ("GET", "/review/rows", {"Sec_Fetch_Site": "cross-site", "Sec_Fetch_Mode": "no-cors", "Sec_Fetch_Dest": "script"}),
    ("GET", "/figures.csv", {"Sec_Fetch_Site": "cross-site", "Sec_Fetch_Mode": "no-cors", "Sec_Fetch_Dest": "image"}),
    ("GET", "/", {"Sec_Fetch_Site": "cross-site", "Sec_Fetch_Mode": "navigate", "Sec_Fetch_Dest": "iframe"}),
    ("GET", "/marks", {}),
    ("PUT", "/marks", {}),
    ("DELETE", "/marks", {}),
    ("PATCH", "/marks", {}),
    ("OPTIONS", "/marks", {"Origin": EVIL, "Access_Control_Request_Method": "POST"}),
    ("TRACE", "/", {}),
    ("POST", "/undo", {"Origin": EVIL}),
    ("POST", "/edition/approve", {"Origin": EVIL}),
    ("POST", "/edition/build", {"X_Desk_Token": ""}),
    ("POST", "/sources/remove", {"Origin": "null"}),
    ("GET", "/preview/wrong-key/index.html", {}),
    ("GET", "/preview/wrong-key/assets/style.css", {"Cookie": ""}),
    ("GET", "/static/../keys.py", {}),
    ("GET", "/static/%2e%2e/%2e%2e/config.toml", {}),
    ("GET", "/static//etc/passwd", {}),
]


@pytest.mark.parametrize(("method", "path", "headers"), FORGED)
def test_a_forged_request_is_denied_and_changes_nothing(
    lasting: Running, method: str, path: str, headers: dict[str, str]
) -> None:
    story = lasting.waiting()[0]
    filled = {name: value.replace("{port}", str(lasting.port)) for name, value in headers.items()}
    told = {"subject": story, "verb": "keep", "value": ""} if method != "GET" else None
    answer = lasting.ask(method, path, told, **filled)
    assert answer.status in DENIED
    assert lasting.waiting()[0] == story
    assert "access-control-allow-origin" not in answer.headers


def test_the_same_request_with_nothing_forged_is_carried_out(desk: Running) -> None:
    story = desk.waiting()[0]
    assert desk.mark(story, "keep").status == 200
    assert story not in desk.waiting()


@pytest.mark.parametrize(
    "line",
    [
        "GET http://evil.example/ HTTP/1.1",
        "GET http://evil.example/marks HTTP/1.1",
        "OPTIONS * HTTP/1.1",
        "CONNECT evil.example:443 HTTP/1.1",
        "GET / HTTP/1.1\r\nHost: evil.example",
    ],
)
def test_a_request_for_another_host_is_denied(lasting: Running, line: str) -> None:
    with socket.create_connection(("127.0.0.1", lasting.port), timeout=20) as wire:
        wire.sendall(
            f"{line}\r\nHost: {lasting.host}\r\nCookie: {lasting.cookie}\r\nConnection: close\r\n\r\n".encode()
        )
        answer = wire.recv(4096).decode()
    assert int(answer.split()[1]) in DENIED


def test_a_body_is_taken_up_to_two_megabytes(lasting: Running) -> None:
    assert lasting.ask("POST", "/unsaved", b" " * 2_000_001).status == 413
    told = {"subject": lasting.waiting()[0], "field": "insight", "text": "x" * 1_900_000}
    assert lasting.ask("POST", "/unsaved", told).status == 204


def test_two_hundred_wrong_links_are_denied_and_the_right_one_works_once(lasting: Running) -> None:
    right = lasting.keys.link()
    end, mark, signature = right.split(".")
    wrong = [f"{end}.{mark}.{number:064x}" for number in range(100)] + [
        f"{int(end) + n}.{mark}.{signature}" for n in range(1, 96)
    ]
    wrong += ["", ".", "a.b", "é.é.é", f"0.{mark}.{signature}"]
    assert len(wrong) == 200
    assert {lasting.ask("POST", "/open", {"code": code}, Cookie="").status for code in wrong} == {403}
    assert lasting.ask("POST", "/open", {"code": right}, Cookie="").status == 204
    assert lasting.ask("POST", "/open", {"code": right}, Cookie="").status == 403


def test_every_answer_forbids_what_a_page_does_not_need(lasting: Running) -> None:
    for path in ("/", "/open", "/static/desk.js", "/no-such-page", "/review/rows"):
        headers = lasting.ask("GET", path).headers
        assert "frame-ancestors 'none'" in headers["content-security-policy"]
        assert "unsafe" not in headers["content-security-policy"]
        assert headers["cache-control"] == "no-store"
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "no-referrer"
    first, second = (lasting.ask("GET", "/").headers["content-security-policy"] for _ in range(2))
    assert first != second  # the nonce is new every time


def test_the_cookie_is_for_this_desk_alone(lasting: Running) -> None:
    answer = lasting.ask("POST", "/open", {"code": lasting.keys.link()}, Cookie="")
    cookie = answer.headers["set-cookie"]
    assert cookie.startswith(f"curator-desk-{lasting.port}=")
    assert "HttpOnly" in cookie
    assert "SameSite=Strict" in cookie


def test_the_secret_is_its_owners_and_ends_sessions_when_it_changes(desk: Running, journal: Path) -> None:
    file = journal / "data" / "desk.key"
    assert file.stat().st_mode & 0o777 == 0o600
    file.unlink()
    other = start(journal)
    assert other.ask("GET", "/", Cookie=desk.cookie.replace(str(desk.port), str(other.port))).status == 403
    other.stop()
    file.chmod(0o644)
    with pytest.raises(CuratorError, match="other users"):
        Keys(journal / "data")


def test_a_session_outlives_a_restart_of_the_desk(desk: Running, journal: Path) -> None:
    other = start(journal)
    assert other.ask("GET", "/", Cookie=desk.cookie.replace(str(desk.port), str(other.port))).status == 200
    other.stop()


def test_others_need_the_password_and_cannot_guess_it(journal: Path) -> None:
    running = start(journal, password="correct horse battery", names=["desk.example.org"])
    assert running.ask("GET", "/open", Host="desk.example.org").status == 200
    for _ in range(5):
        assert running.ask("POST", "/open", {"password": "guess"}).status == 403
    assert running.ask("POST", "/open", {"password": "correct horse battery"}).status == 403  # has to wait
    running.stop()
    again = start(journal, password="correct horse battery")
    assert again.ask("POST", "/open", {"password": "correct horse battery"}).status == 204
    again.stop()
    with pytest.raises(CuratorError, match="12 characters"):
        Keys(journal / "data", "short")


def test_without_a_password_none_fits(lasting: Running) -> None:
    assert lasting.ask("POST", "/open", {"password": ""}, Cookie="").status == 403
    assert lasting.ask("POST", "/open", {"password": "x"}, Cookie="").status == 403


def test_another_link_leads_to_the_desk_that_was_started_last(tmp_path: Path) -> None:
    assert noted_address(tmp_path) == "http://127.0.0.1:8787"
    note_address(tmp_path, "http://127.0.0.1:41234")
    assert noted_address(tmp_path) == "http://127.0.0.1:41234"
