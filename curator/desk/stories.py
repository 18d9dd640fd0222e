"""A story as the desk shows it: one row of a pile, or all that is known of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from curator.desk.frame import the_words
from curator.desk.visit import Visit
from curator.desk.words import highlighted
from curator.editions import VOTES, find_flags, quote, sections
from curator.editions.marks import StoryMarks
from curator.model import Decision, Story, Verb, Verdict
from curator.render.reasons import label_of, rows, tie_text
from curator.render.views import minutes_of
from curator.stories import ties

KNOWN = 3
"""With so many decided stories, a new source is known."""
TEXTS = {Verb.TITLE: "title", Verb.INSIGHT: "insight", Verb.EXTRACT: "extract"}
"""What the editor writes about a story, and where it stands in the folded marks."""
_FOR_ROWS = ("phrase", "words", "example")
_UNJUDGED = Verdict("", 0.0, 0.0, Decision.ASK, ())


@dataclass(frozen=True, slots=True)
class RowView:
    """One story of a pile."""

    id: str
    score: float
    near: bool
    """Whether the judge did not propose it."""
    title: str
    language: str
    outlet: str
    at: datetime
    minutes: int
    because: str
    """The strongest reason."""
    tags: tuple[str, ...]


def rows_of(visit: Visit, ids: Sequence[str]) -> list[RowView]:
    """Return the rows of these stories, in their order; unknown ones are left out."""
    stories, verdicts = visit.stories(ids), visit.verdicts(ids)
    return [_row(visit, stories[id], verdicts.get(id)) for id in ids if id in stories]


def _row(visit: Visit, story: Story, verdict: Verdict | None) -> RowView:
    lead, known = story.lead, verdict or _UNJUDGED
    strongest = max((one for one in known.reasons if one.kind in _FOR_ROWS), key=lambda one: one.value, default=None)
    return RowView(
        id=story.id,
        score=known.score,
        near=known.decision is not Decision.KEEP,
        title=visit.marks.of(story.id).title or lead.title,
        language=visit.language if visit.marks.of(story.id).title else lead.language,
        outlet=lead.outlet or lead.host,
        at=lead.published,
        minutes=minutes_of(lead),
        because=strongest.label if strongest and strongest.value > 0 else "",
        tags=_tags(visit, story, known),
    )


def _tags(visit: Visit, story: Story, verdict: Verdict) -> tuple[str, ...]:
    words, lead = the_words(), story.lead
    named = [*verdict.flags, *(flag.name for flag in find_flags(lead))]
    if story.id in visit.printed.told:
        named.insert(0, "update")
    habit = visit.habit(lead.sources)
    if lead.sources and visit.newcomers.issuperset(lead.sources) and (habit is None or habit.decided < KNOWN):
        named.append("new-source")
    count = len(story.outlets)
    outlets = [words.plural("%(num)d outlet", "%(num)d outlets", count)] if count > 1 else []
    mark = visit.marks.of(story.id)
    up, down = (sum(vote == sign for _, vote in mark.votes) for sign in VOTES)
    signs = (("▲", up), ("▼", down), ("✎", len(mark.comments)))
    among = [f"{sign}{count}" for sign, count in signs if count]
    foreign = [lead.language.upper()] if lead.language and lead.language != visit.language else []
    found = (words.flag(name) for name in dict.fromkeys(named))
    return (*among, *outlets, *foreign, *(told for told in found if told))


def detail_of(visit: Visit, id: str) -> dict[str, Any] | None:
    """Return all that is shown of one story."""
    story = visit.stories([id]).get(id)
    if story is None:
        return None
    verdict = visit.verdicts([id]).get(id) or _UNJUDGED
    mark = visit.marks.of(id)
    lead = story.lead
    return {
        "story": story,
        "lead": lead,
        "mark": mark,
        "verdict": verdict,
        "bars": rows(verdict.reasons, verdict.score, visit.language),
        "longest": max([1, *(abs(bar.value) for bar in rows(verdict.reasons, verdict.score, visit.language))]),
        "contexts": _contexts(visit, verdict),
        "tags": _tags(visit, story, verdict),
        "habit": visit.habit(lead.sources),
        "title": _text(visit, id, mark, Verb.TITLE),
        "insight": _text(visit, id, mark, Verb.INSIGHT),
        "extract": _text(visit, id, mark, Verb.EXTRACT),
        "quoted": quote(lead, visit.config.edition.extract_characters)[0],
        "sections": sections(visit.config.themes),
        "pictures": any(source.pictures for source in visit.config.sources if source.id in lead.sources),
        "theme": next((theme for theme in visit.config.themes if theme.name == verdict.theme), None),
        "now": visit.now,
        "others": [
            (article, tie_text(tie, visit.language))
            for article, tie in zip(story.articles[1:], ties(story), strict=True)
        ],
        "mine": dict(mark.votes).get(visit.editor, ""),
        "blockable": _blockable(story, visit),
        "whole": lead.text,
    }


def _blockable(story: Story, visit: Visit) -> list[tuple[str, str, str]]:
    """Return what can be blocked from here: kind, what is blocked, its name."""
    lead = story.lead
    named = {source.id: source.title or source.address for source in visit.config.sources if source.is_read}
    found = [("source", id, named[id]) for id in lead.sources if id in named]
    found += [("people", lead.author, lead.author)] if lead.author else []
    return [*found, ("sites", lead.host, lead.host)]


def _text(visit: Visit, id: str, mark: StoryMarks, verb: Verb) -> Mapping[str, str]:
    """Return what is saved of a text, and what was typed and not saved."""
    saved = str(getattr(mark, TEXTS[verb]))
    typed = visit.room.unsaved.get(id, verb.value)
    return {"saved": saved, "typed": typed if typed is not None and typed.strip() != saved else ""}


def _contexts(visit: Visit, verdict: Verdict) -> list[list[tuple[str, bool]]]:
    """Return the words in their contexts, those of one place together."""
    by_place: dict[str, list[str]] = {}
    for reason in sorted(verdict.reasons, key=lambda one: -abs(one.value)):
        if reason.evidence:
            by_place.setdefault(reason.evidence, []).append(label_of(reason, visit.language))
    return [highlighted(evidence, " ".join(labels)) for evidence, labels in list(by_place.items())[:5]]
