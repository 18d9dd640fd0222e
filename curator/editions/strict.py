"""What may go out without an editor's look: far less than what may be proposed; pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from curator.config.outward import Automatic
from curator.editions.layout import lay_out
from curator.model import Edition, Mark, Pick, Slot, Status, Verb

UNKNOWN = 0.5
"""Keep rate of a source of which nothing was decided yet."""


def is_due(opened: datetime, marks: Sequence[Mark], slug: str, rules: Automatic, now: datetime) -> bool:
    """Return whether the edition `slug`, first drafted at `opened`, may go out by itself now.

    Not while an editor is at work, and never once an editor has taken it back.
    """
    if not rules.after_hours or now < opened + timedelta(hours=rules.after_hours):
        return False
    if any(mark.verb is Verb.WITHDRAW and mark.subject == slug for mark in marks):
        return False
    return not marks or now - max(mark.at for mark in marks) >= timedelta(minutes=rules.quiet_minutes)


def strictly(edition: Edition, rules: Automatic, keep_rates: Mapping[str, float], sections: Sequence[str]) -> Edition:
    """Return the edition with what the stricter rules let pass, in its order.

    The editor's own choices stay. Of the judge's, only those far above the
    line, without any flag, that a publisher shows to everybody, from a source
    of which the editor has kept more than the share asked for. Never more
    stories than `rules.stories`.
    """
    fit = [pick for pick in edition.picks if pick.chosen_by == "editor" or _passes(pick, rules, keep_rates)]
    kept = fit[: rules.stories]
    if len(kept) == len(edition.picks):
        return edition
    led = kept[0].story.id if kept and kept[0].slot is Slot.LEAD else ""
    places = {pick.story.id: place for place, pick in enumerate(kept, 1)}
    return replace(edition, picks=lay_out(kept, sections, led, places), status=Status.DRAFT, approved_hash="")


def _passes(pick: Pick, rules: Automatic, keep_rates: Mapping[str, float]) -> bool:
    verdict, lead = pick.verdict, pick.story.lead
    rate = max((keep_rates.get(source, UNKNOWN) for source in lead.sources), default=UNKNOWN)
    clear = verdict.score >= verdict.threshold + rules.margin
    return clear and not verdict.flags and not lead.gated and rate > rules.keep_rate
