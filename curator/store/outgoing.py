"""The tables of what leaves: deliveries, posts, slots, subscribers. Part of the schema, with the same rules."""

from __future__ import annotations

from sqlalchemy import Column, Date, Index, Integer, String, Table, UniqueConstraint

from curator.store.schema import metadata
from curator.store.types import Prose, Strings, UtcDateTime

deliveries = Table(
    "deliveries",
    metadata,
    Column("no", Integer, primary_key=True),
    Column("kind", String, nullable=False),
    Column("subject", String, nullable=False),
    Column("target", String, nullable=False),
    Column("recipient", String, nullable=False),
    Column("state", String, nullable=False),
    Column("at", UtcDateTime),
    Column("attempts", Integer, nullable=False),
    Column("reason", Prose, nullable=False),
    Column("receipt", Prose, nullable=False),
    Column("content", String, nullable=False),
    Column("by", Prose, nullable=False),
    UniqueConstraint("kind", "subject", "target", "recipient", name="uq_deliveries_key"),
)
"""One row a thing and place, ever: what makes a second sending impossible."""
Index("ix_deliveries_state", deliveries.c.state, deliveries.c.kind)

posts = Table(
    "posts",
    metadata,
    Column("no", Integer, primary_key=True),
    Column("story", String, nullable=False),
    Column("account", String, nullable=False),
    Column("network", String, nullable=False),
    Column("text", Prose, nullable=False),
    Column("edition", String, nullable=False),
    Column("link", Prose, nullable=False),
    Column("slot", UtcDateTime),
    Column("approved", String, nullable=False),
    Column("approved_at", UtcDateTime),
    UniqueConstraint("story", "account", name="uq_posts_key"),
    UniqueConstraint("account", "slot", name="uq_posts_slot"),
)
"""What the editor wants to post. `approved`: hash of the text and the link that were approved, "" for none."""

slots = Table(
    "slots",
    metadata,
    Column("target", String, primary_key=True),
    Column("day", Date, primary_key=True),
    Column("edition", String, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("outcome", String, nullable=False),
)
"""The local days on which a list had its letter. `outcome`: "sent", "late" or "skipped"."""

subscribers = Table(
    "subscribers",
    metadata,
    Column("no", Integer, primary_key=True),
    Column("id", String, nullable=False, unique=True),
    Column("folded", String, nullable=False, unique=True),
    Column("address", Prose, nullable=False),
    Column("name", Prose, nullable=False),
    Column("lists", Strings, nullable=False),
    Column("standing", String, nullable=False),
    Column("asked", UtcDateTime),
    Column("confirmed", UtcDateTime),
    Column("ended", UtcDateTime),
    Column("proof", Prose, nullable=False),
    Column("soft", Integer, nullable=False),
)
"""`folded`: the address in the one form that is compared."""

signups = Table(
    "signups",
    metadata,
    Column("no", Integer, primary_key=True),
    Column("bucket", String, nullable=False),
    Column("at", UtcDateTime, nullable=False),
)
"""Requests by whom they count against, as hashes; forgotten after a day."""
Index("ix_signups_bucket", signups.c.bucket, signups.c.at)
