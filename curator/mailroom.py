"""What may leave, and the ways it leaves by: the outward half of the composition root.

A door asks the newsroom for what is on this machine and the mailroom for what
goes to others. Everything here is done under the journal's lock.
"""

from __future__ import annotations

import re
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from curator.config.secrets import Secret, find_secret, keep_secret, the_secret
from curator.errors import NotFound, UsageError
from curator.i18n import N_
from curator.model import Delivery, DeliveryState, Edition, Standing, Subscriber
from curator.newsroom import Newsroom
from curator.outbox import resend, settle
from curator.outbox.tokens import UNSUBSCRIBE, make_token
from curator.ports import Answer, Mailer, Outcome
from curator.services.send import LETTER, Mailing, list_of, readers_of, recover, send
from curator.services.subscribe import bounced, forget_unconfirmed
from curator.store.diary import FileDiary
from curator.store.outbox import SqlOutbox
from curator.store.subscribers import SqlSubscribers
from curator.store.witness import Witness

if TYPE_CHECKING:
    from curator.publish.smtp import SmtpMailer
    from curator.services.check import Checked

GATE_KEY = "gate"
"""Name of the secret that signs the tokens in letters and at the gate."""
_NO_BOX = re.compile(r"55\d[ -]5\.1\.(?:1|2|3|6|10)\b")
"""A bad address, by RFC 3463 and RFC 7505; other refusals may be of the letter, or of us."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What a letter would do, told before it does it."""

    edition: str
    readers: str
    """Name of the list."""
    subject: str
    sender: str
    html_bytes: int
    recipients: tuple[Subscriber, ...]
    """Those who have not had it."""
    done: tuple[Delivery, ...]
    """What earlier runs did."""
    checked: Checked
    sample: bytes
    """The message as the first of them would get it."""


class Mailroom:
    """One journal's way out, at one moment."""

    def __init__(
        self, newsroom: Newsroom, *, context: ssl.SSLContext | None = None, state_home: Path | None = None
    ) -> None:
        """Take the newsroom; `context` trusts other authorities than the system's."""
        self.newsroom = newsroom
        self.config = newsroom.config
        self._context = context
        self._state_home = state_home

    @property
    def outbox(self) -> SqlOutbox:
        """The ledger of what left."""
        return self.newsroom.store.outbox

    @property
    def subscribers(self) -> SqlSubscribers:
        """Who asked for the letter."""
        return self.newsroom.store.subscribers

    @cached_property
    def diary(self) -> FileDiary:
        """What happened on the wire since the ledger was last written."""
        store = self.newsroom.store.database.path
        folder = store.parent if store else self.config.folder
        return FileDiary(folder / "outbox.diary")

    @cached_property
    def witness(self) -> Witness:
        """Whether this store knows all that it has sent."""
        store = self.newsroom.store
        return Witness(self.outbox, store.database.path, store.installation, self._state_home)

    @cached_property
    def key(self) -> str:
        """The key that signs tokens; made at its first use."""
        found = find_secret(GATE_KEY)
        if found is None:
            import secrets

            keep_secret(GATE_KEY, secrets.token_urlsafe(32))
            found = the_secret(GATE_KEY)
        return found.reveal()

    def edition(self, slug: str | None, week: bool = False) -> Edition:
        """Return the approved edition of a letter: of that slug, or the newest; with `week`, the best of the week."""
        from curator.services.deliver import chosen, week_of

        weekly = week or (slug is not None and "-w" in slug)
        archive = self.newsroom.archive
        waiting = self.newsroom.clearance.waiting
        return week_of(self.config, archive, slug, waiting) if weekly else chosen(archive, slug)

    def plan(self, edition: Edition) -> Plan:
        """Return what sending the edition would do; nothing is changed."""
        from curator.render.letter import render_letter

        readers = list_of(edition.slug)
        checked = self.newsroom.clearance.checked(edition, as_letter=True)
        done = self.outbox.deliveries(LETTER, edition.slug, readers)
        had = {one.recipient for one in done if one.state is not DeliveryState.NEW}
        waiting = tuple(one for one in readers_of(readers, self.subscribers.all()) if one.id not in had)
        letter = render_letter(edition, self.config)
        sample = self.mailing(edition).make(waiting[0]) if waiting else b""
        sender = self.config.letter.sender
        return Plan(
            edition.slug, readers, letter.subject, sender, len(letter.html.encode()), waiting, done, checked, sample
        )

    def mailing(self, edition: Edition) -> Mailing:
        """Return the edition as a mailing, signed where the settings say so."""
        from curator.editions import edition_hash
        from curator.render.letter import render_letter
        from curator.render.message import address_of, to_eml

        config, key, now = self.config, self.key, self.newsroom.now
        letter, sign = render_letter(edition, config), self.signer()

        def make(reader: Subscriber) -> bytes:
            asked = reader.asked or datetime(1970, 1, 1, tzinfo=UTC)
            token = make_token(UNSUBSCRIBE, reader.id, asked, key)
            return sign(to_eml(letter, config, now=now, recipient=reader.address, token=token))

        sender = config.smtp.bounces or address_of(config.letter.sender).addr_spec
        by = edition.approved_by or config.journal.editor
        return Mailing(edition.slug, list_of(edition.slug), edition_hash(edition), by, sender, make)

    def signer(self) -> Callable[[bytes], bytes]:
        """Return what signs a message, or leaves it as it is where the settings name no key."""
        smtp = self.config.smtp
        if not smtp.dkim_domain:
            return bytes
        from curator.publish.dkim import Signer

        return Signer(smtp.dkim_domain, smtp.dkim_selector, self.secret(smtp.dkim_secret)).sign

    def secret(self, name: str) -> Secret:
        """Return a secret of the settings; raises `NotFound` with the way to keep it."""
        return the_secret(name)

    @contextmanager
    def mailer(self) -> Iterator[SmtpMailer]:
        """Give the way to the mail server."""
        from curator.publish.smtp import SmtpMailer

        smtp = self.config.smtp
        if not smtp.host or not self.config.letter.sender:
            missing = "host" if not smtp.host else "sender"
            raise UsageError(
                N_("there is no mail server to send by."),
                about="config.toml",
                remedy=N_("Set `{missing}`.", missing=missing),
            )
        with SmtpMailer(smtp, lambda: self.secret(smtp.secret), context=self._context) as mailer:
            yield mailer

    def send(self, edition: Edition) -> Iterator[Outcome[Subscriber, Delivery]]:
        """Send an approved edition to its list; what left already stays so.

        Raises `Withheld`, `Restored`, and what the mail server answers.
        """
        self.newsroom.clearance.let_out(edition, as_letter=True)
        self.witness.ask()
        self.recover()
        forget_unconfirmed(self.subscribers, self.newsroom.now)
        readers = readers_of(list_of(edition.slug), self.subscribers.all())
        with self.mailer() as mailer:
            rate, clock, mailing = self.config.smtp.rate_per_minute, self.newsroom.clock, self.mailing(edition)
            try:
                for outcome in send(mailing, readers, self.outbox, self.diary, mailer, per_minute=rate, clock=clock):
                    self._end_if_unknown(outcome)
                    yield outcome
            finally:
                self.witness.note()
                self.diary.close()

    def _end_if_unknown(self, outcome: Outcome[Subscriber, Delivery]) -> None:
        """End the letters to a box that the server itself says is none, as a bounce would."""
        answer = outcome.value
        if answer and answer.state is DeliveryState.REFUSED and _NO_BOX.match(answer.reason):
            bounced(self.subscribers, outcome.subject.id, True, self.newsroom.now)

    def recover(self) -> tuple[Delivery, ...]:
        """Settle what a broken run left on its way."""
        return recover(self.outbox, self.diary, self.newsroom.now)

    def try_out(self, edition: Edition, address: str) -> Answer:
        """Send the letter to one address, outside the ledger: the editor's own look at it."""
        self.newsroom.clearance.hold(edition)
        reader = Subscriber("0" * 12, address, standing=Standing.ACTIVE, asked=self.newsroom.now)
        mailing = self.mailing(edition)
        with self.mailer() as mailer:
            return _first(mailer, mailing, reader)

    def decide(self, edition: str, who: str, arrived: bool) -> Delivery:
        """Take the editor's word on a letter that is uncertain or was refused: it arrived, or it goes again."""
        reader = self.subscribers.find(who)
        known = [one for one in self.outbox.deliveries(LETTER, edition) if one.recipient in (who, reader and reader.id)]
        if not known:
            raise NotFound(N_("no letter of this edition was on its way to them."), about=who)
        (now, before) = (self.newsroom.now, known[0])
        said = f"by the word of {self.config.journal.editor or 'the editor'}"
        if before.state not in (DeliveryState.UNCERTAIN, DeliveryState.REFUSED):
            raise UsageError(N_("this letter is {state}.", state=before.state), about=who)
        if arrived and before.state is DeliveryState.REFUSED:
            raise UsageError(N_("the server refused this letter."), about=who)
        after = settle(before, Answer(DeliveryState.SENT, said), now) if arrived else resend(before, now)
        self.outbox.change([(before, after)])
        return after


def _first(mailer: Mailer, mailing: Mailing, reader: Subscriber) -> Answer:
    return mailer.send(mailing.sender.replace("{id}", reader.id), reader.address, mailing.make(reader))
