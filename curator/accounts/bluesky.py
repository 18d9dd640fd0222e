"""Sessions with a Bluesky server: https://docs.bsky.app/docs/advanced-guides/api-directory

A session is kept in a file of the user's own, since servers count log-ins.
"""

from __future__ import annotations

import base64
import json
import time
from collections.abc import Callable
from pathlib import Path

from curator.accounts.api import Api, Reply
from curator.config.secrets import Secret
from curator.model import short_hash
from curator.ports import Web

SERVER = "https://bsky.social"
_EXPIRED = ("ExpiredToken", "InvalidToken", "AuthMissing")


class BlueskySession:
    """One account's session, made from its app password when it is first needed."""

    def __init__(self, web: Web, server: str, handle: str, password: Secret, folder: Path) -> None:
        """Take the server ("" for bsky.social), the handle, an app password, and the folder for sessions."""
        self._web, self.server = web, server or SERVER
        self._handle, self._password = handle.lstrip("@"), password
        self._file = folder / f"{short_hash(f'{self.server} {self._handle}')}.json"
        self._kept: dict[str, str] = {}

    @property
    def did(self) -> str:
        """The account's lasting name, "" before the first call."""
        return self._kept.get("did", "")

    @property
    def handle(self) -> str:
        """The account's handle, without "@"."""
        return self._kept.get("handle") or self._handle

    @property
    def token(self) -> Secret:
        """What a call must carry; good once `open` returned None."""
        return Secret(self._kept.get("accessJwt", ""))

    def call(self, act: Callable[[Api], Reply]) -> Reply:
        """Do something in the session, made anew once where the kept one has ended."""
        fault = self.open()
        if fault is not None:
            return fault
        reply = act(self._api(self._kept["accessJwt"]))
        if reply.status in (400, 401) and isinstance(reply.told, dict) and reply.told.get("error") in _EXPIRED:
            self.forget()
            fault = self.open()
            return fault if fault is not None else act(self._api(self._kept["accessJwt"]))
        return reply

    def open(self) -> Reply | None:
        """Have a session: the kept one, renewed, or a new one; return what stands in the way."""
        self._kept = self._kept or self._from_file()
        if _lasts(self._kept.get("accessJwt", "")):
            return None
        if _lasts(self._kept.get("refreshJwt", "")):
            renewed = self._api(self._kept["refreshJwt"]).upload(
                at("com.atproto.server.refreshSession"), b"", "application/json"
            )
            if renewed.ok and renewed.field("accessJwt"):
                self._keep(renewed)
                return None
        told = {"identifier": self._handle, "password": self._password.reveal()}
        made = self._api().send(at("com.atproto.server.createSession"), told)
        if made.ok and made.field("accessJwt"):
            self._keep(made)
            return None
        # A wrong password is 401, and what was to be done waits; a stumbling server did nothing either.
        return made if made.cause or made.status in (401, 403, 429) else Reply(429, made.told, made.cause, made.detail)

    def forget(self) -> None:
        """End the session on our side: the next call logs in anew."""
        self._kept = {}
        self._file.unlink(missing_ok=True)

    def _api(self, token: str = "") -> Api:
        return Api(self._web, self.server, {"Authorization": f"Bearer {token}"} if token else {})

    def _from_file(self) -> dict[str, str]:
        try:
            kept = json.loads(self._file.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        return kept if isinstance(kept, dict) else {}

    def _keep(self, reply: Reply) -> None:
        names = ("did", "handle", "accessJwt", "refreshJwt")
        self._kept = {name: str(reply.told.get(name, "")) for name in names}
        self._file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        part = self._file.with_suffix(".part")
        part.touch(mode=0o600)
        part.write_text(json.dumps(self._kept), encoding="utf-8")
        part.replace(self._file)


def at(method: str) -> str:
    """Return the path of a method of the interface."""
    return f"/xrpc/{method}"


def _lasts(token: str) -> bool:
    """Return whether a token (a JWT) is good for another minute, as far as it tells."""
    parts = token.split(".")
    if len(parts) != 3:
        return False
    try:
        told = json.loads(base64.urlsafe_b64decode(parts[1] + "=" * (-len(parts[1]) % 4)))
        return float(told["exp"]) > time.time() + 60
    except (ValueError, KeyError, TypeError):
        return False
