"""Collecting, against its peers: `python -m bench.collect`.

Each program is run as its user would run it, from the start of its process to
its end, on feeds of our own on loopback (`collect_origin`): 25 items and 40 to
80 KB each, every feed on a host of its own. lemon24/reader, newsboat and sfeed
are taken where `make bench-peers` put them; a bare script (`collect_floor`) is
the floor. Of several runs the quickest counts: the others say what else the
machine did.

--parts plain,latency,growth,run chooses; --repeat N runs each so often.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from bench.collect_origin import ITEMS, Origin, origin
from bench.collect_programs import PROGRAMS, Program, Run, curator

LATENCY, CONNECTIONS = 0.2, 32
CHANGED = 0.05
ONLY_FEEDS = ("collect", "--feeds")
Figures = dict[str, dict[str, Any]]


def figure(value: float, target: str, ok: bool | None) -> dict[str, Any]:
    """Return one figure as the last line shows it; `ok` None where it has no target."""
    return {"value": value, "target": target, "ok": ok}


@contextmanager
def scratch() -> Iterator[Path]:
    """Give a folder that is gone afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="curator-collect-"))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def made(name: str, served: Origin, folder: Path) -> Program | None:
    """Return a program with its list in a fresh folder; None, told loudly, where it is not installed."""
    shutil.rmtree(folder, ignore_errors=True)
    program = curator(served, folder, command=ONLY_FEEDS) if name == "curator" else PROGRAMS[name](served, folder)
    if program is None:
        print(f"!!! {name} is not installed (make bench-peers): comparisons with it are left out", file=sys.stderr)
    return program


def sound(run: Run, program: Program) -> Run:
    """Return the run; end the benchmark where the program failed."""
    if run.code:
        raise SystemExit(f"{program.name} left with {run.code}:\n{run.output[-2000:]}")
    return run


def quickest(runs: list[Run]) -> Run:
    """Return the quickest of some runs of the same."""
    return min(runs, key=lambda run: run.wall)


def compared(served: Origin, folder: Path, names: list[str], repeat: int) -> dict[str, dict[str, Run]]:
    """Run each program cold, on unchanged feeds, and with a few changed; return its quickest runs."""
    found: dict[str, dict[str, list[Run]]] = {}
    for _ in range(repeat):
        for name in list(names):
            program = made(name, served, folder / name.replace(" ", "-"))
            if program is None:
                names.remove(name)
                continue
            runs = found.setdefault(name, {"cold": [], "same": [], "changed": []})
            runs["cold"].append(sound(program.run(), program))
            runs["same"] += [sound(program.run(), program) for _ in range(2)]
            if name == "curator":
                served.steer(share=CHANGED)
                runs["changed"].append(sound(program.run(), program))
    best = {name: {kind: quickest(each) for kind, each in runs.items() if each} for name, runs in found.items()}
    for name, runs in best.items():
        told = "  ".join(f"{kind} {run.wall:6.2f} s ({run.cpu:5.2f} of CPU)" for kind, run in runs.items())
        print(f"{served.feeds} feeds  {name:12} {told}", flush=True)
    return best


def plain(feeds: int, repeat: int, peers: list[str]) -> Figures:
    """Compare on feeds that answer at once."""
    with scratch() as folder, origin(feeds) as served:
        best = compared(served, folder, ["curator", "bare script", *peers], repeat)
        program = made("curator", served, folder / "watched")
        assert program is not None
        served.steer()
        memory = sound(program.run(look=True), program).memory
        log = served.steer()
    ours, floor = best["curator"], best["bare script"]
    rate = feeds / ours["same"].wall
    figures = {
        "cold, s": figure(round(ours["cold"].wall, 2), "", None),
        "cold, of the bare script": _ratio(ours["cold"], floor["cold"], 3.0),
        "unchanged, feeds/s": figure(round(rate), ">= 1500", rate >= 1500),
        "5 % changed, of unchanged": _ratio(ours["changed"], ours["same"], 2.0),
        "process tree, MiB": figure(round(memory), "<= 350", memory <= 350),
        "connections to one host at once": figure(log.most_at_once, "1", log.most_at_once == 1),
        "requests a feed": figure(log.requests / feeds, "1", log.requests == feeds),
    }
    for name, (cold, same) in {"reader": (0.15, 0.5), "newsboat": (0.0, 0.0), "sfeed": (0.0, 0.0)}.items():
        if name in best:
            figures[f"cold, of {name}"] = _ratio(ours["cold"], best[name]["cold"], cold)
            figures[f"unchanged, of {name}"] = _ratio(ours["same"], best[name]["same"], same)
    return figures


def _ratio(one: Run, other: Run, most: float) -> dict[str, Any]:
    value = one.wall / other.wall
    target = f"<= {most} " if most else ""
    # On a machine with other work the clock says little, the CPU's time more.
    told = f"{target}({one.cpu / other.cpu:.3f} of its CPU time)"
    return figure(round(value, 3), told, value <= most if most else None)


def latency(feeds: int) -> Figures:
    """Compare on feeds that answer after 200 ms."""
    with scratch() as folder, origin(feeds) as served:
        served.steer(latency=LATENCY)
        best = compared(served, folder, ["curator", "newsboat"], 1)
    bound = feeds * LATENCY / CONNECTIONS
    same = best["curator"]["same"].wall
    figures = {"unchanged at 200 ms, of feeds x latency / connections": _bounded(same / bound, 2.0)}
    if "newsboat" in best:
        figures["cold at 200 ms, of newsboat"] = _ratio(best["curator"]["cold"], best["newsboat"]["cold"], 0.3)
    return figures


def _bounded(value: float, most: float) -> dict[str, Any]:
    return figure(round(value, 3), f"<= {most}", value <= most)


def growth() -> Figures:
    """Measure how the CPU time grows with the feeds, and what an item costs with 100,000 others stored."""
    small, large, more = 250, 4_000, 250
    cpu: dict[int, float] = {}
    with scratch() as folder:
        with origin(small) as served:
            cpu[small] = min(_cold(served, folder / f"small{turn}").cpu for turn in range(3))
        with origin(large + more) as served:
            first = Origin(large, served.port)
            cpu[large] = _cold(first, folder / "large").cpu
            last = _Part(large + more, served.port, large)
            empty = min(_cold(last, folder / f"empty{turn}").cpu for turn in range(3))
            store, full = folder / "large" / "data" / "curator.sqlite", []
            for turn in range(3):
                program = curator(last, folder / f"full{turn}", command=ONLY_FEEDS)
                (program.folder / "data").mkdir()
                shutil.copyfile(store, program.folder / "data" / "curator.sqlite")
                full.append(sound(program.run(), program).cpu)
    exponent = math.log(cpu[large] / cpu[small]) / math.log(large / small)
    print(f"CPU: {cpu[small]:.2f} s for {small} feeds, {cpu[large]:.2f} s for {large}")
    print(f"CPU for {more * ITEMS} items: {empty:.2f} s in an empty store, {min(full):.2f} s beside {large * ITEMS}")
    return {
        "CPU exponent, 250 to 4,000 feeds": _bounded(exponent, 1.05),
        "an item beside 100,000, of one alone": _bounded(min(full) / empty, 1.15),
    }


class _Part(Origin):
    """The feeds of an origin from number `start` on."""

    def __init__(self, feeds: int, port: int, start: int) -> None:
        super().__init__(feeds, port)
        object.__setattr__(self, "start", start)

    @property
    def addresses(self) -> list[str]:
        return super().addresses[self.__dict__["start"] :]


def _cold(served: Origin, folder: Path) -> Run:
    program = curator(served, folder, command=ONLY_FEEDS)
    return sound(program.run(), program)


def whole_run(feeds: int) -> Figures:
    """Measure `curator run` when nothing came, on a journal that has read everything and has an edition."""
    with scratch() as folder, origin(feeds) as served:
        command = ("run", "--draft")
        program = curator(served, folder / "run", fetch="pages_per_run = 0\n", command=command)
        (program.folder / "themes").mkdir()
        (program.folder / "themes" / "grid.toml").write_text(
            'title = "Grid"\nphrases = ["energy grid", "grid price", "power company", "energy minister"]\n',
            encoding="utf-8",
        )
        first = sound(program.run(), program)
        again = quickest([sound(program.run(), program) for _ in range(3)])
        served.steer()
        log_before = served.steer()
    print(
        f"run of {feeds} feeds: {first.wall:.1f} s at first, {again.wall:.2f} s ({again.cpu:.2f} of CPU) with no change"
    )
    assert log_before.requests == 0
    return {"no-change run of 1,000 feeds, s": figure(round(again.wall, 2), "< 1.2", again.wall < 1.2)}


def main() -> int:
    """Print the figures; 1 where a target is missed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--feeds", type=int, default=1_000)
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--parts", default="plain,latency,growth,run")
    parser.add_argument("--peers", default="reader,newsboat,sfeed", help="which to compare with")
    parser.add_argument("--json", action="store_true", help="print one JSON object as the last line")
    arguments = parser.parse_args()
    parts: dict[str, Callable[[], Figures]] = {
        "plain": lambda: plain(arguments.feeds, arguments.repeat, arguments.peers.split(",")),
        "latency": lambda: latency(arguments.feeds),
        "growth": growth,
        "run": lambda: whole_run(arguments.feeds),
    }
    figures: Figures = {"load before": figure(round(os.getloadavg()[0], 1), "", None)}
    for name in arguments.parts.split(","):
        figures |= parts[name]()
    for name, one in figures.items():
        sign = {True: "ok ", False: "NOT OK ", None: "   "}[one["ok"]]
        print(f"{sign}{name}: {one['value']} {one['target']}")
    if arguments.json:
        print(json.dumps(figures))
    return 0 if all(one["ok"] is not False for one in figures.values()) else 1


if __name__ == "__main__":
    sys.exit(main())
