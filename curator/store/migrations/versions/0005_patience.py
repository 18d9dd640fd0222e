"""Until when a source asked to be left alone."""

import sqlalchemy as sa
from alembic import op

from curator.store.types import UtcDateTime

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Add the column."""
    op.add_column("sources", sa.Column("asked_until", UtcDateTime()))
