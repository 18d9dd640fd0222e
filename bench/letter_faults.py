"""The letter through a mail server with faults, and killed before and after every act: see `bench.letter`.

Faults: eleven kinds, at RCPT, at DATA, inside and after the message, connection
drops and lost answers; runs go on until the server is well. Kills:
`DIR/faults/sitecustomize.py` ends `curator send` at each commit, rename,
removal, sync and end of a message, before and after it; then it runs once more.
"""

from __future__ import annotations

import itertools
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import tomlkit

from bench.figures import Figure, at_least, at_most, told
from curator.cli import main as curator
from curator.model import DeliveryState, Standing, Subscriber
from curator.store import open_store
from tests.send.server import Fault, FaultyServer

NOW = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)
KINDS = [fault.value for fault in Fault if fault is not Fault.NONE]
ORDER = [box for kind in KINDS for box in (kind, Fault.NONE.value)]
"""A letter that is well after each that breaks: a run stops after ten in a row that were not taken."""
FEW = 4
"""Readers of the letter that is killed at every act."""
MOST_RUNS = 12


def prepare(folder: Path, boxes: list[str], port: int) -> None:
    """Make the journal one that sends to these boxes by that port."""
    file = folder / "config.toml"
    document = tomlkit.parse(file.read_text(encoding="utf-8"))
    document.setdefault("letter", tomlkit.table()).update({"sender": "The Journal <editor@mail.test>"})
    document.setdefault("smtp", tomlkit.table()).update({"host": "127.0.0.1", "port": port, "security": "none"})
    file.write_text(tomlkit.dumps(document), encoding="utf-8")
    readers = [Subscriber(f"{n:012x}", box, standing=Standing.ACTIVE, asked=NOW) for n, box in enumerate(boxes)]
    with open_store(folder / "data" / "curator.sqlite") as store:
        store.subscribers.put(readers)


def ledger(folder: Path) -> dict[str, DeliveryState]:
    """Return the state of each letter, by its reader's address."""
    with open_store(folder / "data" / "curator.sqlite") as store:
        address = {one.id: one.address for one in store.subscribers.all()}
        return {address[one.recipient]: one.state for one in store.outbox.deliveries("letter")}


def send(folder: Path, home: Path, faults: Path | None = None, **environ: str) -> int:
    """Run `curator send` in a process of its own; return how it ended."""
    own = os.environ | {"XDG_STATE_HOME": str(home / "state"), "XDG_CONFIG_HOME": str(home / "config")} | environ
    own["PYTHONPATH"] = os.pathsep.join([*([str(faults)] if faults else []), str(Path.cwd())])
    command = [sys.executable, "-m", "curator", "-q", "-j", str(folder), "send", "--week", "--yes"]
    done = subprocess.run(command, env=own, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
    return done.returncode


def faulty(demo: Path, work: Path, count: int) -> dict[str, Figure]:
    """Send to boxes of every kind of fault until the server is well and nothing is left to do."""
    folder = work / "faulty"
    shutil.copytree(demo, folder, symlinks=True)
    boxes = [f"{kind}+{n}@mail.example" for n, kind in zip(range(count), itertools.cycle(ORDER), strict=False)]
    with FaultyServer() as server:
        prepare(folder, boxes, server.port)
        for turn in range(MOST_RUNS):
            server.well = turn > 1
            send(folder, work / "home-faulty")
            states = ledger(folder)
            if len(states) == count and DeliveryState.NEW not in states.values() and server.well:
                break
    return _counted("faults", boxes, states, server.counts) | {"letter_faults_kinds": at_least(len(KINDS), 10)}


def _counted(name: str, boxes: list[str], states: dict[str, DeliveryState], counts: Counter[str]) -> dict[str, Figure]:
    sent = [box for box in boxes if states.get(box) is DeliveryState.SENT]
    open_ = [box for box in boxes if states.get(box) in (DeliveryState.UNCERTAIN, DeliveryState.REFUSED)]
    doubled = sum(counts[box] - 1 for box in boxes if counts[box] > 1)
    lost = sum(not counts[box] for box in sent) + len(boxes) - len(sent) - len(open_)
    print(f"{name}: {len(boxes)} letters, {len(sent)} sent, {len(open_)} listed, {doubled} doubled, {lost} lost")
    return {
        f"letter_{name}_sent": told(len(sent)),
        f"letter_{name}_listed": told(len(open_)),
        f"letter_{name}_doubled": at_most(doubled, 0),
        f"letter_{name}_lost": at_most(lost, 0),
    }


def killed(demo: Path, work: Path, hostile: Path, every: int) -> dict[str, Figure]:
    """Kill a letter at every act of its, then let it go on, and count."""
    template, folder, count = work / "template", work / "killed", work / "count.json"
    shutil.copytree(demo, template, symlinks=True)
    boxes = [f"ok+{n}@mail.example" for n in range(FEW)]
    points = kills = doubled = lost = uncertain = stuck = 0
    for point, side in _trials(count, every):
        with FaultyServer() as server:
            shutil.rmtree(folder, ignore_errors=True)
            shutil.rmtree(work / "home", ignore_errors=True)
            shutil.copytree(template, folder, symlinks=True)
            prepare(folder, boxes, server.port)
            if not point:
                send(folder, work / "home", hostile / "faults", FAULT_COUNT=str(count))
                points = json.loads(count.read_text())["points"]
                continue
            ended = send(folder, work / "home", hostile / "faults", FAULT_KILL_AT=str(point), FAULT_SIDE=side)
            kills += ended == -9
            stuck += send(folder, work / "home") not in (0, 3)
            states = ledger(folder)
            doubled += sum(server.counts[box] > 1 for box in boxes)
            open_ = [box for box in boxes if states.get(box) is DeliveryState.UNCERTAIN]
            lost += sum(not server.counts[box] and box not in open_ for box in boxes)
            uncertain += len(open_)
    print(f"{kills} kills at {points} acts: {doubled} doubled, {lost} lost, {uncertain} uncertain, {stuck} stuck")
    return {
        "letter_matrix_kills": told(kills),
        "letter_matrix_doubled": at_most(doubled, 0),
        "letter_matrix_lost": at_most(lost, 0),
        "letter_matrix_uncertain": at_most(uncertain, kills),
        "letter_matrix_stuck": at_most(stuck, 0),
    }


def _trials(count: Path, every: int) -> Iterator[tuple[int, str]]:
    """Yield (0, "") for the run that counts, then every act with both sides."""
    yield 0, ""
    for point in range(1, int(json.loads(count.read_text())["points"]) + 1, every):
        yield point, "before"
        yield point, "after"


def measure(readers: int, hostile: Path | None, every: int = 1) -> dict[str, Figure]:
    """Return the figures; without `hostile`, those of the faults alone."""
    with tempfile.TemporaryDirectory(prefix="letter-") as place:
        work = Path(place)
        demo = work / "demo"
        curator(["--quiet", "demo", str(demo), "--no-open", "--as-of", NOW.isoformat()])
        figures = faulty(demo, work, readers)
        if hostile is None:
            print("!! no --hostile DIR: the kill at every act was NOT measured")
            return figures
        return figures | killed(demo, work, hostile, every)
