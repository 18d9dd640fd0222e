"""Articles for the tests of grouping."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from curator.model import Article

NOW = datetime(2026, 11, 22, 7, tzinfo=UTC)


def article(
    id: str, title: str, text: str = "", *, language: str = "en", hours: float = 6.0, **more: object
) -> Article:
    """Return an article of so many hours ago."""
    at = NOW - timedelta(hours=hours)
    fields: dict[str, object] = {
        "id": id,
        "address": f"https://{id}.example/story",
        "title": title,
        "outlet": id.title(),
        "text": text,
        "language": language,
        "published": at,
        "first_seen": at,
    }
    return Article(**{**fields, **more})  # type: ignore[arg-type]
