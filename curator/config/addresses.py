"""Addresses as they are written by hand: what is a mailbox, and what leads to a web page."""

from __future__ import annotations

import re
from email.utils import getaddresses
from urllib.parse import urlsplit

LONGEST_WEB = 500
"""With a reader's token it still fits into a mail's header, where an address must not be broken."""
LONGEST_MAILBOX = 254
_BOX = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\.[A-Za-z0-9-]+)*")
_UNSAFE = re.compile(r"[\x00-\x20\x7f-\xa0\"<>\\^`|\u2028\u2029]")


def parse_mailbox(written: str) -> tuple[str, str]:
    """Return the name and the box of "Name <box@host>" or "box@host", the host in ASCII; raises ValueError."""
    found = getaddresses([written])
    name, box = found[0] if len(found) == 1 else ("", "")
    local, _, host = box.rpartition("@")
    # A host that cannot exist raises UnicodeError, which is a ValueError.
    box = f"{local}@{host.encode('idna').decode('ascii') if host else ''}"
    if not _BOX.fullmatch(box) or len(box) > LONGEST_MAILBOX:
        raise ValueError(f"{written!r} is no mailbox")
    return name, box


def leads_to_page(address: str) -> bool:
    """Tell whether this is an http or https address with a host that can exist, short enough for a mail's header."""
    try:
        parts = urlsplit(address)
        host = (parts.hostname or "").encode("idna")
        _ = parts.port
    except ValueError:
        return False
    return bool(
        parts.scheme in ("http", "https") and host and len(address) <= LONGEST_WEB and not _UNSAFE.search(address)
    )


def holds_pages(address: str) -> bool:
    """Tell whether paths can be put behind this web address: it has no query, fragment or login."""
    if not leads_to_page(address):
        return False
    parts = urlsplit(address)
    return not (parts.query or parts.fragment or "@" in parts.netloc)
