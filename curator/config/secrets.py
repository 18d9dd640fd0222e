"""Passwords, tokens and keys: found by name, shown to nobody.

Looked for in the system's keyring (where the package `keyring` is installed),
then in `CURATOR_<NAME>` or the file that `CURATOR_<NAME>_FILE` names, then in
`secrets/<name>` beside the user's settings, which nobody else may read.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Mapping
from pathlib import Path

from curator.errors import CuratorError, NotFound
from curator.i18n import N_

SERVICE = "curator"
"""What the keyring files our secrets under."""


class Secret:
    """A text that shows itself to nobody by accident; `reveal` is the one way to it."""

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        """Take the text."""
        self._text = text

    def reveal(self) -> str:
        """Return the text: only for the wire."""
        return self._text

    def __repr__(self) -> str:
        return "***"

    __str__ = __repr__

    def __format__(self, spec: str) -> str:
        return "***"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and other._text == self._text

    def __hash__(self) -> int:
        return hash(("secret", self._text))

    def __reduce__(self) -> tuple[type[Secret], tuple[str]]:
        raise TypeError("a secret is not written down")


def secrets_folder() -> Path:
    """Return where secret files are kept (XDG), outside every journal."""
    home = os.environ.get("XDG_CONFIG_HOME")
    return (Path(home) if home else Path.home() / ".config") / "curator" / "secrets"


def find_secret(name: str, environ: Mapping[str, str] | None = None, folder: Path | None = None) -> Secret | None:
    """Return the secret of that name, None where there is none.

    Raises `CuratorError` for a file that others can read.
    """
    environ = os.environ if environ is None else environ
    variable = "CURATOR_" + name.upper().replace("-", "_")
    kept = _from_keyring(name)
    if kept is not None:
        return Secret(kept)
    if variable in environ:
        return Secret(environ[variable])
    file = Path(environ[f"{variable}_FILE"]) if f"{variable}_FILE" in environ else (folder or secrets_folder()) / name
    return _from_file(file)


def the_secret(name: str, what: str = "") -> Secret:
    """Return the secret of that name; raises `NotFound` with the way to keep one."""
    found = find_secret(name)
    if found is None:
        raise NotFound(
            N_("the secret {name!r} is not kept anywhere.", name=name),
            about=what,
            remedy=N_("Keep it: curator secret {name}", name=name),
        )
    return found


def keep_secret(name: str, text: str, folder: Path | None = None) -> str:
    """Keep a secret in the keyring where there is one, else in a file of the user's own; return where."""
    if folder is None and _into_keyring(name, text):
        return "keyring"
    folder = folder or secrets_folder()
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    file = folder / name
    part = folder / f".{name}.part"
    part.unlink(missing_ok=True)
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as stream:
        stream.write(text)
    part.replace(file)
    return str(file)


def _from_file(file: Path) -> Secret | None:
    try:
        mode = file.stat().st_mode
        if stat.S_IMODE(mode) & 0o077:
            raise CuratorError(
                N_("others can read this secret."), about=str(file), remedy=N_("chmod 600 {file}", file=file)
            )
        return Secret(file.read_text(encoding="utf-8").strip("\r\n"))
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError) as error:
        raise CuratorError(N_("this secret cannot be read."), about=str(file)) from error


def _from_keyring(name: str) -> str | None:
    try:
        import keyring
        from keyring.errors import KeyringError
    except ImportError:
        return None
    try:
        kept: str | None = keyring.get_password(SERVICE, name)
    except (KeyringError, RuntimeError):  # no keyring on this machine
        return None
    return kept


def _into_keyring(name: str, text: str) -> bool:
    try:
        import keyring
        from keyring.errors import KeyringError
    except ImportError:
        return False
    try:
        keyring.set_password(SERVICE, name, text)
    except (KeyringError, RuntimeError):
        return False
    return True
