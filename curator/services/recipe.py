"""Recipe: what a draft is made of, so that nothing is grouped and judged again when nothing came."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from curator import __version__
from curator.config import Config
from curator.errors import NothingToPublish
from curator.i18n import N_, parts
from curator.model import Edition, Status
from curator.plain import content_hash
from curator.ports import Archive, Inbox

_NAME = "draft"
"""Under which the archive keeps the newest recipe and what came of it."""


def once(
    make: Callable[[], Edition], config: Config, inbox: Inbox, archive: Archive, now: datetime, slug: str | None
) -> Edition:
    """Return the draft that `make` makes of `slug`, or the stored one where it would be made of the same.

    `slug` None is the first edition from today on that is not approved. Raises
    what `make` raises; that there was nothing to publish is remembered too.
    """
    today = now.astimezone(ZoneInfo(config.journal.timezone)).date()
    told = json.loads(archive.noted(_NAME) or "{}")
    wanted = slug or _next(archive, today)
    if told.get("slug") == wanted and told["recipe"] == recipe(config, inbox, archive, today):
        if "nothing" in told:
            message, remedy = (N_(form, **values) for form, values in told["nothing"])
            raise NothingToPublish(message, about=wanted, remedy=remedy)
        if (kept := archive.edition(wanted)) is not None and kept.status is Status.DRAFT:
            return kept
    try:
        made = make()
    except NothingToPublish as error:
        said = (parts(error.message), parts(error.remedy))
        _note(archive, {"slug": wanted, "nothing": said}, recipe(config, inbox, archive, today))
        raise
    _note(archive, {"slug": made.slug}, recipe(config, inbox, archive, today))
    return made


def _note(archive: Archive, told: Mapping[str, object], recipe: str) -> None:
    archive.note(_NAME, json.dumps({**told, "recipe": recipe}))


def recipe(config: Config, inbox: Inbox, archive: Archive, today: date) -> str:
    """Return a hash that changes with all that a draft is made of, but the hour: it waits for news, not for time.

    That is what came in and was read, the editor's marks, the editions there
    are, the settings, the themes, which sources fail, and the day.
    """
    failing = sorted(id for id, state in inbox.states().items() if state.cause is not None)
    models = (config.encoder, config.second_opinion)
    settings = (config.journal.language, config.edition, config.themes, config.sources, config.blocked, models)
    return content_hash((__version__, today, settings, failing, inbox.stamp(), archive.marks(), archive.stamps()))


def _next(archive: Archive, today: date) -> str:
    closed = {day for _, day, status in archive.stamps() if status is not Status.DRAFT}
    while today in closed:
        today += timedelta(days=1)
    return today.isoformat()
