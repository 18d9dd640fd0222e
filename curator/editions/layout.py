"""Where each pick stands: lead, seconds, sections, briefs; the editor's places come first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from curator.editions.flags import LISTICLE, PRESS_RELEASE, PROMO
from curator.model import Pick, Slot, Theme

SECONDS = 3
_NO_LEADS = {PROMO, PRESS_RELEASE, LISTICLE}
"""Flags of what leads no edition by itself; the editor may put it there."""
BRIEF_FROM = 12
"""An edition of at least this many stories ends in briefs."""
BRIEF_SHARE = 4
"""Then one story in so many is a brief."""


def lay_out(picks: Sequence[Pick], sections: Sequence[str], lead: str, places: Mapping[str, int]) -> tuple[Pick, ...]:
    """Return the picks in their order, each in its slot.

    `picks` come best first; `lead` is the id of the story the editor put first
    or ""; `places` gives places from 1 on by story id. Sections follow in the
    order of `sections`, others behind them in the order of their best story.
    """
    if not picks:
        return ()
    first = next((pick for pick in picks if pick.story.id == lead), None) or _natural_lead(picks)
    rest = [pick for pick in picks if pick is not first]
    seconds = _seconds(rest)
    rest = [pick for pick in rest if pick not in seconds]
    briefs = _briefs(rest, len(picks))
    middle = [pick for pick in rest if pick not in briefs]
    order = {name: place for place, name in enumerate(dict.fromkeys([*sections, *(pick.section for pick in middle)]))}
    middle.sort(key=lambda pick: order[pick.section])  # stable: best first within each
    laid = [
        replace(first, slot=Slot.LEAD),
        *(replace(pick, slot=Slot.SECOND) for pick in seconds),
        *(replace(pick, slot=Slot.SECTION) for pick in middle),
        *(replace(pick, slot=Slot.BRIEF) for pick in briefs),
    ]
    return _placed(laid, places, bool(lead) and first.story.id == lead)


def _natural_lead(picks: Sequence[Pick]) -> Pick:
    """The best one that can be read by everybody, has something to quote and sells nothing; else the best."""
    fit = (
        pick for pick in picks if not pick.story.lead.gated and pick.extract and not _NO_LEADS & {*pick.verdict.flags}
    )
    return max(fit, key=lambda pick: pick.value, default=max(picks, key=lambda pick: pick.value))


def _seconds(rest: Sequence[Pick]) -> list[Pick]:
    """Up to three, best first; a section not seen yet goes before one that was, if it is nearly as good."""
    count = min(SECONDS, max(0, len(rest) - 1)) if len(rest) > 1 else len(rest)
    seconds: list[Pick] = []
    for _ in range(count):
        seen = {pick.section for pick in seconds}
        open_ones = [pick for pick in rest if pick not in seconds]
        seconds.append(max(open_ones, key=lambda pick: pick.value - 0.05 * (pick.section in seen)))
    return seconds


def _briefs(rest: Sequence[Pick], size: int) -> list[Pick]:
    """The least of a long edition, the editor's own keeps and insights aside."""
    if size < BRIEF_FROM:
        return []
    plain = [pick for pick in rest if not pick.insight and pick.chosen_by != "editor"]
    return sorted(plain, key=lambda pick: -pick.value)[-(size // BRIEF_SHARE) :] if plain else []


def _placed(laid: Sequence[Pick], places: Mapping[str, int], lead_is_fixed: bool) -> tuple[Pick, ...]:
    """Move the picks that the editor placed; a place takes the slot that belongs there."""
    slots = [pick.slot for pick in laid]
    fixed = {pick.story.id: places[pick.story.id] for pick in laid if pick.story.id in places}
    if lead_is_fixed:
        fixed[laid[0].story.id] = 1
    if not fixed:
        return tuple(laid)
    order = [pick for pick in laid if pick.story.id not in fixed]
    # The lead goes before another that was given place 1; equal places keep their order.
    moved = [pick for pick in laid if pick.story.id in fixed]
    for pick in sorted(moved, key=lambda pick: (fixed[pick.story.id], pick is not laid[0])):
        order.insert(min(fixed[pick.story.id] - 1, len(order)), pick)
    if lead_is_fixed:
        order.remove(laid[0])
        order.insert(0, laid[0])
    return tuple(replace(pick, slot=slot) for pick, slot in zip(order, slots, strict=True))


def sections(themes: Sequence[Theme]) -> tuple[str, ...]:
    """Return the names of the sections in the order of the themes, each once."""
    several = len(themes) > 1
    names = (
        name
        for theme in themes
        for name in (*(section.name for section in theme.sections), *((theme.title,) if several else ()))
    )
    return tuple(dict.fromkeys(names))
