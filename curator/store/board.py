"""What waits for the editor, as the store tells it without judging anything again."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import func, select

from curator.model import Decision
from curator.ports import Judged, Seen
from curator.store import schema
from curator.store.engine import Database, chunks

STAMP = "filed"
"""Name of the fact that changes with every filing."""


class SqlBoard:
    """`Board` on a database."""

    def __init__(self, database: Database) -> None:
        """Take a database whose tables are current."""
        self._database = database

    def stamp(self) -> str:
        """Return what changes whenever stories are filed or judged."""
        facts = schema.facts
        with self._database.read() as connection:
            found = connection.execute(select(facts.c.value).where(facts.c.name == STAMP)).scalar_one_or_none()
        return str(found or "")

    def judged(self, since: datetime) -> tuple[Judged, ...]:
        """Return the judged stories with an article first seen since `since`, best first."""
        articles, filings, verdicts = schema.articles, schema.filings, schema.verdicts
        newest = func.max(articles.c.first_seen, type_=articles.c.first_seen.type)
        statement = (
            select(verdicts.c.story, verdicts.c.score, verdicts.c.decision, newest)
            .select_from(articles)
            .join(filings, filings.c.article == articles.c.id)
            .join(verdicts, verdicts.c.story == filings.c.story)
            .where(articles.c.first_seen >= since)
            .group_by(verdicts.c.no)
            .order_by(verdicts.c.score.desc(), verdicts.c.story)
        )
        with self._database.read() as connection:
            return tuple(
                Judged(story, score, Decision(decision), seen)
                for story, score, decision, seen in connection.execute(statement)
            )

    def sources(self, stories: Iterable[str]) -> dict[str, tuple[str, ...]]:
        """Return the ids of the sources that led to each known story, each once."""
        articles, filings = schema.articles, schema.filings
        found: dict[str, dict[str, None]] = {}
        with self._database.read() as connection:
            for chunk in chunks(stories):
                statement = select(filings.c.story, articles.c.sources).join_from(
                    filings, articles, articles.c.id == filings.c.article
                )
                for story, sources in connection.execute(statement.where(filings.c.story.in_(chunk))):
                    found.setdefault(story, {}).update(dict.fromkeys(sources))
        return {story: tuple(sources) for story, sources in found.items()}

    def begun(self) -> dict[str, datetime]:
        """Return when each source brought its first entry, of those that are kept."""
        entries = schema.entries
        first = func.min(entries.c.first_seen, type_=entries.c.first_seen.type)
        with self._database.read() as connection:
            rows = connection.execute(select(entries.c.source, first).group_by(entries.c.source))
            return dict(rows.all())

    def seen(self, since: datetime, until: datetime) -> tuple[Seen, ...]:
        """Return the articles first seen in the period, both ends included, without their texts, oldest first."""
        articles, filings, verdicts = schema.articles, schema.filings, schema.verdicts
        statement = (
            select(
                articles.c.first_seen,
                articles.c.language,
                articles.c.sources,
                filings.c.story,
                verdicts.c.decision,
                verdicts.c.section,
            )
            .select_from(articles)
            .outerjoin(filings, filings.c.article == articles.c.id)
            .outerjoin(verdicts, verdicts.c.story == filings.c.story)
            .where(articles.c.first_seen.between(since, until))
            .order_by(articles.c.first_seen, articles.c.no)
        )
        with self._database.read() as connection:
            return tuple(
                Seen(at, language, sources, story or "", Decision(decision) if decision else None, section or "")
                for at, language, sources, story, decision, section in connection.execute(statement)
            )
