"""What came in: sources' states, entries, articles."""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Column, Connection, Row, Select, bindparam, delete, exists, func, or_, select, update

from curator.model import Article, Entry, SourceState
from curator.store import schema
from curator.store.arrivals import put_entries, put_states
from curator.store.engine import Database, chunks, insert
from curator.store.facts import fact, put_fact
from curator.store.merging import united
from curator.store.rows import ARTICLE_FIELDS, ENTRY_FIELDS, STATE_FIELDS, article_of, article_row, entry_of, state_of

MEMORY = timedelta(days=180)
"""How long an entry is remembered after its source last showed it."""

STAMP = "kept"
"""Name of the fact that changes with every article that is kept."""

_STATE = [schema.sources.c[name] for name in STATE_FIELDS]
_ARTICLE = [schema.articles.c[name] for name in ARTICLE_FIELDS]
_ENTRY = [(schema.words if name in schema.words.c else schema.entries).c[name] for name in ENTRY_FIELDS]


class SqlInbox:
    """`Inbox` on a database."""

    def __init__(self, database: Database) -> None:
        """Take a database whose tables are current."""
        self._database = database

    def states(self) -> dict[str, SourceState]:
        """Return the state of every source ever asked, by source id."""
        with self._database.read() as connection:
            return {row.source: state_of(row) for row in connection.execute(select(*_STATE))}

    def known(self, entries: Iterable[str]) -> frozenset[str]:
        """Return those of the ids whose entries are stored."""
        id = schema.entries.c.id
        with self._database.read() as connection:
            return frozenset(
                found
                for chunk in chunks(entries)
                for found in connection.execute(select(id).where(id.in_(chunk))).scalars()
            )

    def record(self, received: Sequence[tuple[SourceState, Sequence[Entry]]], now: datetime) -> dict[str, int]:
        """Store states and entries in one transaction; return the number of new entries by source id.

        An entry known by (source, guid) is updated in place, its `first_seen`
        kept; of two with one guid in one answer the first counts. A source
        without entries is taken as unchanged: it still shows what it showed.
        """
        with self._database.write() as connection:
            put_states(connection, received, now)
            new = put_entries(connection, (entry for _, shown in received for entry in shown), now)
        return {state.source: 0 for state, _ in received} | Counter(entry.source for entry in new)

    def unread(self, since: datetime) -> Iterator[Entry]:
        """Yield the entries that no article was made of since they last changed, first seen since `since`.

        Newest first, by the earlier of publication and first sight. Nothing is locked between two entries.
        """
        entries = schema.entries
        order = select(entries.c.no).where(entries.c.unread, entries.c.first_seen >= since)
        rows = select(schema.words.c.no, *_ENTRY).join_from(schema.words, entries)
        for row in self._in_order(order.order_by(entries.c.dated.desc(), entries.c.no), rows, schema.words.c.no):
            yield entry_of(row[1:])

    def waiting(self, since: datetime) -> int:
        """Return how many entries `unread` would yield."""
        entries = schema.entries
        count = select(func.count()).select_from(entries).where(entries.c.unread, entries.c.first_seen >= since)
        with self._database.read() as connection:
            return int(connection.execute(count).scalar_one())

    def keep(self, read: Sequence[tuple[Article, Sequence[str]]]) -> None:
        """Store articles in one transaction, each made of the entries whose ids are given.

        An article known by its id is updated; `merging.united` says how.
        """
        with self._database.write() as connection:
            kept = _articles(connection, [article.id for article, _ in read])
            for article, _ in read:
                known = kept.get(article.id)
                kept[article.id] = united(known, article) if known else article
            _put_articles(connection, kept.values())
            if kept:
                put_fact(connection, STAMP, uuid.uuid4().hex)
            made = [{"of": key, "made": article.id} for article, keys in read for key in keys]
            if made:
                entries = schema.entries
                connection.execute(
                    update(entries)
                    .where(entries.c.id == bindparam("of"))
                    .values(unread=False, article=bindparam("made")),
                    made,
                )

    def stamp(self) -> str:
        """Return what changes whenever articles are kept."""
        with self._database.read() as connection:
            return fact(connection, STAMP)

    def articles(self, since: datetime, until: datetime) -> Iterator[Article]:
        """Yield the articles first seen or published in the period, both ends included, oldest first.

        Nothing is locked between two articles.
        """
        articles = schema.articles
        order = select(articles.c.no).where(
            or_(articles.c.first_seen.between(since, until), articles.c.published.between(since, until))
        )
        rows = select(articles.c.no, *_ARTICLE)
        for row in self._in_order(order.order_by(articles.c.published, articles.c.id), rows, articles.c.no):
            yield article_of(row[1:])

    def by_id(self, ids: Iterable[str]) -> dict[str, Article]:
        """Return the articles of these ids that are known."""
        with self._database.read() as connection:
            return _articles(connection, ids)

    def purge(self, now: datetime) -> int:
        """Forget the entries last shown over 180 days ago; return how many.

        An entry in the last answer of a source that still says "unchanged" is still shown.
        """
        entries, sources = schema.entries, schema.sources
        limit = now - MEMORY
        still_shown = exists().where(
            sources.c.source == entries.c.source,
            sources.c.succeeded >= limit,
            sources.c.answered_on <= entries.c.seen_on,
        )
        with self._database.write() as connection:
            forgotten = connection.execute(delete(entries).where(entries.c.seen_on < limit.date(), ~still_shown))
        return forgotten.rowcount

    def _in_order(self, order: Select[int], rows: Select[Any], key: Column[int]) -> Iterator[Row[*tuple[Any, ...]]]:
        """Yield the rows whose keys `order` gives, read in chunks, each in its own short transaction."""
        with self._database.read() as connection:
            keys = connection.execute(order).scalars().all()
        for chunk in chunks(keys):
            with self._database.read() as connection:
                found = {row.no: row for row in connection.execute(rows.where(key.in_(chunk)))}
            yield from (found[number] for number in chunk if number in found)


def _articles(connection: Connection, ids: Iterable[str]) -> dict[str, Article]:
    found: dict[str, Article] = {}
    for chunk in chunks(ids):
        for row in connection.execute(select(*_ARTICLE).where(schema.articles.c.id.in_(chunk))):
            found[row.id] = article_of(row)
    return found


def _put_articles(connection: Connection, kept: Iterable[Article]) -> None:
    rows = [article_row(article) for article in kept]
    if rows:
        statement = insert(connection, schema.articles)
        changed = {name: statement.excluded[name] for name in ARTICLE_FIELDS if name != "id"}
        connection.execute(statement.on_conflict_do_update(index_elements=["id"], set_=changed), rows)
