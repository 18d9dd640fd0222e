"""How a site becomes another one without readers seeing a page before what it needs; pure."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import PurePosixPath

from curator.model import short_hash
from curator.ports import Changes

MANIFEST = ".curator-site.json"
"""Stands beside the pages at the other side and names what we put there: nothing else is ever taken away."""
FORMAT = 1
_PAGES = frozenset({".html", ".atom", ".xml", ".opml"})
_UNFINISHED = ""
"""Stands for the hash of a file that is being put."""


def changes_between(standing: Mapping[str, str], wanted: Mapping[str, str]) -> Changes:
    """Return what makes the `wanted` site of the one that stands, both path → hash."""
    new = [path for path, hash in wanted.items() if standing.get(path) != hash]
    pages = sorted(filter(is_page, new), key=_page_order)
    return Changes(
        tuple(sorted(path for path in new if not is_page(path))),
        tuple(pages),
        tuple(sorted(path for path in standing if path not in wanted)),
    )


def is_page(path: str) -> bool:
    """Return whether a file leads to others: a page, a feed, a list."""
    pure = PurePosixPath(path)
    return pure.suffix in _PAGES or pure.name == "feed.json"


def _page_order(path: str) -> tuple[int, str]:
    """Deep pages first: a page stands before any page that leads to it."""
    return -path.count("/"), path if path != "index.html" else "\U0010ffff"


def site_hash(files: Mapping[str, str]) -> str:
    """Return what stands for a whole site."""
    return short_hash("\n".join(f"{path} {hash}" for path, hash in sorted(files.items())))


def dump_site(files: Mapping[str, str]) -> bytes:
    """Return the manifest of a site, the same bytes for the same files."""
    told = {"format": FORMAT, "files": dict(sorted(files.items()))}
    return json.dumps(told, ensure_ascii=False, indent=0).encode() + b"\n"


def load_site(data: bytes) -> dict[str, str]:
    """Return the files that a manifest names; none for what is no manifest of ours or names a place outside."""
    try:
        told = json.loads(data)
    except ValueError:
        return {}
    files = told.get("files") if isinstance(told, dict) and told.get("format") == FORMAT else None
    if not isinstance(files, dict):
        return {}
    return {path: str(hash) for path, hash in files.items() if is_inside(path)}


def is_inside(path: str) -> bool:
    """Return whether a path stays within the site; the other side's manifest is not to be trusted with more."""
    pure = PurePosixPath(path)
    return bool(pure.parts) and not pure.is_absolute() and ".." not in pure.parts and path.isprintable()


def under_way(standing: Mapping[str, str], wanted: Mapping[str, str], coming: Iterable[str]) -> dict[str, str]:
    """Return the manifest for the time in between: everything that may stand there, of what comes no hash."""
    return {**standing, **{path: wanted[path] for path in wanted}, **dict.fromkeys(coming, _UNFINISHED)}
