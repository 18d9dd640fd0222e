"""What may leave: an edition is looked through, held back, let pass for a reason, approved."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from curator.errors import NotFound, UsageError
from curator.i18n import N_
from curator.model import Edition, Mark, Verb

if TYPE_CHECKING:
    from curator.config import Config
    from curator.editions import Marks
    from curator.services.check import Checked
    from curator.store.opening import Store


class Clearance:
    """What may leave one journal at one moment, and who said so."""

    def __init__(self, config: Config, now: datetime, store: Callable[[], Store], marks: Callable[[], Marks]) -> None:
        """Take the settings, the moment, and the ways to the store and to the marks as they stand."""
        self.config = config
        self.now = now
        self._store = store
        self._marks = marks

    def approve(self, slug: str, reason: str = "", editor: str = "") -> Edition:
        """Approve an edition as it stands, and note who did so, when, and the hash of what it was.

        `editor` is the journal's where none is named. Raises `Withheld` for
        what must not leave; with a `reason` it may, and the reason is kept.
        """
        from curator.editions import approve

        edition = self._store().archive.edition(slug)
        if edition is None:
            raise NotFound(N_("there is no such edition."), about=slug, remedy=N_("See: curator status"))
        if reason.strip():
            self.allow([finding.key for finding in self.checked(edition).held], reason, editor)
        self.hold(edition)
        by = editor or self.config.journal.editor
        approved = approve(edition, by, self.now)
        self._store().archive.save(approved)
        noted = f"{approved.approved_hash} {reason}".strip()
        self._store().archive.mark([Mark(slug, Verb.APPROVE, self.now, noted, by)])
        return approved

    def checked(self, edition: Edition, as_letter: bool = False) -> Checked:
        """Return everything that is not right about an edition that is to leave."""
        from curator.services.check import check_edition, check_letter, read_rules

        rules, marks = read_rules(self.config.folder), self._store().archive.marks()
        if as_letter:
            return check_letter(edition, self.config, rules, marks, self.now)
        return check_edition(edition, rules, marks, self.now)

    def hold(self, edition: Edition, as_letter: bool = False) -> None:
        """Raise `Withheld` where something in the edition must not leave."""
        from curator.services.check import Withheld

        if held := self.checked(edition, as_letter).held:
            raise Withheld(held, about=edition.slug)

    @property
    def waiting(self) -> frozenset[str]:
        """The editions whose moment to go out has not come."""
        return frozenset(slug for slug, at in self._marks().releases.items() if at > self.now)

    def hold_early(self, slug: str) -> None:
        """Raise `UsageError` where the edition `slug` is not to leave before a later moment."""
        if slug in self.waiting:
            at = self._marks().releases[slug].astimezone(ZoneInfo(self.config.journal.timezone))
            raise UsageError(
                N_("this edition is not to go out before {at:%Y-%m-%d %H:%M}.", at=at),
                about=slug,
                remedy=N_("Wait, or take the moment back at the desk: Edition, Schedule."),
            )

    def let_out(self, edition: Edition, as_letter: bool = False) -> None:
        """Raise `Withheld` where something in the edition must not leave, `UsageError` where it must not leave yet."""
        self.hold(edition, as_letter)
        self.hold_early(edition.slug)

    def hold_own_words(self) -> None:
        """Raise `Withheld` where what the site says besides its editions must not leave."""
        from curator.render import read_notes
        from curator.services.check import Withheld, check_own_words, read_rules

        rules, notes = read_rules(self.config.folder), read_notes(self.config.folder)
        if held := check_own_words(self.config, notes, rules, self._store().archive.marks(), self.now).held:
            raise Withheld(held, about=self.config.journal.title)

    def allow(self, keys: Sequence[str], reason: str, editor: str = "") -> None:
        """Let findings pass from here on, for a reason that is kept; approvals stand."""
        editor = editor or self.config.journal.editor
        self._store().archive.mark([Mark(key, Verb.ALLOW, self.now, reason, editor) for key in keys])

    def approve_by_itself(self, slug: str) -> Edition | None:
        """Approve what `[automatic]` lets pass of a draft that nobody looked at in time; None where it waits."""
        from curator.editions import sections
        from curator.services.automatic import approve_by_itself
        from curator.services.review import keep_rates

        return approve_by_itself(
            self.config,
            self._store().archive,
            slug,
            keep_rates(self._store().board, self._marks()),
            sections(self.config.themes),
            lambda edition: not self.checked(edition).findings,
            self.now,
        )
