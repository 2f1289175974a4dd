"""What a meeting needs after it was booked: moving, removing, watching it, and reminding people of it.

Revision 0002.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_COLUMNS: dict[str, tuple[sa.Column[str] | sa.Column[int], ...]] = {
    "sessions": (
        sa.Column("allowances", sa.Text(), nullable=False, server_default=sa.text("'[]'")),
        sa.Column("end_note", sa.Text(), nullable=False, server_default=sa.text("''")),
    ),
    "bookings": (
        sa.Column("chore", sa.Text(), nullable=False, server_default=sa.text("''")),
        sa.Column("due_ms", sa.BigInteger(), nullable=False, server_default=sa.text("0")),
        sa.Column("attempt", sa.BigInteger(), nullable=False, server_default=sa.text("0")),
    ),
    "legs": (
        sa.Column("hold", sa.Text(), nullable=False, server_default=sa.text("''")),
        sa.Column("drift", sa.Text(), nullable=False, server_default=sa.text("''")),
        sa.Column("drift_start", sa.BigInteger(), nullable=True),
        sa.Column("drift_end", sa.BigInteger(), nullable=True),
    ),
    "accounts": (
        sa.Column("paused_until", sa.BigInteger(), nullable=False, server_default=sa.text("0")),
        sa.Column("checked_ms", sa.BigInteger(), nullable=False, server_default=sa.text("0")),
    ),
    "people": (sa.Column("digest_at", sa.BigInteger(), nullable=True),),
    "audit_counters": (
        sa.Column("home_at", sa.BigInteger(), nullable=True),
        sa.Column("home_shown", sa.BigInteger(), nullable=False, server_default=sa.text("0")),
    ),
    "notices": (
        sa.Column("nudge_at", sa.BigInteger(), nullable=True),
        sa.Column("nudges", sa.BigInteger(), nullable=False, server_default=sa.text("0")),
        sa.Column("snoozed_until", sa.BigInteger(), nullable=True),
    ),
}


def upgrade() -> None:
    """Add columns only: a replica of the version before goes on working beside this one."""
    for table, columns in _COLUMNS.items():
        for column in columns:
            op.add_column(table, column)
    chores = sa.text("chore <> ''")
    op.create_index("ix_bookings_chore_due_ms", "bookings", ["due_ms"], sqlite_where=chores, postgresql_where=chores)
    meeting = sa.text("state = 'confirmed'")
    op.create_index(
        "ix_sessions_meeting_booked_start", "sessions", ["booked_start"], sqlite_where=meeting, postgresql_where=meeting
    )
    nudged = sa.text("nudge_at IS NOT NULL")
    op.create_index("ix_notices_nudge_at", "notices", ["nudge_at"], sqlite_where=nudged, postgresql_where=nudged)
    op.create_index("ix_people_digest_at", "people", ["digest_at"])
    op.create_index("ix_audit_counters_home_at", "audit_counters", ["home_at"])
