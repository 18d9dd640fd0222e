"""Automatic: an edition that nobody approved in time goes out by itself, where the editor has switched that on."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from curator.config import Config
from curator.editions import approve, is_due, strictly
from curator.model import Edition, Mark, Status, Verb
from curator.ports import Archive

AUTOMATIC = "[automatic]"
"""Who approves where nobody did."""
_OPENED = "opened"
"""Under which the archive keeps the draft that may go out by itself, and when it was first made."""


def note_opened(config: Config, archive: Archive, slug: str, now: datetime) -> None:
    """Remember when a draft was first made, where it may go out by itself."""
    if config.automatic.after_hours and opened(archive, slug) is None:
        archive.note(_OPENED, f"{slug} {now.isoformat()}")


def opened(archive: Archive, slug: str) -> datetime | None:
    """Return when the draft `slug` was first made; None where nobody noted it."""
    noted, _, at = archive.noted(_OPENED).partition(" ")
    return datetime.fromisoformat(at) if noted == slug else None


def due_at(config: Config, archive: Archive, slug: str) -> datetime | None:
    """Return from when on the draft `slug` may go out by itself; None: never."""
    start = opened(archive, slug)
    if not config.automatic.after_hours or start is None or _taken_back(archive, slug):
        return None
    return start + timedelta(hours=config.automatic.after_hours)


def approve_by_itself(
    config: Config,
    archive: Archive,
    slug: str,
    keep_rates: Mapping[str, float],
    sections: tuple[str, ...],
    clean: Callable[[Edition], bool],
    now: datetime,
) -> Edition | None:
    """Approve what the rules of `[automatic]` let pass of a draft that nobody looked at in time, else None.

    `clean` says whether the guard finds nothing at all in an edition: a single
    finding, or fewer stories than the floor, and it waits for the editor.
    """
    rules, edition, start = config.automatic, archive.edition(slug), opened(archive, slug)
    if edition is None or edition.status is not Status.DRAFT or start is None:
        return None
    if not is_due(start, archive.marks(), slug, rules, now):
        return None
    strict = strictly(edition, rules, keep_rates, sections)
    if len(strict.picks) < max(1, config.edition.floor) or not clean(strict):
        return None
    approved = approve(strict, AUTOMATIC, now)
    archive.save(approved)
    noted = f"{approved.approved_hash} after {rules.after_hours} hours"
    archive.mark([Mark(slug, Verb.APPROVE, now, noted, AUTOMATIC)])
    return approved


def _taken_back(archive: Archive, slug: str) -> bool:
    return any(mark.verb is Verb.WITHDRAW and mark.subject == slug for mark in archive.marks())
