"""Mails for `MailboxFetcher`: read from a folder on a server, an mbox file or a Maildir, and left as they are.

A cursor says how far a box has been read: "validity:uid" of the last mail over
IMAP, "number:digest" of the last one of an mbox, the moment of the last change
of a file in a Maildir.
"""

from __future__ import annotations

import mailbox
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

from curator.config.secrets import Secret
from curator.errors import CuratorError, MissingKey, NotFound, Unreachable
from curator.i18n import N_
from curator.model import Cause, short_hash
from curator.ports import Request, Response, Web
from curator.sources.mailbox.fetcher import fits
from curator.sources.mailbox.frames import framed
from curator.sources.mailbox.imap import body_of, opened

LARGEST = 2_000_000
"""Bytes that are read of one mail."""
TOGETHER = 40
"""Mails in one answer, and their bytes."""
LARGEST_ANSWER = 8_000_000
FIRST = timedelta(days=14)
"""How far back a first run reads on a server."""
MOST_AT_FIRST = 1_000
"""How many mails a first run reads of a file."""

_MONTHS = "JanFebMarAprMayJunJulAugSepOctNovDec"

Taken = tuple[list[bytes], str, bool]
"""Mails, the cursor behind them, and whether there are more."""


class MailWeb:
    """`ports.Web` that reads mailboxes and leaves everything else to another."""

    def __init__(self, web: Web, folder: Path) -> None:
        """Take the way to the web, and the folder that relative paths begin at."""
        self._web, self._folder = web, folder

    def fetch(self, requests: Iterable[Request]) -> Iterator[Response]:
        """Yield a response for each request, as they complete; never raises for one of them."""
        boxes: list[Request] = []

        def others() -> Iterator[Request]:
            for request in requests:
                if fits(request.address):
                    boxes.append(request)
                else:
                    yield request

        yield from self._web.fetch(others())
        for request in boxes:
            yield self._answer(request)

    def _answer(self, request: Request) -> Response:
        place, _, fragment = request.address.partition("#")
        told = {name: values[0] for name, values in parse_qs(fragment).items()}
        most = min(int(told.get("most", TOGETHER)), TOGETHER)
        cursor, skip = told.get("after", request.since), int(told.get("pass", 0))
        try:
            if place.startswith("mailbox:"):
                taken = _of_file(self._folder / Path(place.removeprefix("mailbox:")).expanduser(), cursor, most, skip)
            else:
                taken = _of_server(place, _password(request), cursor, most, skip)
        except (CuratorError, OSError, mailbox.Error) as error:
            return Response(request, cause=_cause(error), detail=" ".join(str(error).split())[:300])
        mails, after, more = taken
        headers = {"cursor": after} | ({"more": "yes"} if more else {})
        return Response(request, 200, place, framed(mails), headers)


def _cause(error: Exception) -> Cause:
    if isinstance(error, MissingKey):
        return Cause.KEY
    if isinstance(error, NotFound | FileNotFoundError):
        return Cause.MISSING
    if isinstance(error, Unreachable):
        return Cause.REFUSED
    return Cause.FORBIDDEN if isinstance(error, PermissionError) else Cause.SERVER_ERROR


def _password(request: Request) -> Secret:
    return Secret(request.headers.get("authorization", ""))


def _of_file(path: Path, cursor: str, most: int, skip: int) -> Taken:
    if not path.exists():
        raise NotFound(N_("there is no mailbox."), about=str(path))
    return _of_maildir(path, cursor, most, skip) if path.is_dir() else _of_mbox(path, cursor, most, skip)


def _of_mbox(path: Path, cursor: str, most: int, skip: int) -> Taken:
    box = mailbox.mbox(path, create=False)
    try:
        keys = box.keys()
        count, _, digest = cursor.partition(":")
        begin = int(count) if count.isdigit() else 0
        # A file that was written anew is read anew; what is known of it makes no new entries.
        if begin > len(keys) or (begin and _digest(box.get_bytes(keys[begin - 1])) != digest):
            begin = 0
        begin = begin or max(0, len(keys) - MOST_AT_FIRST)
        mails: list[bytes] = []
        size = 0
        for key in keys[begin + skip : begin + skip + most]:
            mail = box.get_bytes(key)
            if mails and size + len(mail) > LARGEST_ANSWER:
                break
            mails.append(mail[:LARGEST])
            size += len(mails[-1])
        end = min(begin + skip + len(mails), len(keys))
        last = _digest(box.get_bytes(keys[end - 1])) if end else ""
        return mails, f"{end}:{last}", end < len(keys)
    finally:
        box.close()


def _digest(mail: bytes) -> str:
    return short_hash(mail.decode("latin-1"))


def _of_maildir(path: Path, cursor: str, most: int, skip: int) -> Taken:
    since = int(cursor) if cursor.isdigit() else 0
    found: list[tuple[int, Path]] = []
    for part in ("new", "cur"):
        for file in (path / part).iterdir() if (path / part).is_dir() else ():
            # The moment that the file came here: its name and date may be older.
            if file.is_file() and (changed := file.stat().st_ctime_ns) > since:
                found.append((changed, file))
    found.sort()
    if not since:
        found = found[-MOST_AT_FIRST:]
    chosen = found[skip : skip + most]
    mails = [_beginning(file) for _, file in chosen]
    passed = found[: skip + len(chosen)]
    return mails, str(passed[-1][0] if passed else since or ""), len(found) > len(passed)


def _beginning(file: Path) -> bytes:
    with file.open("rb") as stream:
        return stream.read(LARGEST)


def _of_server(address: str, password: Secret, cursor: str, most: int, skip: int) -> Taken:
    parts = urlsplit(address)
    plain = parts.scheme == "imap"
    host, port = parts.hostname or "", parts.port or (143 if plain else 993)
    user, folder = unquote(parts.username or ""), unquote(parts.path.strip("/")) or "INBOX"
    with opened(host, port, user, password, folder, plain=plain) as server:
        validity = (server.response("UIDVALIDITY")[1][0] or b"").decode("ascii", "replace")
        known, _, last = cursor.partition(":")
        since = int(last) if known == validity and last.isdigit() else 0
        if since:
            _, found = server.uid("SEARCH", f"UID {since + 1}:*")
        else:
            day = datetime.now(UTC) - FIRST
            months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
            _, found = server.uid("SEARCH", f"SINCE {day.day}-{months[day.month - 1]}-{day.year}")
        # "n:*" names the last mail even where it is older than n.
        uids = sorted(uid for number in (found[0] or b"").split() if (uid := int(number)) > since)
        mails: list[bytes] = []
        size, done = 0, since
        for uid in uids[skip : skip + most]:
            if mails and size > LARGEST_ANSWER:
                break
            mails.append(body_of(server, str(uid), LARGEST))
            size, done = size + len(mails[-1]), uid
        if skip and uids and not mails:
            done = uids[min(skip, len(uids)) - 1]
        more = any(uid > done for uid in uids)
        return [mail for mail in mails if mail], f"{validity}:{done}" if done else "", more
