"""Where the files that come with curator are: in the wheel, or beside the package in a checkout."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).parent


def asset(name: str) -> Path:
    """Return the path of a shipped file or folder, such as "templates" or "themes"."""
    shipped = _PACKAGE / "_assets" / name
    return shipped if shipped.exists() else _PACKAGE.parent / name
