"""Mails that wait: from a mailbox over IMAP, an mbox file or a Maildir; each raw, and never deleted."""

from __future__ import annotations

import imaplib
import mailbox
import ssl
from collections.abc import Callable, Iterator
from pathlib import Path

from curator.config.secrets import Secret
from curator.config.settings import Mailbox
from curator.errors import CuratorError, NotFound, Unreachable

LARGEST = 2_000_000
"""Bytes that are read of one mail."""
MOST = 2_000
"""Mails in one run; the rest comes in the next."""
_SECONDS = 30.0


def mails(settings: Mailbox, folder: Path, password: Callable[[], Secret]) -> Iterator[bytes]:
    """Yield the mails that wait, oldest first: over IMAP those not seen yet, from files all.

    IMAP mails are marked as seen once the next one is asked for. Raises
    `NotFound` where no mailbox is set, `Unreachable` and `CuratorError` where
    it cannot be read.
    """
    if settings.path:
        return _from_files(folder / Path(settings.path).expanduser())
    if settings.host:
        return _from_imap(settings, password())
    raise NotFound("no mailbox is set.", about="config.toml", remedy="Set `host` or `path` in [mailbox].")


def look(settings: Mailbox, folder: Path, password: Callable[[], Secret]) -> int:
    """Return how many mails wait, changing nothing; raises what `mails` raises."""
    if settings.path or not settings.host:
        return sum(1 for _ in mails(settings, folder, password))
    server = _logged_in(settings, password())
    try:
        _, found = server.uid("SEARCH", "UNSEEN")
        return len((found[0] or b"").split())
    except imaplib.IMAP4.error as error:
        raise CuratorError(f"the mail server said: {str(error)[:200]}.", about=settings.host) from error
    finally:
        _leave(server)


def _from_files(path: Path) -> Iterator[bytes]:
    if not path.exists():
        raise NotFound("there is no mailbox.", about=str(path))
    box: mailbox.Mailbox[mailbox.Message]
    box = mailbox.Maildir(path, create=False) if path.is_dir() else mailbox.mbox(path, create=False)
    try:
        for key in box.keys()[:MOST]:
            yield box.get_bytes(key)[:LARGEST]
    finally:
        box.close()


def _from_imap(settings: Mailbox, password: Secret) -> Iterator[bytes]:
    server = _logged_in(settings, password)
    about = f"{settings.host}:{settings.port}"
    try:
        _, found = server.uid("SEARCH", "UNSEEN")
        for number in (found[0] or b"").split()[:MOST]:
            _, parts = server.uid("FETCH", number.decode("ascii"), f"(BODY.PEEK[]<0.{LARGEST}>)")
            yield next((part[1] for part in parts if isinstance(part, tuple)), b"")
            server.uid("STORE", number.decode("ascii"), "+FLAGS.SILENT", r"(\Seen)")
    except imaplib.IMAP4.error as error:
        raise CuratorError(f"the mail server said: {str(error)[:200]}.", about=about) from error
    except OSError as error:
        raise Unreachable(f"the mailbox broke off: {error}.", about=about) from error
    finally:
        _leave(server)


def _logged_in(settings: Mailbox, password: Secret) -> imaplib.IMAP4_SSL:
    """Return a connection with the folder open; raises `Unreachable`, `NotFound` and `CuratorError`."""
    about = f"{settings.host}:{settings.port}"
    try:
        context = ssl.create_default_context()
        server = imaplib.IMAP4_SSL(settings.host, settings.port, ssl_context=context, timeout=_SECONDS)
    except (OSError, imaplib.IMAP4.error) as error:
        raise Unreachable(f"the mailbox cannot be reached: {error}.", about=about) from error
    try:
        server.login(settings.user, password.reveal())
        status, _ = server.select(f'"{settings.folder}"')
        if status != "OK":
            raise NotFound(f"there is no folder {settings.folder!r}.", about=about)
    except imaplib.IMAP4.error as error:
        _leave(server)
        raise CuratorError(f"the mail server said: {str(error)[:200]}.", about=about) from error
    except OSError as error:
        _leave(server)
        raise Unreachable(f"the mailbox broke off: {error}.", about=about) from error
    except NotFound:
        _leave(server)
        raise
    return server


def _leave(server: imaplib.IMAP4_SSL) -> None:
    try:
        server.logout()
    except (OSError, imaplib.IMAP4.error):
        server.shutdown()
