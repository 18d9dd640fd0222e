"""The application: one journal's room behind a gate, a screen for each part of the morning."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import Flask, jsonify, render_template, request
from flask.typing import ResponseReturnValue

from curator.assets import asset
from curator.desk.frame import the_visit, the_words
from curator.desk.gate import LARGEST_BODY, Gate
from curator.desk.keys import Keys
from curator.desk.room import Room
from curator.desk.words import REASONS, Words
from curator.errors import Busy, CuratorError, NotFound
from curator.i18n import N_, direction, gettext_for, ngettext_for

SCREENS = (
    ("review", N_("Review")),
    ("edition", N_("Edition")),
    ("posts", N_("Posts")),
    ("calendar", N_("Calendar")),
    ("sources", N_("Sources")),
    ("theme", N_("Theme")),
    ("figures", N_("Figures")),
    ("add", N_("Add a page")),
    ("diary", N_("Log")),
)


def create_app(room: Room, keys: Keys, hosts: Sequence[str], port: int = 0) -> Flask:
    """Return the desk of `room` as it is reached by `hosts` ("127.0.0.1:8787"); `port` sets its cookie apart."""
    app = Flask(
        "curator.desk",
        root_path=str(asset("templates") / "desk"),
        template_folder=".",
        static_folder="static",
        static_url_path="/static",
    )
    app.config.update(
        SECRET_KEY=keys.secret,
        SESSION_COOKIE_NAME=f"curator-desk-{port}",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Strict",
        MAX_CONTENT_LENGTH=LARGEST_BODY,
        PROVIDE_AUTOMATIC_OPTIONS=False,
        TRAP_BAD_REQUEST_ERRORS=False,
    )
    app.url_map.merge_slashes = False
    app.extensions["room"] = room
    app.extensions["keys"] = keys
    Gate(keys, hosts).install(app)
    _install_screens(app)
    _install_words(app, room)
    _install_faults(app)
    return app


def _install_screens(app: Flask) -> None:
    from curator.desk import (
        adding,
        blocking,
        calendar,
        diary,
        door,
        edition,
        figures,
        leaving,
        posts,
        preview,
        review,
        sources,
        theme,
    )

    morning = (review, edition, leaving, preview, posts, calendar)
    for module in (door, *morning, sources, blocking, theme, figures, adding, diary):
        app.register_blueprint(module.screen)


def _install_words(app: Flask, room: Room) -> None:
    """Teach the templates to speak the journal's language, which the settings may change while the desk runs."""
    app.jinja_env.add_extension("jinja2.ext.i18n")
    app.jinja_env.add_extension("jinja2.ext.do")
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.policies["ext.i18n.trimmed"] = True
    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined]
        lambda text: gettext_for(the_visit().language)(text),
        lambda one, many, count: ngettext_for(the_visit().language)(one, many, count),
        newstyle=True,
    )

    @app.context_processor
    def chrome() -> dict[str, Any]:
        visit = the_visit()
        return {
            "visit": visit,
            "words": Words(visit.language, visit.zone),
            "language": visit.language,
            "direction": direction(visit.language),
            "journal": visit.config.journal,
            "screens": SCREENS,
            "reasons": REASONS,
            "fault": room.fault,
            "fragment": "X-Desk-Token" in request.headers,
        }


def _install_faults(app: Flask) -> None:
    """Answer a fault of the world in one line, where it happened; a bug is left to crash."""

    @app.errorhandler(CuratorError)
    def told(error: CuratorError) -> ResponseReturnValue:
        status = 404 if isinstance(error, NotFound) else 503 if isinstance(error, Busy) else 422
        if "X-Desk-Token" in request.headers:
            return jsonify(error=error.told(the_words().translate)), status
        return _page(error), status

    @app.errorhandler(404)
    def missing(_: Exception) -> ResponseReturnValue:
        error = NotFound(N_("There is no such page."))
        return _page(error), 404


def _page(error: CuratorError) -> str:
    return render_template("fault.html", told=error.told(the_words().translate), screen="")
