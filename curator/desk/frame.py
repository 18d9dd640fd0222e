"""What stands around every screen: the rail with its counts, and the card of the next edition."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import abort, current_app, g, render_template, request

from curator.desk.room import Room
from curator.desk.visit import Visit
from curator.desk.words import Words
from curator.editions import is_approved
from curator.model import Edition, PostState, Status
from curator.services.automatic import due_at


@dataclass(frozen=True, slots=True)
class NextEdition:
    """The card of the edition that is being worked on."""

    slug: str
    number: int
    title: str
    picks: int
    insights: int
    led: bool
    """Whether the editor chose the lead."""
    approved: bool
    empty: str = ""
    """Why there is none."""
    when: str = ""
    """When it goes out, and in how long."""


@dataclass(frozen=True, slots=True)
class Frame:
    """The counts on the rail."""

    waiting: int
    picks: int
    posts: int
    failing: int
    next: NextEdition


def the_visit() -> Visit:
    """Return the journal as this request sees it."""
    if "visit" not in g:
        room: Room = current_app.extensions["room"]
        g.visit = Visit(room)
    visit: Visit = g.visit
    return visit


def the_words() -> Words:
    """Return how this journal's desk says things."""
    visit = the_visit()
    return Words(visit.language, visit.zone)


def told_by_form() -> dict[str, Any]:
    """Return what the page's script sent; anything but a JSON object is refused."""
    told: Any = request.get_json(silent=True)
    return told if isinstance(told, dict) else abort(400)


def frame_of(visit: Visit, *, compose: bool = False) -> Frame:
    """Return the counts; those of the edition as it was last composed, or composed anew."""
    edition, why = visit.edition_or_none() if compose else (visit.standing(), "")
    card = _card(visit, edition, why)
    states = visit.newsroom.inbox.states()
    active = [source for source in visit.config.sources if source.is_read]
    return Frame(
        waiting=len(visit.piles.waiting),
        picks=card.picks,
        posts=_posts(visit),
        failing=sum(source.id in states and states[source.id].cause is not None for source in active),
        next=card,
    )


def _posts(visit: Visit) -> int:
    if visit.queue is None:
        return 0
    now = visit.now
    return sum(post.state in (PostState.DRAFT, PostState.UNCERTAIN) for post in visit.queue.posts(now, now))


def _card(visit: Visit, edition: Edition | None, why: str) -> NextEdition:
    words = Words(visit.language, visit.zone)
    if edition is None:
        seat = visit.seat
        return NextEdition(seat.slug, 0, _day(words, seat.day), 0, 0, False, False, why)
    return NextEdition(
        slug=edition.slug,
        number=edition.number,
        title=_day(words, edition.day),
        picks=len(edition.picks),
        insights=sum(bool(pick.insight) for pick in edition.picks),
        led=bool(edition.picks) and visit.marks.of(edition.picks[0].story.id).led_at is not None,
        approved=edition.status is not Status.DRAFT and is_approved(edition),
        when=_when(visit, words, edition),
    )


def _when(visit: Visit, words: Words, edition: Edition) -> str:
    """Say when the edition goes out: at the moment that was set, or by itself."""
    approved = edition.status is not Status.DRAFT and is_approved(edition)
    at = visit.marks.releases.get(edition.slug)
    said = words.translate("Goes out from {moment} on, in {time}.") if approved else ""
    if not said and edition.status is Status.DRAFT:
        at = due_at(visit.config, visit.newsroom.archive, edition.slug)
        said = words.translate("Goes out by itself from {moment} on, in {time}.")
    if at is None or edition.status is Status.PUBLISHED:
        return ""
    return said.format(moment=words.when(at), time=words.span(at - visit.now))


def _day(words: Words, day: Any) -> str:
    from curator.i18n import date_text

    return date_text(day, words.language, "day")


def rail() -> str:
    """Return the rail with the edition composed anew: what the page asks for after an act."""
    visit = the_visit()
    return render_template("parts/rail.html", screen="", frame=frame_of(visit, compose=True), visit=visit)


def shown(screen: str, template: str, /, **values: Any) -> str:
    """Return a screen within its frame; Review must be there at once and asks for the edition afterwards."""
    visit = the_visit()
    frame = frame_of(visit, compose=screen != "review")
    return render_template(template, screen=screen, frame=frame, visit=visit, **values)
