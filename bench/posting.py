"""Posts through faults to real servers: `python -m bench.posting [--posts 25] [--kills 20] [--json]`.

A real Bluesky server (PDS) and a real server of Mastodon's client interface
(snac) stand behind a proxy that loses answers, stumbles after the deed, cuts,
delays. Each of ten faults meets `--posts` posts on each network at its first
attempts; then posting goes on, as from cron, until the ledger is settled. The
servers are read behind the program's back and every post is counted. At last a
program that posts is killed with SIGKILL at random moments, and started anew.

tests/real says how the servers' parts are put in place.
"""

from __future__ import annotations

import argparse
import json
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from bench.figures import Figure, at_least, at_most, told
from curator.config.secrets import Secret
from curator.config.settings import Fetch
from curator.http import CurlWeb
from curator.model import Delivery, DeliveryState, PostState, Queued
from curator.ports import Dispatch, Poster
from curator.publish.bluesky import BlueskyPoster
from curator.publish.mastodon import MastodonPoster
from curator.services.post import POST, send_post, settle_open
from curator.store import open_store
from tests.real.bluesky.server import Bluesky, missing
from tests.real.proxy import DONE, UNDONE, Proxy
from tests.real.reading import records, statuses
from tests.real.snac.server import Snac, program

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
STEP = timedelta(minutes=10)
"""Between two runs, as the program sees it."""
FAULTS = tuple(fault for fault in (*DONE, *UNDONE) if fault != "503")
POSTING = {
    "bluesky": ("/xrpc/com.atproto.repo.putRecord",),
    "mastodon": ("/api/v1/statuses",),
}


@dataclass(frozen=True)
class Access:
    """An account on a running server, as it can be handed to another program."""

    network: str
    address: str
    handle: str
    secret: str
    folder: str

    def poster(self, web: CurlWeb) -> Poster:
        """Return the way out to it."""
        if self.network == "bluesky":
            return BlueskyPoster(web, self.address, self.handle, Secret(self.secret), Path(self.folder))
        return MastodonPoster(web, self.address, Secret(self.secret))


def client(address: str) -> CurlWeb:
    """Return a web client that may talk to this machine."""
    return CurlWeb(Fetch(private_hosts=(address.removeprefix("http://"),), total_seconds=10), environ={})


def written(name: str, count: int) -> list[Queued]:
    """Return posts whose texts tell them apart."""
    return [
        Queued(f"{name}{n}", "a", "n", f"Fait n° {name} {n} 🏝️ : {n * n} foyers alimentés.", state=PostState.APPROVED)
        for n in range(count)
    ]


def dispatch_of(post: Queued) -> Dispatch:
    """Return what is sent of a post."""
    return Dispatch(f"{post.story}-key", date(2026, 11, 22), post.text, "fr")


def run(posts: list[Queued], poster: Poster, store: Path, now: datetime, before: Callable[[], None]) -> bool:
    """Settle and post once, as cron does; return whether all is sent."""
    by_story = {post.story: dispatch_of(post) for post in posts}

    def of(delivery: Delivery) -> Dispatch:
        return by_story[delivery.subject]

    with open_store(store) as opened:
        list(settle_open(opened.outbox, {"a": poster}.get, of, now))
        for post in posts:
            before()
            send_post(post, by_story[post.story], poster, opened.outbox, "Ada", lambda: now, wait=_look_soon)
        states = {one.state for one in opened.outbox.deliveries(POST)}
    return states == {DeliveryState.SENT}


def _look_soon(seconds: float) -> None:
    time.sleep(min(seconds, 0.02))


def through_fault(access: Access, fault: str, count: int, seed: int, store: Path) -> tuple[list[str], int]:
    """Post `count` posts; `fault` meets the first two attempts. Return their texts and how many are not settled."""
    dice = random.Random(seed)
    posts = written(access.handle.strip("@"), count)
    with Proxy(access.address, POSTING[access.network]) as proxy, client(proxy.address) as web:
        poster = Access(access.network, proxy.address, access.handle, access.secret, access.folder).poster(web)
        for turn in range(12):

            def before(turn: int = turn) -> None:
                proxy.faults = [fault if turn == 0 or dice.random() < 0.5 else ""] if turn < 2 else []

            done = run(posts, poster, store, NOW + turn * STEP, before)
            proxy.settle()
            if done:
                break
    with open_store(store) as opened:
        left = sum(one.state is not DeliveryState.SENT for one in opened.outbox.deliveries(POST))
    return [post.text for post in posts], left


def through_kills(access: Access, count: int, kills: int, seed: int, store: Path) -> tuple[list[str], int]:
    """Post in another program that is killed again and again; return the texts and how often it was killed."""
    dice, killed, turn = random.Random(seed), 0, 0
    while True:
        told = json.dumps([asdict(access), count, str(store), (NOW + turn * STEP).isoformat()])
        command = [sys.executable, "-m", "bench.posting", "--child", told]
        child = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        assert child.stdout is not None
        child.stdout.readline()  # it begins to post
        if killed < kills:
            time.sleep(dice.uniform(0, 0.25))
            child.send_signal(signal.SIGKILL)
        output = child.stdout.read()
        child.stdout.close()
        code, turn = child.wait(), turn + 1
        killed += code == -signal.SIGKILL
        if (code == 0 and "True" in output) or turn > kills + 12:
            return [post.text for post in written(access.handle.strip("@"), count)], killed


def post_as_child(told: str) -> int:
    """Be the program that is killed: settle and post once."""
    access, count, store, now = json.loads(told)
    found = Access(**access)
    with client(found.address) as web:
        print("begins", flush=True)
        posts = written(found.handle.strip("@"), count)
        print(run(posts, found.poster(web), Path(store), datetime.fromisoformat(now), lambda: None))
    return 0


Account = Callable[[str], tuple[Access, Callable[[], list[str]]]]
"""Makes an account of that name; returns the way to it, and what reads all its texts."""


@contextmanager
def networks(folder: Path) -> Iterator[tuple[Account, Account]]:
    """Run the servers; yield what makes accounts on each."""
    bluesky, fediverse = Bluesky(folder), Snac(folder, ())

    def on_bluesky(name: str) -> tuple[Access, Callable[[], list[str]]]:
        person = bluesky.person(name)
        access = Access("bluesky", bluesky.pds, person.handle, person.app_password, str(folder / "sessions"))
        return access, lambda: [one["value"]["text"] for one in records(bluesky, person)]

    def on_fediverse(name: str) -> tuple[Access, Callable[[], list[str]]]:
        access = Access("mastodon", fediverse.address, f"@{name}", fediverse.join(name), "")
        return access, lambda: [one["text"] for one in statuses(fediverse, name)]

    try:
        yield on_bluesky, on_fediverse
    finally:
        bluesky.stop()
        fediverse.stop()


def measure(count: int, kills: int, seed: int) -> dict[str, Figure]:
    """Return the figures of both networks."""
    figures: dict[str, Figure] = {}
    totals: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as name, networks(Path(name)) as running:
        for account in running:
            here: Counter[str] = Counter()
            for number, fault in enumerate((*FAULTS, "kill")):
                access, read = account(f"bench{number}")
                store = Path(name) / f"{access.network}-{number}.sqlite"
                if fault == "kill":
                    texts, killed = through_kills(access, count, kills, seed, store) if kills else ([], 0)
                    here["kills"] += killed
                else:
                    texts, left = through_fault(access, fault, count, seed + number, store)
                    here["left_open"] += left
                found = Counter(read())
                here["posts"] += len(texts)
                here["doubled"] += sum(found[text] - 1 for text in texts if found[text] > 1)
                here["lost"] += sum(not found[text] for text in texts)
            figures[f"{access.network}.kills"] = at_least(here["kills"], kills)
            figures[f"{access.network}.left_open"] = at_most(here["left_open"], 0)
            totals += here
    return figures | {
        "posts": told(totals["posts"]),
        "faults": told(len(FAULTS)),
        "doubled": at_most(totals["doubled"], 0),
        "lost": at_most(totals["lost"], 0),
    }


def main() -> int:
    """Run it and print the figures; 1 where a target is missed, 2 where a server is missing."""
    parser = argparse.ArgumentParser(prog="python -m bench.posting")
    parser.add_argument("--posts", type=int, default=25, help="for each fault and network")
    parser.add_argument("--kills", type=int, default=20, help="for each network")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--child", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.child:
        return post_as_child(options.child)
    if lacking := missing() or ("" if program() else "tests/real/snac/get.sh"):
        print(f"a server is missing: {lacking}", file=sys.stderr)
        return 2
    figures = measure(options.posts, options.kills, options.seed)
    for key, figure in figures.items():
        target = "" if figure.target is None else f" (target {figure.target}) {'ok' if figure.ok else 'MISSED'}"
        print(f"{key}: {figure.value}{target}")
    if options.json:
        print(json.dumps({key: asdict(figure) for key, figure in figures.items()}))
    return 0 if all(figure.ok for figure in figures.values()) else 1


if __name__ == "__main__":
    with suppress(BrokenPipeError):
        sys.exit(main())
