"""The tables. A change here needs a migration of the same effect and a new `HEAD`.

Texts are kept plain, not compressed: compressing 2.5 KB costs more time than
storing it, entries are forgotten after half a year anyway, and whoever leaves
can read the file with any SQLite tool.
"""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    Column,
    Connection,
    Date,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    PrimaryKeyConstraint,
    String,
    Table,
    event,
    false,
    text,
    true,
)

from curator.store.types import Prose, Strings, UtcDateTime

HEAD = "0006"
"""The revision that the tables below stand for; a test compares it with the migrations."""

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

facts = Table(
    "facts",
    metadata,
    Column("name", String, primary_key=True),
    Column("value", Prose, nullable=False),
)
"""What the store knows of itself: `installation`."""

sources = Table(
    "sources",
    metadata,
    Column("source", String, primary_key=True),
    Column("title", Prose, nullable=False),
    Column("site", Prose, nullable=False),
    Column("etag", Prose, nullable=False),
    Column("last_modified", Prose, nullable=False),
    Column("body_hash", String, nullable=False),
    Column("checked", UtcDateTime),
    Column("succeeded", UtcDateTime),
    Column("refreshed", UtcDateTime),
    Column("changed", UtcDateTime),
    Column("due", UtcDateTime),
    Column("asked_until", UtcDateTime),
    Column("cursor", Prose, nullable=False, server_default=""),
    Column("cause", String),
    Column("detail", Prose, nullable=False),
    Column("failing_since", UtcDateTime),
    Column("failures", Integer, nullable=False),
    Column("moved_to", Prose, nullable=False),
    Column("moved_since", UtcDateTime),
    Column("moved_count", Integer, nullable=False),
    Column("answered_on", Date),
)
"""One row a source ever asked. `answered_on`: the day of its last answer that held entries."""

# An entry is two rows: a narrow one that is looked up, marked and scanned, and
# its words. Noting that 25,000 entries are still there must not rewrite their texts.
entries = Table(
    "entries",
    metadata,
    Column("no", Integer, primary_key=True),
    Column("id", String, nullable=False, unique=True),
    Column("source", String, nullable=False),
    Column("first_seen", UtcDateTime, nullable=False),
    Column("dated", UtcDateTime, nullable=False),
    Column("seen_on", Date, nullable=False),
    Column("fingerprint", String, nullable=False),
    Column("unread", Boolean, nullable=False, server_default=true()),
    Column("article", String, nullable=False, server_default=""),
)
"""`dated`: the earlier of publication and first sight; `seen_on`: day of the last sight;
`fingerprint`: content hash and a checksum of the rest; `unread`: no `article` was made of it
since its content hash changed."""

# SQLite takes a partial index only for a condition written in the same words as the query's.
_unread = Index("ix_entries_unread", entries.c.first_seen, sqlite_where=text("unread = 1"))


@event.listens_for(metadata, "before_create")
def _limit_on_postgresql(_target: MetaData, connection: Connection, **_: object) -> None:
    """Limit the index of unread entries there too; in its definition that would cost every start a dialect."""
    if connection.dialect.name == "postgresql":
        _unread.dialect_options["postgresql"]["where"] = entries.c.unread


words = Table(
    "words",
    metadata,
    Column("no", Integer, ForeignKey("entries.no", ondelete="CASCADE"), primary_key=True),
    Column("guid", Prose, nullable=False),
    Column("address", Prose, nullable=False),
    Column("title", Prose, nullable=False),
    Column("author", Prose, nullable=False),
    Column("published", UtcDateTime),
    Column("language", String, nullable=False),
    Column("categories", Strings, nullable=False),
    Column("picture", Prose, nullable=False),
    Column("links", Strings, nullable=False),
    Column("sharer", Prose),
    Column("text", Prose, nullable=False),
    Column("pageless", Boolean, nullable=False, server_default=false()),
)
"""What an entry says. `sharer`: JSON."""

articles = Table(
    "articles",
    metadata,
    Column("no", Integer, primary_key=True),
    Column("id", String, nullable=False, unique=True),
    Column("address", Prose, nullable=False),
    Column("title", Prose, nullable=False),
    Column("outlet", Prose, nullable=False),
    Column("language", String, nullable=False),
    Column("published", UtcDateTime, nullable=False, index=True),
    Column("first_seen", UtcDateTime, nullable=False, index=True),
    Column("stated", UtcDateTime),
    Column("author", Prose, nullable=False),
    Column("picture", Prose, nullable=False),
    Column("read_in_full", Boolean, nullable=False),
    Column("gated", Boolean, nullable=False),
    Column("sources", Strings, nullable=False),
    Column("sharers", Prose, nullable=False),
    Column("links", Strings, nullable=False),
    Column("description", Prose, nullable=False),
    Column("text", Prose, nullable=False),
)
"""`sharers`: JSON list."""

filings = Table(
    "filings",
    metadata,
    Column("no", Integer, primary_key=True),
    Column("article", String, nullable=False, unique=True),
    Column("story", String, nullable=False, index=True),
)
"""Which story an article was filed under."""

verdicts = Table(
    "verdicts",
    metadata,
    Column("no", Integer, primary_key=True),
    Column("story", String, nullable=False, unique=True),
    Column("theme", Prose, nullable=False),
    Column("score", Float, nullable=False),
    Column("threshold", Float, nullable=False),
    Column("decision", String, nullable=False),
    Column("section", Prose, nullable=False),
    Column("flags", Strings, nullable=False),
    Column("reasons", Prose, nullable=False),
    Column("plain", Float),
)
"""The best verdict of each story. `reasons`: JSON list."""

marks = Table(
    "marks",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("subject", String, nullable=False),
    Column("verb", String, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("value", Prose, nullable=False),
    Column("editor", Prose, nullable=False),
    Column("undone_at", UtcDateTime),
    Column("theme", Prose, nullable=False, server_default=""),
    Column("score", Float),
    sqlite_autoincrement=True,
)
"""The log of the editor's acts; what was undone stays, for the audit."""

standing = marks.c.undone_at.is_(None)
"""The mark was not undone."""

editions = Table(
    "editions",
    metadata,
    Column("slug", String, primary_key=True),
    Column("day", Date, nullable=False),
    Column("number", Integer, nullable=False),
    Column("status", String, nullable=False),
    Column("version", String, nullable=False),
    Column("edition", Prose, nullable=False),
)
"""`edition`: the whole of it as JSON; `version`: its hash, its status aside; the other columns are for finding it."""

revision = Table(
    "alembic_version",
    MetaData(),
    Column("version_num", String(32), nullable=False),
    PrimaryKeyConstraint("version_num", name="alembic_version_pkc"),
)
"""Alembic's own table, read here so that a current store opens without importing Alembic."""
