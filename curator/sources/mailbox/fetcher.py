"""Newsletters as a source: how a mailbox is asked, and how its mails become entries.

An address says where the mails are: imaps://me@example.org@mail.example.org/Newsletters
for a folder on a server, mailbox:PATH for an mbox file or a Maildir on this
machine, from the journal's folder on. Mails go from old to new, each once.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from urllib.parse import parse_qs, urlencode

from curator.articles.passing import Shared, entries_of
from curator.errors import ParseError
from curator.i18n import N_
from curator.model import Cause, Entry, Source, SourceState
from curator.ports import Batch, Request, Response
from curator.sources.mailbox.frames import unframed
from curator.sources.mailbox.letters import read_letter

_FAULTS = (AttributeError, IndexError, KeyError, LookupError, RecursionError, TypeError, ValueError)
"""What Python's mail parser raises on mails that are none."""
PATIENCE = 3
"""Runs that a mail may break before it is passed over."""


def fits(address: str) -> bool:
    """Return whether the address has the form of a mailbox's."""
    return address.lower().startswith(("imaps://", "imap://", "mailbox:"))


def needs_key(address: str) -> bool:
    """Return whether the mailbox is behind a password."""
    return not address.lower().startswith("mailbox:")


class MailboxFetcher:
    """Asks for mails and takes the links out of them; implements `ports.Fetcher`."""

    kind = "mailbox"

    def request(self, source: Source, state: SourceState | None, now: datetime) -> Request:
        """Return the request for the mails after the last one.

        After a run that broke over a mail they come one by one; one that broke
        several runs is passed over.
        """
        broken = state.failures if state is not None and state.cause is Cause.PARSE else 0
        told = {"most": "1"} if broken else {}
        if broken >= PATIENCE:
            told["pass"] = "1"
        return Request(
            source.address + (f"#{urlencode(told)}" if told else ""),
            subject=source.id,
            since=state.cursor if state else "",
        )

    def parse(self, source: Source, response: Response, now: datetime) -> Batch:
        """Return the links in the mails; raises `ParseError` where the answer is none of a mailbox."""
        if "cursor" not in response.headers:
            raise ParseError(N_("this is no mailbox's answer."), cause=Cause.NOT_A_FEED)
        entries: list[Entry] = []
        dropped = 0
        for raw in unframed(response.body):
            try:
                entries += _entries(raw, source, now)
            except _FAULTS:
                dropped += 1
        cursor = response.headers["cursor"]
        return Batch(
            title=_title(source),
            entries=tuple(entries),
            dropped=dropped,
            onward=_onward(response.request.address, cursor) if response.headers.get("more") else "",
            cursor=cursor,
        )


def _entries(raw: bytes, source: Source, now: datetime) -> Iterator[Entry]:
    letter = read_letter(raw, now)
    for link in letter.links:
        # Each with the words around it; the sender stands for all of them.
        shared = Shared(letter.guid, letter.by(link.text), (link,))
        yield from entries_of(shared, source.id)


def _onward(address: str, cursor: str) -> str:
    place, _, told = address.partition("#")
    kept = {name: values[0] for name, values in parse_qs(told).items() if name == "most"}
    return f"{place}#{urlencode({**kept, 'after': cursor})}"


def _title(source: Source) -> str:
    return source.address.rstrip("/").rpartition("/")[2].removeprefix("mailbox:") or source.address
