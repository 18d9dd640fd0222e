"""Twenty planted secrets, eight places where secrets come to light: in none of them does one show."""

from __future__ import annotations

import json
import logging
import pickle
import sqlite3
import traceback
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from curator.config.secrets import Secret, find_secret, keep_secret
from curator.errors import CuratorError
from curator.plain import to_plain
from tests.demo import Curator
from tests.send.nameserver import NameServer
from tests.send.test_command import Box, box, sender, settle

__all__ = ["box", "sender"]
PLANTED = (
    "correct horse battery staple", "p@ss:w0rd/with?url#parts", "ghp_16C7e42F292c6912E7710c838347Ae178B4a",
    "AKIAIOSFODNN7EXAMPLE:wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", "xoxb-263594206564-FGqddMF8t08v8N7Oq4i57vs1",
    "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.dozjgNryP4J3jVmNHl0w5N", "https://hooks.example/T000/B000/XXXXXXXXXXXX",
    "123456:ABC-DEF1234ghIkl-zyx57W2v1u123ew11", "0123456789abcdef-us21", "xkeysib-aaaabbbbccccdddd-EEEE",
    "-----BEGIN RSA PRIVATE KEY-----\nMIIplanted\n-----END RSA PRIVATE KEY-----", "абвгд-пароль", "密码-planted",
    "%s %d {name} {0!r}", "\\u0000\\x41", "a" * 64, "'; drop table marks; --", "</script>planted", "$(planted) `x`",
    "short-pw",
)  # fmt: skip
assert len(set(PLANTED)) == 20


def _log(secret: Secret) -> str:
    records: list[str] = []

    class Kept(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            records.append(self.format(record))

    logger = logging.getLogger("planted")
    logger.addHandler(Kept())
    logger.error("login with %s and %r", secret, {"password": secret})
    logger.handlers.clear()
    return "".join(records)


def _trace(secret: Secret) -> str:
    try:
        raise CuratorError(f"could not log in with {secret}", about=f"{secret!r}")
    except CuratorError as error:
        return "".join(traceback.format_exception(error)) + str(error)


def _pickled(secret: Secret) -> str:
    with pytest.raises(TypeError):
        pickle.dumps(secret)
    return ""


def _plain(secret: Secret) -> str:
    try:
        return json.dumps(to_plain({"token": secret}))
    except (TypeError, ValueError) as error:
        return str(error)


SINKS: dict[str, Callable[[Secret], str]] = {
    "str and format": lambda secret: f"{secret} {secret!s:>9} {'%s' % secret} {str(secret)}",  # noqa: UP031, RUF010
    "repr in a container": lambda secret: repr([secret, {"a": secret}, (secret,)]),
    "log": _log,
    "traceback": _trace,
    "JSON": _plain,
    "pickle": _pickled,
}


@pytest.mark.parametrize("sink", SINKS)
@pytest.mark.parametrize("planted", PLANTED, ids=range(20))
def test_no_sink_shows_it(planted: str, sink: str) -> None:
    shown = SINKS[sink](Secret(planted))
    assert planted not in shown
    assert planted[:8] not in shown


def _worked_with(sender: Path, curator: Curator, dns: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """Return what the commands say that are given each planted secret in turn."""
    printed = ""
    names = ("SMTP", "MAILBOX", "DEPLOY", "GATE", "DKIM")
    for start in range(0, len(PLANTED), len(names)):
        for name, planted in zip(names, PLANTED[start:], strict=False):
            monkeypatch.setenv(f"CURATOR_{name}", planted)
        for command in (
            ("doctor", "mail", "--dns", dns),
            ("doctor", "--json"),
            ("send", "--yes"),
            ("subscribers", "sync"),
            ("deploy", "--yes"),
            ("paths", "--json"),
            ("status", "--json"),
        ):
            run = curator("-j", sender, "--debug", *command)
            printed += run.out + run.err
    return printed


def test_none_is_in_any_output_or_file_of_a_journal_that_used_them(
    sender: Path, box: Box, curator: Curator, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Commands that work with secrets, and fail with them: their words, the store, the export, the site, the diary."""
    settle(sender, mailbox={"host": "127.0.0.1", "port": 9, "user": "me"}, deploy={"kind": "s3", "to": "s3://bucket"})
    settle(sender, handover={"service": ""}, deploy={"endpoint": "http://127.0.0.1:9", "region": "x"})
    with NameServer() as zone:
        zone.dead |= {"journal.example", "localhost"}
        printed = _worked_with(sender, curator, zone.address, monkeypatch)
    assert curator("-j", sender, "export", tmp_path / "all.zip").code == 0
    with sqlite3.connect(sender / "data" / "curator.sqlite") as store:
        printed += "\n".join(store.iterdump())
    with zipfile.ZipFile(tmp_path / "all.zip") as archive:
        printed += "".join(archive.read(name).decode("utf-8", "replace") for name in archive.namelist())
    for file in [*sender.rglob("*"), *(tmp_path / "state").rglob("*")]:
        if file.is_file():
            printed += file.read_bytes().decode("utf-8", "replace")
    assert [planted for planted in PLANTED if planted in printed] == []


def test_a_file_that_others_can_read_is_refused_and_ours_is_not(tmp_path: Path) -> None:
    place = Path(keep_secret("smtp", "planted", tmp_path / "kept"))
    assert place.stat().st_mode & 0o777 == 0o600
    assert find_secret("smtp", {}, tmp_path / "kept") == Secret("planted")
    place.chmod(0o640)
    with pytest.raises(CuratorError, match="others can read") as told:
        find_secret("smtp", {}, tmp_path / "kept")
    assert "chmod 600" in str(told.value)
    assert "planted" not in str(told.value)


@pytest.mark.parametrize(
    "tables",
    [
        {"deploy": {"kind": "s3", "to": "s3://bucket", "endpoint": "http://s3.example"}},
        {"deploy": {"kind": "git", "to": "http://git.example/me.git"}},
        {"handover": {"service": "listmonk", "server": "http://l.example", "user": "me", "list": "1"}},
        {"smtp": {"host": "mail.example", "security": "none", "user": "me"}},
        {"gate": {"address": "http://journal.example/gate"}},
    ],
)
def test_no_secret_goes_over_an_open_line(journal: Path, curator: Curator, tables: dict[str, dict[str, str]]) -> None:
    settle(journal, **tables)
    run = curator("-j", journal, "status")
    assert (run.code, "config.toml:" in run.err) == (2, True)
