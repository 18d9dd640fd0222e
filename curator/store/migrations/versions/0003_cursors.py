"""How far a source that is read onwards has been read."""

import sqlalchemy as sa
from alembic import op

from curator.store.types import Prose

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Add the column."""
    op.add_column("sources", sa.Column("cursor", Prose(), nullable=False, server_default=""))
