"""The door: a link from the terminal, or a password, becomes a session."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, current_app, jsonify, render_template, request
from flask.typing import ResponseReturnValue

from curator.desk.gate import begin_session
from curator.desk.keys import Keys

screen = Blueprint("door", __name__)


def _keys() -> Keys:
    keys: Keys = current_app.extensions["keys"]
    return keys


@screen.get("/open")
def open() -> ResponseReturnValue:
    """Show the page that hands the link's code over; the code is in the fragment, which no server sees."""
    return render_template("door.html", password=_keys().takes_password)


@screen.post("/open")
def enter() -> ResponseReturnValue:
    """Let in whoever has a code that was not used yet, or the password."""
    told: Any = request.get_json(silent=True)
    told = told if isinstance(told, dict) else {}
    code, password = str(told.get("code", "")), str(told.get("password", ""))
    if not (code and _keys().spend(code)) and not (password and _keys().password_fits(password)):
        return jsonify(error="denied"), 403
    begin_session()
    return "", 204


@screen.get("/favicon.ico")
def icon() -> ResponseReturnValue:
    """There is an icon in every page's head."""
    return "", 204
