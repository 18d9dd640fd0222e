"""What was decided: stories, verdicts, marks, editions."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Table, func, or_, select, update

from curator.model import Edition, Mark, Status, Verdict
from curator.plain import canonical_json, content_hash, from_plain
from curator.store import schema
from curator.store.board import STAMP
from curator.store.engine import Database, chunks, insert
from curator.store.facts import fact, put_fact
from curator.store.rows import VERDICT_FIELDS, mark_of, mark_row, verdict_of, verdict_row

_VERDICT = [schema.verdicts.c[name] for name in VERDICT_FIELDS]


class SqlArchive:
    """`Archive` on a database."""

    def __init__(self, database: Database, clock: Callable[[], datetime]) -> None:
        """Take a database whose tables are current; `clock` dates what is undone."""
        self._database = database
        self._clock = clock

    def stories(self, articles: Iterable[str]) -> dict[str, str]:
        """Return the story id that each known article was filed under, by article id."""
        filings = schema.filings
        with self._database.read() as connection:
            return {
                row.article: row.story
                for chunk in chunks(articles)
                for row in connection.execute(select(filings).where(filings.c.article.in_(chunk)))
            }

    def members(self, stories: Iterable[str]) -> dict[str, tuple[str, ...]]:
        """Return the ids of the articles filed under each known story, by story id, in the order they were filed."""
        filings = schema.filings
        found: dict[str, tuple[str, ...]] = {}
        with self._database.read() as connection:
            for chunk in chunks(stories):
                filed = select(filings).where(filings.c.story.in_(chunk)).order_by(filings.c.no)
                for row in connection.execute(filed):
                    found[row.story] = (*found.get(row.story, ()), row.article)
        return found

    def file(self, assignments: Mapping[str, str], verdicts: Mapping[str, Verdict]) -> None:
        """Store article id → story id, and story id → its best verdict, in one transaction."""
        filed = [{"article": article, "story": story} for article, story in assignments.items()]
        judged = [{"story": story} | verdict_row(verdict) for story, verdict in verdicts.items()]
        with self._database.write() as connection:
            _put(connection, schema.filings, "article", filed)
            _put(connection, schema.verdicts, "story", judged)
            if filed or judged:
                # The board's readers keep what they read until this changes.
                _put(connection, schema.facts, "name", [{"name": STAMP, "value": uuid.uuid4().hex}])

    def verdicts(self, stories: Iterable[str]) -> dict[str, Verdict]:
        """Return the stored verdicts by story id."""
        verdicts = schema.verdicts
        with self._database.read() as connection:
            return {
                row.story: verdict_of(row[1:])
                for chunk in chunks(stories)
                for row in connection.execute(select(verdicts.c.story, *_VERDICT).where(verdicts.c.story.in_(chunk)))
            }

    def mark(self, marks: Sequence[Mark]) -> None:
        """Append marks to the log in one transaction; their ids are given here."""
        if marks:
            with self._database.write() as connection:
                connection.execute(schema.marks.insert(), [mark_row(mark) for mark in marks])

    def marks(self) -> tuple[Mark, ...]:
        """Return all marks that were not undone, oldest first."""
        statement = select(schema.marks).where(schema.standing).order_by(schema.marks.c.id)
        with self._database.read() as connection:
            return tuple(mark_of(row) for row in connection.execute(statement))

    def marks_since(self, id: int) -> tuple[Mark, ...]:
        """Return the marks with a higher id that were not undone, oldest first."""
        marks = schema.marks
        statement = select(marks).where(marks.c.id > id, schema.standing).order_by(marks.c.id)
        with self._database.read() as connection:
            return tuple(mark_of(row) for row in connection.execute(statement))

    def undone(self) -> int:
        """Return how many marks were undone so far; with the highest id it tells whether the log changed."""
        with self._database.read() as connection:
            return int(connection.execute(select(func.count(schema.marks.c.undone_at))).scalar_one())

    def undo(self, editor: str | None = None) -> Mark | None:
        """Take the newest mark (of `editor`, if given) back and return it; None when there is none.

        Its row stays, dated, for the audit.
        """
        marks = schema.marks
        newest = select(marks).where(schema.standing).order_by(marks.c.id.desc()).limit(1)
        if editor is not None:
            newest = newest.where(marks.c.editor == editor)
        with self._database.write() as connection:
            row = connection.execute(newest).one_or_none()
            if row is None:
                return None
            connection.execute(update(marks).where(marks.c.id == row.id).values(undone_at=self._clock()))
        return mark_of(row)

    def save(self, edition: Edition) -> None:
        """Store the edition under its slug, replacing an earlier state of it."""
        with self._database.write() as connection:
            _put(connection, schema.editions, "slug", [_edition_row(edition)])

    def edition(self, slug: str) -> Edition | None:
        """Return one edition."""
        editions = schema.editions
        with self._database.read() as connection:
            text = connection.execute(select(editions.c.edition).where(editions.c.slug == slug)).scalar_one_or_none()
        return None if text is None else _edition(text)

    def editions(self, since: date | None = None) -> tuple[Edition, ...]:
        """Return all editions, or those dated `since` a day or later, oldest first."""
        editions = schema.editions
        statement = select(editions.c.edition).order_by(editions.c.day, editions.c.number, editions.c.slug)
        if since is not None:
            statement = statement.where(editions.c.day >= since)
        with self._database.read() as connection:
            return tuple(_edition(text) for text in connection.execute(statement).scalars())

    def note(self, name: str, value: str) -> None:
        """Remember a value of the programs' own under a name, in this installation."""
        with self._database.write() as connection:
            put_fact(connection, f"note:{name}", value)

    def noted(self, name: str) -> str:
        """Return what was noted under a name, "" where nothing was."""
        with self._database.read() as connection:
            return fact(connection, f"note:{name}")

    def stamps(self) -> tuple[tuple[str, date, Status], ...]:
        """Return slug, day and status of every edition, oldest first, without opening one."""
        editions = schema.editions
        statement = select(editions.c.slug, editions.c.day, editions.c.status)
        with self._database.read() as connection:
            rows = connection.execute(statement.order_by(editions.c.day, editions.c.number, editions.c.slug))
            return tuple((slug, day, Status(status)) for slug, day, status in rows)

    def versions(self) -> dict[str, str]:
        """Return for every edition, by slug, a hash that changes when anything in it but its status does."""
        statement = select(schema.editions.c.slug, schema.editions.c.version)
        with self._database.read() as connection:
            return {row.slug: row.version for row in connection.execute(statement)}

    def withdraw(self) -> tuple[str, ...]:
        """Make drafts of the editions that were approved and are not out yet; return their slugs."""
        editions = schema.editions
        approved = select(editions.c.edition).where(editions.c.status == Status.APPROVED)
        with self._database.read() as connection:
            if connection.execute(approved.limit(1)).first() is None:
                return ()  # as after most marks: nothing is written, nobody waits for the disk
        with self._database.write() as connection:
            found = [_edition(text) for text in connection.execute(approved).scalars()]
            drafts = [replace(edition, status=Status.DRAFT, approved_hash="") for edition in found]
            _put(connection, editions, "slug", [_edition_row(edition) for edition in drafts])
        return tuple(edition.slug for edition in drafts)


def _put(connection: Connection, table: Table, key: str, rows: Sequence[dict[str, Any]]) -> None:
    """Insert rows, or update those whose key is known; a row that says nothing new is not written."""
    if not rows:
        return
    statement = insert(connection, table)
    changed = {name: statement.excluded[name] for name in rows[0] if name != key}
    news = or_(*(table.c[name] != value for name, value in changed.items()))
    connection.execute(statement.on_conflict_do_update(index_elements=[key], set_=changed, where=news), list(rows))


def _edition_row(edition: Edition) -> dict[str, Any]:
    return {
        "slug": edition.slug,
        "day": edition.day,
        "number": edition.number,
        "status": edition.status,
        "version": content_hash(replace(edition, status=Status.DRAFT)),
        "edition": canonical_json(edition),
    }


def _edition(text: str) -> Edition:
    return from_plain(json.loads(text), Edition)
