import asyncio
import smtplib
import socket
from collections.abc import Iterator
from dataclasses import replace
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import pytest
from aiosmtpd.controller import Controller

from curator.config.settings import Config
from curator.render.letter import render_letter
from curator.render.message import BadAddress, address_of, flatten, to_eml
from tests.letter.factory import NOW, config, english_edition, french_edition, weekly_edition

HEADERS = [
    "Subject", "From", "To", "Date", "Message-ID", "List-Id", "List-Archive", "List-Unsubscribe",
    "List-Unsubscribe-Post", "Auto-Submitted", "MIME-Version", "Content-Type", "Content-Language",
]  # fmt: skip
HOSTILE = [
    "Keep\r\nBcc: evil@evil.test",
    "Keep\nBcc: evil@evil.test",
    "Keep\rX-Evil: y",
    "Keep\u2028Bcc: evil@evil.test",
    "Keep\u0085X-Evil: y",
    "Keep\x0b\x0cX-Evil: y",
    "Keep\r\n\r\n<h1>body</h1>",
    "Keep\r\n.\r\nMAIL FROM:<x@y.test>",
    "=?utf-8?B?QmNjOiBldmlsQGV2aWwudGVzdA==?=",
    "=?utf-8?Q?x=0D=0ABcc:_evil@evil.test?=",
    "=?utf-8?Q?=3D=3Futf-8=3FQ=3Fx=3D0D=3D0ABcc=3A_e=40e.t=3F=3D?=",
    "=?utf-8?q?a?= =?utf-8?q?=0ABcc:_b?=",
    "Keep " + "x" * 5000,
    "Keep " + "é" * 2000,
    "Keep\x00null",
    "Keep \ud800",
    f"=?{'x' * 1000}?q?a?=",
    "Keep <evil@evil.test>, other@x.test",
    '"Keep" <a@b.test>',
    "Keep\t\r\n folded",
    "Keep 🎉 “quoted” \u202ertl",
    "",
    "\r\n",
]


def written(settings: Config | None = None, subject: str | None = None, **reader: str) -> bytes:
    settings = settings or config()
    letter = render_letter(english_edition(), config())
    if subject is not None:
        letter = replace(letter, subject=subject)
    return to_eml(letter, settings, now=NOW, **reader)


def parsed(data: bytes) -> EmailMessage:
    message = message_from_bytes(data, policy=policy.SMTP)
    assert isinstance(message, EmailMessage)
    return message


def test_the_headers_are_these_and_no_others() -> None:
    message = parsed(written(recipient="Zoé <reader@mail.example>", token="t0k/en"))
    assert message.keys() == HEADERS
    assert message["To"] == "Zoé <reader@mail.example>"
    assert message["From"].addresses[0].addr_spec == "ada@confluence.example"
    assert message["Date"] == "Mon, 23 Nov 2026 07:30:00 +0100"
    assert message["List-Id"] == "Confluence <daily.confluence.example>"
    assert message["List-Unsubscribe"] == (
        "<https://confluence.example/u/t0k%2Fen>, <mailto:ada@confluence.example?subject=unsubscribe%20t0k%2Fen>"
    )
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Content-Language"] == "en"


def test_both_parts_are_there_and_the_text_comes_first() -> None:
    message = parsed(written())
    assert [part.get_content_type() for part in message.iter_parts()] == ["text/plain", "text/html"]
    letter = render_letter(english_edition(), config())
    text, html = (part.get_content() for part in message.iter_parts())
    assert text.replace("\r\n", "\n") == letter.text.replace("{token}", "")
    assert html.replace("\r\n", "\n").strip() == letter.html.replace("{token}", "").strip()


def test_the_readers_own_way_out_stands_in_both_parts() -> None:
    message = parsed(written(token="abc&1"))
    for part in message.iter_parts():
        content = part.get_content()
        assert "https://confluence.example/u/abc%261" in content
        assert "{token}" not in content


def test_the_message_id_is_fixed_by_edition_and_reader() -> None:
    first, again, other = (
        parsed(written(recipient=box))["Message-ID"] for box in ("a@b.example", "A@b.example", "c@b.example")
    )
    assert first == again != other
    weekly = to_eml(render_letter(weekly_edition(), config()), config(), now=NOW, recipient="a@b.example")
    assert parsed(weekly)["Message-ID"] != first
    assert parsed(weekly)["List-Id"] == "Confluence <weekly.confluence.example>"


def test_the_same_arguments_give_the_same_bytes_in_lines_that_mail_takes() -> None:
    data = written(recipient="a@b.example", token="t")
    assert data == written(recipient="a@b.example", token="t")
    assert b"\n" not in data.replace(b"\r\n", b"")
    assert max(len(line) for line in data.split(b"\r\n")) <= 78 + len("List-Unsubscribe: ")


def test_a_mailto_way_out_promises_no_one_click() -> None:
    settings = config(unsubscribe="mailto:out@confluence.example?subject=unsubscribe")
    data = to_eml(render_letter(english_edition(), settings), settings, now=NOW)
    message = parsed(data)
    assert message["List-Unsubscribe"] == "<mailto:out@confluence.example?subject=unsubscribe>"
    assert message["List-Unsubscribe-Post"] is None


def test_a_long_way_out_is_neither_folded_nor_encoded() -> None:
    token = "x" * 300
    assert f"<https://confluence.example/u/{token}>".encode() in written(token=token)


def test_a_way_out_that_no_header_can_hold_is_refused() -> None:
    with pytest.raises(BadAddress, match="too long"):
        written(token="x" * 2000)


def test_without_settings_it_is_addressed_to_nobody_from_nowhere_real() -> None:
    settings = config(sender="", unsubscribe="")
    settings = replace(settings, journal=replace(settings.journal, base_url=""))
    message = parsed(to_eml(render_letter(english_edition(), settings), settings, now=NOW))
    assert message["From"].addresses[0].addr_spec == "letter@journal.invalid"
    assert message["To"] == "undisclosed-recipients:;"
    assert "List-Unsubscribe" not in message


@pytest.mark.parametrize("value", HOSTILE, ids=range(len(HOSTILE)))
@pytest.mark.parametrize("field", ["subject", "journal", "sender", "reader"])
def test_nothing_foreign_becomes_a_header(value: str, field: str) -> None:
    settings, reader = config(), "reader@mail.example"
    quoted = '"' + value.replace('"', "") + '" <box@mail.example>'
    if field == "journal":
        settings = replace(settings, journal=replace(settings.journal, title=value))
    if field == "sender":
        settings = replace(settings, letter=replace(settings.letter, sender=quoted))
    if field == "reader":
        reader = quoted
    try:
        data = written(settings, subject=value if field == "subject" else None, recipient=reader)
    except BadAddress:
        # Refusing the reader's or the sender's address is as safe as cleaning it; a title is never refused.
        assert field in ("sender", "reader")
        return
    assert message_from_bytes(data).keys() == HEADERS
    assert len(parsed(data)["To"].addresses) == 1
    assert b"\r\n.\r\n" not in data


def test_flattening_keeps_honest_words() -> None:
    assert flatten("Nine hours — 9 h « sans » turbine 🎉") == "Nine hours — 9 h « sans » turbine 🎉"
    assert flatten("=?utf-8?q?caf=C3=A9?= noir") == "café noir"
    assert flatten("a\r\n b") == "a b"


@pytest.mark.parametrize(
    "value",
    ["", "nobody", "a@b@c", "a b@c.example", "a@", "@b", "x@-.example", "é@b.example", "a@b.example, c@d.example"],
)
def test_what_is_no_address_is_refused(value: str) -> None:
    with pytest.raises(BadAddress):
        address_of(value)


def test_a_host_in_another_script_becomes_ascii() -> None:
    assert address_of("a@été.example").addr_spec == "a@xn--t-9fab.example".replace(
        "xn--t-9fab", "été".encode("idna").decode()
    )


class Mailbox:
    """Keeps what a real SMTP server took."""

    def __init__(self) -> None:
        self.taken: list[Any] = []

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        await asyncio.sleep(0)
        self.taken.append(envelope)
        return "250 taken"


@pytest.fixture
def mailbox() -> Iterator[tuple[Mailbox, int]]:
    box = Mailbox()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    controller = Controller(box, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        yield box, port
    finally:
        controller.stop()


def test_a_real_server_takes_it_and_gives_the_same_words_back(mailbox: tuple[Mailbox, int]) -> None:
    box, port = mailbox
    settings = config("fr")
    letter = render_letter(french_edition(), settings)
    data = to_eml(letter, settings, now=NOW, recipient="Zoé <reader@mail.example>", token="t")
    with smtplib.SMTP("127.0.0.1", port) as server:
        server.sendmail("ada@confluence.example", ["reader@mail.example"], data)
    (envelope,) = box.taken
    assert envelope.rcpt_tos == ["reader@mail.example"]
    assert envelope.content == data
    message = parsed(envelope.content)
    assert message["Subject"].startswith("Une ville laisse entrer sa rivière")
    body = message.get_body(("plain",))
    assert body is not None
    assert "à la main\u202f!" in body.get_content()
