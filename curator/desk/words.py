"""How the desk says things: scores, moments, flags, in the journal's language."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo

from curator.i18n import N_, date_text, gettext_for, ngettext_for, number_text, time_text
from curator.model import Mark, Verb

FLAGS = {
    "near-miss": N_("Near miss"),
    "promo": N_("Promo?"),
    "press-release": N_("Press release?"),
    "listicle": N_("List?"),
    "gated": N_("May need a subscription"),
    "excluded": N_("Excluded phrase"),
    "language": N_("Other language"),
    "new-source": N_("New source"),
    "update": N_("Update"),
    "blocked": N_("Blocked"),
}
"""What the editor is told of each finding."""
REASONS = {
    "off-theme": N_("Not my theme"),
    "weak": N_("Weak"),
    "known": N_("Known already"),
    "promo": N_("Promotion"),
    "source": N_("Bad source"),
}
"""Why a story is dropped, in the order of the keys 1 to 5; the first teaches the theme."""
ACTS = {
    Verb.KEEP: N_("kept"),
    Verb.DROP: N_("dropped"),
    Verb.LATER: N_("put off"),
    Verb.LEAD: N_("made the lead"),
    Verb.TITLE: N_("headline changed"),
    Verb.INSIGHT: N_("insight changed"),
    Verb.EXTRACT: N_("extract changed"),
    Verb.SECTION: N_("section changed"),
    Verb.PICTURE: N_("picture changed"),
    Verb.POSITION: N_("order changed"),
    Verb.MERGE: N_("merged"),
    Verb.SPLIT: N_("split off"),
    Verb.OPENING: N_("opening changed"),
    Verb.RESTORE: N_("restored"),
    Verb.APPROVE: N_("edition approved"),
    Verb.WITHDRAW: N_("approval taken back"),
    Verb.ALLOW: N_("let pass with a reason"),
    Verb.VOTE: N_("voted"),
    Verb.COMMENT: N_("commented"),
    Verb.SCHEDULE: N_("scheduled"),
    Verb.FORGET: N_("learning forgotten"),
}
SLOTS = {"lead": N_("Lead"), "second": N_("Seconds"), "section": N_("Sections"), "brief": N_("In brief")}


@dataclass(frozen=True, slots=True)
class Words:
    """The words of one journal."""

    language: str
    zone: tzinfo

    @property
    def translate(self) -> Callable[[str], str]:
        """Turn a sentence of ours into the language."""
        return gettext_for(self.language)

    def plural(self, one: str, many: str, count: int) -> str:
        """Return the form for a count, filled in."""
        return ngettext_for(self.language)(one, many, count) % {"num": count}

    def score(self, value: float) -> str:
        """Return a probability as a score: .91, in French 0,91."""
        text = f"{value:.2f}"
        return text.replace(".", ",") if self.language == "fr" else text.removeprefix("0")

    def percent(self, share: float) -> str:
        """Return a share: 12 %."""
        return f"{share:.0%}".replace("%", "\u202f%") if self.language == "fr" else f"{share:.0%}"

    def weight(self, value: float) -> str:
        """Return a weight: 1.5, in French 1,5."""
        return f"{value:.1f}".replace(".", ",") if self.language == "fr" else f"{value:.1f}"

    def number(self, value: float) -> str:
        """Return a number with the language's separators."""
        return number_text(value, self.language)

    def time(self, at: datetime) -> str:
        """Return a time of day in the journal's zone."""
        local = at.astimezone(self.zone)
        return time_text(local.hour, local.minute, self.language, exact=True)

    def day(self, at: datetime, style: str = "brief") -> str:
        """Return a day in the journal's zone."""
        return date_text(at.astimezone(self.zone).date(), self.language, style)

    def when(self, at: datetime) -> str:
        """Return a day with the time of day: Friday 27, 07:30; in French vendredi 27 à 7 h 30."""
        return self.translate("{day}, {time}").format(day=self.day(at, "short"), time=self.time(at))

    def moment(self, at: datetime, now: datetime) -> str:
        """Return the time of day where it was today, else the day."""
        same = at.astimezone(self.zone).date() == now.astimezone(self.zone).date()
        return self.time(at) if same else self.day(at)

    def minutes(self, spent: timedelta) -> str:
        """Return a duration in whole minutes."""
        return self.plural("%(num)d min", "%(num)d min", round(spent.total_seconds() / 60))

    def span(self, left: timedelta) -> str:
        """Return how long something still takes: 9 h 12 min."""
        minutes = max(0, round(left.total_seconds() / 60))
        days, hours = divmod(minutes // 60, 24)
        if days > 1:
            return self.plural("%(num)d day", "%(num)d days", days)
        hours += 24 * days
        told = self.plural("%(num)d min", "%(num)d min", minutes % 60)
        return f"{self.plural('%(num)d h', '%(num)d h', hours)} {told}" if hours else told

    def flag(self, name: str) -> str:
        """Return what a finding is called, "" for one that is nobody's business here."""
        return self.translate(FLAGS[name]) if name in FLAGS else ""

    def act(self, marks: Sequence[Mark]) -> str:
        """Return what was done, in one word."""
        return self.translate(ACTS[marks[-1].verb]) if marks else ""


def highlighted(evidence: str, label: str) -> list[tuple[str, bool]]:
    """Return the evidence in pieces, each with whether it is what the label names.

    A word of the evidence counts when it begins like a word of the label:
    phrases are found in any of their forms.
    """
    stems = [word[: max(3, len(word) - 3)].lower() for word in re.findall(r"\w+", label)]
    pieces: list[tuple[str, bool]] = []
    for piece in re.split(r"(\w+)", evidence):
        named = any(piece.lower().startswith(stem) for stem in stems)
        if pieces and pieces[-1][1] == named:
            pieces[-1] = (pieces[-1][0] + piece, named)
        elif piece:
            pieces.append((piece, named))
    return pieces
