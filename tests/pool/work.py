"""What the children of the tests do; importable by name, as the pool asks."""

from __future__ import annotations

import ctypes
import os
import signal
import sys
import time
from pathlib import Path

from curator.errors import NotFound, ParseError

spoilt: list[bytes] = []


prepared: list[int] = []


def double(number: int) -> int:
    return 2 * number


def child(_: object) -> int:
    return os.getpid()


def awkward(order: str) -> str:
    """Do to this process what the order says."""
    match order.split():
        case ["kill"]:
            os.kill(os.getpid(), signal.SIGKILL)
        case ["segfault"]:
            ctypes.string_at(0)
        case ["exit"]:
            os._exit(3)
        case ["quit"]:
            sys.exit(0)
        case ["sleep"]:
            time.sleep(60)
        case ["spin"]:
            while True:
                pass
        case ["eat"]:
            spoilt.append(bytes(2_000_000_000))
        case ["refuse"]:
            raise NotFound("nothing there.", about="this", remedy="Look elsewhere.")
        case ["misread"]:
            raise ParseError("no feed.", cause="not-a-feed")
        case ["stumble"]:
            raise RecursionError("deep\nwater")
        case ["print"]:
            print("noise", flush=True)
            sys.stdin.read()
    return order


def spoil_then_starve(order: str) -> str:
    """Keep memory from one item to the next, as a leaking library does."""
    spoilt.append(bytes(120_000_000))
    return order


def touch(path: str) -> str:
    Path(path).touch()
    time.sleep(60)
    return path


def prepare_slowly() -> None:
    """Take longer than an item may."""
    until = time.process_time() + 0.7
    while time.process_time() < until:
        pass
    prepared.append(1)


def preparations(_: int) -> int:
    return len(prepared)


def fail_to_prepare() -> None:
    raise LookupError("the model is missing")


def unpicklable(_: int) -> object:
    return lambda: None
