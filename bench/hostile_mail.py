"""Hostile values at the letter's doors: `python -m bench.hostile_mail --hostile DIR [--seeds 7,4242]`.

Each value of the family `mail_header` becomes the journal's title, the lead's
title, the sender's name and a reader's name; the letter goes over a real
connection to a mail server, and what arrived is read again: one message, the
headers of an innocent letter and no others, one recipient, nothing outside the
body. Each token of the family `unsub` is tried at every door of the gate; none
may change anything. The bombs and replays of that family are in
tests/subscribers/test_gate.py, recipe by recipe.
"""

from __future__ import annotations

import argparse
import email
import email.policy
import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import quote

from bench.figures import Figure, at_most, told
from curator.cli import main as curator
from curator.config import Config, load_config
from curator.config.outward import Smtp
from curator.config.secrets import Secret
from curator.errors import CuratorError
from curator.model import DeliveryState, Edition, Standing, Subscriber
from curator.outbox.tokens import CONFIRM, UNSUBSCRIBE, make_token
from curator.publish.smtp import SmtpMailer
from curator.render.letter import render_letter
from curator.render.message import to_eml
from curator.store import open_store
from tests.send.server import FaultyServer
from tests.subscribers.test_gate import KEY, NOW, ONE_CLICK, A, B, Door

MOMENT = datetime(2026, 11, 22, 8, tzinfo=UTC)


def cases(hostile: Path, seed: int, folder: Path, family: str) -> Iterator[tuple[str, object]]:
    """Yield id and value of each case of a family."""
    made = folder / f"corpus-{seed}"
    if not made.exists():
        command = [sys.executable, str(hostile / "make_hostile.py"), "--seed", str(seed), "--out", str(made)]
        subprocess.run(command, check=True, capture_output=True)
    for line in (made / "index.jsonl").read_text("utf-8", "surrogatepass").splitlines():
        case = json.loads(line)
        if case["family"] == family:
            yield case["id"], case["values"]


def letters(edition: Edition, config: Config, value: str) -> Iterator[tuple[str, bytes]]:
    """Yield the letter with the value at each place, or nothing where it is refused in words."""
    lead = replace(edition.picks[0], title=value)
    whole = replace(edition, picks=(lead, *edition.picks[1:]))
    named = replace(config, letter=replace(config.letter, sender=f"{value} <e@mail.example>"))
    places = {
        "title": (whole, config, "r@reader.example"),
        "journal": (edition, replace(config, journal=replace(config.journal, title=value)), "r@reader.example"),
        "sender": (edition, named, "r@reader.example"),
        "reader": (edition, config, f"{value} <r@reader.example>"),
        "postal": (edition, replace(config, letter=replace(config.letter, postal_address=value)), "r@reader.example"),
    }
    for place, (what, settings, to) in places.items():
        try:
            yield place, to_eml(render_letter(what, settings), settings, now=MOMENT, recipient=to, token="t")
        except CuratorError:
            continue


def faults_of(taken: list[tuple[str, bytes]], wanted: list[str]) -> list[str]:
    """Return what is wrong with what the server took."""
    if [to for to, _ in taken] != ["r@reader.example"]:
        return [f"went to {[to for to, _ in taken]}"]
    message = email.message_from_bytes(taken[0][1], policy=email.policy.default)
    names = [name.lower() for name in message.keys()]  # noqa: SIM118
    found = [] if names == wanted else [f"headers {sorted(set(names) ^ set(wanted)) or names}"]
    kinds = [part.get_content_type() for part in message.walk()]
    found += [] if kinds == ["multipart/alternative", "text/plain", "text/html"] else [f"parts {kinds}"]
    found += [] if all(len(line) <= 998 for line in taken[0][1].split(b"\r\n")) else ["a line is too long"]
    return found + (["a bare line end"] if b"\n" in taken[0][1].replace(b"\r\n", b"") else [])


def headers(hostile: Path, seeds: list[int], folder: Path) -> tuple[int, int]:
    """Return how many letters went out with hostile values, and how many arrived wrong."""
    journal = folder / "journal"
    curator(["--quiet", "demo", str(journal), "--no-open", "--as-of", MOMENT.isoformat()])
    config = load_config(journal)
    config = replace(config, letter=replace(config.letter, sender="The J <e@mail.example>"))
    with open_store(journal / "data" / "curator.sqlite") as store:
        edition = store.archive.edition("2026-11-22")
    assert edition is not None
    innocent = to_eml(render_letter(edition, config), config, now=MOMENT, recipient="r@reader.example", token="t")
    wanted = [name.lower() for name in email.message_from_bytes(innocent).keys()]  # noqa: SIM118
    sent = wrong = 0
    with (
        FaultyServer() as server,
        SmtpMailer(Smtp(host="127.0.0.1", port=server.port, security="none"), lambda: Secret("")) as mailer,
    ):
        for seed in seeds:
            for id, value in cases(hostile, seed, folder, "value.mail_header"):
                for place, message in letters(edition, config, str(value)):
                    server.messages.clear()
                    answer = mailer.send("e@mail.example", "r@reader.example", message)
                    found = (
                        faults_of(list(server.messages), wanted)
                        if answer.state is DeliveryState.SENT
                        else [answer.reason]
                    )
                    sent, wrong = sent + 1, wrong + bool(found)
                    if found:
                        print(f"✗ seed {seed} {id} as {place}: {'; '.join(found)}")
    return sent, wrong


def tokens(value: object) -> list[str]:
    """Return the forged tokens that a case means; T is a good one, for A to leave."""
    good, other = make_token(UNSUBSCRIBE, A, NOW, KEY), make_token(UNSUBSCRIBE, B, NOW, KEY)
    made = {
        "T with its last character changed": good[:-1] + ("A" if good[-1] != "A" else "B"),
        "T with its first character changed": "x" + good[1:],
        "first half of T": good[: len(good) // 2],
        "T in upper case": good.upper(),
        "T+T": good + good,
        "id of A with signature of B": good.rpartition(".")[0] + "." + other.rpartition(".")[2],
        "token signed with a retired key": make_token(UNSUBSCRIBE, A, NOW, "another key"),
        "T%00": good + "\x00",
        "T with a look-alike letter": good.replace("u", "υ", 1),
    }
    if isinstance(value, list):
        return [",".join(map(str, value))]
    if value == "integers 1..1000":
        return [str(n) for n in range(1, 1001)]
    written = str(value)
    # The other recipes are acts, not tokens; as texts they are forged tokens, too.
    return [made.get(written, written.replace("T", good) if set(written) == {"T"} else written)]


def forged(hostile: Path, seeds: list[int], folder: Path) -> tuple[int, int]:
    """Return how many forged tokens were tried at the gate, and how many changed something or were let in."""
    tried = wrong = 0
    with open_store(folder / "gate.sqlite") as store:
        store.subscribers.put([Subscriber(id, f"{id}@m.example", standing=Standing.ACTIVE, asked=NOW) for id in (A, B)])
        door, before = Door(store), tuple(store.subscribers.all())
        for seed in seeds:
            for id, value in cases(hostile, seed, folder, "value.unsub"):
                for token in tokens(value):
                    for action, form in ((UNSUBSCRIBE, ONE_CLICK), (CONFIRM, {"confirm": "yes"})):
                        path = f"/{action}/{token}"
                        answers = {door.call(method, path, form)[0] for method in ("GET", "POST")}
                        answers.add(door.call("POST", f"/{action}/{quote(token, safe='')}", form)[0])
                        tried += 1
                        if answers - {400, 404} or tuple(store.subscribers.all()) != before:
                            wrong += 1
                            print(f"✗ seed {seed} {id} at /{action}/: {sorted(answers)}")
    return tried, wrong


def main() -> int:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--hostile", type=Path, required=True, help="the folder with the generator")
    parser.add_argument("--seeds", default="7,4242")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    seeds = [int(seed) for seed in options.seeds.split(",")]
    with tempfile.TemporaryDirectory(prefix="hostile-mail-") as place:
        sent, wrong = headers(options.hostile, seeds, Path(place))
        tried, let_in = forged(options.hostile, seeds, Path(place))
    figures: dict[str, Figure] = {
        "hostile_letters_sent": told(sent),
        "hostile_letters_wrong": at_most(wrong, 0),
        "hostile_tokens_tried": told(tried),
        "hostile_tokens_let_in": at_most(let_in, 0),
    }
    for name, figure in figures.items():
        print(f"{name}: {figure.value}")
    if options.json:
        from dataclasses import asdict

        print(json.dumps({name: asdict(figure) for name, figure in figures.items()}))
    return 0 if all(figure.ok for figure in figures.values()) else 1


if __name__ == "__main__":
    sys.exit(main())
