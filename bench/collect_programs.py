"""The programs that the collecting benchmark compares: how each is set up with a list of feeds, and run."""

from __future__ import annotations

import os
import resource
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.collect_origin import Origin

PEERS = Path(".venv-peers")
_READER_ADD = """
import sys
from reader import make_reader
reader = make_reader(sys.argv[1])
for address in open(sys.argv[2]).read().split():
    reader.add_feed(address)
"""
_READER_UPDATE = """
import sys
from reader import make_reader
for _ in make_reader(sys.argv[1]).update_feeds_iter(workers=10, scheduled=False):
    pass
"""


@dataclass(frozen=True)
class Run:
    """What one run of a program cost."""

    wall: float
    """Seconds."""
    cpu: float
    """Seconds of the process and its children."""
    memory: float
    """Most MiB of the process tree at one moment, shared pages counted once; 0 where nobody looked."""
    output: str
    code: int


@dataclass(frozen=True)
class Program:
    """A program with its list of feeds in a folder."""

    name: str
    command: Sequence[str]
    folder: Path
    environment: dict[str, str]

    def run(self, *, look: bool = False) -> Run:
        """Run it once; with `look`, watch its memory, which costs some time."""
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        started = time.perf_counter()
        process = subprocess.Popen(
            self.command, env=self.environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )
        watch = _Watch(process.pid) if look else None
        output, _ = process.communicate()
        wall = time.perf_counter() - started
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        return Run(wall, cpu, watch.end() if watch else 0.0, output, process.returncode)


class _Watch:
    """Looks at a process tree's memory every 50 ms."""

    def __init__(self, root: int) -> None:
        self._most = 0.0
        self._root = root
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)
        self._thread.start()

    def end(self) -> float:
        """Return the most MiB that were seen."""
        self._ended.set()
        self._thread.join()
        return self._most

    def _look(self) -> None:
        while not self._ended.wait(0.05):
            self._most = max(self._most, tree_memory(self._root))


def tree_memory(root: int) -> float:
    """Return the MiB of a process and all below it, shared pages counted once."""
    return sum(_kib(process) for process in _tree(root)) / 1024


def _tree(root: int) -> list[int]:
    found = [root]
    for process in found:
        try:
            for task in Path(f"/proc/{process}/task").iterdir():
                found += [int(child) for child in (task / "children").read_text().split()]
        except (FileNotFoundError, ProcessLookupError):
            continue
    return found


def _kib(process: int) -> int:
    try:
        lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
    except (FileNotFoundError, ProcessLookupError):
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith("Pss:")), 0)


def curator(origin: Origin, folder: Path, *, fetch: str = "", command: Sequence[str] = ("collect",)) -> Program:
    """Return curator with a journal of the origin's feeds and no theme."""
    folder.mkdir(parents=True, exist_ok=True)
    hosts = ", ".join(f'"{place}"' for place in origin.places)
    (folder / "config.toml").write_text(
        f'[journal]\ntitle = "Bench"\n[fetch]\nprivate_hosts = [{hosts}]\n{fetch}', encoding="utf-8"
    )
    (folder / "sources.toml").write_text(
        "".join(f'[[source]]\naddress = "{address}"\n' for address in origin.addresses), encoding="utf-8"
    )
    call = [sys.executable, "-m", "curator", "-j", str(folder), "-q", *command, "--json"]
    return Program("curator", call, folder, _environment(folder))


def floor(origin: Origin, folder: Path) -> Program:
    """Return the bare script."""
    call = [sys.executable, "-m", "bench.collect_floor", str(_list(origin, folder)), str(folder / "store.sqlite")]
    return Program("bare script", call, folder, _environment(folder))


def reader(origin: Origin, folder: Path) -> Program | None:
    """Return lemon24/reader with 10 workers."""
    python = PEERS / "bin" / "python"
    if not python.exists() or subprocess.run([python, "-c", "import reader"], capture_output=True).returncode:
        return None
    list_, store = _list(origin, folder), folder / "store.sqlite"
    subprocess.run([python, "-c", _READER_ADD, str(store), str(list_)], check=True)
    return Program("reader", [str(python), "-c", _READER_UPDATE, str(store)], folder, _environment(folder))


def newsboat(origin: Origin, folder: Path) -> Program | None:
    """Return newsboat with as many threads as curator has connections."""
    program = shutil.which("newsboat")
    if program is None:
        return None
    list_, settings = _list(origin, folder), folder / "config"
    settings.write_text("reload-threads 32\ndownload-retries 1\nsuppress-first-reload yes\n", encoding="utf-8")
    call = [program, "-u", str(list_), "-c", str(folder / "cache.db"), "-C", str(settings), "-x", "reload"]
    return Program("newsboat", call, folder, _environment(folder))


def sfeed(origin: Origin, folder: Path) -> Program | None:
    """Return sfeed_update with 32 jobs."""
    program = shutil.which("sfeed_update")
    if program is None:
        return None
    folder.mkdir(parents=True, exist_ok=True)
    lines = "\n".join(f"feed 'f{number}' '{address}'" for number, address in enumerate(origin.addresses))
    rc = folder / "sfeedrc"
    rc.write_text(f"sfeedpath='{folder}/feeds'\nmaxjobs=32\nfeeds() {{\n{lines}\n}}\n", encoding="utf-8")
    (folder / "feeds").mkdir(exist_ok=True)
    return Program("sfeed", [program, str(rc)], folder, _environment(folder))


PROGRAMS: dict[str, Callable[[Origin, Path], Program | None]] = {
    "curator": curator,
    "bare script": floor,
    "reader": reader,
    "newsboat": newsboat,
    "sfeed": sfeed,
}


def _list(origin: Origin, folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / "addresses"
    file.write_text("\n".join(origin.addresses) + "\n", encoding="utf-8")
    return file


def _environment(folder: Path) -> dict[str, str]:
    """Return an environment without a proxy, with a home of its own, and with Python's compiled modules kept."""
    unwanted = {"PYTHONDONTWRITEBYTECODE"}
    kept = {name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy")}
    kept = {name: value for name, value in kept.items() if name not in unwanted}
    return {**kept, "HOME": str(folder), "NO_COLOR": "1", "LC_ALL": "C.UTF-8"}
