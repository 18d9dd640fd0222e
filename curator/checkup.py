"""Whether mail will arrive: what the DNS says of the sender, and whether the servers let us in.

The composition root for `doctor mail`, on top of the mailroom. Nothing is sent.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from curator.checks.deliverability import Reading, read_dkim, read_dmarc, read_mx, read_ptr, read_spf
from curator.errors import CuratorError
from curator.mailroom import Mailroom
from curator.ports import Names
from curator.render.message import address_of


class Checkup:
    """The mail of one journal, looked over."""

    def __init__(self, room: Mailroom, names: Names) -> None:
        """Take the mailroom and the DNS."""
        self.room = room
        self.config = room.config
        self.names = names

    def readings(self) -> Iterator[Reading]:
        """Yield what was found, one thing after the other; a part that cannot be asked says so."""
        letter, smtp = self.config.letter, self.config.smtp
        if not letter.sender or not smtp.host:
            missing = "sender" if not letter.sender else "host"
            yield Reading("SMTP", False, f"there is no {missing}.", f"Set `{missing}` in config.toml.")
            return
        domain = address_of(letter.sender).domain
        envelope = (smtp.bounces or address_of(letter.sender).addr_spec).rpartition("@")[2]
        for name, look in (
            ("MX", lambda: [read_mx(envelope, self.names)]),
            ("SPF", lambda: [read_spf(envelope, smtp.host, self.names)]),
            ("DKIM", lambda: [self._dkim()]),
            ("DMARC", lambda: [self._dmarc(domain, envelope)]),
            ("PTR", lambda: list(read_ptr(smtp.host, self.names))),
            ("SMTP", lambda: [self._smtp()]),
            ("mailbox", self._mailbox),
        ):
            yield from _told(name, look)

    def _dkim(self) -> Reading:
        smtp = self.config.smtp
        if not smtp.dkim_domain:
            told = "letters are not signed here; the mail server has to."
            remedy = "Send yourself one (curator send --test ADDRESS --yes) and look for dkim=pass in its header."
            return Reading("DKIM", None, told, remedy)
        from curator.publish.dkim import Signer

        signer = Signer(smtp.dkim_domain, smtp.dkim_selector, self.room.secret(smtp.dkim_secret))
        return read_dkim(signer.name, signer.public_record(), signer.holds(self.names.texts), self.names)

    def _dmarc(self, domain: str, envelope: str) -> Reading:
        signed = self.config.smtp.dkim_domain
        contact = self.config.mailbox.address or address_of(self.config.letter.sender).addr_spec
        return read_dmarc(domain, tuple(filter(None, (signed, envelope))), contact, self.names)

    def _smtp(self) -> Reading:
        smtp = self.config.smtp
        with self.room.mailer() as mailer:
            told = mailer.connect()
        return Reading("SMTP", True, f"{smtp.host}: {told}")

    def _mailbox(self) -> list[Reading]:
        box = self.config.mailbox
        if not box.host and not box.path:
            remedy = "Set `host` or `path` in [mailbox]: bounces and requests to leave arrive there."
            return [Reading("mailbox", False if "{id}" in self.config.smtp.bounces else None, "none is set.", remedy)]
        from curator.sources.mailbox import look

        count = look(box, self.config.folder, lambda: self.room.secret(box.secret))
        return [Reading("mailbox", True, f"{box.host or box.path}: {count} mails wait.")]


def _told(name: str, look: Callable[[], list[Reading]]) -> Iterator[Reading]:
    try:
        yield from look()
    except CuratorError as error:
        about = f"{error.about}: " if error.about else ""
        yield Reading(name, False, about + error.message, error.remedy)
