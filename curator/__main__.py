"""`python -m curator`, and what the command `curator` starts."""

import gc
import sys


def run() -> int:
    """Run one command and return its exit code.

    Most of a command's objects are modules and rows in use: looking among
    them for garbage costs a twentieth of its time and finds next to nothing.
    """
    gc.set_threshold(50_000, 20, 20)
    from curator.cli import main

    try:
        return main()
    finally:
        gc.freeze()  # nor must Python look through them all once more when it leaves


if __name__ == "__main__":
    sys.exit(run())
