"""Why a story is here: contributions that add up, as they are printed."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from curator.i18n import N_, gettext_for, list_text, ngettext_for, typeset
from curator.model import Reason, Tie
from curator.render.views import StoryView

MOST_ROWS = 7
CHIPS = 2

FLAGS = {
    "promo": N_("Promotion"),
    "press-release": N_("Press release"),
    "listicle": N_("List"),
    "gated": N_("May need a subscription"),
    "preprint": N_("Preprint"),
    "near-miss": "",
}
"""What a reader is told of each finding; "" is for the editor only. An unknown one is not shown."""

_KINDS = {
    "base": N_("Where every story starts"),
    "rest": N_("all its other words"),
    "encoder": N_("what it means, by the encoder"),
    "language": N_("Language"),
    "freshness": N_("how fresh it is"),
    "kept": N_("what was kept of this source before"),
    "keep-rate": N_("what was kept of this source before"),
    "source": N_("what was kept of this source before"),
}
_FOR_CHIPS = ("phrase", "words", "example")


@dataclass(frozen=True, slots=True)
class Row:
    """One bar: `value` in hundredths of the score, `shown` with its sign."""

    label: str
    value: int
    shown: str
    evidence: str = ""


@dataclass(frozen=True, slots=True)
class Because:
    """All that stands under “Why it’s here”."""

    rows: tuple[Row, ...] = ()
    total: str = ""
    longest: int = 1
    chips: tuple[str, ...] = ()
    place: str = ""
    told: str = ""


def because(story: StoryView, language: str, theme: str, editor: str) -> Because:
    """Return the reasons of a story in `language`; `theme` is its title, `editor` a name or ""."""
    if not story.reasons:
        return Because()
    bars = rows(story.reasons, story.score, language)
    return Because(
        rows=bars,
        total=_decimal(round(story.score * 100), language),
        longest=max(1, *(abs(row.value) for row in bars)),
        chips=_chips(story.reasons),
        place=_place(story.adjustments, language),
        told=_told(story, language, theme, editor),
    )


def rows(reasons: Sequence[Reason], score: float, language: str) -> tuple[Row, ...]:
    """Return the bars of a score, the strongest first; their hundredths add up to those of the score."""
    named = [reason for reason in reasons if reason.kind != "rest"]
    by_weight = sorted(named, key=lambda reason: -abs(reason.value))
    shown, rest = by_weight[:MOST_ROWS], by_weight[MOST_ROWS:] + [one for one in reasons if one.kind == "rest"]
    if rest:
        label = gettext_for(language)(N_("everything else"))
        shown.append(Reason("others", label, sum(reason.value for reason in rest)))
    values = hundredths([reason.value for reason in shown], round(score * 100))
    return tuple(
        Row(label_of(reason, language), value, _decimal(value, language, sign=True), reason.evidence)
        for reason, value in zip(shown, values, strict=True)
    )


def hundredths(values: Sequence[float], total: int) -> list[int]:
    """Return each value in hundredths, rounded so that they add up to `total` (largest remainders)."""
    exact = [value * 100 for value in values]
    floors = [math.floor(value) for value in exact]
    missing = total - sum(floors)
    by_remainder = sorted(range(len(exact)), key=lambda place: floors[place] - exact[place])
    for step in range(abs(missing)):
        place = by_remainder[step % len(exact)] if missing > 0 else by_remainder[-1 - step % len(exact)]
        floors[place] += 1 if missing > 0 else -1
    return floors


def label_of(reason: Reason, language: str) -> str:
    """Return what is shown of a contribution: the phrase itself, or the kind in the reader's language."""
    translate, plural = gettext_for(language), ngettext_for(language)
    if reason.kind == "flag":
        return translate(FLAGS.get(reason.label) or reason.label)
    if reason.kind == "outlets" and reason.label.isdigit():
        count = int(reason.label)
        return plural("%(num)d outlet tells it", "%(num)d outlets tell it", count) % {"num": count}
    if reason.kind == "sharers" and reason.label.isdigit():
        count = int(reason.label)
        return plural("%(num)d person passed it on", "%(num)d people passed it on", count) % {"num": count}
    if reason.kind == "opinion":
        return translate("Second opinion: %(why)s") % {"why": typeset(reason.label, language)}
    known = _KINDS.get(reason.kind)
    return translate(known) if known else typeset(reason.label, language) or translate(reason.kind)


def tie_text(tie: Tie, language: str) -> str:
    """Return what makes an article tell the same story as the others, "" where nothing can be named."""
    translate = gettext_for(language)
    why = [translate("the same text")] if tie.copy else [translate("close in meaning")] if tie.close else []
    told = [*why, *(typeset(value, language) for value in tie.shared)]
    return translate("Same story: %(why)s") % {"why": list_text(told, language)} if told else ""


def _chips(reasons: Sequence[Reason]) -> tuple[str, ...]:
    strongest = sorted(reasons, key=lambda reason: -reason.value)
    named = [reason.label for reason in strongest if reason.kind in _FOR_CHIPS and reason.value > 0 and reason.label]
    return tuple(dict.fromkeys(named))[:CHIPS]


def _place(adjustments: Sequence[Reason], language: str) -> str:
    told = [
        f"{label_of(reason, language)} ({_decimal(round(reason.value * 100), language, sign=True)})"
        for reason in adjustments
        if round(reason.value * 100)
    ]
    return list_text(told, language) if told else ""


def _told(story: StoryView, language: str, theme: str, editor: str) -> str:
    translate = gettext_for(language)
    scored = translate("How the theme “%(theme)s” scored this story.") % {"theme": theme} if theme else ""
    if story.chosen_by == "editor":
        who = translate("%(editor)s chose it.") if editor else translate("The editor chose it.")
    else:
        who = translate("%(editor)s had the last word.") if editor else translate("The editor had the last word.")
    return f"{scored} {who % {'editor': editor} if editor else who}".strip()


def _decimal(value: int, language: str, *, sign: bool = False) -> str:
    text = f"{abs(value) / 100:.2f}"
    marked = f"{'−' if value < 0 else '+' if sign else ''}{text}"
    return marked.replace(".", ",") if language in ("fr", "de", "es", "it", "nl", "pt") else marked
