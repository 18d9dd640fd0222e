"""Programs of this machine that carry pages away: ssh, rsync, sftp, git."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

from curator.errors import CuratorError, Unreachable
from curator.i18n import N_

_SECONDS = 3600.0
"""After which even a first upload of everything is given up."""
_BESIDE_THE_POINT = (
    *("rsync error:", "Connection closed", "Warning:", "hint:"),
    *("fatal: Could not read from remote", "Please make sure you have the correct", "and the repository exists"),
)
"""How lines begin that follow the one that says what went wrong."""
_TRUST = N_("Try it once by hand: ssh {host}. It has to get in with a key and without a question.")


class NotBrought(CuratorError):
    """The pages could not be put there."""


def run(
    command: Sequence[str],
    about: str,
    *,
    given: bytes = b"",
    environ: Mapping[str, str] | None = None,
    folder: Path | None = None,
) -> bytes:
    """Run a program, in `folder` if given, and return what it printed.

    Raises `CuratorError` where there is no such program, `NotBrought` with its
    own last words where it fails.
    """
    try:
        known = {**os.environ, "LC_ALL": "C", **(environ or {})}
        done = subprocess.run(
            command, input=given, capture_output=True, timeout=_SECONDS, env=known, cwd=folder, check=False
        )
    except FileNotFoundError as error:
        raise CuratorError(
            N_("the program {command} is not on this machine.", command=command[0]), about=about
        ) from error
    except subprocess.TimeoutExpired as error:
        raise Unreachable(
            N_("{command} did not come to an end within an hour.", command=command[0]), about=about
        ) from error
    if done.returncode:
        raise NotBrought(_last_words(command[0], done.returncode, done.stderr), about=about)
    return done.stdout


def _last_words(name: str, code: int, said: bytes) -> str:
    lines = [line for line in said.decode("utf-8", "replace").splitlines() if line.strip()]
    telling = [line for line in lines if not line.startswith(_BESIDE_THE_POINT)]
    words = " ".join((telling or lines or [f"it ended with {code}"])[-1].split())[:300].rstrip(".")
    return f"{name}: {words}."


def ssh_options(config: Path | None) -> list[str]:
    """Return what ssh and sftp are called with: they never ask, and a dead line ends."""
    fixed = ["BatchMode=yes", "ConnectTimeout=20", "ServerAliveInterval=15", "ServerAliveCountMax=4"]
    chosen = ["-F", str(config)] if config else []
    return [*chosen, *(part for option in fixed for part in ("-o", option))]


def ssh_run(host: str, config: Path | None, script: str, *, given: bytes = b"") -> bytes:
    """Run a script of the other side's shell; raises `Unreachable` where there is no way in."""
    try:
        return run(["ssh", *ssh_options(config), host, script], host, given=given)
    except NotBrought as error:
        raise unreachable(error, host) from error


def unreachable(error: NotBrought, host: str) -> CuratorError:
    """Return an error of ssh's as what helps against it."""
    words = ("Permission denied", "Host key", "Could not resolve", "Connection", "timed out", "No route")
    if any(word in error.message for word in words):
        return Unreachable(error.message, about=host, remedy=N_(_TRUST, host=host))
    return error
