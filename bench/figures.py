"""Figures of a benchmark: a value, what it has to reach, and whether it does."""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass(frozen=True)
class Figure:
    """One measured figure; a target of None is reported and not judged."""

    value: float
    target: float | None = None
    ok: bool = True


def at_least(value: float, target: float) -> Figure:
    """Return a figure that has to reach its target."""
    return Figure(round(value, 4), round(target, 4), value >= target)


def at_most(value: float, target: float) -> Figure:
    """Return a figure that must not exceed its target."""
    return Figure(round(value, 4), round(target, 4), value <= target)


def told(value: float) -> Figure:
    """Return a figure that has no target."""
    return Figure(round(value, 4))


def main(name: str, measure: Callable[[Path], Mapping[str, Figure]]) -> int:
    """Run `measure` on the folder given by --real and print its figures; 1 where a target is missed."""
    parser = argparse.ArgumentParser(prog=f"python -m bench.{name}")
    parser.add_argument("--real", type=Path, required=True, help="folder with news/, pages/ …")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    return show(measure(options.real), options.json)


def show(figures: Mapping[str, Figure], as_json: bool) -> int:
    """Print figures, as one JSON line too where wanted; return 1 where a target is missed."""
    for key, figure in figures.items():
        target = "" if figure.target is None else f" (target {figure.target}) {'ok' if figure.ok else 'MISSED'}"
        print(f"{key}: {figure.value}{target}")
    if as_json:
        print(json.dumps({key: asdict(figure) for key, figure in figures.items()}))
    return 0 if all(figure.ok for figure in figures.values()) else 1
