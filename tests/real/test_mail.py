"""The letter, its bounces and its readers' mails through a real Postfix and a real Dovecot."""

from __future__ import annotations

import email
import email.policy
import re
import shutil
import smtplib
import subprocess
from collections import Counter
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path

import pytest

from curator.model import Standing, Subscriber
from curator.store import open_store
from tests.demo import Curator
from tests.deploy.test_command import settle
from tests.real.mail.server import PASSWORD, MailServer, missing
from tests.send.nameserver import NameServer

pytestmark = pytest.mark.real
VERIFY = r"""
use Mail::DKIM::Verifier; use Mail::DKIM::DNS; use Net::DNS::Resolver;
Mail::DKIM::DNS::resolver(Net::DNS::Resolver->new(nameservers => ['127.0.0.1'], port => $ARGV[0]));
my $v = Mail::DKIM::Verifier->new(); local $/; my $m = <STDIN>; $m =~ s/\r?\n/\r\n/g; $v->PRINT($m); $v->CLOSE;
print $v->result_detail;
"""


def as_sent(delivered: bytes) -> bytes:
    """Return a letter without what the server wrote before it."""
    return b"DKIM-Signature:" + delivered.partition(b"DKIM-Signature:")[2]


@pytest.fixture(scope="module")
def mail(tmp_path_factory: pytest.TempPathFactory) -> Iterator[MailServer]:
    if lacking := missing():
        pytest.skip(f"NO MAIL SERVER: {lacking}; the letter through Postfix and Dovecot stays unchecked")
    server = MailServer(tmp_path_factory.mktemp("mail"))
    yield server
    server.stop()


@pytest.fixture
def sender(journal: Path, mail: MailServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A journal whose mail goes through the real servers."""
    for name in ("STATE", "CONFIG"):
        monkeypatch.setenv(f"XDG_{name}_HOME", str(tmp_path / name))
    monkeypatch.setenv("SSL_CERT_FILE", str(mail.authority))
    monkeypatch.setenv("CURATOR_SMTP", PASSWORD)
    monkeypatch.setenv("CURATOR_MAILBOX", PASSWORD)
    _settle(journal, mail)
    for box in ("editor", "reader"):
        for file in (mail.folder / "boxes" / box).glob("[nc]*/*"):
            file.unlink()
    return journal


def _settle(folder: Path, mail: MailServer) -> None:
    settle(
        folder,
        journal={"base_url": "https://journal.example"},
        letter={"sender": "The Journal <editor@mail.test>", "unsubscribe": "mailto:editor@mail.test?subject={token}"},
        smtp={
            "host": "localhost",
            "port": mail.submission,
            "user": "editor@mail.test",
            "bounces": "editor+{id}@mail.test",
        },
        mailbox={"host": "localhost", "port": mail.imap, "user": "editor@mail.test"},
    )


def readers(folder: Path, *addresses: str) -> None:
    made = [
        Subscriber(f"{n:012x}", address, lists=("daily",), standing=Standing.ACTIVE)
        for n, address in enumerate(addresses)
    ]
    with open_store(folder / "data" / "curator.sqlite") as store:
        store.subscribers.put(made)


def standing(folder: Path, address: str) -> Subscriber:
    with open_store(folder / "data" / "curator.sqlite") as store:
        found = store.subscribers.find(address)
    assert found is not None
    return found


def post(mail: MailServer, sender: str, message: EmailMessage) -> None:
    with smtplib.SMTP("localhost", mail.submission) as server:
        server.starttls(context=mail.context())
        server.login("reader@mail.test", PASSWORD)
        server.send_message(message, sender, ["editor@mail.test"])


def written(sender: str, subject: str) -> EmailMessage:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = sender, "editor@mail.test", subject
    message.set_content("Hello.\n")
    return message


def test_each_reader_has_it_once_signed_as_another_program_proves(
    sender: Path, mail: MailServer, curator: Curator, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = tmp_path / "dkim.pem"
    subprocess.run(["openssl", "genrsa", "-traditional", "-out", str(key), "2048"], check=True, capture_output=True)
    key.chmod(0o600)
    monkeypatch.setenv("CURATOR_DKIM_FILE", str(key))
    settle(sender, smtp={"dkim_domain": "mail.test", "dkim_selector": "s1"})
    addresses = [f"reader+{n}@mail.test" for n in range(30)]
    readers(sender, *addresses)
    assert curator("-j", sender, "send", "--yes", "--json").json["done"] == {"sent": 30}
    assert curator("-j", sender, "send", "--yes", "--json").json["done"] == {}
    arrived = mail.wait_for("reader", 30)
    to = Counter(re.search(rb"^Delivered-To: (\S+)", one, re.M)[1].decode() for one in arrived)  # type: ignore[index]
    assert to == Counter(addresses)
    if (
        not shutil.which("perl")
        or subprocess.run(["perl", "-MMail::DKIM::Verifier", "-e", "1"], check=False).returncode
    ):
        pytest.skip("NO Mail::DKIM: the letters arrived, their signatures were not proved")
    with NameServer() as zone:
        found = curator("-j", sender, "doctor", "mail", "--dns", zone.address, "--json").json["findings"]
        zone.add(next(one["record"] for one in found if one["name"] == "DKIM"))
        port = zone.address.rpartition(":")[2]
        for one in arrived[:5]:
            done = subprocess.run(["perl", "-e", VERIFY, port], input=as_sent(one), capture_output=True, check=True)
            assert done.stdout == b"pass", done.stdout + done.stderr
        forged = as_sent(arrived[0]).replace(b"List-Unsubscribe: <mailto:", b"List-Unsubscribe: <mailto:x")
        done = subprocess.run(["perl", "-e", VERIFY, port], input=forged, capture_output=True, check=True)
        assert done.stdout.startswith(b"fail")


def test_a_letter_that_comes_back_for_good_is_the_last(sender: Path, mail: MailServer, curator: Curator) -> None:
    readers(sender, "gone@mail.test", "reader@mail.test")
    assert curator("-j", sender, "send", "--yes", "--json").json["done"] == {"sent": 2}
    mail.wait_for("editor", 1)
    synced = curator("-j", sender, "subscribers", "sync", "--json").json
    assert [(one["outcome"], one["address"]) for one in synced["mails"]] == [("bounced", "gone@mail.test")]
    assert "unknown user" in synced["mails"][0]["reason"]
    assert standing(sender, "gone@mail.test").standing is Standing.BOUNCED
    assert standing(sender, "reader@mail.test").standing is Standing.ACTIVE
    assert curator("-j", sender, "subscribers", "sync", "--json").json["mails"] == []


def test_without_a_box_of_its_own_a_bounce_is_known_by_the_letter_in_it(
    sender: Path, mail: MailServer, curator: Curator
) -> None:
    settle(sender, smtp={"bounces": ""})
    readers(sender, "gone@mail.test")
    curator("-j", sender, "send", "--yes")
    mail.wait_for("editor", 1)
    assert curator("-j", sender, "subscribers", "sync", "--json").json["counts"] == {"bounced": 1}
    assert standing(sender, "gone@mail.test").standing is Standing.BOUNCED


def test_a_refused_address_and_one_put_off_are_told_apart(sender: Path, mail: MailServer, curator: Curator) -> None:
    readers(sender, "nobody@mail.test", "reader@mail.test")
    run = curator("-j", sender, "send", "--yes", "--json")
    assert (run.code, run.json["done"]) == (3, {"refused": 1, "sent": 1})


def test_by_mail_alone_a_reader_comes_and_goes(sender: Path, mail: MailServer, curator: Curator) -> None:
    post(mail, "reader@mail.test", written("A Reader <reader@mail.test>", "Subscribe"))
    mail.wait_for("editor", 1)
    assert curator("-j", sender, "subscribers", "sync", "--json").json["counts"] == {"invited": 1}
    assert standing(sender, "reader@mail.test").standing is Standing.PENDING
    (invitation,) = mail.wait_for("reader", 1)
    asked = email.message_from_bytes(invitation, policy=email.policy.default)
    token = re.search(
        r"\bc\.[0-9a-f]+\.[0-9a-f]+\.[\w-]{27}", str(asked["Subject"]) + asked.as_string().replace("=\n", "")
    )
    assert token is not None
    post(mail, "reader@mail.test", written("reader@mail.test", f"Re: {token[0]}"))
    mail.wait_for("editor", 2)
    mail.wait_for("editor", 2)
    run = curator("-j", sender, "subscribers", "sync", "--json")
    assert run.code == 0, run.err
    assert run.json["counts"] == {"confirmed": 1}
    reader = standing(sender, "reader@mail.test")
    assert reader.standing is Standing.ACTIVE
    assert "confirmed" in reader.proof
    assert curator("-j", sender, "send", "--week", "--yes", "--json").json["done"] == {"sent": 1}
    arrived = [email.message_from_bytes(one, policy=email.policy.default) for one in mail.wait_for("reader", 2)]
    (ways,) = [str(one["List-Unsubscribe"]) for one in arrived if one["List-Unsubscribe"]]
    leave = re.search(r"u\.[0-9a-f]+\.[0-9a-f]+\.[\w-]{27}", "".join(ways.split()))
    assert leave is not None, ways
    post(mail, "reader@mail.test", written("reader@mail.test", f"unsubscribe {leave[0]}"))
    mail.wait_for("editor", 3)
    assert curator("-j", sender, "subscribers", "sync", "--json").json["counts"] == {"left": 1}
    assert standing(sender, "reader@mail.test").standing is Standing.LEFT


def test_who_calls_it_spam_gets_no_more(sender: Path, mail: MailServer, curator: Curator) -> None:
    readers(sender, "reader@mail.test")
    curator("-j", sender, "send", "--yes")
    (letter,) = mail.wait_for("reader", 1)
    report = EmailMessage()
    report["From"], report["To"], report["Subject"] = "fbl@mail.test", "editor@mail.test", "Abuse report"
    report["Content-Type"] = 'multipart/report; report-type=feedback-report; boundary="b"'
    head = letter.partition(b"\n\n")[0].decode()
    report.set_payload(
        "--b\nContent-Type: text/plain\n\nThis is an abuse report.\n"
        "--b\nContent-Type: message/feedback-report\n\nFeedback-Type: abuse\nUser-Agent: T/1\nVersion: 1\n\n"
        f"--b\nContent-Type: message/rfc822\n\n{head}\n\n--b--\n"
    )
    post(mail, "reader@mail.test", report)
    mail.wait_for("editor", 1)
    assert curator("-j", sender, "subscribers", "sync", "--json").json["counts"] == {"complained": 1}
    assert standing(sender, "reader@mail.test").standing is Standing.COMPLAINED


def test_doctor_gets_in_and_sends_nothing(sender: Path, mail: MailServer, curator: Curator) -> None:
    with NameServer() as zone:
        run = curator("-j", sender, "doctor", "mail", "--dns", zone.address, "--json")
    found = {one["name"]: one for one in run.json["findings"]}
    assert (found["SMTP"]["ok"], found["mailbox"]["ok"]) == (True, True), found
    assert "TLS" in found["SMTP"]["told"]
    assert mail.box("editor") == mail.box("reader") == []
