"""Theme: phrases and weights, what they would change, what past marks suggest; saved as the user's own file."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

from flask import Blueprint, abort, jsonify, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from curator.config import change_theme, write_atomically
from curator.desk.files import change, theme_file
from curator.desk.frame import shown, the_visit, the_words, told_by_form
from curator.desk.visit import Visit
from curator.editions import speaks_of
from curator.errors import UsageError
from curator.i18n import N_
from curator.model import Article, Phrase, Theme, Verb
from curator.plain import content_hash
from curator.services.tune import (
    LEAST_DECIDED,
    agreement,
    difference,
    last_decisions,
    learning,
    phrase_counts,
    suggestions,
)

screen = Blueprint("theme", __name__)

DAYS = 7
LARGEST_WEIGHT = 5.0
MOST_PHRASES = 500
_LISTS = ("excluded", "examples", "counter_examples")


@screen.get("/theme")
@screen.get("/theme/<name>")
def index(name: str = "") -> ResponseReturnValue:
    """Show a theme as it is saved."""
    visit = the_visit()
    if not visit.config.themes:
        return shown("theme", "theme.html", theme=None)
    theme = _theme(visit, name or visit.config.themes[0].name)
    since = visit.now - timedelta(days=DAYS)
    recent = [one.story for one in visit.judged if one.newest >= since]
    counts = phrase_counts(visit.verdicts(recent).values(), theme.name)
    return shown(
        "theme",
        "theme.html",
        theme=theme,
        counts=counts,
        stamp=_stamp(theme),
        last=visit.room.history.last(),
        forgotten=visit.marks.forgotten,
        just_forgotten=_newest_of(visit) is Verb.FORGET,
    )


@screen.get("/theme/<name>/measure")
def measure(name: str) -> ResponseReturnValue:
    """Return how the theme decides what the editor decided, and what the marks suggest."""
    visit = the_visit()
    theme = _theme(visit, name)
    decided = _decided(visit, name)
    judge = next(one for one in visit.newsroom.judges if one.theme.name == name)
    filed = visit.newsroom.archive.stories(article.id for article, _ in decided)
    stored = visit.verdicts(filed.values())
    verdicts = {article: stored[story] for article, story in filed.items() if story in stored}
    offered = suggestions(theme, decided, verdicts, _rejected(visit, name))
    return render_template("parts/measure.html", agreement=agreement(judge, decided), suggestions=offered, theme=theme)


@screen.get("/theme/<name>/learning")
def curve(name: str) -> ResponseReturnValue:
    """Return how agreement with later decisions grows with what the judge is taught."""
    visit = the_visit()
    theme = _theme(visit, name)
    steps, tried = learning(_decided(visit, name), lambda marked: visit.newsroom.judging.taught(theme, marked))
    return render_template("parts/learning.html", steps=steps, tried=tried, least=LEAST_DECIDED)


@screen.post("/theme/forget")
def forget() -> ResponseReturnValue:
    """Let what was marked so far teach nothing more; what was kept stays kept, and it can be taken back."""
    visit = the_visit()
    visit.act(("themes", Verb.FORGET, ""))
    return jsonify(ok=True)


@screen.post("/theme/<name>/difference")
def compare(name: str) -> ResponseReturnValue:
    """Return what the theme as it is typed would change over the last seven days; nothing is saved."""
    visit = the_visit()
    typed = _typed(visit, name)
    before = next(one for one in visit.newsroom.judges if one.theme.name == name)
    after = visit.newsroom.judging.judge_as(typed)
    articles = tuple(visit.newsroom.inbox.articles(visit.now - timedelta(days=DAYS), visit.now))
    filed = visit.newsroom.archive.stories(article.id for article in articles)
    decided = _decided(visit, name)
    return render_template(
        "parts/difference.html",
        difference=difference(before, after, articles, filed),
        was=agreement(before, decided),
        will=agreement(after, decided),
    )


@screen.post("/theme/<name>/save")
def save(name: str) -> ResponseReturnValue:
    """Write the theme's file; a file that was changed since the page was made is left alone."""
    visit, told = the_visit(), told_by_form()
    theme = _theme(visit, name)
    if told.get("was") != _stamp(theme):
        return jsonify(error=the_words().translate("The file was changed meanwhile: look again before you save.")), 409
    _typed(visit, name)
    file = theme_file(visit, name)
    text = change_theme(
        file.read_text("utf-8"), _phrases(told), {key: _list(told, key) for key in _LISTS if key in told}
    )
    label = the_words().translate("changed the theme {name}").format(name=theme.title)
    change(visit, file, label, lambda path: write_atomically(path, text))
    return jsonify(ok=True)


@screen.post("/theme/<name>/reject")
def reject(name: str) -> ResponseReturnValue:
    """Never suggest a phrase again."""
    visit, told = the_visit(), told_by_form()
    _theme(visit, name)
    rejected = [*_rejected(visit, name), str(told.get("phrase", ""))[:200]]
    write_atomically(visit.room.home / f"rejected-{name}.json", json.dumps(rejected, ensure_ascii=False))
    return jsonify(ok=True)


@screen.post("/theme/<name>/rescore")
def rescore(name: str) -> ResponseReturnValue:
    """Judge the stream anew with the themes as they are saved."""
    visit = the_visit()
    _theme(visit, name)
    with visit.newsroom as newsroom, newsroom.locked("desk"):
        newsroom.draft()
    return redirect(url_for("theme.index", name=name))


def _stamp(theme: Theme) -> str:
    """Return what changes with the theme; the form hands it back."""
    return content_hash(theme)[:16]


def _theme(visit: Visit, name: str) -> Theme:
    theme = next((theme for theme in visit.config.themes if theme.name == name), None)
    if theme is None:
        abort(404)
    return theme


def _phrases(told: dict[str, Any]) -> dict[str, float]:
    """Return the phrases as they are typed, with their weights."""
    found: dict[str, float] = {}
    for one in told.get("phrases", [])[:MOST_PHRASES]:
        try:
            text, weight = " ".join(str(one["text"]).split())[:200], round(float(one["weight"]), 2)
        except (KeyError, TypeError, ValueError):
            abort(400)
        if text and 0 < weight <= LARGEST_WEIGHT:
            found[text] = weight
    return found


def _list(told: dict[str, Any], key: str) -> list[str]:
    return [line for line in (" ".join(one.split())[:2000] for one in str(told[key]).splitlines()) if line]


def _typed(visit: Visit, name: str) -> Theme:
    """Return the theme as it is typed; raises `UsageError` for one that says nothing to judge by."""
    told, theme = told_by_form(), _theme(visit, name)
    lists: dict[str, Any] = {key: tuple(_list(told, key)) for key in _LISTS if key in told}
    typed = replace(theme, phrases=tuple(Phrase(*one) for one in _phrases(told).items()), **lists)
    if not (typed.phrases or typed.description or typed.examples):
        raise UsageError(N_("The theme says nothing to judge by: keep a phrase."))
    return typed


def _decided(visit: Visit, name: str) -> list[tuple[Article, bool]]:
    """Return the lead articles of the stories decided last that speak of this theme: a keep speaks of its own."""
    said = dict(last_decisions(visit.marks))
    stories, verdicts, themes = visit.stories(said), visit.verdicts(said), visit.config.themes
    return [
        (stories[id].lead, kept)
        for id, kept in said.items()
        if id in stories and speaks_of(name, visit.marks.of(id), verdicts.get(id), themes)
    ]


def _newest_of(visit: Visit) -> Verb | None:
    """Return what this editor did last."""
    return next((mark.verb for mark in reversed(visit.log.marks[-200:]) if mark.editor == visit.editor), None)


def _rejected(visit: Visit, name: str) -> list[str]:
    try:
        return [str(one) for one in json.loads((visit.room.home / f"rejected-{name}.json").read_text("utf-8"))]
    except (FileNotFoundError, ValueError):
        return []
