"""A token does one thing, for one reader, for a time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from curator.outbox.addresses import fold_address, mailbox_key
from curator.outbox.tokens import CONFIRM, UNSUBSCRIBE, expired, make_token, read_token

NOW = datetime(2026, 11, 22, tzinfo=UTC)
A, B, KEY = "a1b2c3d4e5f6", "f6e5d4c3b2a1", "the journal's key"
T, U = make_token(UNSUBSCRIBE, A, NOW, KEY), make_token(UNSUBSCRIBE, B, NOW, KEY)


def test_a_token_names_its_reader_and_its_moment() -> None:
    assert read_token(T, UNSUBSCRIBE, (KEY,)) == (A, int(NOW.timestamp()))
    assert read_token(T, UNSUBSCRIBE, ("new key", KEY)) == (A, int(NOW.timestamp()))


@pytest.mark.parametrize(
    "forged",
    [
        "",
        " ",
        T[:-1] + ("A" if T[-1] != "A" else "B"),
        ("v" if T[0] != "v" else "w") + T[1:],
        T[: len(T) // 2],
        T.upper(),
        T + T,
        T.rpartition(".")[0] + "." + U.rpartition(".")[2],
        U.replace(B, A),
        "eyJhbGciOiJub25lIn0.eyJpZCI6MX0.",
        "' OR '1'='1",
        "../../../etc/passwd",
        T + "\0",
        T.replace("a", "а"),
        "T" * 100_000,
        "1",
        make_token(UNSUBSCRIBE, A, NOW, "a retired key"),
    ],
)
def test_no_other_text_is_one(forged: str) -> None:
    assert read_token(forged, UNSUBSCRIBE, (KEY,)) is None


def test_one_action_is_not_another() -> None:
    assert read_token(T, CONFIRM, (KEY,)) is None


def test_a_token_ends() -> None:
    week = timedelta(days=7)
    assert not expired(int(NOW.timestamp()), NOW + timedelta(days=6), week)
    assert expired(int(NOW.timestamp()), NOW + timedelta(days=8), week)
    assert expired(int(NOW.timestamp()), NOW - timedelta(days=1), week)


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        (" Reader@Mail.Example ", "reader@mail.example"),
        ("a@exämple.example", "a@xn--exmple-cua.example"),
        ("no-at-sign", ""),
        ("a@b@c.example", ""),
        ("a@localhost", ""),
        ("ä@mail.example", ""),
        ("a\r\nBcc: b@mail.example", ""),
        ('"x y"@mail.example', ""),
        ("a@[127.0.0.1]", ""),
        ("a@" + "b" * 300 + ".example", ""),
        ("", ""),
    ],
)
def test_an_address_has_one_form_or_none(written: str, folded: str) -> None:
    assert fold_address(written) == folded


def test_dots_and_tags_are_one_mailbox() -> None:
    assert {mailbox_key(f"a.b+{n}@mail.example") for n in range(3)} == {"ab@mail.example"}
