"""What the judge said of a story when the editor kept or dropped it."""

import sqlalchemy as sa
from alembic import op

from curator.store.types import Prose

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Add the columns."""
    op.add_column("verdicts", sa.Column("plain", sa.Float()))
    op.add_column("marks", sa.Column("theme", Prose(), nullable=False, server_default=""))
    op.add_column("marks", sa.Column("score", sa.Float()))
