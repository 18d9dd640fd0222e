"""Building the journal: full, daily and unchanged, beside Pelican and Hugo building as many pages in the same run.

    python -m bench.site [--editions 365] [--stories 20] [--json]

Every build is a process of its own that reads its editions from files, as a
user's would from the store. "Per page" counts HTML files only; curator writes
its feeds, its search index and its sitemaps in the same time, the peers their
feed. `with_share_pictures` is the full build of a journal with a base address,
which also draws pictures for link previews; no peer draws any. `…_work` is
processor time, of children too, which other programs on the machine hardly
change; `daily_age_ratio` compares it, since the two builds are too short for a clock;
the daily builds of the young and the old journal take turns, so that what else
runs meets both.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from dataclasses import asdict, dataclass
from pathlib import Path

from bench import site_data, site_peers
from bench.figures import Figure, at_most, told

BASE = "https://journal.example"
DAYS = 5
"""Daily builds of each journal; the median counts."""


@dataclass(frozen=True)
class Build:
    """One build of ours."""

    seconds: float
    """On the clock."""
    work: float
    """Seconds of processor time, which other programs on the machine hardly change."""
    written: int
    pages: int


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m bench.site")
    parser.add_argument("--editions", type=int, default=365)
    parser.add_argument("--stories", type=int, default=20)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--one", nargs=4, metavar=("EDITIONS", "FOLDER", "COUNT", "BASE"), help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.one:
        return _one(*options.one)
    with tempfile.TemporaryDirectory() as folder:
        figures = _measure(Path(folder), options.editions, options.stories)
    for name, figure in figures.items():
        judged = "" if figure.target is None else f" (target {figure.target}) {'ok' if figure.ok else 'MISSED'}"
        print(f"{name}: {figure.value}{judged}")
    if options.json:
        print(json.dumps({name: asdict(figure) for name, figure in figures.items()}))
    return 0 if all(figure.ok for figure in figures.values()) else 1


def _one(editions: str, folder: str, count: str, base: str) -> int:
    """Build once, in this process: what `curator build` does after it has read the settings."""
    from datetime import UTC, datetime

    from curator.pool import Pool
    from curator.publish.folder import publish
    from curator.render import Paper

    config = site_data.settings(Path(folder), base if base != "-" else "")
    shelf = site_data.FolderShelf(Path(editions), int(count))
    paper = Paper(config, shelf, datetime(2026, 11, 22, 7, tzinfo=UTC), site_data.sources())
    with Pool() as workers:
        print(publish(paper, config.paths.site, workers=workers).written)
    return 0


def _build(editions: Path, folder: Path, count: int, base: str = "-") -> Build:
    command = [sys.executable, "-m", "bench.site", "--one", str(editions), str(folder), str(count), base]
    start, before = time.perf_counter(), resource.getrusage(resource.RUSAGE_CHILDREN)
    run = subprocess.run(command, check=True, capture_output=True, text=True)
    seconds, after = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
    work = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Build(seconds, work, int(run.stdout), sum(1 for _ in (folder / "site").rglob("*.html")))


def _measure(folder: Path, editions: int, stories: int) -> dict[str, Figure]:
    data = folder / "editions"
    site_data.write(data, editions, stories)
    age = min(30, editions - 1)
    _build(data, folder / "young", age)
    full = _build(data, folder / "ours", editions - 1)
    young, daily = _daily(data, {folder / "young": age + 1, folder / "ours": editions})
    none = _build(data, folder / "ours", editions)
    pictures = _build(data, folder / "pictures", editions, BASE)
    figures = {
        "full_s": told(full.seconds),
        "full_work_s": told(full.work),
        "full_pages": told(full.pages),
        "full_pages_per_s": told(full.pages / full.seconds),
        "unchanged_s": told(none.seconds),
        "unchanged_files_written": at_most(none.written, 0),
        "daily_s": at_most(daily.seconds, 2.0),
        "daily_files_written": told(daily.written),
        "daily_at_30_editions_s": told(young.seconds),
        "daily_work_s": told(daily.work),
        "daily_at_30_editions_work_s": told(young.work),
        "daily_age_ratio": at_most(daily.work / young.work, 1.2),
        "with_share_pictures_s": told(pictures.seconds),
    }
    return figures | _beside(folder, data, editions, full, none.seconds)


def _daily(data: Path, counts: dict[Path, int]) -> list[Build]:
    """Return for each journal the median of `DAYS` daily builds; its last edition is taken away again in between.

    The first build after a full one is not among them: it makes the second tree, which happens once.
    """
    builds: dict[Path, list[Build]] = {folder: [] for folder in counts}
    for _ in range(DAYS + 1):
        for folder, count in counts.items():
            _build(data, folder, count - 1)
            builds[folder].append(_build(data, folder, count))
    return [sorted(each[1:], key=lambda build: build.work)[DAYS // 2] for each in builds.values()]


def _beside(folder: Path, data: Path, editions: int, ours: Build, unchanged: float) -> dict[str, Figure]:
    shelf = site_data.FolderShelf(data, editions)
    figures: dict[str, Figure] = {}
    for name, peer, most in (("pelican", site_peers.pelican, 0.5), ("hugo", site_peers.hugo, 2.0)):
        measured = peer(folder / name, shelf)
        if measured is None:
            print(f"!!! {name} cannot be compared with (make bench-peers): left out", file=sys.stderr)
            continue
        figures[f"{name}_full_s"] = told(measured.full)
        figures[f"{name}_full_work_s"] = told(measured.work)
        figures[f"{name}_unchanged_s"] = told(measured.again)
        figures[f"{name}_pages"] = told(measured.pages)
        page = ours.seconds / ours.pages
        figures[f"full_per_page_to_{name}"] = at_most(page / (measured.full / measured.pages), most)
        figures[f"work_per_page_to_{name}"] = told((ours.work / ours.pages) / (measured.work / measured.pages))
        if name == "hugo":
            figures["unchanged_to_hugo"] = at_most(unchanged / measured.again, 0.5)
    return figures


if __name__ == "__main__":
    raise SystemExit(main())
