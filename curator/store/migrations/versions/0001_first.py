"""The first tables."""

import sqlalchemy as sa
from alembic import op

from curator.store.types import Prose, Strings, UtcDateTime

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make the tables of the first release."""
    op.create_table(
        "articles",
        sa.Column("no", sa.Integer(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("address", Prose(), nullable=False),
        sa.Column("title", Prose(), nullable=False),
        sa.Column("outlet", Prose(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("published", UtcDateTime(), nullable=False),
        sa.Column("first_seen", UtcDateTime(), nullable=False),
        sa.Column("stated", UtcDateTime()),
        sa.Column("author", Prose(), nullable=False),
        sa.Column("picture", Prose(), nullable=False),
        sa.Column("read_in_full", sa.Boolean(), nullable=False),
        sa.Column("gated", sa.Boolean(), nullable=False),
        sa.Column("sources", Strings(), nullable=False),
        sa.Column("sharers", Prose(), nullable=False),
        sa.Column("links", Strings(), nullable=False),
        sa.Column("description", Prose(), nullable=False),
        sa.Column("text", Prose(), nullable=False),
        sa.PrimaryKeyConstraint("no", name="pk_articles"),
        sa.UniqueConstraint("id", name="uq_articles_id"),
    )
    op.create_index("ix_articles_first_seen", "articles", ["first_seen"])
    op.create_index("ix_articles_published", "articles", ["published"])
    op.create_table(
        "editions",
        sa.Column("slug", sa.String(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("version", sa.String(), nullable=False),
        sa.Column("edition", Prose(), nullable=False),
        sa.PrimaryKeyConstraint("slug", name="pk_editions"),
    )
    op.create_table(
        "entries",
        sa.Column("no", sa.Integer(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("first_seen", UtcDateTime(), nullable=False),
        sa.Column("dated", UtcDateTime(), nullable=False),
        sa.Column("seen_on", sa.Date(), nullable=False),
        sa.Column("fingerprint", sa.String(), nullable=False),
        sa.Column("unread", sa.Boolean(), nullable=False, server_default=sa.true()),
        sa.Column("article", sa.String(), nullable=False, server_default=""),
        sa.PrimaryKeyConstraint("no", name="pk_entries"),
        sa.UniqueConstraint("id", name="uq_entries_id"),
    )
    op.create_index(
        "ix_entries_unread",
        "entries",
        ["first_seen"],
        sqlite_where=sa.text("unread = 1"),
        postgresql_where=sa.text("unread"),
    )
    op.create_table(
        "facts",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("value", Prose(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_facts"),
    )
    op.create_table(
        "filings",
        sa.Column("no", sa.Integer(), nullable=False),
        sa.Column("article", sa.String(), nullable=False),
        sa.Column("story", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("no", name="pk_filings"),
        sa.UniqueConstraint("article", name="uq_filings_article"),
    )
    op.create_index("ix_filings_story", "filings", ["story"])
    op.create_table(
        "marks",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("verb", sa.String(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("value", Prose(), nullable=False),
        sa.Column("editor", Prose(), nullable=False),
        sa.Column("undone_at", UtcDateTime()),
        sa.PrimaryKeyConstraint("id", name="pk_marks"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "sources",
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("title", Prose(), nullable=False),
        sa.Column("site", Prose(), nullable=False),
        sa.Column("etag", Prose(), nullable=False),
        sa.Column("last_modified", Prose(), nullable=False),
        sa.Column("body_hash", sa.String(), nullable=False),
        sa.Column("checked", UtcDateTime()),
        sa.Column("succeeded", UtcDateTime()),
        sa.Column("refreshed", UtcDateTime()),
        sa.Column("changed", UtcDateTime()),
        sa.Column("due", UtcDateTime()),
        sa.Column("cause", sa.String()),
        sa.Column("detail", Prose(), nullable=False),
        sa.Column("failing_since", UtcDateTime()),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("moved_to", Prose(), nullable=False),
        sa.Column("moved_since", UtcDateTime()),
        sa.Column("moved_count", sa.Integer(), nullable=False),
        sa.Column("answered_on", sa.Date()),
        sa.PrimaryKeyConstraint("source", name="pk_sources"),
    )
    op.create_table(
        "verdicts",
        sa.Column("no", sa.Integer(), nullable=False),
        sa.Column("story", sa.String(), nullable=False),
        sa.Column("theme", Prose(), nullable=False),
        sa.Column("score", sa.Float(), nullable=False),
        sa.Column("threshold", sa.Float(), nullable=False),
        sa.Column("decision", sa.String(), nullable=False),
        sa.Column("section", Prose(), nullable=False),
        sa.Column("flags", Strings(), nullable=False),
        sa.Column("reasons", Prose(), nullable=False),
        sa.PrimaryKeyConstraint("no", name="pk_verdicts"),
        sa.UniqueConstraint("story", name="uq_verdicts_story"),
    )
    op.create_table(
        "words",
        sa.Column("no", sa.Integer(), nullable=False),
        sa.Column("guid", Prose(), nullable=False),
        sa.Column("address", Prose(), nullable=False),
        sa.Column("title", Prose(), nullable=False),
        sa.Column("author", Prose(), nullable=False),
        sa.Column("published", UtcDateTime()),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("categories", Strings(), nullable=False),
        sa.Column("picture", Prose(), nullable=False),
        sa.Column("links", Strings(), nullable=False),
        sa.Column("sharer", Prose()),
        sa.Column("text", Prose(), nullable=False),
        sa.PrimaryKeyConstraint("no", name="pk_words"),
        sa.ForeignKeyConstraint(["no"], ["entries.no"], name="fk_words_no", ondelete="CASCADE"),
    )
