"""Mails that wait: from a mailbox over IMAP, an mbox file or a Maildir; each raw, and never deleted."""

from __future__ import annotations

import mailbox
from collections.abc import Callable, Iterator
from pathlib import Path

from curator.config.outward import Mailbox
from curator.config.secrets import Secret
from curator.errors import NotFound
from curator.i18n import N_
from curator.sources.mailbox.imap import body_of, opened

LARGEST = 2_000_000
"""Bytes that are read of one mail."""
MOST = 2_000
"""Mails in one run; the rest comes in the next."""


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
    raise NotFound(N_("no mailbox is set."), about="config.toml", remedy=N_("Set `host` or `path` in [mailbox]."))


def look(settings: Mailbox, folder: Path, password: Callable[[], Secret]) -> int:
    """Return how many mails wait, changing nothing; raises what `mails` raises."""
    if settings.path or not settings.host:
        return sum(1 for _ in mails(settings, folder, password))
    with opened(settings.host, settings.port, settings.user, password(), settings.folder) as server:
        _, found = server.uid("SEARCH", "UNSEEN")
        return len((found[0] or b"").split())


def _from_files(path: Path) -> Iterator[bytes]:
    if not path.exists():
        raise NotFound(N_("there is no mailbox."), about=str(path))
    box: mailbox.Mailbox[mailbox.Message]
    box = mailbox.Maildir(path, create=False) if path.is_dir() else mailbox.mbox(path, create=False)
    try:
        for key in box.keys()[:MOST]:
            yield box.get_bytes(key)[:LARGEST]
    finally:
        box.close()


def _from_imap(settings: Mailbox, password: Secret) -> Iterator[bytes]:
    folder = settings.folder
    with opened(settings.host, settings.port, settings.user, password, folder, readonly=False) as server:
        _, found = server.uid("SEARCH", "UNSEEN")
        for number in (found[0] or b"").split()[:MOST]:
            yield body_of(server, number.decode("ascii"), LARGEST)
            server.uid("STORE", number.decode("ascii"), "+FLAGS.SILENT", r"(\Seen)")
