"""Newsletters in a folder of a real Dovecot: each read once, nothing marked, a refused password said in words."""

from __future__ import annotations

import imaplib
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from curator.store import open_store
from tests.demo import Curator
from tests.real.mail.server import PASSWORD, MailServer, missing
from tests.sources.test_letters import mail

pytestmark = pytest.mark.real

BOX = "Lettres & liens éclairés"
CODED = '"Lettres &- liens &AOk-clair&AOk-s"'


@pytest.fixture(scope="module")
def dovecot(tmp_path_factory: pytest.TempPathFactory) -> Iterator[MailServer]:
    if lacking := missing():
        pytest.skip(f"NO MAIL SERVER: {lacking}; newsletters through Dovecot stay unchecked")
    server = MailServer(tmp_path_factory.mktemp("mail"))
    yield server
    server.stop()


@pytest.fixture
def box(dovecot: MailServer) -> Iterator[imaplib.IMAP4_SSL]:
    """The folder as its owner's mail program sees it."""
    with imaplib.IMAP4_SSL("localhost", dovecot.imap, ssl_context=dovecot.context()) as server:
        server.login("reader@mail.test", PASSWORD)
        server.create(CODED)
        yield server


@pytest.fixture
def folder(tmp_path: Path, dovecot: MailServer, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("STATE", "CONFIG"):
        monkeypatch.setenv(f"XDG_{name}_HOME", str(tmp_path / name))
    monkeypatch.setenv("SSL_CERT_FILE", str(dovecot.authority))
    monkeypatch.setenv("CURATOR_MAILBOX", PASSWORD)
    place = tmp_path / "journal"
    (place / "themes").mkdir(parents=True)
    (place / "config.toml").write_text('[journal]\ntitle = "J"\n[fetch]\npages_per_run = 0\n')
    return place


def letter(number: int) -> bytes:
    html = f'<p>Somebody measured it: <a href="https://outlet.example/{number}/story">story number {number}</a>.</p>'
    return mail(html, number=number, List_Id=f"<{number % 3}.letter.example>")


def put(box: imaplib.IMAP4_SSL, *numbers: int) -> None:
    for number in numbers:
        status, _ = box.append(CODED, "", imaplib.Time2Internaldate(datetime.now(UTC)), letter(number))
        assert status == "OK"


def addresses(folder: Path) -> list[str]:
    now = datetime.now(UTC)
    with open_store(folder / "data" / "curator.sqlite") as store:
        return [one.address for one in store.inbox.articles(now - timedelta(days=1), now)]


def test_each_newsletter_is_read_once_and_left_as_it_was(
    dovecot: MailServer, box: imaplib.IMAP4_SSL, folder: Path, curator: Curator, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(box, *range(95))
    address = f"imaps://reader@mail.test@localhost:{dovecot.imap}/{BOX}"
    monkeypatch.setenv("CURATOR_MAILBOX", "wrong")
    refused = curator("-j", folder, "sources", "add", address, "--yes")
    assert refused.code == 1
    assert "refuses the password of reader@mail.test" in refused.err
    assert "wrong" not in refused.err
    monkeypatch.setenv("CURATOR_MAILBOX", PASSWORD)
    added = curator("-j", folder, "sources", "add", address, "--yes")
    assert added.code == 0, added.err
    assert curator("-j", folder, "collect").code == 0
    assert sorted(addresses(folder)) == sorted(f"https://outlet.example/{number}/story" for number in range(95))

    box.select(CODED, readonly=True)
    assert len(box.search(None, "UNSEEN")[1][0].split()) == 95
    assert PASSWORD not in (folder / "sources.toml").read_text()

    put(box, 95)
    run = curator("-j", folder, "collect", "--json")
    assert run.code == 0
    assert len(addresses(folder)) == 96
    with open_store(folder / "data" / "curator.sqlite") as store:
        (state,) = store.inbox.states().values()
    validity, _, last = state.cursor.partition(":")
    assert (validity.isdigit(), last) == (True, "96")


def test_a_folder_that_is_not_there_is_said_so(dovecot: MailServer, folder: Path, curator: Curator) -> None:
    run = curator("-j", folder, "sources", "add", f"imaps://reader@mail.test@localhost:{dovecot.imap}/Nowhere", "--yes")
    assert run.code == 1
    assert "there is no folder 'Nowhere'" in run.err
