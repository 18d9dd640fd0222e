"""Blocking: people, sites and words that the journal does not want to hear of; at once, listed, and back."""

from __future__ import annotations

from dataclasses import fields

from flask import Blueprint, abort, jsonify
from flask.typing import ResponseReturnValue

from curator.config import BLOCKED_FILE, Blocked, change_blocked, write_atomically
from curator.desk.files import change
from curator.desk.frame import the_visit, the_words, told_by_form
from curator.desk.history import content
from curator.desk.visit import Visit
from curator.i18n import N_
from curator.services.curate import enforce

screen = Blueprint("blocking", __name__)

KINDS = {"people": N_("Person"), "sites": N_("Site"), "words": N_("Word or phrase")}
BLOCKED, BACK = N_("blocked {name}"), N_("no longer blocks {name}")
LONGEST = 200
MOST = 2000


@screen.post("/blocked")
def block() -> ResponseReturnValue:
    """Block somebody or something, or take a block back; what waits is judged by it at once."""
    visit, told = the_visit(), told_by_form()
    kind, value = str(told.get("kind", "")), " ".join(str(told.get("value", "")).split())
    if kind not in KINDS or not 1 < len(value) <= LONGEST:
        abort(400)
    before: tuple[str, ...] = getattr(visit.config.blocked, kind)
    off = bool(told.get("off"))
    wanted = [one for one in before if one != value] if off else [*before, value]
    if len(wanted) > MOST or (off and value not in before):
        abort(400)
    act = the_words().translate(BACK if off else BLOCKED).format(name=value)
    file = visit.room.folder / BLOCKED_FILE
    text = change_blocked(content(file) or "", kind, wanted)
    change(visit, file, act, lambda path: write_atomically(path, text))
    return jsonify(said=act, turned=enforce_now(visit))


def enforce_now(visit: Visit) -> int:
    """Turn the verdicts of what waits by the blocks as they stand; return how many turned."""
    newsroom = visit.newsroom
    return len(enforce(visit.config, newsroom.inbox, newsroom.archive, visit.judged, visit.marks))


def listed(visit: Visit) -> list[tuple[str, str]]:
    """Return everything that is blocked, kind and name."""
    return [(field.name, name) for field in fields(Blocked) for name in getattr(visit.config.blocked, field.name)]
