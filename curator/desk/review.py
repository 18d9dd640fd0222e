"""Review: what waits, best first; one story in detail; keep, drop, later, and everything back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import takewhile
from typing import Any
from zoneinfo import ZoneInfo

from flask import Blueprint, abort, jsonify, render_template, request
from flask.typing import ResponseReturnValue

from curator.desk.frame import rail, shown, the_visit, the_words, told_by_form
from curator.desk.stories import TEXTS, detail_of, rows_of
from curator.desk.visit import Visit
from curator.desk.words import REASONS
from curator.editions import VOTES
from curator.editions.effort import time_spent
from curator.model import Verb
from curator.text import fold

screen = Blueprint("review", __name__)

PAGE = 40
"""Rows that are sent at once."""
PILES = ("waiting", "kept", "later", "dropped")
BUDGET = timedelta(minutes=15)
TRAY = 4
"""Stories that the tray names."""
_DECISIONS = {Verb.KEEP, Verb.DROP, Verb.LATER, Verb.LEAD, Verb.RESTORE}
_CHOICES = {Verb.SECTION, Verb.PICTURE, Verb.MERGE}
_AMONG_EDITORS = {Verb.VOTE, Verb.COMMENT}
LONGEST_COMMENT = 2000


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
    page = rows_of(visit, _sorted(visit, pile)[:PAGE])
    chosen = request.args.get("story") or (page[0].id if page else "")
    return shown(
        "review",
        "review.html",
        pile=pile,
        rows=page,
        piles=visit.piles,
        chosen=chosen,
        detail=detail_of(visit, chosen) if chosen else None,
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
    return render_template("parts/rows.html", rows=rows_of(visit, ids[start : start + PAGE]), chosen="", pile=pile)


@screen.get("/review/tray")
def tray() -> ResponseReturnValue:
    """Return the rail and the tray, with the edition composed anew."""
    return jsonify(rail=rail(), tray=render_template("parts/tray.html", tray=_tray(the_visit())))


@screen.get("/review/story/<id>")
def story(id: str) -> ResponseReturnValue:
    """Return one story in detail."""
    visit = the_visit()
    detail = detail_of(visit, id)
    if detail is None:
        abort(404)
    return render_template("parts/detail.html", detail=detail, pile=_pile(), visit=visit)


@screen.post("/marks")
def mark() -> ResponseReturnValue:
    """Note one act; a text that was changed elsewhere since it was shown is refused with what stands there now."""
    visit, told = the_visit(), told_by_form()
    subject, value = str(told.get("subject", "")), str(told.get("value", ""))[:20_000]
    try:
        verb = Verb(str(told.get("verb", "")))
    except ValueError:
        abort(400)
    if verb not in _DECISIONS | TEXTS.keys() | _CHOICES | _AMONG_EDITORS | {Verb.OPENING}:
        abort(400)
    if verb is Verb.VOTE and value not in ("", *VOTES):
        abort(400)
    if verb is Verb.COMMENT and not 0 < len(value.strip()) <= LONGEST_COMMENT:
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
    if verb in TEXTS or verb is Verb.OPENING:
        visit.room.unsaved.drop(subject, verb.value)
    return jsonify(_counts(visit))


@screen.post("/split")
def split() -> ResponseReturnValue:
    """Take an article out of its story."""
    visit, told = the_visit(), told_by_form()
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
    story = taken[-1].subject if taken else ""
    title = next((row.title for row in rows_of(visit, [story])), "") if story else ""
    return jsonify(_counts(visit) | {"undone": the_words().act(taken), "title": title, "story": story})


@screen.post("/unsaved")
def unsaved() -> ResponseReturnValue:
    """Keep what is being typed."""
    visit, told = the_visit(), told_by_form()
    subject, field = str(told.get("subject", "")), str(told.get("field", ""))
    if field not in {verb.value for verb in TEXTS} | {Verb.OPENING.value}:
        abort(400)
    visit.room.unsaved.put(subject, field, str(told.get("text", "")))
    return "", 204


def _pile() -> str:
    pile = request.args.get("pile", "waiting")
    return pile if pile in PILES else "waiting"


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
    return str(getattr(mark, TEXTS[verb])) if verb in TEXTS else ""


def _counts(visit: Visit) -> dict[str, Any]:
    piles, progress = visit.piles, _progress(visit)
    return {
        "counts": {name: len(getattr(piles, name)) for name in PILES},
        "progress": {
            "spent": progress.spent,
            "share": progress.share,
            "enough": progress.enough,
            "done": progress.done,
        },
    }


def _progress(visit: Visit) -> Progress:
    words = the_words()
    day = visit.now.astimezone(ZoneInfo(visit.config.journal.timezone)).replace(hour=0, minute=0, second=0)
    today = list(takewhile(lambda mark: mark.at >= day, reversed(visit.log.marks)))
    spent = time_spent(today[::-1], visit.editor)
    piles = visit.piles
    _ = words.translate
    rules = visit.config.edition
    proposed = piles.proposed
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
    first = [("lead" if led and n == 1 else str(n), pick.title) for n, pick in enumerate(edition.picks[:TRAY], 1)]
    more = [(f"+{len(edition.picks) - TRAY}", "")] if len(edition.picks) > TRAY else []
    return [*([("none", "")] if first and not led else []), *first, *more]
