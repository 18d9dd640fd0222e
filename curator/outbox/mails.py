"""Mails that come back to the journal's mailbox, understood: bounces, complaints, tokens, requests."""

from __future__ import annotations

import re
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.errors import HeaderParseError
from email.header import decode_header, make_header
from email.message import Message
from email.utils import parseaddr
from enum import StrEnum

from curator.model import short_hash
from curator.outbox.addresses import fold_address

LARGEST = 2_000_000
"""Bytes; of a longer mail the beginning is read."""
_LONGEST_HEADER = 400
_TOKEN = re.compile(r"\b([cu]\.[0-9a-f]{8,32}\.[0-9a-f]{1,12}\.[A-Za-z0-9_-]{27})(?![A-Za-z0-9_-])")
_ASKS = re.compile(r"\s*(?:subscribe|abonnement|s['’ ]abonner|inscription)\s*[.!]?\s*", re.I)
_LEAVES = re.compile(r"\b(?:unsubscribe|désabonne\w*|desabonne\w*|désinscri\w*)\b", re.I)


class Kind(StrEnum):
    """What a mail is about."""

    BOUNCE = "bounce"
    COMPLAINT = "complaint"
    TOKEN = "token"
    ASK = "ask"
    LEAVE = "leave"
    """Asks to leave without a token: the editor decides."""
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Mail:
    """What one mail says to us."""

    id: str
    """Stands for the mail, so that it counts once."""
    kind: Kind
    who: str = ""
    """Whose letter it is about: an id from the envelope, else an address."""
    token: str = ""
    hard: bool = False
    reason: str = ""


def read_mail(raw: bytes, envelope: str = "") -> Mail:
    """Return what a mail says; `envelope` is the address that bounces go to, with "{id}"."""
    # Not the newer policy: it parses every field whole, and recurses on what comes from strangers.
    message = message_from_bytes(raw[:LARGEST], policy=policy.compat32)
    id = short_hash(f"{header(message, 'Message-ID')}\n{short_hash(raw[:LARGEST].decode('latin-1'))}")
    report = message.get_content_type() == "multipart/report"
    kind = str(message.get_param("report-type", "")).lower() if report else ""
    if kind == "delivery-status":
        return _bounce(id, message, envelope)
    if kind == "feedback-report":
        return Mail(id, Kind.COMPLAINT, _complainer(raw))
    subject = header(message, "Subject")
    if found := _TOKEN.search(subject):
        return Mail(id, Kind.TOKEN, token=found[1])
    sender = fold_address(parseaddr(header(message, "From"))[1])
    # A program's answer must not start a conversation between programs.
    automatic = header(message, "Auto-Submitted").lower() not in ("", "no") or "Precedence" in message
    if automatic or not sender:
        return Mail(id, Kind.OTHER)
    if _ASKS.fullmatch(subject):
        return Mail(id, Kind.ASK, sender)
    if _LEAVES.search(subject):
        return Mail(id, Kind.LEAVE, sender)
    return Mail(id, Kind.OTHER)


def _bounce(id: str, message: Message, envelope: str) -> Mail:
    fields: dict[str, str] = {}
    for part in message.walk():
        if part.get_content_type() == "message/delivery-status":
            blocks = part.get_payload()
            for block in blocks if isinstance(blocks, list) else []:
                if isinstance(block, Message):
                    fields |= {name.lower(): str(value) for name, value in block.items()}
    if fields.get("action", "").strip().lower() != "failed":
        return Mail(id, Kind.OTHER)
    to = " ".join(header(message, name) for name in ("Delivered-To", "X-Original-To", "To"))
    who = _id_in(to, envelope) or _reader_of(message) or _recipient(fields)
    reason = " ".join(fields.get("diagnostic-code", fields.get("status", "")).split())[:200]
    return Mail(id, Kind.BOUNCE, who, hard=fields.get("status", "").strip().startswith("5."), reason=reason)


def _recipient(fields: dict[str, str]) -> str:
    """Return the address that the letter was sent to, not the one it was handed on to."""
    written = (fields.get(name, "").rpartition(";")[2] for name in ("original-recipient", "final-recipient"))
    return next(filter(None, map(fold_address, written)), "")


def _reader_of(message: Message) -> str:
    """Return the id in the letter that came back, "" where it did not come along."""
    for part in message.walk():
        if part.get_content_type() in ("message/rfc822", "text/rfc822-headers"):
            text = str(part)[:LARGEST].replace("%20", " ")
            if found := _TOKEN.search(text):
                return found[1].split(".")[1]
    return ""


def _id_in(text: str, envelope: str) -> str:
    if "{id}" not in envelope:
        return ""
    before, after = (re.escape(part) for part in envelope.split("{id}", 1))
    found = re.search(rf"{before}([0-9a-f]{{8,32}}){after}", text, re.IGNORECASE)
    return found[1].lower() if found else ""


def _complainer(raw: bytes) -> str:
    """Return whose complaint it is: by the token in the letter that came along, else by the address."""
    text = raw[:LARGEST].decode("latin-1")
    if found := _TOKEN.search(text.replace("%20", " ")):
        return found[1].split(".")[1]
    found = re.search(r"^Original-Rcpt-To:\s*(?:rfc822;)?\s*<?([^\s<>]+)", text, re.MULTILINE | re.IGNORECASE)
    return fold_address(found[1]) if found else ""


def header(message: Message, name: str) -> str:
    """Return a header's text on one line, its encoded words read, cut before anything could take long."""
    held = next((str(value) for key, value in message.raw_items() if key.lower() == name.lower()), "")
    text = held.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    written = " ".join(text.split())[:_LONGEST_HEADER]
    try:
        return " ".join(str(make_header(decode_header(written))).split())
    except (HeaderParseError, LookupError, ValueError):  # not what RFC 2047 means
        return written
