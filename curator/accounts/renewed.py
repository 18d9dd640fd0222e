"""Tokens that end unless they are renewed: kept in a file of the user's own, with the day they end.

https://developers.facebook.com/docs/threads/get-started/long-lived-tokens: a
token lasts 60 days, may be renewed once it is a day old, and is lost when it
was not renewed in time.
"""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from pathlib import Path

from curator.accounts.api import Api
from curator.config.secrets import Secret
from curator.model import short_hash
from curator.ports import Web

THREADS = "https://graph.threads.net"
RENEW_AFTER = timedelta(days=7)
LASTS = timedelta(days=60)


class RenewedToken:
    """One account's token on Threads."""

    def __init__(self, web: Web, server: str, given: Secret, folder: Path, now: datetime) -> None:
        """Take the server ("" for Threads), the token that the editor kept, and the folder for what came of it."""
        self._web, self.server = web, server or THREADS
        self._given, self._now = given, now
        # Another token that the editor keeps begins anew.
        self._file = folder / f"{short_hash(f'{self.server} {given.reveal()}')}.token.json"

    @property
    def expires(self) -> datetime | None:
        """When it ends, as far as it was ever told."""
        kept = self._kept()
        return datetime.fromisoformat(kept["expires"]) if kept else None

    def current(self) -> Secret:
        """Return the token, renewed where it is a week old; where that fails the old one serves on."""
        kept = self._kept()
        if kept and self._now - datetime.fromisoformat(kept["renewed"]) < RENEW_AFTER:
            return Secret(kept["token"])
        old = kept["token"] if kept else self._given.reveal()
        path = "/refresh_access_token"
        reply = Api(self._web, self.server).get(path, grant_type="th_refresh_token", access_token=old)
        token = reply.field("access_token")
        if reply.ok and token:
            seconds = int(reply.field("expires_in") or LASTS.total_seconds())
            self._keep(token, self._now + timedelta(seconds=seconds))
            return Secret(token)
        return Secret(old)

    def _kept(self) -> dict[str, str]:
        try:
            kept = json.loads(self._file.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        whole = isinstance(kept, dict) and {"token", "renewed", "expires"} <= set(kept)
        return kept if whole else {}

    def _keep(self, token: str, expires: datetime) -> None:
        told = {"token": token, "renewed": self._now.isoformat(), "expires": expires.isoformat()}
        self._file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        part = self._file.with_suffix(".part")
        part.touch(mode=0o600)
        part.write_text(json.dumps(told), encoding="utf-8")
        part.replace(self._file)
