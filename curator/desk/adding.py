"""Add a page: by its address, by a bookmarklet, by dropping a link; it stands once in the next draft."""

from __future__ import annotations

from flask import Blueprint, jsonify, request
from flask.typing import ResponseReturnValue

from curator.desk.frame import shown, the_visit, the_words, told_by_form
from curator.errors import UsageError
from curator.i18n import N_

screen = Blueprint("add", __name__)

LONGEST = 2048


@screen.get("/add")
def index() -> ResponseReturnValue:
    """Show the field, filled with the page that the bookmarklet came from; nothing is added by looking."""
    return shown("add", "add.html", address=request.args.get("url", "")[:LONGEST])


@screen.post("/add")
def add() -> ResponseReturnValue:
    """Read a page now and keep it; a run that is at work meanwhile is no hindrance."""
    visit, told = the_visit(), told_by_form()
    address = "".join(str(told.get("address", "")).split())
    if not address.lower().startswith(("http://", "https://")) or len(address) > LONGEST:
        raise UsageError(N_("Type an address that begins with https://."))
    with visit.newsroom as newsroom:
        article = newsroom.add(address)
    return jsonify(said=the_words().translate("Kept: {title}").format(title=article.title), story=article.id)
