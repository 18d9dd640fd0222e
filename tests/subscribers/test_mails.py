"""Mails that come back, understood."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from curator.outbox.mails import Kind, read_mail
from curator.outbox.tokens import CONFIRM, UNSUBSCRIBE, make_token

NOW = datetime(2026, 11, 22, tzinfo=UTC)
ID = "a1b2c3d4e5f60718"
ENVELOPE = "letter+b-{id}@journal.example"
BOUNCE = """\
From: MAILER-DAEMON@mx.mail.example
To: {to}
Subject: Undelivered
Auto-Submitted: auto-replied
Content-Type: multipart/report; report-type=delivery-status; boundary="x"

--x
Content-Type: text/plain

It came back.
--x
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.mail.example

Final-Recipient: rfc822; Reader@mail.example
Action: {action}
Status: {status}
Diagnostic-Code: smtp; 550 5.1.1 nobody of
 this name

--x--
"""
COMPLAINT = """\
From: fbl@mail.example
Subject: complaint
Content-Type: multipart/report; report-type=feedback-report; boundary="x"

--x
Content-Type: message/feedback-report

Feedback-Type: abuse
Original-Rcpt-To: reader@mail.example

--x
Content-Type: message/rfc822

List-Unsubscribe: <https://journal.example/gate/u/{token}>
Subject: a letter

x
--x--
"""


def mail(text: str) -> bytes:
    return text.replace("\n", "\r\n").encode()


@pytest.mark.parametrize(
    ("action", "status", "kind", "hard"),
    [
        ("failed", "5.1.1", Kind.BOUNCE, True),
        ("failed", "4.4.7", Kind.BOUNCE, False),
        ("delayed", "4.4.1", Kind.OTHER, False),
        ("delivered", "2.0.0", Kind.OTHER, False),
    ],
)
def test_a_bounce_names_its_reader_by_the_envelope(action: str, status: str, kind: Kind, hard: bool) -> None:
    raw = mail(BOUNCE.format(to=f"letter+b-{ID}@journal.example", action=action, status=status))
    found = read_mail(raw, ENVELOPE)
    assert (found.kind, found.hard) == (kind, hard)
    if kind is Kind.BOUNCE:
        assert found.who == ID
        assert "nobody of this name" in found.reason


def test_without_an_envelope_of_its_own_by_the_recipient() -> None:
    raw = mail(BOUNCE.format(to="letter@journal.example", action="failed", status="5.1.1"))
    assert read_mail(raw).who == "reader@mail.example"


def test_a_complaint_names_its_reader_by_the_token_of_the_letter() -> None:
    found = read_mail(mail(COMPLAINT.format(token=make_token(UNSUBSCRIBE, ID, NOW, "key"))))
    assert (found.kind, found.who) == (Kind.COMPLAINT, ID)
    assert read_mail(mail(COMPLAINT.format(token="none"))).who == "reader@mail.example"


@pytest.mark.parametrize(
    ("subject", "kind"),
    [
        ("Subscribe", Kind.ASK),
        ("abonnement", Kind.ASK),
        ("Re: your piece on how to subscribe", Kind.OTHER),
        ("unsubscribe", Kind.LEAVE),
        ("Re: unsubscribe me please", Kind.LEAVE),
        ("Désabonnement", Kind.LEAVE),
        ("Thank you for the letter", Kind.OTHER),
        (f"Re: [confirm {make_token(CONFIRM, ID, NOW, 'key')}]", Kind.TOKEN),
        (f"unsubscribe {make_token(UNSUBSCRIBE, ID, NOW, 'key')}", Kind.TOKEN),
    ],
)
def test_what_readers_write(subject: str, kind: Kind) -> None:
    found = read_mail(mail(f"From: R <reader@mail.example>\nSubject: {subject}\n\nHello\n"))
    assert found.kind is kind


@pytest.mark.parametrize("header", ["Auto-Submitted: auto-replied", "Precedence: bulk"])
def test_programs_get_no_answer(header: str) -> None:
    assert read_mail(mail(f"From: r@mail.example\nSubject: subscribe\n{header}\n\nx\n")).kind is Kind.OTHER


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\x00\xff\xfe",
        b"Subject: =?utf-8?Q?x=0D=0ABcc:_a@b.test?=\r\nFrom: <<>>\r\n\r\nx",
        b"Content-Type: multipart/report; report-type=delivery-status; boundary=x\r\n\r\n--x\r\n",
        b"From: " + b"(" * 5000 + b"\r\nSubject: subscribe\r\n\r\n",
        b"Content-Type: multipart/mixed; boundary=x\r\n\r\n" + b"--x\r\n\r\n" * 2000,
    ],
)
def test_nothing_that_arrives_breaks_the_reading(raw: bytes) -> None:
    assert read_mail(raw).kind in (Kind.OTHER, Kind.BOUNCE)


def test_one_mail_has_one_id() -> None:
    one, other = mail("From: a@mail.example\nSubject: x\n\n1\n"), mail("From: a@mail.example\nSubject: x\n\n2\n")
    assert read_mail(one).id == read_mail(one).id
    assert read_mail(one).id != read_mail(other).id
