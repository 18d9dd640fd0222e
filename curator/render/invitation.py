"""The mail that asks a reader to confirm: fixed words, no foreign text in it but the journal's own."""

from __future__ import annotations

from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from urllib.parse import quote
from zoneinfo import ZoneInfo

from curator.config.settings import Config
from curator.i18n import gettext_for, typeset
from curator.model import Subscriber, short_hash
from curator.render.message import address_of, flatten


def invitation(subscriber: Subscriber, token: str, config: Config, now: datetime) -> bytes:
    """Return the mail, CRLF, plain text; the name that came with the request is no part of it.

    Raises `BadAddress` where the settings name no sender.
    """
    _ = gettext_for(config.journal.language)
    journal, sender = flatten(config.journal.title), address_of(config.letter.sender)
    box = config.mailbox.address or sender.addr_spec
    if config.gate.address:
        way = _("Open this page and press the button:") + f"\n\n{config.gate.address.rstrip('/')}/c/{token}"
    else:
        subject = quote(f"confirm {token}", safe="")
        way = _("Answer this mail and leave its subject as it is, or send the one behind this link:")
        way += f"\n\nmailto:{box}?subject={subject}"
    lines = (
        _("Somebody asked for {journal} at this address. If it was you:").format(journal=journal),
        way,
        _("If it was not, do nothing: no letter will come, and the address is forgotten within a week."),
    )
    message = EmailMessage(policy=SMTP.clone(max_line_length=78))
    asking = _("Please confirm: {journal}").format(journal=journal)
    message["Subject"] = flatten(asking if config.gate.address else f"{asking} [confirm {token}]")
    message["From"] = sender
    message["To"] = address_of(subscriber.address)
    if box != sender.addr_spec or not config.gate.address:
        message["Reply-To"] = address_of(box)
    message["Date"] = format_datetime(now.astimezone(ZoneInfo(config.journal.timezone)))
    message["Message-ID"] = f"<confirm.{short_hash(token)}@{sender.domain}>"
    message["Auto-Submitted"] = "auto-replied"
    text = "\n\n".join(typeset(line, config.journal.language) if "://" not in line else line for line in lines)
    message.set_content(f"{text}\n", cte="quoted-printable")
    return message.as_bytes()
