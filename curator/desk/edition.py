"""Edition: its stories in their places, what to look at before it goes, approval and pages."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, abort, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from curator.desk.frame import rail, shown, the_visit, the_words, told_by_form
from curator.desk.leaving import leaving
from curator.desk.preflight import LinkCheck, Note, preflight
from curator.desk.preview import preview_key
from curator.desk.visit import Visit
from curator.editions import edition_hash, is_approved, is_closed, is_day, sections
from curator.errors import UsageError
from curator.i18n import N_
from curator.model import Edition, Pick, Slot, Status, Verb
from curator.press import Press
from curator.render.letter import render_letter
from curator.render.message import to_eml
from curator.services.check import Withheld

screen = Blueprint("edition", __name__)
_LINKS = LinkCheck()


@screen.get("/edition")
def index() -> ResponseReturnValue:
    """Show the edition to work on, or the one that is asked for."""
    visit, slug = the_visit(), _slug()
    edition, why = visit.edition_or_none(slug)
    if edition is None:
        return shown("edition", "edition.html", edition=None, why=why, seat=visit.seat_of(slug))
    return shown("edition", "edition.html", **_shown(visit, edition))


@screen.get("/edition/parts")
def parts() -> ResponseReturnValue:
    """Return what an act changes on the screen: the stories, the notes, the rail."""
    visit = the_visit()
    edition, why = visit.edition_or_none(_slug())
    if edition is None:
        return jsonify(error=why), 422
    values = _shown(visit, edition)
    return jsonify(
        picks=render_template("parts/picks.html", **values),
        notes=render_template("parts/notes.html", **values),
        approval=render_template("parts/approval.html", **values),
        rail=rail(),
        hash=values["hash"],
    )


@screen.post("/edition/order")
def order() -> ResponseReturnValue:
    """Give every story its place; the first one is the lead."""
    visit, told = the_visit(), told_by_form()
    edition = visit.edition(_slug_of(told))
    ids = [str(id) for id in told.get("order", []) if isinstance(id, str)]
    have = [pick.story.id for pick in edition.picks]
    if sorted(ids) != sorted(have):
        return jsonify(error="stale", stands=have), 409
    acts = [(id, Verb.POSITION, str(place)) for place, id in enumerate(ids, 1)]
    if ids[0] != have[0]:
        acts.insert(0, (ids[0], Verb.LEAD, ""))
    visit.act(*acts)
    return jsonify(ok=True)


@screen.post("/edition/approve")
def approve() -> ResponseReturnValue:
    """Approve the edition exactly as it was shown; what the guard holds back needs a reason, which is kept."""
    visit, told = the_visit(), told_by_form()
    edition = visit.newsroom.archive.edition(_slug_of(told))
    if edition is None:
        abort(404)
    if edition_hash(edition) != told.get("hash"):
        return _changed()
    reason = " ".join(str(told.get("reason", "")).split())[:500]
    try:
        visit.newsroom.clearance.approve(edition.slug, reason, visit.editor)
    except Withheld as error:
        words = the_words().translate("Something here must not leave without a reason.")
        return jsonify(error=words, held=len(error.held)), 422
    return jsonify(ok=True)


@screen.post("/edition/withdraw")
def withdraw() -> ResponseReturnValue:
    """Take the approval of an edition that is not out back."""
    if not the_visit().withdraw():
        raise UsageError(N_("Nothing is approved that is not out: nothing was taken back."))
    return jsonify(ok=True)


@screen.post("/edition/build")
def build() -> ResponseReturnValue:
    """Write the pages of everything that is approved; an approval that was voided meanwhile is said."""
    visit, told = the_visit(), told_by_form()
    edition = visit.newsroom.archive.edition(_slug_of(told))
    if edition is not None and not is_closed(edition):
        return _changed()
    with visit.newsroom as newsroom, newsroom.locked("desk"):
        built = Press(newsroom).build()
    plural = the_words().plural
    editions = plural("%(num)s edition", "%(num)s editions", built.editions)
    written = plural("%(num)s file written", "%(num)s files written", built.written)
    return jsonify(said=f"{editions}, {written}: {built.index}")


@screen.post("/edition/links")
def links() -> ResponseReturnValue:
    """Ask every publisher whether the pages are still there."""
    visit, told = the_visit(), told_by_form()
    edition = visit.edition(_slug_of(told))
    with visit.newsroom as newsroom:
        _LINKS.look(edition, newsroom.web)
    gone, words = len(_LINKS.dead(edition)), the_words()
    dead = words.plural("%(num)d page is gone.", "%(num)d pages are gone.", gone)
    return jsonify(said=dead if gone else words.translate("All the publishers’ pages are there."))


@screen.get("/edition/letter.eml")
def letter() -> ResponseReturnValue:
    """Return the letter as a message: opened in a mail program, it is the test that nobody has to send."""
    visit = the_visit()
    edition = visit.edition(_slug())
    message = to_eml(render_letter(edition, visit.config), visit.config, now=visit.now)
    return Response(
        message,
        mimetype="message/rfc822",
        headers={"Content-Disposition": f'attachment; filename="{edition.slug}.eml"'},
    )


@screen.get("/edition/<slug>")
def of_day(slug: str) -> ResponseReturnValue:
    """Lead to the edition of a day."""
    return redirect(url_for("edition.index", day=slug))


def _slug() -> str:
    slug = request.args.get("day", "")
    if slug and not is_day(slug):
        raise UsageError(N_("this is no edition of a day."), about=slug, remedy=N_("Write it as 2026-11-22."))
    return slug


def _slug_of(told: dict[str, Any]) -> str:
    slug = str(told.get("day", ""))
    if not is_day(slug):
        abort(400)
    return slug


def _changed() -> ResponseReturnValue:
    return jsonify(error=the_words().translate("The edition has changed since it was shown: look again.")), 409


def _shown(visit: Visit, edition: Edition) -> dict[str, Any]:
    return {
        "edition": edition,
        "groups": _groups(edition),
        "notes": _notes(visit, edition),
        "hash": edition_hash(edition),
        "approved": edition.status is not Status.DRAFT and is_approved(edition),
        "out": edition.status is Status.PUBLISHED,
        "opening": {
            "saved": visit.marks.openings.get(edition.slug, "").strip(),
            "typed": visit.room.unsaved.get(edition.slug, "opening") or "",
        },
        "led": bool(edition.picks) and visit.marks.of(edition.picks[0].story.id).led_at is not None,
        "key": preview_key(),
        "checked": _LINKS.looked(edition),
        "seat": visit.seat_of(edition.slug),
        "leaving": leaving(visit, edition.slug),
        "sections": sections(visit.config.themes),
        "marks": visit.marks,
    }


def _notes(visit: Visit, edition: Edition) -> tuple[Note, ...]:
    checked, asked = visit.newsroom.clearance.checked(edition), _LINKS.looked(edition)
    return preflight(edition, visit.config, visit.marks, _LINKS.dead(edition), checked, asked=asked)


def _groups(edition: Edition) -> list[tuple[str, list[tuple[int, Pick]]]]:
    """Return the picks with their places, those of one slot together, in the order of the page."""
    numbered = list(enumerate(edition.picks, 1))
    return [
        (slot.value, [(place, pick) for place, pick in numbered if pick.slot is slot])
        for slot in Slot
        if any(pick.slot is slot for pick in edition.picks)
    ]
