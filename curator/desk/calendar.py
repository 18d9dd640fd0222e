"""Calendar: a week of editions and posts; a post is moved to another day."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

from flask import Blueprint, abort, jsonify, request
from flask.typing import ResponseReturnValue

from curator.checks import NETWORKS
from curator.desk import steps
from curator.desk.frame import shown, the_visit, told_by_form
from curator.desk.posts import OPEN, STATES, moment, queued, the_queue
from curator.desk.visit import Visit
from curator.i18n import date_text
from curator.model import Queued, Status

screen = Blueprint("calendar", __name__)


@screen.get("/calendar", endpoint="index")
def grid() -> ResponseReturnValue:
    """Show a week: editions as bars, posts as chips."""
    visit = the_visit()
    monday = _monday(visit)
    days = [monday + timedelta(days=number) for number in range(7)]
    return shown(
        "calendar",
        "calendar.html",
        days=days,
        editions=_editions(visit, days),
        chips=(chips := _chips(visit, days)),
        unplaced=[post for post in chips.pop(None, []) if post.state in OPEN],
        releases=visit.marks.releases,
        queue=visit.queue is not None,
        before=monday - timedelta(days=7),
        after=monday + timedelta(days=7),
        today=visit.now.astimezone(visit.zone).date(),
        networks=NETWORKS,
        states=STATES,
        date_text=date_text,
    )


@screen.post("/calendar/move")
def move() -> ResponseReturnValue:
    """Give a post another slot; an approved text stays approved, the day is no part of it."""
    visit, told = the_visit(), told_by_form()
    post = queued(visit, str(told.get("story", "")), str(told.get("account", "")))
    try:
        day = date.fromisoformat(str(told.get("day", "")))
    except ValueError:
        abort(400)
    hour = (post.slot or datetime.combine(day, time(8, 0), visit.zone)).astimezone(visit.zone).time()
    at = moment(told.get("slot")) or datetime.combine(day, hour, visit.zone).astimezone(UTC)
    stored = steps.put(visit, the_queue(visit), replace(post, slot=at), steps.MOVE)
    return jsonify(slot=stored.slot.isoformat() if stored.slot else "")


def _monday(visit: Visit) -> date:
    try:
        day = date.fromisoformat(request.args["week"])
    except (KeyError, ValueError):
        day = visit.now.astimezone(visit.zone).date()
    return day - timedelta(days=day.weekday())


def _editions(visit: Visit, days: list[date]) -> dict[date, tuple[str, Status]]:
    stamps = visit.newsroom.archive.stamps()
    return {day: (slug, status) for slug, day, status in stamps if day in days and "-w" not in slug}


def _chips(visit: Visit, days: list[date]) -> dict[date | None, list[Queued]]:
    """Return the posts of each day; under None those without a slot."""
    found: dict[date | None, list[Queued]] = {day: [] for day in (*days, None)}
    if visit.queue is None:
        return found
    start = datetime.combine(days[0], time(), visit.zone)
    end = datetime.combine(days[-1] + timedelta(days=1), time(), visit.zone)
    for post in visit.queue.posts(start.astimezone(UTC), end.astimezone(UTC)):
        day = post.slot.astimezone(visit.zone).date() if post.slot else None
        if day in found:
            found[day].append(post)
    return found
