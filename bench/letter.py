"""The letter through a real Postfix: `python -m bench.letter [--readers 500] [--kills 12] [--hostile DIR]`.

Postfix and Dovecot are started on this machine (as root). A weekly edition goes
to many mailboxes over TLS with a login and a DKIM signature, beside a bare
smtplib loop that makes, signs and sends the same messages; the signatures are
proved by Mail::DKIM, which shares no code with ours. Then it goes again, killed
with SIGKILL at random moments and started anew each time, and every mailbox is
counted. `bench.letter_faults` adds a server with faults of ten kinds, and with
DIR a kill before and after every single act.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import re
import signal
import smtplib
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

import tomlkit

from bench import letter_faults
from bench.figures import Figure, at_least, at_most, told
from curator.checks.deliverability import zone_line
from curator.cli import main as curator
from curator.config import load_config
from curator.mailroom import Mailroom
from curator.model import DeliveryState, Edition, Standing, Subscriber
from curator.newsroom import Newsroom
from curator.publish.dkim import Signer
from curator.store import open_store
from tests.real.mail.server import PASSWORD, MailServer, missing
from tests.real.test_mail import VERIFY, as_sent
from tests.send.nameserver import NameServer

NOW = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)
SELECTOR, DOMAIN = "bench", "mail.test"


@contextmanager
def postfix(state: Path) -> Iterator[MailServer]:
    """Run the mail server."""
    state.mkdir()
    server = MailServer(state)
    try:
        yield server
    finally:
        server.stop()


def prepare(folder: Path, readers: int, tag: str, port: int) -> None:
    """Make the demo's journal one that can send, with readers whose boxes end in `tag`."""
    file = folder / "config.toml"
    document = tomlkit.parse(file.read_text(encoding="utf-8"))
    letter = {"sender": "The Journal <editor@mail.test>", "unsubscribe": "https://journal.example/gate/u/{token}"}
    document.setdefault("letter", tomlkit.table()).update(letter)
    smtp = {"host": "localhost", "port": port, "user": "editor@mail.test", "bounces": "editor+b-{id}@mail.test"}
    smtp |= {"dkim_domain": DOMAIN, "dkim_selector": SELECTOR}
    document.setdefault("smtp", tomlkit.table()).update(smtp)
    file.write_text(tomlkit.dumps(document), encoding="utf-8")
    wanted = [
        Subscriber(f"{n:012x}", f"reader+{tag}{n}@mail.test", standing=Standing.ACTIVE, asked=NOW)
        for n in range(readers)
    ]
    with open_store(folder / "data" / "curator.sqlite") as store:
        store.subscribers.drop([one.id for one in store.subscribers.all()])
        store.subscribers.put(wanted)


def bare_loop(room: Mailroom, edition: Edition, readers: list[Subscriber], mail: MailServer) -> float:
    """Make, sign and send with smtplib alone; return the seconds."""
    mailing = room.mailing(edition)
    began = time.perf_counter()
    with smtplib.SMTP("localhost", mail.submission) as server:
        server.starttls(context=mail.context())
        server.login("editor@mail.test", PASSWORD)
        for reader in readers:
            server.sendmail("editor@mail.test", [reader.address], mailing.make(reader))
    return time.perf_counter() - began


def our_way(room: Mailroom, edition: Edition) -> tuple[float, int]:
    """Send by the ledger; return the seconds and how many were sent."""
    began = time.perf_counter()
    sent = sum(1 for one in room.send(edition) if one.value and one.value.state is DeliveryState.SENT)
    return time.perf_counter() - began, sent


def as_made(signed: bytes) -> bytes:
    """Return a message without its signature."""
    return signed[signed.index(b"\r\nSubject:") + 2 :]


def making(room: Mailroom, edition: Edition, readers: list[Subscriber]) -> tuple[float, float]:
    """Return the CPU seconds that making the messages takes, and what signing adds to it."""
    mailing, sign = room.mailing(edition), room.signer()
    began = time.process_time()
    made = [mailing.make(reader) for reader in readers]
    whole = time.process_time() - began
    bare = [as_made(message) for message in made]
    began = time.process_time()
    for message in bare:
        sign(message)
    return whole, time.process_time() - began


def dkim_record(room: Mailroom) -> str:
    """Return the line of the zone that holds the public key."""
    key = Signer(DOMAIN, SELECTOR, room.secret(room.config.smtp.dkim_secret))
    return zone_line(key.name, key.public_record())


def arrived(mail: MailServer, tag: str, wanted: int, seconds: float = 60) -> Counter[str]:
    """Return how many letters each box holds, waiting for the mail server's queue."""
    until = time.monotonic() + seconds
    found: Counter[str] = Counter()
    while time.monotonic() < until:
        found = Counter()
        for file in (mail.folder / "boxes" / "reader" / "new").glob("*"):
            head = file.read_bytes()[:600].decode("ascii", "replace")
            box = re.search(rf"^Delivered-To: (reader\+{tag}\d+@mail\.test)", head, re.MULTILINE)
            found.update([box[1]] if box else [])
        if len(found) >= wanted:
            break
        time.sleep(0.5)
    return found


def signed(mail: MailServer, tag: str, record: str, most: int = 25) -> float | None:
    """Return the share of arrived letters whose signature Mail::DKIM proves; None where it is not here."""
    if subprocess.run(["perl", "-MMail::DKIM::Verifier", "-e", "1"], check=False, capture_output=True).returncode:
        return None
    boxes = (mail.folder / "boxes" / "reader" / "new").glob("*")
    letters = [raw for file in boxes if f"reader+{tag}".encode() in (raw := file.read_bytes())[:600]][:most]
    with NameServer() as zone:
        zone.add(record)
        port = zone.address.rpartition(":")[2]
        proved = [
            subprocess.run(["perl", "-e", VERIFY, port], input=as_sent(one), capture_output=True, check=True).stdout
            for one in letters
        ]
    return sum(told == b"pass" for told in proved) / len(proved) if proved else 0.0


def killed_runs(folder: Path, kills: int, dice: random.Random) -> int:
    """Send in a process of its own, killed at random moments, until a run ends by itself; return the kills."""
    done = 0
    while True:
        child = subprocess.Popen(
            [sys.executable, "-m", "curator", "-q", "-j", str(folder), "send", "--week", "--yes"],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            child.wait(dice.uniform(1.0, 3.0) if done < kills else None)
            return done
        except subprocess.TimeoutExpired:
            child.send_signal(signal.SIGKILL)
            child.wait()
            done += 1


def measure(readers: int, kills: int) -> dict[str, Figure]:
    """Return the figures."""
    with tempfile.TemporaryDirectory(prefix="letter-") as place:
        work = Path(place)
        work.chmod(0o755)
        folder = work / "journal"
        curator(["--quiet", "demo", str(folder), "--no-open", "--as-of", NOW.isoformat()])
        _key(work)
        with postfix(work / "mail") as mail:
            os.environ |= {"SSL_CERT_FILE": str(mail.authority), "CURATOR_SMTP": PASSWORD}
            os.environ |= {"XDG_STATE_HOME": str(work / "state"), "XDG_CONFIG_HOME": str(work / "config")}
            figures = _speed(folder, readers, mail)
            return figures | _kills(work, folder, readers, kills, mail)


def _key(work: Path) -> None:
    key = work / "dkim.pem"
    subprocess.run(["openssl", "genrsa", "-traditional", "-out", str(key), "2048"], check=True, capture_output=True)
    key.chmod(0o600)
    os.environ["CURATOR_DKIM_FILE"] = str(key)


def _speed(folder: Path, readers: int, mail: MailServer) -> dict[str, Figure]:
    prepare(folder, readers, "ours", mail.submission)
    with Newsroom(load_config(folder), NOW) as newsroom:
        room = Mailroom(newsroom)
        edition = room.edition(None, week=True)
        others = [
            Subscriber(f"{n:012x}", f"reader+bare{n}@mail.test", standing=Standing.ACTIVE, asked=NOW)
            for n in range(readers)
        ]
        bare = bare_loop(room, edition, others[: readers // 2], mail)
        ours, sent = our_way(room, edition)
        bare += bare_loop(room, edition, others[readers // 2 :], mail)
        whole, signing = making(room, edition, others[:50])
        record = dkim_record(room)
    boxes = arrived(mail, "ours", readers)
    proved = signed(mail, "ours", record)
    print(f"bare loop {readers / bare:.1f} letters/s, ours {sent / ours:.1f} letters/s, {len(boxes)} boxes")
    return {
        "letter_per_second": told(sent / ours),
        "letter_bare_per_second": told(readers / bare),
        "letter_ratio_to_bare": at_least((sent / ours) / (readers / bare), 0.7),
        "letter_arrived": at_least(len(boxes), readers),
        "letter_twice": at_most(sum(many - 1 for many in boxes.values()), 0),
        "letter_dkim_share_of_making": told(signing / whole),
        **({} if proved is None else {"letter_dkim_holds": at_least(proved, 1.0)}),
    }


def _kills(work: Path, folder: Path, readers: int, kills: int, mail: MailServer) -> dict[str, Figure]:
    with open_store(folder / "data" / "curator.sqlite") as store, store.database.write() as connection:
        connection.exec_driver_sql("DELETE FROM deliveries")
    for file in (work / "state" / "curator").glob("*.sent"):
        file.unlink()
    prepare(folder, readers, "kill", mail.submission)
    done = killed_runs(folder, kills, random.Random(20261122))
    with open_store(folder / "data" / "curator.sqlite") as store:
        state = {one.recipient: one.state for one in store.outbox.deliveries()}
        address = {one.id: one.address for one in store.subscribers.all()}
    boxes = arrived(mail, "kill", readers, seconds=20)
    sure = [address[id] for id, at in state.items() if at is DeliveryState.SENT]
    uncertain = sum(at is DeliveryState.UNCERTAIN for at in state.values())
    print(f"{done} kills: {len(sure)} sent, {uncertain} uncertain, {sum(boxes.values())} letters in {len(boxes)} boxes")
    return {
        "letter_kills": told(done),
        "letter_doubled_by_kills": at_most(sum(many - 1 for many in boxes.values()), 0),
        "letter_lost_by_kills": at_most(readers - len(sure) - uncertain + sum(not boxes[box] for box in sure), 0),
        "letter_uncertain_by_kills": at_most(uncertain, done),
    }


def main() -> int:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--hostile", type=Path, help="folder with faults/sitecustomize.py")
    parser.add_argument("--readers", type=int, default=500)
    parser.add_argument("--kills", type=int, default=12)
    parser.add_argument("--every", type=int, default=1, help="kill at each N-th act only")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    figures = letter_faults.measure(options.readers, options.hostile, options.every)
    if lacking := missing():
        print(f"!! {lacking} is missing: the letter through Postfix was NOT measured")
    else:
        figures |= measure(options.readers, options.kills)
    for key, figure in figures.items():
        target = "" if figure.target is None else f" (target {figure.target}) {'ok' if figure.ok else 'MISSED'}"
        print(f"{key}: {figure.value}{target}")
    if options.json:
        print(json.dumps({key: asdict(figure) for key, figure in figures.items()}))
    return 0 if all(figure.ok for figure in figures.values()) else 1


if __name__ == "__main__":
    sys.exit(main())
