"""Several mails in one answer: each behind its length in bytes and a line feed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator


def framed(mails: Iterable[bytes]) -> bytes:
    """Return the mails as one body."""
    return b"".join(b"%d\n%b" % (len(mail), mail) for mail in mails)


def unframed(body: bytes) -> Iterator[bytes]:
    """Yield the mails of a body; raises ValueError for what `framed` did not make."""
    place = 0
    while place < len(body):
        end = body.index(b"\n", place)
        length = int(body[place:end])
        yield body[end + 1 : end + 1 + length]
        place = end + 1 + length
