"""Faults of the machine: `python -m bench.faults --hostile DIR`.

- kill -9 before and after every commit, rename, removal and sync of a whole
  morning (collect, draft, approve, build), on a journal that has a site
  already: until the next run readers see the old site whole or the new one,
  and after it nothing is lost and nothing doubled;
- a disk that is full at ever later bytes: the old site stays, one clear line,
  and the next run completes;
- two runs at once: the second leaves at once and names the first.

`DIR/faults/sitecustomize.py` is what kills; --every N takes each N-th point.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import resource
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, contextmanager
from http.server import ThreadingHTTPServer
from pathlib import Path
from threading import Thread

from bench.hostile_world import Pages, environment

FEEDS, FIRST, SECOND = 3, 4, 2
"""Feeds, and how many items each has on the first morning and gets on the second."""
MORNINGS = ("2026-11-22T07:00:00+00:00", "2026-11-23T07:00:00+00:00")
SUBJECTS = """
    tariff bridge harbour vote museum engine signal library garden council river market winter school theatre
    election orchard tunnel glacier satellite vaccine railway
""".split()  # noqa: SIM905


def feed(number: int, items: int) -> bytes:
    """Return a feed with so many items, each on a matter of its own."""
    parts = []
    for item in range(items):
        words = [SUBJECTS[(number * 7 + item * 3 + step * 5) % len(SUBJECTS)] for step in range(6)]
        parts.append(
            f"<item><title>{' '.join(words).capitalize()} {number}{item}</title>"
            f"<link>https://outlet{number}.example/{item}</link>"
            f"<pubDate>{'Sat, 21' if item < FIRST else 'Sun, 22'} Nov 2026 20:0{item}:00 GMT</pubDate>"
            f"<description>{' '.join(reversed(words))} item{number}{item}</description></item>"
        )
    body = "".join(reversed(parts))
    return f"<rss version='2.0'><channel><title>Outlet {number}</title>{body}</channel></rss>".encode()


@contextmanager
def feeds() -> Iterator[list[str]]:
    """Serve the feeds while the body runs; yield their addresses."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Pages)
    Thread(target=server.serve_forever, daemon=True).start()
    yield [f"http://127.0.0.1:{server.server_port}/{number}.xml" for number in range(FEEDS)]
    server.shutdown()


class Bench:
    """A journal after its first morning, copied for each trial of the second."""

    def __init__(self, hostile: Path, folder: Path, addresses: list[str]) -> None:
        self.faults, self.folder = hostile / "faults", folder
        self.template, self.journal = folder / "template", folder / "journal"
        self.template.mkdir()
        port = addresses[0].split("/")[2]
        (self.template / "config.toml").write_text(
            '[journal]\ntitle = "The Journal"\neditor = "E"\n[edition]\nstories = 200\nfloor = 1\noutlet_share = 1.0\n'
            f'[fetch]\nprivate_hosts = ["{port}"]\npages_per_run = 0\n',
            encoding="utf-8",
        )
        (self.template / "sources.toml").write_text(
            "".join(f'[[source]]\naddress = "{address}"\n' for address in addresses), encoding="utf-8"
        )
        self._serve(FIRST)
        done = self._act(self.template, MORNINGS[0])
        problems = self._whole(self.template, FIRST, 1)
        if done.returncode or problems:
            raise SystemExit(f"the first morning failed: {problems} {done.stderr[-800:]}")
        self._serve(FIRST + SECOND)

    def _serve(self, items: int) -> None:
        for number in range(FEEDS):
            Pages.shelf[f"{number}.xml"] = feed(number, items)

    def reset(self, journal: Path | None = None) -> None:
        """Start again from the journal as it was after its first morning."""
        journal = journal or self.journal
        shutil.rmtree(journal, ignore_errors=True)
        shutil.copytree(self.template, journal, symlinks=True, dirs_exist_ok=journal.exists())

    def act(self, journal: Path | None = None, **faults: str) -> subprocess.CompletedProcess[str]:
        """Run the second morning."""
        return self._act(journal or self.journal, MORNINGS[1], faults)

    def _act(
        self, journal: Path, moment: str, faults: dict[str, str] | None = None, limit: int = 0
    ) -> subprocess.CompletedProcess[str]:
        own = environment(self.folder)
        own["PYTHONPATH"] = os.pathsep.join([*([str(self.faults)] if faults else []), str(Path.cwd())])
        command = [sys.executable, "-m", "bench.faults_act", str(journal), moment]
        return subprocess.run(command, env={**own, **(faults or {})}, capture_output=True, text=True, check=False)

    def starved(self, size: int) -> subprocess.CompletedProcess[str]:
        """Run the second morning where no file may grow beyond `size` bytes."""

        def limit() -> None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))

        command = [sys.executable, "-m", "bench.faults_act", str(self.journal), MORNINGS[1]]
        return subprocess.run(
            command, env=environment(self.folder), capture_output=True, text=True, check=False, preexec_fn=limit
        )

    def readable(self, journal: Path | None = None) -> list[str]:
        """Return what is wrong with what readers see: it must be the old site whole, or the new one."""
        journal = journal or self.journal
        whole = [_site(journal, items) for items in (FIRST, FIRST + SECOND)]
        return [] if [] in whole else whole[0]

    def finished(self, journal: Path | None = None) -> list[str]:
        """Return what is wrong after the second morning."""
        return self._whole(journal or self.journal, FIRST + SECOND, 2)

    def _whole(self, journal: Path, items: int, editions: int) -> list[str]:
        problems = _site(journal, items)
        with closing(sqlite3.connect(journal / "data" / "curator.sqlite")) as store:
            if store.execute("pragma integrity_check").fetchone()[0] != "ok":
                problems.append("the store is damaged")
            for table in ("entries", "words", "articles", "filings"):
                (count,) = store.execute(f"select count(*) from {table}").fetchone()
                if count != items * FEEDS:
                    problems.append(f"{count} {table}, {items * FEEDS} expected")
            kept = [json.loads(row[0]) for row in store.execute("select edition from editions")]
        picked = Counter(
            article["id"] for one in kept for pick in one["picks"] for article in pick["story"]["articles"]
        )
        if len(kept) != editions or len(picked) != items * FEEDS or max(picked.values(), default=0) > 1:
            problems.append(f"{len(kept)} editions with {len(picked)} articles, {picked.most_common(1)}")
        return problems


def _site(journal: Path, items: int) -> list[str]:
    """Return what is missing of a site with so many items of each feed: its text, or a file that a page refers to."""
    site = journal / "site"
    if not (site / "index.html").is_file():
        return ["there is no front page"]
    pages = {file: file.read_text(encoding="utf-8") for file in site.resolve().rglob("*.html")}
    text = "\n".join(pages.values())
    missing = [f"{number}{item}" for number in range(FEEDS) for item in range(items) if f" {number}{item}<" not in text]
    problems = [f"not on the site: {', '.join(missing)}"] if missing else []
    for file, html in pages.items():
        for link in re.findall(r'(?:href|src)="([^"#?:]+)[#?"]', html):
            if not (file.parent / link).exists():
                problems.append(f"{file.name} refers to {link}, which is not there")
    return problems[:3]


def kills(bench: Bench, every: int) -> dict[str, int]:
    """Kill the second morning at each point, on both sides; return how many failed and how many there were."""
    bench.reset()
    count = bench.folder / "count.json"
    done = bench.act(FAULT_COUNT=str(count))
    counted = json.loads(count.read_text(encoding="utf-8"))
    problems = bench.finished()
    print(f"a clean morning: exit code {done.returncode}, {counted['points']} points {counted['by']}")
    if done.returncode or problems:
        raise SystemExit(f"the clean morning failed: {problems} {done.stderr[-500:]}")
    killed = torn = lost = 0
    for point in range(1, counted["points"] + 1, every):
        for side in ("before", "after"):
            bench.reset()
            died = bench.act(FAULT_KILL_AT=str(point), FAULT_SIDE=side)
            killed += died.returncode == -9
            seen = bench.readable()
            again = bench.act()
            after = bench.finished()
            torn += bool(seen)
            lost += bool(after or again.returncode)
            if seen or after or again.returncode:
                print(
                    f"point {point} {side}: readers saw {seen}; then {again.returncode} {after} {again.stderr[-300:]}"
                )
    return {"kills": killed, "torn": torn, "lost": lost}


def full_disk(bench: Bench, sizes: int) -> dict[str, int]:
    """Let no file grow beyond ever larger sizes; return how many runs went wrong, of how many that failed."""
    store = (bench.template / "data" / "curator.sqlite").stat().st_size
    failed = wrong = 0
    for step in range(sizes):
        bench.reset()
        run = bench.starved(2_000 + step * 2 * store // sizes)
        seen = bench.readable()
        lines = _complaints(run.stderr)
        unclear = bool(run.returncode) and not (len(lines) == 1 and "space" in lines[0])
        again = bench.act()
        after = bench.finished()
        failed += bool(run.returncode)
        if seen or unclear or after or again.returncode:
            wrong += 1
            print(
                f"full disk {step}: {run.returncode} {lines[-2:]}; readers saw {seen}; then {again.returncode} {after}"
            )
    return {"failed": failed, "wrong": wrong}


def small_disk(bench: Bench, sizes: int) -> dict[str, int]:
    """Like `full_disk` on a file system that is full, where one may be mounted."""
    place = bench.folder / "disk"
    place.mkdir()
    used = int(subprocess.run(["du", "-sk", bench.template], capture_output=True, text=True).stdout.split()[0])
    failed = wrong = 0
    for step in range(sizes):
        size = used + 60 + step * 120
        if subprocess.run(
            ["mount", "-t", "tmpfs", "-o", f"size={size}k", "tmpfs", place], capture_output=True
        ).returncode:
            print("!!! no file system can be mounted here: the part with a full one is left out", file=sys.stderr)
            return {"failed": 0, "wrong": 0}
        try:
            journal = place / "journal"
            bench.reset(journal)
            run = bench.act(journal)
            seen = bench.readable(journal)
            lines = _complaints(run.stderr)
            unclear = bool(run.returncode) and not (len(lines) == 1 and "space" in lines[0])
            subprocess.run(["mount", "-o", "remount,size=400m", place], check=True)
            again = bench.act(journal)
            after = bench.finished(journal)
        finally:
            subprocess.run(["umount", place], check=True)
        failed += bool(run.returncode)
        if seen or unclear or after or again.returncode:
            wrong += 1
            print(f"{size} KB: {run.returncode} {lines[-2:]}; readers saw {seen}; then {again.returncode} {after}")
    return {"failed": failed, "wrong": wrong}


def _complaints(said: str) -> list[str]:
    """Return the lines that were said, without the draft's own word before the editor kept anything."""
    return [line for line in said.splitlines() if line.strip() and "no story within" not in line]


def at_once(bench: Bench) -> float:
    """Run a second morning while the first holds the journal; return the seconds until it left, -1 where it did not."""
    from curator.store.lock import run_lock

    bench.reset()
    with run_lock(bench.journal / "data" / "run.lock", "run"):
        started = time.perf_counter()
        command = [sys.executable, "-m", "curator", "-j", str(bench.journal), "run"]
        second = subprocess.run(command, env=environment(bench.folder), capture_output=True, text=True, check=False)
        seconds = time.perf_counter() - started
    named = f"process {os.getpid()} (`run`)" in second.stderr
    print(f"a second run left after {seconds:.2f} s with {second.returncode}: {second.stderr.strip()}")
    return seconds if second.returncode == 1 and named else -1.0


def main() -> int:
    """Print the figures; 1 where a target is missed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--hostile", type=Path, required=True, help="the folder with faults/sitecustomize.py")
    parser.add_argument("--every", type=int, default=1, metavar="N", help="kill at each N-th point only")
    parser.add_argument("--sizes", type=int, default=20, help="sizes of the full disk")
    parser.add_argument("--json", action="store_true", help="print one JSON object as the last line")
    arguments = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="curator-faults-"))
    try:
        with feeds() as addresses:
            bench = Bench(arguments.hostile.resolve(), folder, addresses)
            second = at_once(bench)
            limited, mounted = full_disk(bench, arguments.sizes), small_disk(bench, arguments.sizes)
            killed = kills(bench, arguments.every)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    figures = {
        "kills": {"value": killed["kills"], "target": "> 0", "ok": killed["kills"] > 0},
        "sites torn by a kill": {"value": killed["torn"], "target": "0", "ok": not killed["torn"]},
        "losses after a kill": {"value": killed["lost"], "target": "0", "ok": not killed["lost"]},
        "runs that a full disk stopped": {
            "value": limited["failed"] + mounted["failed"],
            "target": "> 0",
            "ok": limited["failed"] > 0,
        },
        "of them wrong": {
            "value": limited["wrong"] + mounted["wrong"],
            "target": "0",
            "ok": not limited["wrong"] + mounted["wrong"],
        },
        "seconds until a second run leaves": {"value": round(second, 2), "target": "< 1", "ok": 0 <= second < 1},
    }
    for name, figure in figures.items():
        print(f"{'ok ' if figure['ok'] else 'NOT OK '}{name}: {figure['value']} ({figure['target']})")
    if arguments.json:
        print(json.dumps(figures))
    return 0 if all(figure["ok"] for figure in figures.values()) else 1


if __name__ == "__main__":
    sys.exit(main())
