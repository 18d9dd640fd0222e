"""Review: what waits, best first; one story in detail; keep, drop, later, and everything back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from flask import Blueprint, abort, jsonify, render_template, request
from flask.typing import ResponseReturnValue

from curator.desk.frame import rail, shown, the_visit, the_words
from curator.desk.visit import Visit
from curator.desk.words import REASONS, highlighted
from curator.editions import find_flags
from curator.editions.effort import time_spent
from curator.editions.marks import StoryMarks
from curator.model import Decision, Story, Verb, Verdict
from curator.render.reasons import label_of, rows
from curator.render.views import minutes_of
from curator.services.curate import sections
from curator.services.review import Piles
from curator.text import fold

screen = Blueprint("review", __name__)

PAGE = 40
"""Rows that are sent at once."""
NEW_SOURCE = 3
"""A source with fewer decided stories is new."""
BUDGET = timedelta(minutes=15)
_FOR_ROWS = ("phrase", "words", "example")
_DECISIONS = {Verb.KEEP, Verb.DROP, Verb.LATER, Verb.LEAD, Verb.RESTORE}
_TEXTS = {Verb.TITLE: "title", Verb.INSIGHT: "insight", Verb.EXTRACT: "extract"}
_CHOICES = {Verb.SECTION, Verb.PICTURE, Verb.MERGE}


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


@dataclass(frozen=True, slots=True)
class Progress:
    """The budget line: time spent today, and whether it is good enough to stop."""

    spent: str
    share: float
    enough: str
    """What still has to be done, or that nothing has."""
    done: bool


@screen.get("/")
@screen.get("/review")
def index() -> ResponseReturnValue:
    """Show a pile and its first story."""
    visit, pile = the_visit(), _pile()
    page = _rows(visit, _sorted(visit, pile)[:PAGE])
    chosen = request.args.get("story") or (page[0].id if page else "")
    return shown(
        "review",
        "review.html",
        pile=pile,
        rows=page,
        piles=visit.piles,
        chosen=chosen,
        detail=_detail(visit, chosen) if chosen else None,
        progress=_progress(visit),
        tray=_tray(visit),
    )


@screen.get("/review/rows")
def more() -> ResponseReturnValue:
    """Return the rows of a pile after some that the page has; all that are searched for."""
    visit, pile = the_visit(), _pile()
    ids: Sequence[str] = _sorted(visit, pile)
    if query := request.args.get("q", "").strip()[:200]:
        ids = _matching(visit, ids, query)
    start = request.args.get("after", 0, type=int)
    return render_template("parts/rows.html", rows=_rows(visit, ids[start : start + PAGE]), chosen="", pile=pile)


@screen.get("/review/tray")
def tray() -> ResponseReturnValue:
    """Return the rail and the tray, with the edition composed anew."""
    return jsonify(rail=rail(), tray=render_template("parts/tray.html", tray=_tray(the_visit())))


@screen.get("/review/story/<id>")
def story(id: str) -> ResponseReturnValue:
    """Return one story in detail."""
    visit = the_visit()
    detail = _detail(visit, id)
    if detail is None:
        abort(404)
    return render_template("parts/detail.html", detail=detail, pile=_pile(), visit=visit)


@screen.post("/marks")
def mark() -> ResponseReturnValue:
    """Note one act; a text that was changed elsewhere since it was shown is refused with what stands there now."""
    visit, told = the_visit(), _told()
    subject, value = str(told.get("subject", "")), str(told.get("value", ""))[:20_000]
    try:
        verb = Verb(str(told.get("verb", "")))
    except ValueError:
        abort(400)
    if verb not in _DECISIONS | _TEXTS.keys() | _CHOICES | {Verb.OPENING}:
        abort(400)
    stands = _standing(visit, subject, verb)
    if stands is None:
        abort(404)
    if "was" in told and stands != str(told["was"]).strip():
        return jsonify(error="stale", stands=stands), 409
    if verb is Verb.MERGE and (value == subject or not visit.stories([value])):
        abort(400)
    if verb is Verb.DROP and value not in ("", *REASONS):
        abort(400)
    if verb is Verb.LATER:
        value = visit.seat.slug
    visit.act((subject, verb, value))
    if verb in _TEXTS or verb is Verb.OPENING:
        visit.room.unsaved.drop(subject, verb.value)
    return jsonify(_counts(visit))


@screen.post("/split")
def split() -> ResponseReturnValue:
    """Take an article out of its story."""
    visit, told = the_visit(), _told()
    subject, article = str(told.get("subject", "")), str(told.get("value", ""))
    found = visit.stories([subject]).get(subject)
    if found is None or len(found.articles) < 2 or all(one.id != article for one in found.articles):
        abort(404)
    return jsonify(_counts(visit) | {"story": visit.split(subject, article)})


@screen.post("/undo")
def undo() -> ResponseReturnValue:
    """Take the editor's last act back."""
    visit = the_visit()
    taken = visit.undo()
    words = the_words()
    return jsonify(_counts(visit) | {"undone": words.act(taken), "story": taken[-1].subject if taken else ""})


@screen.post("/unsaved")
def unsaved() -> ResponseReturnValue:
    """Keep what is being typed."""
    visit, told = the_visit(), _told()
    subject, field = str(told.get("subject", "")), str(told.get("field", ""))
    if field not in {verb.value for verb in _TEXTS} | {Verb.OPENING.value}:
        abort(400)
    visit.room.unsaved.put(subject, field, str(told.get("text", "")))
    return "", 204


def _told() -> dict[str, Any]:
    told: Any = request.get_json(silent=True)
    if not isinstance(told, dict):
        abort(400)
    return told


def _pile() -> str:
    pile = request.args.get("pile", "waiting")
    return pile if pile in Piles.__slots__ else "waiting"


def _sorted(visit: Visit, pile: str) -> tuple[str, ...]:
    found: tuple[str, ...] = getattr(visit.piles, pile)
    return found


def _matching(visit: Visit, ids: Sequence[str], query: str) -> list[str]:
    """Return the stories that hold all that is searched for, those with it in the title first.

    A plain look into the best few hundred.
    """
    wanted = fold(query).split()
    in_title, in_text = [], []
    for id, one in visit.stories(ids[:500]).items():
        title = fold(f"{one.lead.title} {visit.marks.of(id).title}")
        whole = fold(" ".join(f"{article.title} {article.outlet} {article.text[:2000]}" for article in one.articles))
        if " ".join(wanted) in " ".join(title.split()):
            in_title.append(id)
        elif all(word in whole for word in wanted):
            in_text.append(id)
    return in_title + in_text


def _standing(visit: Visit, subject: str, verb: Verb) -> str | None:
    """Return what stands there now of what `verb` changes, None for a subject nobody knows."""
    if verb is Verb.OPENING:
        known = any(slug == subject for slug, _, _ in visit.newsroom.archive.stamps()) or subject == visit.seat.slug
        return visit.marks.openings.get(subject, "").strip() if known else None
    if not visit.newsroom.archive.members([subject]):
        return None
    mark = visit.marks.of(subject)
    return str(getattr(mark, _TEXTS[verb])) if verb in _TEXTS else ""


def _counts(visit: Visit) -> dict[str, Any]:
    piles, progress = visit.piles, _progress(visit)
    return {
        "counts": {name: len(getattr(piles, name)) for name in Piles.__slots__},
        "progress": {
            "spent": progress.spent,
            "share": progress.share,
            "enough": progress.enough,
            "done": progress.done,
        },
    }


def _rows(visit: Visit, ids: Sequence[str]) -> list[RowView]:
    stories, verdicts = visit.stories(ids), visit.verdicts(ids)
    return [_row(visit, stories[id], verdicts.get(id)) for id in ids if id in stories]


_UNJUDGED = Verdict("", 0.0, 0.0, Decision.ASK, ())


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
    if habit is None or habit.decided < NEW_SOURCE:
        named.append("new-source")
    count = len(story.outlets)
    outlets = [words.plural("%(num)d outlet", "%(num)d outlets", count)] if count > 1 else []
    foreign = [lead.language.upper()] if lead.language and lead.language != visit.language else []
    return (*outlets, *foreign, *(told for name in dict.fromkeys(named) if (told := words.flag(name))))


def _detail(visit: Visit, id: str) -> dict[str, Any] | None:
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
        "sections": sections(visit.config.themes),
        "pictures": any(source.pictures for source in visit.config.sources if source.id in lead.sources),
        "theme": next((theme for theme in visit.config.themes if theme.name == verdict.theme), None),
        "now": visit.now,
        "others": story.articles[1:],
        "whole": lead.text,
    }


def _text(visit: Visit, id: str, mark: StoryMarks, verb: Verb) -> Mapping[str, str]:
    """Return what is saved of a text, and what was typed and not saved."""
    saved = str(getattr(mark, _TEXTS[verb]))
    typed = visit.room.unsaved.get(id, verb.value)
    return {"saved": saved, "typed": typed if typed is not None and typed.strip() != saved else ""}


def _contexts(visit: Visit, verdict: Verdict) -> list[list[tuple[str, bool]]]:
    """Return the words in their contexts, those of one place together."""
    by_place: dict[str, list[str]] = {}
    for reason in sorted(verdict.reasons, key=lambda one: -abs(one.value)):
        if reason.evidence:
            by_place.setdefault(reason.evidence, []).append(label_of(reason, visit.language))
    return [highlighted(evidence, " ".join(labels)) for evidence, labels in list(by_place.items())[:5]]


def _progress(visit: Visit) -> Progress:
    words = the_words()
    day = visit.now.astimezone(ZoneInfo(visit.config.journal.timezone)).replace(hour=0, minute=0, second=0)
    today = [mark for mark in visit.log.marks[-2000:] if mark.at >= day]
    spent = time_spent(today, visit.editor)
    piles = visit.piles
    _ = words.translate
    rules = visit.config.edition
    verdicts = {one.story: one for one in visit.judged}
    proposed = sum(verdicts[id].decision is Decision.KEEP for id in piles.waiting if id in verdicts)
    led = any(visit.marks.of(id).led_at for id in piles.kept)
    if proposed and len(piles.kept) < rules.stories:
        enough, done = words.plural("%(num)d proposed story left", "%(num)d proposed stories left", proposed), False
    elif piles.kept and not led:
        enough, done = _("Choose the lead, and you can stop."), False
    else:
        enough, done = _("Good enough to stop."), True
    return Progress(words.minutes(spent), min(1.0, spent / BUDGET), enough, done)


def _tray(visit: Visit) -> list[tuple[str, str]]:
    """Return the edition so far: place and title of its first stories."""
    edition = visit.standing()
    if edition is None:
        return []
    led = bool(edition.picks) and visit.marks.of(edition.picks[0].story.id).led_at is not None
    first = [("lead" if number == 1 else str(number), pick.title) for number, pick in enumerate(edition.picks[:4], 1)]
    return [("none", ""), *first] if first and not led else first
