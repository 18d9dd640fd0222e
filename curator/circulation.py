"""Who gets the letter: requests, confirmations, departures, lists, and the mailbox they come by.

The composition root for subscribers, on top of the mailroom.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial

from curator.errors import CuratorError, UsageError
from curator.i18n import N_
from curator.mailroom import Mailroom
from curator.model import Delivery, DeliveryState, Standing, Subscriber
from curator.outbox.lists import Row, read_list
from curator.outbox.mails import Kind, Mail, read_mail
from curator.ports import Answer, Mailer
from curator.services.subscribe import (
    Desk,
    Invitation,
    Said,
    ask,
    bounced,
    complained,
    confirm,
    forget_unconfirmed,
    leave,
    new_id,
)

BY_MAIL = "by answering the mail “Please confirm”"
PER_MAIL = 100
"""Confirmation mails an hour to those who ask by mail: what comes from one big provider is not from one network."""
_READ = "mail"


@dataclass(frozen=True, slots=True)
class Brought:
    """What a list brought."""

    new: tuple[Subscriber, ...]
    known: int
    kept_out: int
    """Those who left, complained or bounced before: a list does not bring them back."""
    faults: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Synced:
    """What one mail of the mailbox changed."""

    mail: Mail
    outcome: str
    """"bounced", "complained", "confirmed", "left", "invited", "not-invited", "put-off", "denied", "asked-to-leave",
    "nothing". What is put off is read again next time."""
    address: str = ""
    reason: str = ""
    """Why somebody who asked was not invited."""


class Circulation:
    """The subscribers of one journal, at one moment."""

    def __init__(self, room: Mailroom) -> None:
        """Take the mailroom."""
        self.room = room
        self.config = room.config
        self.now = room.newsroom.now

    @property
    def desk(self) -> Desk:
        """What the acts work on."""
        return Desk(self.room.subscribers, self.room.subscribers, self.room.key)

    def invite(self, invitation: Invitation) -> Answer:
        """Send the mail that asks for a confirmation."""
        with self.room.mailer() as mailer:
            return self._invite(invitation, mailer)

    def _invite(self, invitation: Invitation, mailer: Mailer) -> Answer:
        from curator.render.invitation import invitation as written

        message = written(invitation.subscriber, invitation.token, self.config, self.now)
        sender = self.config.mailbox.address or _box(self.config.letter.sender)
        return mailer.send(sender, invitation.subscriber.address, message)

    def add(self, written: str, name: str, lists: Sequence[str], proof: str) -> Subscriber:
        """Put somebody on the list by the editor's word; `proof` says how they agreed."""
        known = self.room.subscribers.find(written)
        if known is not None and known.standing is not Standing.PENDING:
            raise UsageError(N_("they are on the list: {standing}.", standing=known.standing), about=written)
        subscriber = Subscriber(
            known.id if known else new_id(),
            written,
            name,
            tuple(lists),
            Standing.ACTIVE,
            self.now,
            self.now,
            None,
            proof,
        )
        self.room.subscribers.put([subscriber])
        return subscriber

    def bring(self, text: str, lists: Sequence[str], proof: str) -> Brought:
        """Take a list of another tool; `proof` says how these people agreed."""
        standing = {one.address: one.standing for one in self.room.subscribers.all()}
        new: dict[str, Subscriber] = {}
        faults: list[Row] = []
        known = kept_out = 0
        for row in read_list(text):
            if row.fault:
                faults.append(row)
            elif row.address in standing or row.address in new:
                gone = standing.get(row.address, Standing.ACTIVE) is not Standing.ACTIVE
                known, kept_out = known + (not gone), kept_out + gone
            else:
                new[row.address] = self._brought(row, lists, proof)
        self.room.subscribers.put(list(new.values()))
        return Brought(tuple(new.values()), known, kept_out, tuple(faults))

    def _brought(self, row: Row, lists: Sequence[str], proof: str) -> Subscriber:
        active = row.standing is Standing.ACTIVE
        return Subscriber(
            new_id(),
            row.address,
            row.name,
            row.lists or tuple(lists),
            row.standing,
            self.now,
            self.now if active else None,
            self.now if row.standing in (Standing.LEFT, Standing.BOUNCED, Standing.COMPLAINED) else None,
            proof if active else "",
        )

    def end(self, key: str, standing: Standing) -> Subscriber:
        """End somebody's letters by the editor's word."""
        known = self.room.subscribers.find(key)
        if known is None:
            raise UsageError(N_("nobody of this address is on the list."), about=key)
        after = replace(known, standing=standing, ended=self.now)
        self.room.subscribers.put([after])
        return after

    def forget(self) -> int:
        """Delete the requests that nobody confirmed in time."""
        return forget_unconfirmed(self.room.subscribers, self.now)

    def sync(self) -> Iterator[Synced]:
        """Read the mailbox and do what its mails ask for; each mail counts once, whatever breaks meanwhile."""
        from curator.sources.mailbox import mails

        box = self.config.mailbox
        raw = mails(box, self.config.folder, lambda: self.room.secret(box.secret))
        read = partial(read_mail, envelope=self.config.smtp.bounces)
        for outcome in self.room.newsroom.workers.map(read, raw):
            mail = outcome.value
            if mail is None or self.room.outbox.deliveries(_READ, mail.id):
                continue
            done = self._answered(mail)
            if done.outcome != "put-off":
                seen = Delivery(_READ, mail.id, "inbox", state=DeliveryState.SENT, at=self.now, reason=mail.kind.value)
                self.room.outbox.enter([seen])
            yield done

    def _answered(self, mail: Mail) -> Synced:
        if mail.kind is Kind.TOKEN:
            return self._token(mail)
        if mail.kind in (Kind.BOUNCE, Kind.COMPLAINT) and mail.who:
            people = self.room.subscribers
            bounce = mail.kind is Kind.BOUNCE
            after = bounced(people, mail.who, mail.hard, self.now) if bounce else complained(people, mail.who, self.now)
            done = after.standing.value if after and after.standing is not Standing.ACTIVE else "noted"
            return Synced(mail, done if after else "nothing", after.address if after else "")
        if mail.kind is Kind.ASK:
            return self._asked(mail)
        return Synced(mail, "asked-to-leave" if mail.kind is Kind.LEAVE else "nothing", mail.who)

    def _asked(self, mail: Mail) -> Synced:
        try:
            with self.room.mailer() as mailer:
                mailer.connect()  # a request must not be used up while the server is away
                invitation = ask(self.desk, mail.who, "mail", ("weekly",), self.now, PER_MAIL)
                if invitation is None:
                    return Synced(mail, "nothing", mail.who)
                answer = self._invite(invitation, mailer)
        except CuratorError as error:
            return Synced(mail, "put-off", mail.who, str(error))
        invited = answer.state is DeliveryState.SENT
        return Synced(mail, "invited" if invited else "not-invited", mail.who, "" if invited else answer.reason)

    def _token(self, mail: Mail) -> Synced:
        known = self.room.subscribers.find(mail.token.split(".")[1])
        leaving = mail.token.startswith("u.")
        said = leave(self.desk, mail.token, self.now) if leaving else confirm(self.desk, mail.token, BY_MAIL, self.now)
        done = ("left" if leaving else "confirmed") if said is Said.DONE else "denied"
        return Synced(mail, done, known.address if known else "")

    def counts(self) -> Counter[str]:
        """Return how many subscribers there are of each standing."""
        return Counter(one.standing.value for one in self.room.subscribers.all())


def _box(sender: str) -> str:
    from curator.render.message import address_of

    return address_of(sender).addr_spec
