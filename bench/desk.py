"""How long the editor waits at the desk: list, story, keep, undo and preview with 500 and with 5,000 stories.

    python -m bench.desk [--json] [--stories 500,5000] [--rounds 60]

Stores are made for it (200 sources, 2,000 marks of the past year); times are the
server's own, one request after another, the first few left out. Beside the clock
stands the CPU time, which other work on the machine does not lengthen. What the
disk takes for a commit is measured by a bare SQLite that writes one row, in the
same folder and as durably, in the same minute. The start is measured from the
command to the first answer.
"""

from __future__ import annotations

import argparse
import json
import re
import sqlite3
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from statistics import quantiles
from typing import Any

from curator.desk import Keys, Room, create_app
from curator.desk.server import find_port
from curator.model import Mark, Verb
from curator.store import open_store
from curator.store.engine import wal_is_sound
from tests.desk.factory import MORNING, Clock, make_journal

TARGETS = {"list": 100.0, "keep": 30.0, "undo": 30.0, "preview": 300.0}
"""Milliseconds at p95."""
START_SECONDS = 1.5
CONSTANT = 2.0
"""With ten times the stories, p95 may be at most so many times as long (the machine's own noise included)."""
HOST = "127.0.0.1:8787"
WARM_UP = 3


class Client:
    """A browser's requests, answered in this process."""

    def __init__(self, folder: Path) -> None:
        self.room = Room(folder, clock=Clock())
        keys = Keys(folder / "data")
        self._client = create_app(self.room, keys, [HOST]).test_client()
        self._post("/open", {"code": keys.link()})
        page = self._client.get("/", base_url=f"http://{HOST}").text
        found = re.search(r'desk-token" content="([^"]+)', page)
        assert found is not None
        self._token = found[1]

    def _post(self, path: str, told: dict[str, Any], token: str = "") -> Any:
        headers = {"Origin": f"http://{HOST}", "X-Desk-Token": token}
        return self._client.post(path, json=told, base_url=f"http://{HOST}", headers=headers)

    def post(self, path: str, told: dict[str, Any]) -> Any:
        """Send what the page's script sends."""
        answer = self._post(path, told, self._token)
        assert answer.status_code == 200, (path, answer.status_code, answer.text[:200])
        return answer

    def get(self, path: str) -> Any:
        """Ask for a page."""
        answer = self._client.get(path, base_url=f"http://{HOST}")
        assert answer.status_code == 200, (path, answer.status_code)
        return answer


Took = tuple[float, float]
"""Milliseconds by the clock, and of CPU."""


def timed(act: Callable[[], object], rounds: int) -> list[Took]:
    """Return what each round took, after the warm-up."""
    return [timed_once(act) for _ in range(rounds + WARM_UP)][WARM_UP:]


def fill_history(folder: Path) -> None:
    """Add a year of decisions on stories that are long gone."""
    with open_store(folder / "data" / "curator.sqlite") as store:
        start = MORNING - timedelta(days=365)
        store.archive.mark(
            [
                Mark(
                    f"old{n}",
                    Verb.KEEP if n % 3 else Verb.DROP,
                    start + timedelta(hours=4 * n),
                    "",
                    "In\u00e8s Marchand",
                )
                for n in range(2000)
            ]
        )


def measure(stories: int, rounds: int) -> dict[str, list[Took]]:
    """Return the times of each act with so many stories waiting."""
    with tempfile.TemporaryDirectory() as home:
        folder = make_journal(Path(home) / "journal", stories, 200)
        fill_history(folder)
        client = Client(folder)
        ids = re.findall(r'data-id="([^"]+)"', client.get("/review/rows?after=0").text)
        ids += re.findall(r'data-id="([^"]+)"', client.get("/review/rows?after=40").text)
        waiting = iter(ids * 10)
        found = {"list": timed(lambda: client.get("/review"), rounds)}
        found["story"] = timed(lambda: client.get(f"/review/story/{next(waiting)}"), rounds)
        found["keep"] = timed(lambda: client.post("/marks", {"subject": next(waiting), "verb": "keep"}), rounds)
        found["undo"] = timed(lambda: client.post("/undo", {}), rounds)
        for id in ids[:15]:
            client.post("/marks", {"subject": id, "verb": "keep"})
        frame = re.search(r'data-base="([^"]+)"', client.get("/edition").text)
        assert frame is not None

        def changed_and_shown() -> None:
            client.get(f"{frame[1]}?as=page")

        times = []
        for number in range(rounds + WARM_UP):
            client.post("/marks", {"subject": ids[number % 15], "verb": "title", "value": f"Another title {number}"})
            took = timed_once(changed_and_shown)
            if number >= WARM_UP:
                times.append(took)
        found["preview"] = times
        found["commit"] = commits(folder, rounds)
        client.room.close()
    return found


def commits(folder: Path, rounds: int) -> list[Took]:
    """Return what one row takes a bare SQLite with the store's own journal and promise: it survives a loss of power."""
    journal = "WAL" if wal_is_sound() else "DELETE"
    with closing(sqlite3.connect(folder / "bare.sqlite", isolation_level=None)) as bare:
        bare.executescript(f"PRAGMA journal_mode={journal}; PRAGMA synchronous=FULL; CREATE TABLE one (text TEXT);")
        return timed(lambda: bare.execute("INSERT INTO one VALUES ('kept')"), rounds)


def timed_once(act: Callable[[], object]) -> Took:
    """Return what one act took."""
    start, cpu = time.perf_counter(), time.process_time()
    act()
    return (time.perf_counter() - start) * 1000, (time.process_time() - cpu) * 1000


def start_seconds(stories: int) -> float:
    """Return the time from the command to the first answer."""
    with tempfile.TemporaryDirectory() as home:
        folder = make_journal(Path(home) / "journal", stories, 200)
        port = find_port()
        command = [sys.executable, "-m", "curator", "-j", str(folder), "desk", "--no-open", "--port", str(port)]
        start = time.perf_counter()
        running = subprocess.Popen(command, stdout=subprocess.DEVNULL)
        try:
            while time.perf_counter() - start < 30:
                try:
                    urllib.request.urlopen(f"http://127.0.0.1:{port}/open", timeout=2).read()
                    return time.perf_counter() - start
                except (urllib.error.URLError, ConnectionError):
                    time.sleep(0.01)
        finally:
            running.terminate()
            running.wait(20)
    return float("inf")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else "")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--stories", default="500,5000")
    parser.add_argument("--rounds", type=int, default=60)
    options = parser.parse_args()
    sizes = [int(size) for size in options.stories.split(",")]
    figures: dict[str, dict[str, Any]] = {}
    p95s: dict[str, list[float]] = {}
    cpus: dict[str, list[float]] = {}
    for size in sizes:
        for act, times in measure(size, options.rounds).items():
            cuts, cpu = quantiles([took for took, _ in times], n=20), quantiles([took for _, took in times], n=20)
            p95s.setdefault(act, []).append(cuts[18])
            cpus.setdefault(act, []).append(cpu[9])
            told = f"p50 {cuts[9]:6.1f} ms  p95 {cuts[18]:6.1f} ms  CPU p50 {cpu[9]:6.1f} ms  p95 {cpu[18]:6.1f} ms"
            print(f"{size:>6} stories  {act:<8} {told}")
            if act in TARGETS:
                name = f"desk_{act}_p95_ms_{size}"
                figures[name] = {"value": round(cuts[18], 1), "target": TARGETS[act], "ok": cuts[18] <= TARGETS[act]}
    for act in TARGETS:
        if len(sizes) > 1:
            for name, found in (("growth", p95s[act]), ("cpu_growth", cpus[act])):
                ratio = found[-1] / found[0]
                figures[f"desk_{act}_{name}"] = {"value": round(ratio, 2), "target": CONSTANT, "ok": ratio <= CONSTANT}
    seconds = start_seconds(sizes[-1])
    print(f"start with {sizes[-1]} stories: {seconds:.2f} s")
    figures["desk_start_s"] = {"value": round(seconds, 2), "target": START_SECONDS, "ok": seconds <= START_SECONDS}
    if options.json:
        print(json.dumps(figures))


if __name__ == "__main__":
    main()
