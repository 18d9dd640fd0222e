"""E-mail addresses in the forms that are compared and counted."""

from __future__ import annotations

import re

_BOX = re.compile(
    r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?)+"
)
LONGEST = 254


def fold_address(written: str) -> str:
    """Return an address in the one form under which it is known, "" where it is none.

    Letters are folded and the host is ASCII; the box before the @ has to be
    ASCII, since few servers take another (RFC 6531).
    """
    box, at, host = written.strip().rpartition("@")
    if not at:
        return ""
    try:
        ascii_host = host.encode("idna").decode("ascii")
    except UnicodeError:
        return ""
    folded = f"{box}@{ascii_host}".lower()
    return folded if len(folded) <= LONGEST and _BOX.fullmatch(folded) else ""


def mailbox_key(folded: str) -> str:
    """Return what stands for the mailbox behind an address: "a.b+tag@host" and "ab@host" count as one."""
    box, _, host = folded.rpartition("@")
    return f"{box.partition('+')[0].replace('.', '')}@{host}"
