"""The tokens, sessions and passwords that sources are read with; each goes to its own server alone."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from urllib.parse import urlsplit

from curator.accounts.bluesky import BlueskySession
from curator.config.secrets import Secret, find_secret
from curator.errors import MissingKey, Unreachable
from curator.i18n import N_
from curator.model import Cause, Source
from curator.ports import Web

APP_PASSWORDS = "https://bsky.app/settings/app-passwords"


class SourceKeys:
    """`ports.Keys` by the user's secrets."""

    def __init__(self, web: Callable[[], Web], sessions: Path, is_private: Callable[[Source], bool]) -> None:
        """Take the way to the web, the folder for sessions, and what tells whether a source is for one account."""
        self._web, self._sessions, self._is_private = web, sessions, is_private
        self._open: dict[tuple[str, str, str], BlueskySession] = {}

    def headers(self, source: Source) -> Mapping[str, str]:
        """Return what a request for the source must carry; nothing for what everybody may read.

        Raises `MissingKey` where the key is not kept, or no longer taken, `Unreachable` where no session can be had.
        """
        if source.kind == "bluesky":
            return self._of_bluesky(source)
        if not (source.secret or self._is_private(source)):
            return {}
        if source.kind == "mastodon":
            parts = urlsplit(source.address)
            remedy = f"Make one at {parts.scheme}://{parts.netloc}/settings/applications (scope: read)"
            return {"authorization": f"Bearer {self._secret(source, 'token', remedy).reveal()}"}
        if source.kind == "mailbox":
            return {"authorization": self._secret(source, "password").reveal()}
        return {}

    def renew(self, source: Source) -> bool:
        """Forget a session that was refused; return whether there may be another. A token has no other."""
        session = self._open.get(_key(source))
        if session is None:
            return False
        session.forget()
        return True

    def _of_bluesky(self, source: Source) -> Mapping[str, str]:
        if not source.user:
            if self._is_private(source):
                remedy = N_('Name yours: --as you.bsky.social, or user = "you.bsky.social" in sources.toml')
                raise MissingKey(N_("it is shown to accounts only."), remedy=remedy)
            return {}
        session = self._open.get(_key(source))
        if session is None:
            password = self._secret(source, "app password", APP_PASSWORDS)
            session = BlueskySession(self._web(), source.server, source.user, password, self._sessions)
            self._open[_key(source)] = session
        fault = session.open()
        if fault is None:
            return {"authorization": f"Bearer {session.token.reveal()}"}
        del self._open[_key(source)]
        if fault.status in (400, 401, 403):
            name = _name(source)
            remedy = N_("Make a new one at {place}, then: curator secret {name}", place=APP_PASSWORDS, name=name)
            raise MissingKey(N_("the app password of {user} is refused.", user=source.user), remedy=remedy)
        if fault.cause is Cause.PRIVATE_ADDRESS:
            raise Unreachable(f"{fault.detail}.")
        why = fault.detail or N_("status {status}", status=fault.status)
        raise Unreachable(N_("no session can be had: {why}.", why=why))

    def _secret(self, source: Source, what: str, place: str = "") -> Secret:
        name = _name(source)
        found = find_secret(name)
        if found is None or not found.reveal():
            remedy = N_("Keep it: curator secret {name}", name=name)
            if place:
                remedy = N_("Make one at {place}, then: curator secret {name}", place=place, name=name)
            raise MissingKey(N_("the {what} {name!r} is not kept anywhere.", what=what, name=name), remedy=remedy)
        return found


def _name(source: Source) -> str:
    return source.secret or source.kind


def _key(source: Source) -> tuple[str, str, str]:
    return source.server, source.user, _name(source)
