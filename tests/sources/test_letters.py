"""Newsletters as they are written: tables, headlines with a summary below, buttons, small print, tracking."""

from __future__ import annotations

import mailbox
import os
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path

import pytest

from curator.model import Source, SourceState
from curator.ports import Batch, Request, Response
from curator.sources.mailbox import MailboxFetcher
from curator.sources.mailbox.boxes import MailWeb
from curator.sources.mailbox.frames import framed, unframed
from curator.sources.mailbox.letters import read_letter

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)

HTML = """<html><head><style>a{color:red}</style></head><body><table><tr><td>
<p><a href="https://letter.example/p/12?token=abc">View in browser</a></p>
<a href="https://letter.example/"><img src="logo.png" alt="The Letter"></a>
<h2><a href="https://outlet.example/grid?utm_source=letter">The grid in figures</a></h2>
<p>Somebody counted every cable in the country, and the count surprises.</p>
<a href="https://outlet.example/grid?utm_source=letter&amp;utm_medium=mail">Read more →</a>
</td></tr><tr><td>
<ul><li>On heat: <a href="https://other.example/heat/pumps">pumps in old houses</a> work better than their name.</li>
<li><a href="https://third.example/tide/2026">Tides, measured</a></li></ul>
<p>A longer text that says nothing of a link.</p>
</td></tr><tr><td>
<p>You get this because you asked for it. <a href="https://letter.example/x/leave">Unsubscribe</a> or
<a href="https://letter.example/x/prefs">update your preferences</a>.
<a href="https://letter.example/post/about-us">About us</a></p>
<a href="https://www.facebook.com/letter">Facebook</a> <a href="https://twitter.com/letter">Twitter</a>
<a href="mailto:hello@letter.example">Write</a>
</td></tr></table></body></html>"""
PLAIN = """Hello,

The count surprises: https://outlet.example/grid.

Heat pumps in old houses
https://other.example/heat/pumps

To unsubscribe: https://letter.example/x/leave
"""


def mail(html: str = HTML, plain: str = "", number: int = 1, **headers: str) -> bytes:
    message = EmailMessage()
    message["From"] = "=?utf-8?q?La_Lettre_=C3=A9clair=C3=A9e?= <news@letter.example>"
    message["To"] = "me@mail.test"
    message["Subject"] = "This week"
    message["Message-ID"] = f"<{number}@letter.example>"
    message["Date"] = "Sun, 22 Nov 2026 08:00:00 +0100"
    for name, value in headers.items():
        message[name.replace("_", "-")] = value
    message.set_content(plain or "See the other part.")
    if html:
        message.add_alternative(html, subtype="html")
    return message.as_bytes()


def links(raw: bytes) -> dict[str, tuple[str, str]]:
    return {link.address: (link.title, link.text) for link in read_letter(raw, NOW).links}


def test_links_come_with_their_headline_and_the_words_around_them() -> None:
    found = links(mail())
    assert found == {
        "https://outlet.example/grid?utm_source=letter": (
            "The grid in figures",
            "Somebody counted every cable in the country, and the count surprises.",
        ),
        "https://other.example/heat/pumps": (
            "pumps in old houses",
            "On heat: pumps in old houses work better than their name.",
        ),
        "https://third.example/tide/2026": ("Tides, measured", "A longer text that says nothing of a link."),
    } | {address: found[address] for address in found if "facebook" in address or "twitter" in address}


def test_the_sender_is_who_passed_it_on_and_no_mail_address_is_told() -> None:
    letter = read_letter(mail(Archived_At="<https://letter.example/archive/12>"), NOW)
    sharer = letter.by("words")
    assert (sharer.name, sharer.handle, sharer.address) == (
        "La Lettre éclairée",
        "",
        "https://letter.example/archive/12",
    )
    assert letter.at == datetime(2026, 11, 22, 7, tzinfo=UTC)
    assert "@" not in read_letter(mail().replace(b"From: ", b"From: news@letter.example\r\nX: "), NOW).sender


def test_a_plain_mail_is_read_too() -> None:
    assert links(mail("", PLAIN)) == {
        "https://outlet.example/grid": ("", "The count surprises:"),
        "https://other.example/heat/pumps": ("", "Heat pumps in old houses"),
    }


def test_what_the_header_names_for_leaving_is_never_followed() -> None:
    html = '<p>Some words about this <a href="https://letter.example/bye/7">strange thing</a> here</p>'
    assert links(mail(html, List_Unsubscribe="<https://letter.example/bye/7>")) == {}


def entries(batch: Batch) -> set[str]:
    return {entry.address for entry in batch.entries}


SOURCE = Source("s", "mailbox:box", kind="mailbox")


def test_entries_leave_profiles_out_and_keep_the_sender() -> None:
    answer = Response(
        Request(SOURCE.address), 200, body=framed([mail(), b"\xff\x00no mail", b""]), headers={"cursor": "1"}
    )
    batch = MailboxFetcher().parse(SOURCE, answer, NOW)
    assert {address.partition("?")[0] for address in entries(batch)} == {
        "https://outlet.example/grid",
        "https://other.example/heat/pumps",
        "https://third.example/tide/2026",
    }
    assert {entry.sharer.name for entry in batch.entries if entry.sharer} == {"La Lettre éclairée"}


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\x00" * 1_000,
        b"Content-Type: multipart/mixed; boundary=x\n\n" + b"--x\n" * 5_000,
        b"Content-Type: text/html; charset=no-such\n\n<a href='https://outlet.example/a/b'>what it says</a>",
        b"From: \xff\xfe <\xff>\nDate: never\nContent-Type: text/html\n\n" + b"<div>" * 20_000,
        b"Content-Type: multipart/mixed; boundary=a\n\n--a\nContent-Type: message/rfc822\n\n" * 3_000,
    ],
)
def test_mails_that_are_none_cost_nothing(raw: bytes) -> None:
    answer = Response(Request(SOURCE.address), 200, body=framed([raw, mail()]), headers={"cursor": "1"})
    assert "https://other.example/heat/pumps" in entries(MailboxFetcher().parse(SOURCE, answer, NOW))


def test_frames_give_back_what_went_in() -> None:
    mails = [b"", b"a\nb\n3\n", mail()]
    assert list(unframed(framed(mails))) == mails


class _Nothing:
    def fetch(self, requests: object) -> list[Response]:
        return list(requests)  # type: ignore[call-overload, no-any-return]


def read(folder: Path, source: Source, cursor: str = "", failures: int = 0) -> tuple[list[bytes], str]:
    """Return all mails behind a cursor, page after page, and the cursor behind them."""
    web, fetcher = MailWeb(_Nothing(), folder), MailboxFetcher()
    state = SourceState("s", cursor=cursor, failures=failures)
    request = fetcher.request(source, state, NOW)
    found: list[bytes] = []
    while True:
        (answer,) = web.fetch([request])
        assert answer.cause is None, answer.detail
        found += unframed(answer.body)
        batch = fetcher.parse(source, answer, NOW)
        if not batch.onward:
            return found, batch.cursor
        request = Request(batch.onward, since=cursor)


def test_each_mail_of_an_mbox_is_read_once(tmp_path: Path) -> None:
    box = mailbox.mbox(tmp_path / "box")
    for number in range(90):
        box.add(mail(number=number))
    box.flush()
    before = (tmp_path / "box").read_bytes()
    mails, cursor = read(tmp_path, SOURCE)
    assert len(mails) == 90
    assert read(tmp_path, SOURCE, cursor) == ([], cursor)
    assert (tmp_path / "box").read_bytes() == before
    box.add(mail(number=91))
    box.flush()
    again, later = read(tmp_path, SOURCE, cursor)
    assert len(again) == 1
    box.clear()
    box.add(mail(number=92))
    box.close()
    assert len(read(tmp_path, SOURCE, later)[0]) == 1  # written anew: from its beginning


def test_each_mail_of_a_maildir_is_read_once_also_what_is_moved_in_later(tmp_path: Path) -> None:
    box = mailbox.Maildir(tmp_path / "box")
    for number in range(45):
        box.add(mail(number=number))
    mails, cursor = read(tmp_path, SOURCE)
    assert len(mails) == 45
    assert read(tmp_path, SOURCE, cursor)[0] == []
    old = tmp_path / "old"
    old.write_bytes(mail(number=46))
    os.utime(old, (1_000_000, 1_000_000))
    old.rename(tmp_path / "box" / "cur" / "1.old:2,S")
    assert len(read(tmp_path, SOURCE, cursor)[0]) == 1


def test_a_mailbox_that_is_not_there_is_said_to_be_missing(tmp_path: Path) -> None:
    (answer,) = MailWeb(_Nothing(), tmp_path).fetch([Request("mailbox:nowhere")])
    assert answer.cause is not None
    assert "there is no mailbox" in answer.detail
