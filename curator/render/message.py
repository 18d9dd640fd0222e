"""A letter as a message for one reader: headers that nothing foreign can break out of, bytes that never vary.

Python before 3.13 lets an encoded word with a line break inside ("=?utf-8?Q?x=0D=0ABcc:_…?=") become a header of
its own (the class of CVE-2024-6923). So every value is decoded and flattened first, and the finished message is
parsed again and its header list compared before it is handed out.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from email import message_from_bytes
from email.errors import HeaderParseError
from email.header import decode_header
from email.headerregistry import Address, BaseHeader, HeaderRegistry, UnstructuredHeader
from email.message import EmailMessage
from email.policy import SMTP, EmailPolicy
from email.utils import format_datetime
from html import escape
from typing import Any
from urllib.parse import quote, urlsplit
from zoneinfo import ZoneInfo

from curator.config.addresses import parse_mailbox
from curator.config.settings import Config
from curator.errors import CuratorError
from curator.i18n import N_
from curator.model import short_hash
from curator.render.letter import Letter, is_weekly

LONGEST_VALUE = 250
LONGEST_NAME = 80
LONGEST_MAILBOX = 6000
LONGEST_URI = 900
"""A line of a message holds 998 bytes (RFC 5322), and an address in a header must not be broken."""
NO_HOST = "journal.invalid"
"""Stands for the sender's host until the settings name one; RFC 2606 keeps it from ever existing."""
TOKEN = "{token}"
_FORGED = N_("the finished message has other headers than were written.")
_BREAKS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]+")
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")
_DECODINGS = 5


class BadAddress(CuratorError):
    """This is no e-mail address."""


class ForgedHeader(CuratorError):
    """The finished message has other headers than were written."""


class _AsWritten(UnstructuredHeader, BaseHeader):
    """A header that must never be encoded or broken inside an address (RFC 2369)."""

    def fold(self, *, policy: Any) -> str:
        return f"{self.name}: {str(self).replace(', ', f',{policy.linesep} ')}{policy.linesep}"


def _policy() -> EmailPolicy[EmailMessage]:
    registry = HeaderRegistry()
    for name in ("list-unsubscribe", "list-archive", "list-unsubscribe-post"):
        registry.map_to_type(name, _AsWritten)
    return SMTP.clone(header_factory=registry, max_line_length=78)


def flatten(value: str, longest: int = LONGEST_VALUE) -> str:
    """Return `value` as one line that is safe in a header: encoded words decoded, breaks and controls gone."""
    flat = _flat(value, longest)
    for _ in range(_DECODINGS):
        if "=?" not in flat:
            break
        flat = _flat(_decoded(flat), longest)
    return " ".join(flat.replace("=?", "= ?").split())


def _flat(value: str, longest: int) -> str:
    clean = value[: 4 * longest].encode("utf-8", "replace").decode("utf-8")
    return " ".join(_BREAKS.sub(" ", clean).split())[:longest].rstrip()


def _decoded(value: str) -> str:
    try:
        parts = decode_header(value)
        return "".join(
            part if isinstance(part, str) else part.decode(code or "latin-1", "replace") for part, code in parts
        )
    except (HeaderParseError, LookupError, ValueError):
        return value


def address_of(written: str) -> Address:
    """Return "Name <box@host>" or "box@host" as an address; raises `BadAddress`."""
    flat = flatten(written, LONGEST_MAILBOX)
    try:
        name, box = parse_mailbox(flat)
    except ValueError as error:
        about = flatten(flat, LONGEST_NAME) or "(empty)"
        raise BadAddress(
            N_("this is no e-mail address."), about=about, remedy=N_('Write it as "Name <box@example.org>".')
        ) from error
    return Address(display_name=flatten(name, LONGEST_NAME), addr_spec=box)


def to_eml(letter: Letter, config: Config, *, now: datetime, recipient: str = "", token: str = "") -> bytes:
    """Return the letter as a message, CRLF, the same bytes for the same arguments.

    `recipient` is "Name <box@host>", or "" for a file that is addressed later;
    `token` is what ends this reader's subscription. Raises `BadAddress`, and
    `ForgedHeader` when the finished message does not parse back to what was
    written.
    """
    sender = address_of(config.letter.sender or f"{config.journal.title} <letter@{_host(config)}>")
    unsubscribe = _filled(letter, token)
    identity = short_hash(f"{letter.edition}\n{recipient.strip().lower()}\n{sender.addr_spec}")
    message = EmailMessage(policy=_policy())
    headers = {
        "Subject": flatten(letter.subject),
        "From": sender,
        "To": address_of(recipient) if recipient else "undisclosed-recipients:;",
        "Date": format_datetime(now.astimezone(ZoneInfo(config.journal.timezone))),
        "Message-ID": f"<{letter.edition}.{identity}@{sender.domain}>",
        **_list_headers(letter, config, sender, token),
        "Auto-Submitted": "auto-generated",
    }
    for name, value in headers.items():
        message[name] = value
    message.set_content(_body(_own(letter.text, letter, unsubscribe)), cte="quoted-printable")
    html = _own(letter.html, letter, unsubscribe, escaped=True)
    message.add_alternative(_body(html), subtype="html", cte="quoted-printable")
    message.set_boundary(f"=_{identity}_{short_hash(letter.html)}")
    # Set last: before the bodies it would move into the first part.
    message["Content-Language"] = letter.language
    written = message.as_bytes()
    _compare(written, message, headers)
    return written


def _list_headers(letter: Letter, config: Config, sender: Address, token: str) -> Mapping[str, str]:
    """Return the headers of RFC 2919, 2369 and 8058; one-click only where there is an https address to post to."""
    rhythm = "weekly" if is_weekly(letter.edition) else "daily"
    found = {"List-Id": f"{flatten(config.journal.title)} <{rhythm}.{_host(config)}>"}
    if config.journal.base_url:
        found["List-Archive"] = f"<{_uri(config.journal.base_url.rstrip('/') + '/archive/')}>"
    unsubscribe = _filled(letter, token)
    if unsubscribe:
        ways = [f"<{_uri(unsubscribe)}>"]
        if urlsplit(unsubscribe).scheme != "mailto" and config.letter.sender:
            subject = f"unsubscribe {token}".strip()
            ways.append(f"<mailto:{sender.addr_spec}?subject={quote(subject, safe='')}>")
        found["List-Unsubscribe"] = ", ".join(ways)
        if urlsplit(unsubscribe).scheme == "https":
            found["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    return found


def _uri(address: str) -> str:
    quoted = quote(flatten(address, LONGEST_URI), safe="%/:?#[]@!$&'()*+;=~,").replace(",", "%2C")
    if len(address) > LONGEST_URI or len(quoted) > LONGEST_URI:
        raise BadAddress(N_("this address is too long for a mail's header."), about=f"{quoted[:60]}…")
    return quoted


def _host(config: Config) -> str:
    host = urlsplit(config.journal.base_url).hostname
    if host is None and config.letter.sender:
        host = address_of(config.letter.sender).domain
    return host.encode("idna").decode("ascii") if host else NO_HOST


def _filled(letter: Letter, token: str) -> str:
    return letter.unsubscribe.replace(TOKEN, quote(token, safe=""))


def _own(text: str, letter: Letter, unsubscribe: str, *, escaped: bool = False) -> str:
    """Return the text with the reader's own way out in place of the letter's."""
    if TOKEN not in letter.unsubscribe:
        return text
    if escaped:
        return text.replace(escape(letter.unsubscribe), escape(unsubscribe))
    return text.replace(letter.unsubscribe, unsubscribe)


def _body(text: str) -> str:
    clean = text.encode("utf-8", "replace").decode("utf-8").replace("\r\n", "\n").replace("\r", "\n")
    return _UNPRINTABLE.sub("", clean)


def _compare(written: bytes, message: EmailMessage, headers: Mapping[str, object]) -> None:
    """Raise `ForgedHeader` unless parsing the bytes gives the headers that were set, each once, and both parts."""
    parsed = message_from_bytes(written, policy=SMTP)
    names = [name.lower() for name in message_from_bytes(written)]
    wanted = [name.lower() for name in message]
    if names != wanted or len(set(names)) != len(names):
        raise ForgedHeader(_FORGED, about=", ".join(sorted(set(names) - set(wanted)) or names))
    for name in ("Subject", "To", "From"):
        # Folding may move the spaces of a very long word; nothing else may differ.
        if "".join(str(parsed[name]).split()) != "".join(str(headers[name]).split()):
            raise ForgedHeader(_FORGED, about=name)
    if [part.get_content_type() for part in parsed.walk()] != ["multipart/alternative", "text/plain", "text/html"]:
        raise ForgedHeader(N_("the finished message has other parts than were written."))
