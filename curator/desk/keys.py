"""Who may come in: a secret on the disk, links that open the desk once, a password for others."""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
import threading
import time
from pathlib import Path

from curator.errors import CuratorError
from curator.i18n import N_

LINK_SECONDS = 600
"""How long a link waits to be opened."""
LEAST_PASSWORD = 12
TRIES = 5
"""Wrong passwords before every further one has to wait."""
WAIT_SECONDS = 30


class Keys:
    """The keys of one journal's desk."""

    def __init__(self, folder: Path, password: str = "") -> None:
        """Read the secret in `folder`, which is made if it is missing; `password` lets others in.

        Raises `CuratorError` where it cannot be kept from other users, and for a short password.
        """
        if password and len(password) < LEAST_PASSWORD:
            raise CuratorError(
                N_("the password has fewer than {least} characters.", least=LEAST_PASSWORD),
                remedy=N_("Choose a longer one."),
            )
        self.secret = _secret(folder / "desk.key")
        self._salt = secrets.token_bytes(16)
        self._password = _digest(password, self._salt) if password else b""
        self._spent: dict[str, float] = {}
        self._wrong: list[float] = []
        self._turn = threading.Lock()

    @property
    def takes_password(self) -> bool:
        """Whether there is a password."""
        return bool(self._password)

    def link(self) -> str:
        """Return a code that opens the desk once, within ten minutes; whoever can read the secret can make one."""
        told = f"{int(time.time()) + LINK_SECONDS}.{secrets.token_urlsafe(16)}"
        return f"{told}.{self._signed(told)}"

    def spend(self, code: str) -> bool:
        """Return whether `code` opens the desk; it does so once."""
        told, _, signature = code.rpartition(".")
        if not hmac.compare_digest(signature.encode("utf-8", "replace"), self._signed(told).encode()):
            return False
        end, now = float(told.partition(".")[0]), time.time()
        with self._turn:
            self._spent = {spent: until for spent, until in self._spent.items() if until > now}
            if end < now or told in self._spent:
                return False
            self._spent[told] = end
        return True

    def password_fits(self, tried: str) -> bool:
        """Return whether this is the password; after five wrong ones nothing fits for half a minute."""
        if not self._password:
            return False
        now = time.monotonic()
        with self._turn:
            self._wrong = [at for at in self._wrong if now - at < WAIT_SECONDS]
            if len(self._wrong) >= TRIES:
                return False
            if hmac.compare_digest(_digest(tried, self._salt), self._password):
                return True
            self._wrong.append(now)
        return False

    def _signed(self, told: str) -> str:
        return hmac.new(self.secret.encode(), told.encode("utf-8", "replace"), hashlib.sha256).hexdigest()


def renew(folder: Path) -> None:
    """Throw the secret away: every session ends, every link is void."""
    (folder / "desk.key").unlink(missing_ok=True)


def _digest(password: str, salt: bytes) -> bytes:
    return hashlib.scrypt(password.encode("utf-8", "replace"), salt=salt, n=2**14, r=8, p=1)


def _secret(file: Path) -> str:
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        try:
            handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            if file.stat().st_mode & 0o077:
                raise CuratorError(
                    N_("other users of this machine can read it."),
                    about=str(file),
                    remedy=N_("Delete it: a new one is made."),
                ) from None
            return file.read_text("ascii").strip()
        with os.fdopen(handle, "w") as stream:
            stream.write(secret := secrets.token_hex(32))
        return secret
    except OSError as fault:
        raise CuratorError(N_("cannot be kept: {strerror}.", strerror=fault.strerror), about=str(file)) from fault
