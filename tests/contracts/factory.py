"""Nouns for the contracts of the store, with every field filled."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from curator.model import (
    Article,
    Cause,
    Decision,
    Edition,
    Entry,
    Mark,
    Pick,
    Reason,
    Sharer,
    Slot,
    SourceState,
    Status,
    Story,
    Verb,
    Verdict,
    short_hash,
)

NOW = datetime(2026, 11, 22, 9, 30, 0, 250_000, tzinfo=UTC)
DAY = timedelta(days=1)

SHARER = Sharer("Ana", "@ana@social.example", "https://social.example/@ana/1", "Worth your time “really”", NOW - DAY)

STATE = SourceState(
    source="gazette",
    title="La Gazette d’Éole",
    site="https://gazette.example/",
    etag='W/"1"',
    last_modified="Sat, 21 Nov 2026 08:00:00 GMT",
    body_hash="0123456789abcdef",
    checked=NOW,
    succeeded=NOW - timedelta(hours=1),
    refreshed=NOW - DAY,
    changed=NOW - 2 * DAY,
    due=NOW + DAY,
    cause=Cause.TOO_MANY,
    detail="429 from gazette.example",
    failing_since=NOW,
    failures=3,
    moved_to="https://gazette.example/new.xml",
    moved_since=NOW - DAY,
    moved_count=2,
)


def entry(guid: str = "1", source: str = "gazette", **changes: Any) -> Entry:
    whole = Entry(
        source=source,
        guid=guid,
        address=f"https://{source}.example/{guid}",
        title=f"Une éclaircie n° {guid}",
        text="Première phrase.\n\nSeconde, avec 🌦.",
        author="Zoé Lenoir",
        published=NOW - timedelta(hours=3),
        language="fr",
        categories=("météo", "sciences"),
        picture="https://gazette.example/1.jpg",
        links=("https://meteo.example/a", "https://meteo.example/b"),
        sharer=SHARER,
    )
    return replace(whole, **changes)


def article(name: str = "1", **changes: Any) -> Article:
    address = f"https://gazette.example/{name}"
    whole = Article(
        id=short_hash(address),
        address=address,
        title=f"Une éclaircie n° {name}",
        outlet="La Gazette d’Éole",
        text="Première phrase.\n\nSeconde, avec 🌦.",
        language="fr",
        published=NOW - timedelta(hours=3),
        first_seen=NOW,
        author="Zoé Lenoir",
        description="Le temps s’améliore.",
        picture="https://gazette.example/1.jpg",
        links=("https://meteo.example/a",),
        read_in_full=True,
        gated=True,
        sources=("gazette",),
        sharers=(SHARER,),
    )
    return replace(whole, **changes)


VERDICT = Verdict(
    theme="weather",
    score=0.1 + 0.2,
    threshold=0.25,
    decision=Decision.KEEP,
    reasons=(Reason("base", "base", 0.1), Reason("phrase", "éclaircie", 0.2, "Une éclaircie n° 1")),
    section="Ciel",
    flags=("gated", "near-miss"),
)


def mark(subject: str = "story", verb: Verb = Verb.KEEP, **changes: Any) -> Mark:
    return replace(Mark(subject, verb, NOW, "because", "Inès"), **changes)


def edition(slug: str = "2026-11-22", **changes: Any) -> Edition:
    story = Story("story", (article("1"), article("2", gated=False)), update_of="older")
    pick = Pick(
        story=story,
        verdict=VERDICT,
        slot=Slot.LEAD,
        section="Ciel",
        title="Éclaircie",
        extract="Première phrase.",
        extract_by="publisher",
        insight="*Enfin.*",
        picture="https://gazette.example/1.jpg",
        additions=("Seconde",),
        value=0.5,
        adjustments=(Reason("fresh", "3 h", 0.2),),
        chosen_by="editor",
        slug="eclaircie",
    )
    whole = Edition(
        slug=slug,
        day=date(2026, 11, 22),
        number=7,
        picks=(pick,),
        made=NOW,
        opening="Bonjour.",
        read=40,
        sources=3,
        failing=1,
        note="longer-window",
        status=Status.APPROVED,
        approved_hash="ab" * 32,
        approved_at=NOW,
        approved_by="Inès",
    )
    return replace(whole, **changes)
