"""All that is measured of the judge, the stories and the extracts on one data folder, with the peers of the same run.

    python -m bench.quality --real DIR [--only PART,PART] [--sample N | --quick] [--out FILE.json] [--json]

DIR holds `themes/`, `curated/`, `news/` and `pages/`; a part whose data is
missing is left out, and said so. Each part runs in a process of its own, so
that its time and its memory are its own and the failure of one loses no other.
With `--sample N` about N rows of each file are measured (whole stories, whole
weeks: see `quality_sample`): good for a look, and judged by no target. Seeds
are fixed: the same folder gives the same figures, costs aside.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from bench.quality_sample import sampled

PARTS = {
    "filtering": ("themes/themes.toml",),
    "small": ("themes/themes.toml",),
    "curve": ("themes/themes.toml",),
    "reasons": ("themes/themes.toml",),
    "selection": ("curated/select_pool_*.jsonl.gz", "themes/themes.toml"),
    "stories": ("news/*stories*.jsonl.gz",),
    "duplicates": ("news/*.jsonl.gz",),
    "language": ("news/*.jsonl.gz",),
    "extracts": ("pages/gold.jsonl.gz",),
}
"""Part → what it cannot do without; the program is `bench.quality_PART`."""
QUICK = 600
HERE = Path(__file__).resolve().parents[1]


@dataclass(frozen=True)
class Part:
    """What one part found and cost."""

    figures: dict[str, dict[str, Any]]
    seconds: float
    cpu_seconds: float
    """Of all its threads and children."""
    peak_megabytes: float
    failure: str = ""


def run(name: str, real: Path) -> Part:
    """Run one part in a process of its own, its tables passed on as they come."""
    command = [sys.executable, "-m", f"bench.quality_{name}", "--real", str(real.resolve()), "--json"]
    start, last = time.monotonic(), ""
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=HERE) as process:
        assert process.stdout is not None
        for line in process.stdout:
            if not line.startswith("{"):
                print(line, end="", flush=True)
            last = line
        _, status, cost = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    seconds = time.monotonic() - start
    told = process.returncode in (0, 1) and last.startswith("{")
    unit = 1024 * 1024 if sys.platform == "darwin" else 1024
    return Part(
        figures=json.loads(last) if told else {},
        seconds=round(seconds, 1),
        cpu_seconds=round(cost.ru_utime + cost.ru_stime, 1),
        peak_megabytes=round(cost.ru_maxrss / unit, 1),
        failure="" if told else f"ended with code {process.returncode} before its figures",
    )


def flat(parts: dict[str, Part], judged: bool) -> dict[str, dict[str, Any]]:
    """Return all figures by "part.figure", what each part cost among them; none judged if not `judged`."""
    figures: dict[str, dict[str, Any]] = {}
    for name, part in parts.items():
        costs = {"seconds": part.seconds, "cpu_seconds": part.cpu_seconds, "peak_megabytes": part.peak_megabytes}
        told = {key: {"value": value, "target": None, "ok": True} for key, value in costs.items()}
        for key, figure in (part.figures | told).items():
            full = key if key.startswith(f"{name}.") else f"{name}.{key}"
            figures[full] = figure if judged else figure | {"ok": True}
    return figures


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure what is asked for; 1 where a target is missed or a part failed."""
    options = _options(arguments)
    with tempfile.TemporaryDirectory(prefix="quality") as folder:
        real = sampled(options.real, Path(folder), options.sample) if options.sample else options.real
        parts, missing = {}, {}
        for name in options.only:
            lacking = [pattern for pattern in PARTS[name] if not any(real.glob(pattern))]
            print(
                f"\n=== {name}" + (f": left out, there is no {' and no '.join(lacking)}" if lacking else ""), flush=True
            )
            if lacking:
                missing[name] = lacking
                continue
            part = parts[name] = run(name, real)
            cost = f"{part.seconds} s, {part.cpu_seconds} s of CPU, {part.peak_megabytes} MB at most"
            print(f"--- {name}: {part.failure or cost}", flush=True)
    figures = flat(parts, judged=not options.sample)
    if options.out:
        report = {
            "sample": options.sample,
            "left_out": missing,
            "failed": {name: part.failure for name, part in parts.items() if part.failure},
            "figures": figures,
            "parts": {name: asdict(part) for name, part in parts.items()},
        }
        options.out.write_text(json.dumps(report, indent=1) + "\n", encoding="utf-8")
    missed = [key for key, figure in figures.items() if not figure["ok"]]
    print(
        f"\n{len(figures)} figures; missed: {', '.join(missed) or 'none'}" + (" (a sample)" if options.sample else "")
    )
    if options.json:
        print(json.dumps(figures))
    return 1 if missed or any(part.failure for part in parts.values()) else 0


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.quality")
    parser.add_argument("--real", type=Path, required=True, help="folder with themes/, curated/, news/, pages/")
    parser.add_argument("--only", type=_parts, default=list(PARTS), metavar="PART,PART", help=", ".join(PARTS))
    parser.add_argument("--sample", type=int, default=0, metavar="N", help="about so many rows of each file")
    parser.add_argument("--quick", dest="sample", action="store_const", const=QUICK, help=f"--sample {QUICK}")
    parser.add_argument("--out", type=Path, metavar="FILE.json", help="write figures and costs here")
    parser.add_argument("--json", action="store_true", help="one JSON object as the last line")
    options = parser.parse_args(arguments)
    if not options.real.is_dir():
        parser.error(f"--real: there is no folder {options.real}")
    return options


def _parts(text: str) -> list[str]:
    asked = [name.strip() for name in text.split(",") if name.strip()]
    if unknown := [name for name in asked if name not in PARTS]:
        raise argparse.ArgumentTypeError(f"unknown part {unknown[0]!r}; there are {', '.join(PARTS)}")
    return asked


if __name__ == "__main__":
    sys.exit(main())
