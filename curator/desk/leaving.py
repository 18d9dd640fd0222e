"""Leaving: a test letter, the moment from which the edition goes out, a word against its going by itself."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from flask import Blueprint, abort, jsonify
from flask.typing import ResponseReturnValue

from curator.desk.frame import the_visit, the_words, told_by_form
from curator.desk.visit import Visit
from curator.editions import is_day
from curator.errors import UsageError
from curator.i18n import N_
from curator.model import DeliveryState, Mark, Verb
from curator.services.automatic import due_at

screen = Blueprint("leaving", __name__)

_BOX = re.compile(r"[^\s<>@,;\"]+@[^\s<>@,;\"]+")
NO_MAIL = N_("To send a test from here, name a mail server in [smtp] and yourself in [letter] of config.toml.")
_LAST_TEST = "test-letter"


@dataclass(frozen=True, slots=True)
class Leaving:
    """How and when the edition leaves, as the screen shows it."""

    mail: bool
    """Whether there is a mail server to send a test by."""
    test_to: str
    """Where the last test went."""
    release: datetime | None
    """From when on it may be published; None: with the next build."""
    by_itself: datetime | None
    """When it goes out though nobody approved it; None: never."""


def leaving(visit: Visit, slug: str) -> Leaving:
    """Return how the edition `slug` leaves."""
    config, archive = visit.config, visit.newsroom.archive
    return Leaving(
        mail=bool(config.smtp.host and config.letter.sender),
        test_to=archive.noted(_LAST_TEST),
        release=visit.marks.releases.get(slug),
        by_itself=due_at(config, archive, slug),
    )


@screen.post("/edition/test")
def test() -> ResponseReturnValue:
    """Send the letter to one address, as a reader would get it; what the guard holds back does not leave."""
    from curator.mailroom import Mailroom

    visit, told = the_visit(), told_by_form()
    address = str(told.get("address", "")).strip()
    if not _BOX.fullmatch(address) or len(address) > 254:
        raise UsageError(N_("This is no mailbox."), about=address)
    edition = visit.edition(_slug(told))
    if not leaving(visit, edition.slug).mail:
        raise UsageError(NO_MAIL)
    with visit.newsroom as newsroom:
        answer = Mailroom(newsroom).try_out(edition, address)
    if answer.state is not DeliveryState.SENT:
        raise UsageError(N_("The mail server did not take it: {reason}", reason=answer.reason), about=address)
    visit.newsroom.archive.note(_LAST_TEST, address)
    return jsonify(said=the_words().translate("A test is on its way to {address}.").format(address=address))


@screen.post("/edition/schedule")
def schedule() -> ResponseReturnValue:
    """Set the moment from which the edition may be published; an approval stands."""
    visit, told = the_visit(), told_by_form()
    slug, value = _slug(told), str(told.get("at", "")).strip()
    if value:
        try:
            at = datetime.fromisoformat(value)
        except ValueError:
            abort(400)
        at = at if at.tzinfo else at.replace(tzinfo=visit.zone)
        if at <= visit.now:
            raise UsageError(N_("This moment has passed."))
        value = at.isoformat()
    visit.act((slug, Verb.SCHEDULE, value))
    return jsonify(ok=True)


@screen.post("/edition/hold")
def hold() -> ResponseReturnValue:
    """Keep the edition from going out by itself."""
    visit, told = the_visit(), told_by_form()
    mark = Mark(_slug(told), Verb.WITHDRAW, visit.now, "", visit.editor)
    visit.newsroom.archive.mark([mark])
    return jsonify(ok=True)


def _slug(told: dict[str, object]) -> str:
    slug = str(told.get("day", ""))
    if not is_day(slug):
        abort(400)
    return slug
