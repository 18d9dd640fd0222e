"""Sources: failing first, with what helps; added by any address after a trial; paused, blocked, removed, and back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

from flask import Blueprint, Response, abort, jsonify, render_template, request
from flask.typing import ResponseReturnValue

from curator.config import BLOCKED_FILE, add_sources, change_source, remove_source, unlisted
from curator.config.reading import unfit
from curator.desk.blocking import KINDS, enforce_now, listed
from curator.desk.files import change, sources_file
from curator.desk.frame import shown, the_visit, the_words
from curator.desk.visit import BLOCKED, Visit
from curator.errors import UsageError
from curator.health import describe, move_proposed, silence
from curator.i18n import N_
from curator.model import Cause, Source, SourceState, Verb, short_hash
from curator.opml import read_opml, write_opml
from curator.ports import Seen
from curator.services.review import Habit

screen = Blueprint("sources", __name__)

WEEKS = 4
LABELS = {
    "add": N_("added {source}"),
    "import": N_("imported {source}"),
    "pause": N_("paused {source}"),
    "resume": N_("read {source} again"),
    "block": N_("blocked {source}"),
    "move": N_("took the new address of {source}"),
    "remove": N_("removed {source}"),
}


FIND = N_("Look on its site for the address it has now, or remove the source.")
_ELSEWHERE = frozenset({Cause.MISSING, Cause.GONE, Cause.NOT_A_FEED, Cause.REDIRECTS, Cause.SILENT})
"""What says that the feed may stand at another address."""


@dataclass(frozen=True, slots=True)
class SourceView:
    """One source with all that is known of it."""

    source: Source
    title: str
    grave: int
    """2 failing, 1 to look at, 0 well; the order of the table."""
    state: str
    detail: str
    remedy: str
    moved_to: str
    find: str
    """Where to look for the feed that it may have now."""
    weekly: float
    habit: Habit | None
    changed: datetime | None


@screen.get("/sources")
def index() -> ResponseReturnValue:
    """Show every source, failing ones first."""
    visit = the_visit()
    views = _views(visit)
    return shown(
        "sources",
        "sources.html",
        views=views,
        failing=sum(view.grave == 2 for view in views),
        last=visit.room.history.last(),
        blocked=listed(visit),
        kinds=KINDS,
        checked=max((one.checked for one in visit.newsroom.inbox.states().values() if one.checked), default=None),
    )


@screen.post("/sources/try")
def attempt() -> ResponseReturnValue:
    """Find the feeds behind an address and show how the last items of the first would be judged."""
    visit, address = the_visit(), _field("address")
    if not address or len(address) > 2048:
        raise UsageError(N_("Type the address of a site, a feed or a profile."))
    with visit.newsroom as newsroom:
        prospects = newsroom.intake.scout(address)
        trial = newsroom.intake.trial(prospects[0])
    known = {source.id for source in visit.config.sources}
    threshold = max((judge.threshold for judge in newsroom.judges), default=0.5)
    return render_template(
        "parts/trial.html", prospects=prospects, trial=trial, known=known, threshold=threshold, address=address
    )


@screen.post("/sources/add")
def add() -> ResponseReturnValue:
    """Put a source on the list."""
    visit, address = the_visit(), _field("address")
    site = _field("site")
    source = Source(
        short_hash(address),
        address,
        _field("title")[:200],
        site=site if site.startswith(("http://", "https://")) else "",
        folder=_field("folder")[:200],
        language=_field("language")[:2],
        kind=_field("kind") or "feed",
    )
    if unfit(source):
        abort(400)
    if not unlisted([source], visit.config.sources):
        raise UsageError(N_("This source is in the list already."), about=address)
    _change(visit, "add", source, lambda file: add_sources(file, [source]))
    return jsonify(ok=True)


@screen.post("/sources/change")
def alter() -> ResponseReturnValue:
    """Pause a source, read it again, block it, take its new address, or remove it."""
    visit, act = the_visit(), _field("act")
    source = next((one for one in visit.config.sources if one.id == _field("id")), None)
    if source is None:
        abort(404)
    acts: dict[str, Callable[[Path], object]] = {
        "pause": lambda file: change_source(file, source.id, {"paused": True}),
        "resume": lambda file: change_source(file, source.id, {"paused": False, "blocked": False}),
        "block": lambda file: change_source(file, source.id, {"blocked": True}),
        "remove": lambda file: remove_source(file, source.id),
    }
    state = visit.newsroom.inbox.states().get(source.id)
    if act == "move" and state is not None and (target := move_proposed(state, visit.now)):
        acts["move"] = lambda file: change_source(file, source.id, {"address": target})
    if act not in acts:
        abort(400)
    _change(visit, act, source, acts[act])
    if act == "block":
        _drop_waiting(visit, source)
    return jsonify(ok=True)


@screen.post("/sources/undo")
def undo() -> ResponseReturnValue:
    """Take the last change of a file back; with a block, the drops that went with it."""
    visit = the_visit()
    taken = visit.room.history.take_back()
    if taken is None:
        return jsonify(undone="")
    visit.forget_config()
    if taken.file.endswith(BLOCKED_FILE):
        enforce_now(visit)
    mine = [mark for mark in visit.log.marks[-200:] if mark.editor == visit.editor]
    if mine and mine[-1].value == BLOCKED and mine[-1].at.isoformat() == taken.at:
        visit.undo()
    return jsonify(undone=taken.label)


@screen.post("/sources/import")
def take_list() -> ResponseReturnValue:
    """Add every feed of an OPML file that is not in the list yet."""
    visit, file = the_visit(), request.files.get("file")
    if file is None:
        abort(400)
    listed = read_opml(file.read())
    new = unlisted(listed, visit.config.sources)
    if new:
        named = replace(new[0], title=f"{len(new)} × OPML")
        _change(visit, "import", named, lambda path: add_sources(path, new))
    said = the_words().translate("Sources added: {new}; known already: {known}.")
    return jsonify(said=said.format(new=len(new), known=len(listed) - len(new)))


@screen.get("/sources/export")
def give_list() -> ResponseReturnValue:
    """Return the list as OPML."""
    visit = the_visit()
    text = write_opml(visit.config.sources, visit.config.journal.title)
    headers = {"Content-Disposition": 'attachment; filename="sources.opml"'}
    return Response(text, mimetype="text/x-opml", headers=headers)


def _field(name: str) -> str:
    told: Any = request.get_json(silent=True)
    if not isinstance(told, dict):
        abort(400)
    return " ".join(str(told.get(name, "")).split())


def _change(visit: Visit, act: str, source: Source, how: Callable[[Path], object]) -> None:
    label = the_words().translate(LABELS[act]).format(source=source.title or source.address)
    change(visit, sources_file(visit), label, how)


def _drop_waiting(visit: Visit, source: Source) -> None:
    """Drop what waits and comes from this source alone."""
    found = visit.newsroom.board.sources(visit.piles.waiting)
    mine = [story for story, sources in found.items() if set(sources) == {source.id}]
    if mine:
        visit.act(*((story, Verb.DROP, BLOCKED) for story in mine))


def _views(visit: Visit) -> list[SourceView]:
    states = visit.newsroom.inbox.states()
    seen = visit.newsroom.board.seen(visit.now - timedelta(weeks=WEEKS), visit.now)
    weekly = _weekly(seen, visit.now)
    views = [_view(visit, source, states.get(source.id), weekly.get(source.id, 0.0)) for source in visit.config.sources]
    return sorted(views, key=lambda view: (-view.grave, view.title.casefold()))


def _weekly(seen: Sequence[Seen], now: datetime) -> dict[str, float]:
    """Return how many items a week each source brought, over the weeks that it has been read, one at least."""
    counts, first = Counter[str](), dict[str, datetime]()
    for one in seen:
        for source in one.sources:
            counts[source] += 1
            first[source] = min(one.at, first.get(source, one.at))
    return {source: count / max(1.0, (now - first[source]) / timedelta(weeks=1)) for source, count in counts.items()}


def _view(visit: Visit, source: Source, state: SourceState | None, weekly: float) -> SourceView:
    words = the_words()
    grave, told, detail, remedy, moved, find = 0, words.translate("Well"), "", "", "", ""
    if source.blocked:
        told = words.translate("Blocked for good")
    elif source.paused:
        told = words.translate("Paused")
    elif state is None or state.checked is None:
        told = words.translate("Not read yet")
    elif state.cause is not None:
        meaning, help_ = describe(state.cause, state.detail)
        grave, told, detail, remedy = 2, words.translate(meaning), state.detail, words.translate(help_)
        if source.kind == "feed" and state.cause in _ELSEWHERE:
            find, remedy = source.site or urljoin(source.address, "/"), words.translate(FIND)
        if state.failing_since:
            since = words.translate("since {day}").format(day=words.day(state.failing_since))
            times = words.plural("asked %(num)d time", "asked %(num)d times in a row", state.failures)
            detail = f"{since}, {times} · {detail}".rstrip(" ·")
    elif moved := move_proposed(state, visit.now):
        grave, told, detail = 1, words.translate("Moved for good"), moved
    elif days := silence(state, visit.now):
        grave, told = 1, words.plural("Silent for %(num)d day", "Silent for %(num)d days", days)
    return SourceView(
        source=source,
        title=source.title or (state.title if state else "") or source.address,
        grave=grave,
        state=told,
        detail=detail,
        remedy=remedy,
        moved_to=moved,
        find=find,
        weekly=weekly,
        habit=visit.habit([source.id]),
        changed=state.changed if state else None,
    )
