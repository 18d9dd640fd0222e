"""Deliveries, posts, slots and subscribers."""

import sqlalchemy as sa
from alembic import op

from curator.store.types import Prose, Strings, UtcDateTime

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Make the tables of what leaves."""
    op.create_table(
        "deliveries",
        sa.Column("no", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("target", sa.String(), nullable=False),
        sa.Column("recipient", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("at", UtcDateTime()),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("reason", Prose(), nullable=False),
        sa.Column("receipt", Prose(), nullable=False),
        sa.Column("content", sa.String(), nullable=False),
        sa.Column("by", Prose(), nullable=False),
        sa.PrimaryKeyConstraint("no", name="pk_deliveries"),
        sa.UniqueConstraint("kind", "subject", "target", "recipient", name="uq_deliveries_key"),
    )
    op.create_index("ix_deliveries_state", "deliveries", ["state", "kind"])
    op.create_table(
        "posts",
        sa.Column("no", sa.Integer(), nullable=False),
        sa.Column("story", sa.String(), nullable=False),
        sa.Column("account", sa.String(), nullable=False),
        sa.Column("network", sa.String(), nullable=False),
        sa.Column("text", Prose(), nullable=False),
        sa.Column("edition", sa.String(), nullable=False),
        sa.Column("link", Prose(), nullable=False),
        sa.Column("slot", UtcDateTime()),
        sa.Column("approved", sa.String(), nullable=False),
        sa.Column("approved_at", UtcDateTime()),
        sa.PrimaryKeyConstraint("no", name="pk_posts"),
        sa.UniqueConstraint("story", "account", name="uq_posts_key"),
        sa.UniqueConstraint("account", "slot", name="uq_posts_slot"),
    )
    op.create_table(
        "slots",
        sa.Column("target", sa.String(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("edition", sa.String(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("target", "day", name="pk_slots"),
    )
    op.create_table(
        "subscribers",
        sa.Column("no", sa.Integer(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("folded", sa.String(), nullable=False),
        sa.Column("address", Prose(), nullable=False),
        sa.Column("name", Prose(), nullable=False),
        sa.Column("lists", Strings(), nullable=False),
        sa.Column("standing", sa.String(), nullable=False),
        sa.Column("asked", UtcDateTime()),
        sa.Column("confirmed", UtcDateTime()),
        sa.Column("ended", UtcDateTime()),
        sa.Column("proof", Prose(), nullable=False),
        sa.Column("soft", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("no", name="pk_subscribers"),
        sa.UniqueConstraint("folded", name="uq_subscribers_folded"),
        sa.UniqueConstraint("id", name="uq_subscribers_id"),
    )
    op.create_table(
        "signups",
        sa.Column("no", sa.Integer(), nullable=False),
        sa.Column("bucket", sa.String(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("no", name="pk_signups"),
    )
    op.create_index("ix_signups_bucket", "signups", ["bucket", "at"])
