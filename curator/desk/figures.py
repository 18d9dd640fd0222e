"""Figures: what became of what was read; each chart with a sentence, a table behind it, and all of it as CSV."""

from __future__ import annotations

from datetime import date

from flask import Blueprint, Response
from flask.typing import ResponseReturnValue

from curator.desk.frame import shown, the_visit, the_words
from curator.desk.visit import Visit
from curator.i18n import date_text, language_name
from curator.services.figures import Figures, Funnel, as_csv, figures, start_of

screen = Blueprint("figures", __name__)

WEEKS = 8
MOST_ROWS = 25


@screen.get("/figures")
def index() -> ResponseReturnValue:
    """Show the figures of the last weeks."""
    visit = the_visit()
    found = _figures(visit)
    names = _names(visit)
    return shown(
        "figures",
        "figures.html",
        figures=found,
        weeks=WEEKS,
        most=MOST_ROWS,
        sentences=_sentences(visit, found, names),
        name_source=lambda id: names.get(id, id),
        name_week=lambda iso: date_text(date.fromisoformat(iso), visit.language, "brief"),
        name_language=lambda code: language_name(code, visit.language) if code else "–",
    )


@screen.get("/figures.csv")
def table() -> ResponseReturnValue:
    """Return the figures for a spreadsheet."""
    visit = the_visit()
    headers = {"Content-Disposition": 'attachment; filename="figures.csv"'}
    return Response(as_csv(_figures(visit), _names(visit)), mimetype="text/csv", headers=headers)


def _figures(visit: Visit) -> Figures:
    start = start_of(visit.now, WEEKS, visit.zone)
    seen = visit.newsroom.board.seen(start, visit.now)
    log = [mark for mark in visit.log.marks if mark.at >= start]
    return figures(seen, visit.marks, log, visit.printed.editions, visit.zone)


def _names(visit: Visit) -> dict[str, str]:
    states = visit.newsroom.inbox.states()
    return {
        source.id: source.title or (states[source.id].title if source.id in states else "") or source.address
        for source in visit.config.sources
    }


def _sentences(visit: Visit, found: Figures, names: dict[str, str]) -> dict[str, str]:
    """Return what each chart says, in one sentence."""
    _ = the_words().translate
    read, waiting, kept, published = (
        sum(getattr(week, name) for week in found.weeks) for name in ("read", "waiting", "kept", "published")
    )
    told = {
        "weeks": _("Of {read} articles, {waiting} stories waited for you, you kept {kept}, and {published} went out."),
        "sources": _("{source} gave the most that went out: {count}."),
        "sections": _("{section} is the largest section: {count} of what you kept."),
        "languages": _("{share} of what came in is in {language}."),
        "minutes": _("You spent {minutes} reviewing in the last {weeks} weeks."),
    }
    spent = sum(minutes for _week, minutes in found.minutes)
    best = _best(found.sources, "published")
    section = _best([one for one in found.sections if one.name], "kept")
    language = _best(found.languages, "read")
    return {
        "weeks": told["weeks"].format(read=read, waiting=waiting, kept=kept, published=published),
        "sources": told["sources"].format(source=names.get(best.name, best.name), count=best.published)
        if best and best.published
        else _("Nothing went out yet."),
        "sections": told["sections"].format(section=section.name, count=section.kept)
        if section and section.kept
        else _("You have kept nothing yet."),
        "languages": told["languages"].format(
            share=the_words().percent(language.read / max(1, read)),
            language=language_name(language.name, visit.language) if language.name else "–",
        )
        if language
        else _("Nothing came in yet."),
        "minutes": told["minutes"].format(
            minutes=the_words().plural("%(num)d minute", "%(num)d minutes", spent), weeks=WEEKS
        ),
    }


def _best(funnels: tuple[Funnel, ...] | list[Funnel], by: str) -> Funnel | None:
    return max(funnels, key=lambda one: (getattr(one, by), one.name), default=None)
