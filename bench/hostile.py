"""Hostile input, from the feed to the published page: `python -m bench.hostile --hostile DIR`.

Every feed, page, OPML file, setting and address of the corpus is given to
curator as its user would, each in a fresh journal beside two good feeds. What
is written is checked by an oracle that knows nothing of curator; the canary
must hear nothing; the good feeds must come out; each case must cost less than
5 s and 300 MB. A case that curator has no place for is skipped and counted.

--sample N takes every N-th case; --seeds 7,11 the corpora; --only PART of an id.
"""

from __future__ import annotations

import argparse
import json
import shutil
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from bench.hostile_cases import SKIPPED, Outcome, Trial, run_case
from bench.hostile_checks import Checker, oracle
from bench.hostile_endpoints import endpoints
from bench.hostile_world import corpus, journal, publish, server
from bench.hostile_world import curator as run_curator

SECONDS, MEBIBYTES = 5.0, 300.0


def main() -> int:
    """Print what failed and the figures; 1 where anything did."""
    arguments = _arguments()
    folder = Path(tempfile.mkdtemp(prefix="curator-hostile-"))
    outcomes: list[Outcome] = []
    try:
        for seed in map(int, arguments.seeds.split(",")):
            for outcome in _seed(arguments, seed, folder / str(seed)):
                outcomes.append(outcome)
                if outcome.problems or arguments.verbose:
                    print(outcome.line(seed), flush=True)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    figures = _figures(outcomes)
    skipped = Counter(outcome.skipped for outcome in outcomes if outcome.skipped)
    for why, count in sorted(skipped.items()):
        print(f"skipped {count}: {why}")
    for name, figure in figures.items():
        print(f"{'ok ' if figure['ok'] else 'NOT OK '}{name}: {figure['value']} ({figure['target']})")
    if arguments.json:
        print(json.dumps(figures))
    return 0 if all(figure["ok"] for figure in figures.values()) else 1


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--hostile", type=Path, required=True, help="the folder with the generator and the server")
    parser.add_argument("--seeds", default="7,4242")
    parser.add_argument("--sample", type=int, default=1, metavar="N", help="take every N-th case")
    parser.add_argument("--only", default="", help="take cases whose id contains this")
    parser.add_argument("--no-endpoints", action="store_true", help="leave the network's endpoints out")
    parser.add_argument("--verbose", action="store_true")
    parser.add_argument("--json", action="store_true", help="print one JSON object as the last line")
    return parser.parse_args()


def _seed(arguments: argparse.Namespace, seed: int, folder: Path) -> Iterator[Outcome]:
    cases = corpus(arguments.hostile, seed, folder / "corpus")
    with server(arguments.hostile, folder / "corpus", folder / "server", 4 * 3600) as running:
        checker = Checker(oracle(arguments.hostile))
        journal(running, folder / "good", [])
        run_curator(folder / "good", "collect")
        publish(folder / "good")
        checker.learn(folder / "good")
        # The samples have tags of another language, too.
        run_curator(folder, "demo", str(folder / "demo"), "--no-open")
        checker.learn(folder / "demo")
        for bad in checker.check(folder / "good"):
            raise SystemExit(f"a journal of good feeds is not clean: {bad}")
        trial = Trial(running, folder / "corpus", checker, folder / "cases")
        chosen = [case for case in cases if arguments.only in case.id]
        for case in chosen[:: arguments.sample]:
            yield run_case(trial, case)
        if not arguments.no_endpoints and not arguments.only:
            yield from endpoints(trial)


def _figures(outcomes: list[Outcome]) -> dict[str, dict[str, object]]:
    tried = [outcome for outcome in outcomes if not outcome.skipped]
    codes = Counter(code for outcome in tried for code, _ in outcome.problems)
    unsafe = sum(count for code, count in codes.items() if code in UNSAFE)
    measured = [outcome for outcome in tried if outcome.kind in ("feed", "page")]

    def figure(value: float, target: str, ok: bool) -> dict[str, object]:
        return {"value": value, "target": target, "ok": ok}

    return {
        "cases": figure(len(tried), "> 0", len(tried) > 0),
        "skipped": figure(len(outcomes) - len(tried), "listed", True),
        "unsafe findings": figure(unsafe, "0", not unsafe),
        "other findings": figure(sum(codes.values()) - unsafe, "0", sum(codes.values()) == unsafe),
        "most seconds": figure(
            round(max((one.seconds for one in measured), default=0), 2),
            "< 5",
            all(one.seconds < SECONDS for one in measured),
        ),
        "most MiB": figure(
            round(max((one.memory for one in measured), default=0)),
            "< 300",
            all(one.memory < MEBIBYTES for one in measured),
        ),
    }


UNSAFE = {
    *("NO_SCRIPT", "NO_ON_ATTR", "NO_JS_URL", "NO_ACTIVE", "NO_CSS", "ATTR_SAFE", "UTF8_BEST", "UTF8"),
    *("NO_FETCH", "NO_READ", "NO_WRITE", "MAIL_HEADERS", "MAIL_WIRE"),
}

__all__ = ["SKIPPED", "main"]

if __name__ == "__main__":
    sys.exit(main())
