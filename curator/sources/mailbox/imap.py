"""A mail server, asked over IMAP and TLS."""

from __future__ import annotations

import base64
import imaplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager

from curator.config.secrets import Secret
from curator.errors import CuratorError, MissingKey, NotFound, Unreachable
from curator.i18n import N_

SECONDS = 30.0
_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


@contextmanager
def opened(
    host: str, port: int, user: str, password: Secret, folder: str, *, readonly: bool = True, plain: bool = False
) -> Iterator[imaplib.IMAP4]:
    """Open a folder; `readonly` changes no mark in it, `plain` does without TLS, on this machine only.

    Raises `Unreachable`, `MissingKey` for a log-in that is refused, `NotFound`
    for a folder that is not there, `CuratorError` for what the server says later.
    """
    about = f"{host}:{port}"
    if plain and host not in _LOOPBACK:
        raise CuratorError(N_("a password is not sent without TLS."), about=about, remedy=N_("Write imaps://…"))
    try:
        server = (
            imaplib.IMAP4(host, port, timeout=SECONDS)
            if plain
            else imaplib.IMAP4_SSL(host, port, ssl_context=ssl.create_default_context(), timeout=SECONDS)
        )
    except (OSError, imaplib.IMAP4.error) as error:
        raise Unreachable(N_("the mailbox cannot be reached: {error}.", error=str(error)), about=about) from error
    try:
        _log_in(server, user, password, about)
        status, _ = server.select(f'"{_quoted(folder)}"', readonly=readonly)
        if status != "OK":
            raise NotFound(N_("there is no folder {folder!r}.", folder=folder), about=about)
        yield server
    except imaplib.IMAP4.error as error:
        raise CuratorError(N_("the mail server said: {said}.", said=str(error)[:200]), about=about) from error
    except OSError as error:
        raise Unreachable(N_("the mailbox broke off: {error}.", error=str(error)), about=about) from error
    finally:
        _leave(server)


def body_of(server: imaplib.IMAP4, uid: str, largest: int) -> bytes:
    """Return the beginning of one mail, at most `largest` bytes, without marking it as read."""
    _, parts = server.uid("FETCH", uid, f"(BODY.PEEK[]<0.{largest}>)")
    return next((bytes(part[1]) for part in parts if isinstance(part, tuple)), b"")


def _log_in(server: imaplib.IMAP4, user: str, password: Secret, about: str) -> None:
    try:
        server.login(user, password.reveal())
    except imaplib.IMAP4.abort:
        raise
    except imaplib.IMAP4.error as error:
        raise MissingKey(N_("the mail server refuses the password of {user}.", user=user), about=about) from error


def _quoted(folder: str) -> str:
    """Return a folder's name as the protocol wants it: modified UTF-7 (RFC 3501, 5.1.3), quoted."""
    pieces: list[str] = []
    other = ""
    for letter in [*folder, ""]:
        if letter and not " " <= letter <= "~":
            other += letter
            continue
        if other:
            coded = other.encode("utf-16-be")
            pieces.append(f"&{base64.b64encode(coded).decode().rstrip('=').replace('/', ',')}-")
            other = ""
        pieces.append("&-" if letter == "&" else f"\\{letter}" if letter and letter in '"\\' else letter)
    return "".join(pieces)


def _leave(server: imaplib.IMAP4) -> None:
    try:
        server.logout()
    except (OSError, imaplib.IMAP4.error):
        server.shutdown()
