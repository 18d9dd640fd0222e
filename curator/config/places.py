"""Where in a TOML file a key stands, so that a mistake can be told with its line."""

from __future__ import annotations

import re

_HEADER = re.compile(r"^\s*(\[\[?)\s*([^\]]+?)\s*\]\]?\s*(?:#.*)?$")
_KEY = re.compile(r"""^\s*("[^"]+"|'[^']+'|[A-Za-z0-9_-]+)\s*=""")
_STEP = re.compile(r"\[(\d+|'[^']*')\]|\.?([^.\[\]]+)")

Step = str | int


def steps(path: str) -> tuple[Step, ...]:
    """Split a dotted path such as "$.source[3].address" into its steps, without the "$"."""
    found: list[Step] = []
    for index, name in _STEP.findall(path.removeprefix("$")):
        if name:
            found.append(name)
        else:
            found.append(index.strip("'") if index.startswith("'") else int(index))
    return tuple(found)


def line_of(text: str, path: tuple[Step, ...]) -> int:
    """Return the line (from 1) where the value at `path` is set, the closest table above it, or 0.

    Follows table headers, arrays of tables and plain keys; dotted keys and
    values inside inline tables are found by the key they stand under.
    """
    wanted = list(path)
    best, depth = 0, 0
    table: tuple[Step, ...] = ()
    counts: dict[str, int] = {}
    for number, line in enumerate(text.splitlines(), start=1):
        if header := _HEADER.match(line):
            name = header[2].strip().strip("\"'")
            if header[1] == "[[":
                counts[name] = counts.get(name, -1) + 1
                table = (*name.split("."), counts[name])
                if list(table[:-1]) == wanted and not counts[name]:
                    return number  # the list as a whole is where its first table is
            else:
                table = tuple(part.strip().strip("\"'") for part in name.split("."))
            reached = table
        elif key := _KEY.match(line):
            reached = (*table, key[1].strip("\"'"))
        else:
            continue
        shared = list(reached) == wanted[: len(reached)]
        if shared and len(reached) > depth:
            best, depth = number, len(reached)
    return best
