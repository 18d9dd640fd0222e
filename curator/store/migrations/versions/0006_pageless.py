"""Which entries share their page with others of their feed."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Add the column."""
    op.add_column("words", sa.Column("pageless", sa.Boolean(), nullable=False, server_default=sa.false()))
