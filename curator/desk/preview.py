"""Previews: the page and the letter as readers will meet them, in frames that can do nothing.

A frame is sandboxed without any permission: it runs no script, belongs to no
origin, and so has no cookie. What its page needs (style, fonts, pictures) it
gets from an address with a key of this run in it.
"""

from __future__ import annotations

import hmac
import mimetypes
import re
import secrets
import threading
from functools import cache
from pathlib import Path, PurePosixPath

from flask import Blueprint, Response, abort, request, send_file
from flask.typing import ResponseReturnValue

from curator.desk.frame import the_visit
from curator.desk.visit import Visit
from curator.editions import is_day
from curator.model import Edition
from curator.render import PictureFolder
from curator.render.editions import Surroundings, edition_page
from curator.render.letter import render_letter
from curator.render.looks import blocks
from curator.render.printer import Printer
from curator.render.views import edition_view
from curator.services.deliver import pictures_folder

screen = Blueprint("preview", __name__)

# In a frame without an origin 'self' is nobody, and no script runs: the answer's own policy takes their place.
_NOT_IN_A_FRAME = re.compile(r'<meta http-equiv="Content-Security-Policy"[^>]*>|<script\b.*?</script>', re.S)
_DARK_QUERY = re.compile(r"\(prefers-color-scheme:\s*dark\)")
_POLICY = (
    "sandbox; default-src 'none'; style-src {here} 'unsafe-inline'; font-src {here}; img-src {here} data:; "
    "frame-ancestors 'self'"
)
"""Styles within the page are the letter's own; scripts are nowhere allowed."""


@cache
def preview_key() -> str:
    """Return the key in the addresses of this run's previews."""
    return secrets.token_urlsafe(24)


@screen.get("/preview/<key>/index.html")
def page(key: str) -> ResponseReturnValue:
    """Return the edition's front page, or its letter."""
    _check(key)
    visit, day = the_visit(), request.args.get("day", "")
    if day and not is_day(day):
        abort(404)
    edition, why = visit.edition_or_none(day)
    if edition is None:
        return _framed(f"<p>{why}</p>")
    dark = request.args.get("scheme") == "dark"
    if request.args.get("as") == "letter":
        return _framed(_in_scheme(render_letter(edition, visit.config).html, dark))
    if request.args.get("as") == "text":
        return Response(render_letter(edition, visit.config).text, mimetype="text/plain", headers=_headers())
    body = _NOT_IN_A_FRAME.sub("", front_page(visit, edition))
    return _framed(body.replace("<html ", f'<html data-theme="{"dark" if dark else "light"}" ', 1))


@screen.get("/preview/<key>/assets/<path:name>")
def asset(key: str, name: str) -> ResponseReturnValue:
    """Return a style or a font of the journal's look, the same that every reader gets."""
    _check(key)
    visit = the_visit()
    files = blocks(visit.config.journal.look, visit.config.paths.templates)
    file = files.get(f"static/{name}")
    if file is None:
        abort(404)
    answer = send_file(file, mimetype=mimetypes.guess_type(name)[0], conditional=False)
    # A font is only taken by a page without an origin if it is offered to everybody.
    answer.headers["Access-Control-Allow-Origin"] = "null"
    return answer


@screen.get("/preview/<key>/<path:name>")
def picture(key: str, name: str) -> ResponseReturnValue:
    """Return a picture that was made ready for the journal."""
    _check(key)
    folder = pictures_folder(the_visit().config)
    file = folder / PurePosixPath(name).name
    if file.suffix not in (".webp", ".jpg", ".png", ".avif") or not file.is_file() or file.is_symlink():
        abort(404)
    return send_file(Path(file).absolute(), conditional=False)


def _check(key: str) -> None:
    if not hmac.compare_digest(key.encode("utf-8", "replace"), preview_key().encode()):
        abort(404)


def _headers() -> dict[str, str]:
    here = request.host_url.rstrip("/")
    return {"Content-Security-Policy": _POLICY.format(here=here), "X-Frame-Options": "SAMEORIGIN"}


def _framed(html: str) -> Response:
    return Response(html, mimetype="text/html", headers=_headers())


def _in_scheme(html: str, dark: bool) -> str:
    """Return the letter as a mail program in this scheme shows it, whatever the browser is set to."""
    found = _DARK_QUERY.sub("all" if dark else "(width:0)", html)
    only = "dark" if dark else "light"
    return found.replace("color-scheme: light dark", f"color-scheme: {only}").replace(
        "color-scheme:light dark", f"color-scheme:{only}"
    )


def front_page(visit: Visit, edition: Edition) -> str:
    """Return the front page with this edition on it; the same template and words that a build prints."""
    printer = _printer(visit)
    view = edition_view(edition, printer.language, printer.zone)
    return edition_page(printer, view, Surroundings(), front=True)[1].decode()


_printers: dict[Path, tuple[object, Printer]] = {}
_turn = threading.Lock()


def _printer(visit: Visit) -> Printer:
    """Return the journal's printer, made anew when settings or templates change: compiling costs more than printing."""
    config = visit.config
    files = blocks(config.journal.look, config.paths.templates).values()
    key = (config, max((file.stat().st_mtime_ns for file in files), default=0))
    with _turn:
        known = _printers.get(visit.room.folder)
        if known is None or known[0] != key:
            known = (key, Printer(config, PictureFolder(pictures_folder(config))))
            _printers[visit.room.folder] = known
        return known[1]
