"""Cards that were given up, and why, for the operator to see.

Revision 0003.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add a column only: a replica of the version before goes on working beside this one."""
    op.add_column("cards", sa.Column("reason", sa.Text(), nullable=False, server_default=sa.text("''")))
    dead = sa.text("reason <> ''")
    op.create_index("ix_cards_dead", "cards", ["session"], sqlite_where=dead, postgresql_where=dead)
