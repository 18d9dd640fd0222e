"""Bodies as they travel into bodies as they are: gzip only, within a limit, whole or not at all."""

from __future__ import annotations

import zlib

from curator.model import Cause

_SLICE = 4_096
"""Bytes fed to the decoder at once: a bomb's slice becomes 4 MB, not 64."""
_MAGIC = b"\x1f\x8b"
_MOST_MEMBERS = 1_000
"""Of one gzip stream; each costs a decoder, and a hostile body can hold half a million."""
_GZIP = 31
"""`wbits` of zlib for a gzip member with its check sum."""


class Undecodable(ValueError):
    """A body that cannot be used; `cause` says why."""

    def __init__(self, cause: Cause, detail: str) -> None:
        """Carry the cause and one line for a person."""
        self.cause = cause
        super().__init__(detail)


def decode(body: bytes, encoding: str, limit: int) -> bytes:
    """Return the plain bytes of `body`, sent under this Content-Encoding, at most `limit` bytes.

    Raises `Undecodable` for an encoding that was not asked for, a stream that is
    broken, one that ends before its end mark (RFC 1952), and one over the limit.
    """
    coding = encoding.strip().lower()
    if coding in ("", "identity") or not body:
        if len(body) > limit:
            raise Undecodable(Cause.TOO_LARGE, f"larger than {limit} bytes")
        return body
    if coding not in ("gzip", "x-gzip"):
        raise Undecodable(Cause.PARSE, "sent in an encoding that was not asked for")
    return _gunzip(body, limit)


def decode_start(body: bytes, encoding: str, limit: int) -> bytes:
    """Return as much of the start of `body` as can be had, at most `limit` bytes; never raises."""
    if encoding.strip().lower() not in ("gzip", "x-gzip"):
        return body[:limit]
    try:
        return zlib.decompressobj(_GZIP).decompress(body, limit)
    except zlib.error:
        return b""


def _gunzip(body: bytes, limit: int) -> bytes:
    """Decode the members one after another; what follows the last one and is no member is padding."""
    parts: list[bytes] = []
    data = memoryview(body)
    total = at = members = 0
    while members == 0 or data[at : at + 2] == _MAGIC:
        members += 1
        if members > _MOST_MEMBERS:
            raise Undecodable(Cause.PARSE, "the compressed body is damaged")
        stream = zlib.decompressobj(_GZIP)
        while not stream.eof:
            if at >= len(data):
                raise Undecodable(Cause.TRUNCATED, "the compressed body stops before its end")
            try:
                part = stream.decompress(data[at : at + _SLICE], limit - total + 1)
            except zlib.error as error:
                raise Undecodable(Cause.PARSE, "the compressed body is damaged") from error
            at += _SLICE
            total += len(part)
            if total > limit:
                raise Undecodable(Cause.TOO_LARGE, f"larger than {limit} bytes when unpacked")
            parts.append(part)
        at = min(at, len(data)) - len(stream.unused_data)
    return parts[0] if len(parts) == 1 else b"".join(parts)
