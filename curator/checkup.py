"""Whether mail will arrive: what the DNS says of the sender, and whether the servers let us in.

The composition root for `doctor mail`, on top of the mailroom. Nothing is sent.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import Future
from threading import Thread

from curator.checks.deliverability import Reading, read_dkim, read_dmarc, read_mx, read_ptr, read_spf
from curator.errors import CuratorError, Unreachable
from curator.i18n import N_
from curator.mailroom import Mailroom
from curator.ports import Names
from curator.publish.dns import Silent
from curator.render.message import address_of

Look = Callable[[], list[Reading]]
PATIENCE, SOON = 30.0, 0.5
"""Seconds that a mail server is waited for; where the DNS is silent, it can hardly be found."""


class Checkup:
    """The mail of one journal, looked over."""

    def __init__(self, room: Mailroom, names: Names) -> None:
        """Take the mailroom and the DNS."""
        self.room = room
        self.config = room.config
        self.names = names

    def readings(self) -> Iterator[Reading]:
        """Yield what was found; a part that cannot be asked says so, a DNS that is silent says so once.

        All parts are looked at together; nobody is waited for longer than a silent DNS and `PATIENCE` seconds.
        """
        letter, smtp = self.config.letter, self.config.smtp
        if not letter.sender or not smtp.host:
            missing = "sender" if not letter.sender else "host"
            yield Reading("SMTP", False, f"there is no {missing}.", f"Set `{missing}` in config.toml.")
            return
        domain = address_of(letter.sender).domain
        envelope = (smtp.bounces or address_of(letter.sender).addr_spec).rpartition("@")[2]
        dns: dict[str, Look] = {
            "MX": lambda: [read_mx(envelope, self.names)],
            "SPF": lambda: [read_spf(envelope, smtp.host, self.names)],
            "DKIM": lambda: [self._dkim()],
            "DMARC": lambda: [self._dmarc(domain, envelope)],
            "PTR": lambda: list(read_ptr(smtp.host, self.names)),
        }
        servers: dict[str, Look] = {"SMTP": lambda: [self._smtp()], "mailbox": self._mailbox}
        begun = {name: _begun(look) for name, look in {**dns, **servers}.items()}
        silent: CuratorError | None = None
        for name in dns:
            found = begun[name].result()
            if not isinstance(found, Silent):
                yield from _told(name, found)
            elif silent is None:
                silent = found
                yield from _told("DNS", found)
        for name in servers:
            yield from _told(name, _waited(begun[name], SOON if silent else PATIENCE))

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


def _begun(look: Look) -> Future[list[Reading] | CuratorError]:
    """Begin to look, in a thread that nobody has to wait for at the end."""
    future: Future[list[Reading] | CuratorError] = Future()

    def run() -> None:
        try:
            future.set_result(look())
        except CuratorError as error:
            future.set_result(error)
        except BaseException as error:  # noqa: BLE001 - raised where it is waited for
            future.set_exception(error)

    Thread(target=run, daemon=True).start()
    return future


def _waited(begun: Future[list[Reading] | CuratorError], seconds: float) -> list[Reading] | CuratorError:
    try:
        return begun.result(seconds)
    except TimeoutError:
        return Unreachable(N_("no answer yet."), remedy=N_("Try again later."))


def _told(name: str, found: list[Reading] | CuratorError) -> list[Reading]:
    if isinstance(found, CuratorError):
        about = f"{found.about}: " if found.about else ""
        return [Reading(name, False, about + found.message, found.remedy)]
    return found
