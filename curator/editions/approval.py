"""Approval, bound to every word the reader will see."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from curator.errors import UsageError
from curator.i18n import N_
from curator.model import Article, Edition, Pick, Status
from curator.plain import content_hash


def readable(edition: Edition) -> dict[str, Any]:
    """Return all of `edition` that can reach a reader, as plain data in a fixed order."""
    return {
        "slug": edition.slug,
        "day": edition.day,
        "number": edition.number,
        "opening": edition.opening,
        "note": edition.note,
        "read": edition.read,
        "sources": edition.sources,
        "failing": edition.failing,
        "picks": [_pick(pick) for pick in edition.picks],
    }


def _pick(pick: Pick) -> dict[str, Any]:
    return {
        "story": pick.story.id,
        "update_of": pick.story.update_of,
        "articles": [_article(article) for article in pick.story.articles],
        "slot": pick.slot,
        "section": pick.section,
        "title": pick.title,
        "extract": pick.extract,
        "extract_by": pick.extract_by,
        "insight": pick.insight,
        "picture": pick.picture,
        "additions": pick.additions,
        "slug": pick.slug,
        "reasons": pick.verdict.reasons,
        "adjustments": pick.adjustments,
        # Left out where there is none: what was approved before documents were shown stays approved.
        **({"document": pick.story.document} if pick.story.document else {}),
    }


def _article(article: Article) -> dict[str, Any]:
    return {
        "address": article.address,
        "title": article.title,
        "outlet": article.outlet,
        "author": article.author,
        "published": article.dated,
        "language": article.language,
        "gated": article.gated,
        "sharers": article.sharers,
    }


def edition_hash(edition: Edition) -> str:
    """Return the SHA-256 of what a reader can see of `edition`; status, time of making and raw texts are no part."""
    return content_hash(readable(edition))


def approve(edition: Edition, editor: str, now: datetime) -> Edition:
    """Return `edition` approved as it stands; raises UsageError for one without stories."""
    if not edition.picks:
        raise UsageError(N_("an edition without stories cannot be approved."), about=edition.slug)
    return replace(
        edition,
        status=Status.PUBLISHED if edition.status is Status.PUBLISHED else Status.APPROVED,
        approved_hash=edition_hash(edition),
        approved_at=now,
        approved_by=editor,
    )


def is_approved(edition: Edition) -> bool:
    """Return whether `edition` was approved exactly as it stands: any later edit voids the approval."""
    return bool(edition.approved_hash) and edition.approved_hash == edition_hash(edition)


def is_closed(edition: Edition) -> bool:
    """Return whether an edition is no more to be worked on: it is out, or approved as it stands.

    One that is out stays so whatever the hash of what readers see counts in by now.
    """
    return edition.status is Status.PUBLISHED or (edition.status is Status.APPROVED and is_approved(edition))


def next_day(editions: Iterable[Edition], now: datetime, timezone: str) -> date:
    """Return the first day from today on whose edition is not approved: the one the editor works on."""
    closed = {edition.day for edition in editions if is_closed(edition)}
    day = now.astimezone(ZoneInfo(timezone)).date()
    while day in closed:
        day += timedelta(days=1)
    return day
