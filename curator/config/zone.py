"""The time zone that this machine is set to, as far as it says so."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from zoneinfo import available_timezones


def machine_zone(root: Path = Path("/"), environment: Mapping[str, str] = os.environ) -> str:
    """Return the name of the machine's time zone, "Europe/Paris", or "" where none can be told.

    $TZ comes first, then where /etc/localtime leads, then /etc/timezone.
    """
    told = (environment.get("TZ", "").removeprefix(":"), _of_link(root / "etc/localtime"), _of(root / "etc/timezone"))
    known = available_timezones()
    return next((name for name in told if name in known), "")


def _of_link(link: Path) -> str:
    try:
        return str(link.readlink()).rpartition("zoneinfo/")[2]
    except OSError:  # a copy of the zone's file, which does not say its name
        return ""


def _of(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError):
        return ""
