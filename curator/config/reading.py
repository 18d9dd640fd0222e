"""What a source's kind asks of its address, and the account that it is read as."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from urllib.parse import urlsplit

from curator.config.outward import AccountSettings
from curator.model import Source
from curator.text.filters import QueryError, parse_query

KINDS = ("feed", "mastodon", "bluesky", "mailbox")
_BEGINNINGS = {"mailbox": ("imaps://", "imap://", "mailbox:")}
_WEB = ("http://", "https://")


def unfit(source: Source) -> tuple[str, str, str] | None:
    """Return the key, what is wrong with it and what helps, of a source that cannot be read; None where all is well."""
    if source.kind not in KINDS:
        return "kind", f'"{source.kind}" is no kind of source.', f"One of: {', '.join(KINDS)}."
    address = source.address.lower()
    if not address.startswith(_BEGINNINGS.get(source.kind, _WEB)):
        if source.kind == "mailbox":
            return "address", f'"{source.address}" is no mailbox.', "Write imaps://you@host/Folder, or mailbox:PATH."
        return "address", f'"{source.address}" is no web address.', "Write https://…"
    if source.server and not source.server.lower().startswith(_WEB):
        return "server", f'"{source.server}" is no web address.', "Write https://…"
    try:
        parse_query(source.filter)
    except QueryError as error:
        return "filter", str(error), ""
    return None


def as_read(source: Source, accounts: Sequence[AccountSettings]) -> Source:
    """Return a source with the account of `[[accounts]]` that it is read as, where the source itself names none.

    On Bluesky that is the only account there; on Mastodon the only one at the
    source's own server, whose token goes nowhere else.
    """
    if source.kind not in ("mastodon", "bluesky") or source.user or source.secret:
        return source
    mine = [one for one in accounts if one.network == source.kind]
    if source.kind == "mastodon":
        mine = [one for one in mine if urlsplit(one.server).netloc == urlsplit(source.address).netloc]
    if len(mine) != 1:
        return source
    (one,) = mine
    server = one.server if source.kind == "bluesky" else ""
    return replace(source, user=one.handle, server=server, secret=one.secret or one.network)


def only_server(accounts: Sequence[AccountSettings]) -> str:
    """Return the Mastodon server that short forms mean: that of all accounts there, "" where they are at several."""
    servers = {one.server for one in accounts if one.network == "mastodon" and one.server}
    return servers.pop() if len(servers) == 1 else ""
