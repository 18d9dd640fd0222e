"""The letter in another service's hands: the composition root for drafts, on top of the mailroom."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from curator.config.secrets import the_secret
from curator.editions import edition_hash
from curator.errors import UsageError
from curator.i18n import N_
from curator.mailroom import Mailroom
from curator.model import Delivery, Edition, short_hash
from curator.ports import LetterDraft, LetterService
from curator.render.handover import letter_draft
from curator.services.check import Checked
from curator.services.handover import HANDOVER, Handed, hand_over


@dataclass(frozen=True, slots=True)
class DraftPlan:
    """What handing over would do, told before it does it."""

    draft: LetterDraft
    checked: Checked
    done: tuple[Delivery, ...]
    """What earlier runs handed over of this edition."""


class Agency:
    """One journal's service, at one moment."""

    def __init__(self, room: Mailroom, service: LetterService | None = None) -> None:
        """Take the mailroom; `service` stands in for the one of the settings."""
        self.room = room
        self.config = room.config
        self._service = service

    @cached_property
    def service(self) -> LetterService:
        """The service of the settings; raises `UsageError` where none is set, `NotFound` without its key."""
        return self._service or self._made()

    def _made(self) -> LetterService:
        settings, web = self.config.handover, self.room.newsroom.web
        if not settings.service:
            raise UsageError(N_("no service is set."), about="config.toml", remedy=N_("Set `service` in [handover]."))
        key = the_secret(settings.secret, settings.service)
        if settings.service == "listmonk":
            from curator.publish.listmonk import Listmonk

            return Listmonk(web, settings.server, settings.user, key, settings.list)
        if settings.service == "buttondown":
            from curator.publish.buttondown import Buttondown

            return Buttondown(web, key, settings.server)
        if settings.service == "brevo":
            from curator.publish.brevo import Brevo

            return Brevo(web, key, settings.list, settings.server)
        from curator.publish.mailchimp import Mailchimp

        return Mailchimp(web, key, settings.list, settings.server)

    @property
    def target(self) -> str:
        """What the ledger knows the service by."""
        settings = self.config.handover
        return f"{settings.service}:{settings.list}".rstrip(":")

    def plan(self, edition: Edition) -> DraftPlan:
        """Return what handing over would do; nobody is asked anything."""
        done = self.room.outbox.deliveries(HANDOVER, edition.slug, self.target)
        return DraftPlan(self._draft(edition), self.room.newsroom.clearance.checked(edition, as_letter=True), done)

    def _draft(self, edition: Edition) -> LetterDraft:
        return letter_draft(edition, self.config, self.service.unsubscribe, self.service.marks)

    def hand_over(self, edition: Edition) -> Handed:
        """Make or change the draft; raises `Withheld`, `Restored`, `GoneOut` and what the service answers."""
        self.room.newsroom.clearance.let_out(edition, as_letter=True)
        self.room.witness.ask()
        draft, content = self._draft(edition), edition_hash(edition)
        by = edition.approved_by or self.config.journal.editor
        # A letter's look may change, too: what stands there is the exact text.
        exact = short_hash("\n".join((content, draft.subject, draft.html, draft.text)))
        clock = self.room.newsroom.clock
        wanted = Delivery(HANDOVER, edition.slug, self.target, exact, at=clock(), content=content, by=by)
        try:
            return hand_over(draft, self.service, self.room.outbox, wanted, clock)
        finally:
            self.room.witness.note()
