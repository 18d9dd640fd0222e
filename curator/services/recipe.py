"""Recipe: what a draft is made of, so that nothing is grouped and judged again when nothing came."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

from curator import __version__
from curator.config import Config
from curator.errors import NothingToPublish
from curator.model import Edition
from curator.plain import content_hash
from curator.ports import Archive, Inbox

_NAME = "draft"
"""Under which the archive keeps the newest recipe and what came of it."""


def once(
    make: Callable[[], Edition], config: Config, inbox: Inbox, archive: Archive, now: datetime, slug: str | None
) -> Edition:
    """Return the draft that `make` makes, or the stored one where it would be made of the same.

    Raises what `make` raises; that there was nothing to publish is remembered too.
    """
    told = json.loads(archive.noted(_NAME) or "{}")
    if told.get("recipe") == recipe(config, inbox, archive, now, slug):
        if "nothing" in told:
            message, about = told["nothing"]
            raise NothingToPublish(message, about=about)
        if (kept := archive.edition(told["slug"])) is not None:
            return kept
    try:
        made: Edition | NothingToPublish = make()
    except NothingToPublish as error:
        made = error
    after = {"recipe": recipe(config, inbox, archive, now, slug)}
    if isinstance(made, NothingToPublish):
        archive.note(_NAME, json.dumps({**after, "nothing": (made.message, made.about)}))
        raise made
    archive.note(_NAME, json.dumps({**after, "slug": made.slug}))
    return made


def recipe(config: Config, inbox: Inbox, archive: Archive, now: datetime, slug: str | None) -> str:
    """Return a hash that changes with all that a draft is made of, but the hour: it waits for news, not for time.

    That is what came in and was read, the editor's marks, the editions there
    are, the settings, the themes, which sources fail, and the day.
    """
    failing = sorted(id for id, state in inbox.states().items() if state.cause is not None)
    today = now.astimezone(ZoneInfo(config.journal.timezone)).date()
    settings = (config.journal.language, config.edition, config.themes, config.sources)
    return content_hash(
        (__version__, slug, today, settings, failing, inbox.stamp(), archive.marks(), archive.stamps())
    )
