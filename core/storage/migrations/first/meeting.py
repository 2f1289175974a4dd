"""Sessions, messages, revealed slots: the tables of the first revision, as they were then."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op


def create() -> None:
    """Make the tables and their indexes."""
    _sessions()
    _session_indexes()
    _messages()
    _reveals()


def _sessions() -> None:
    op.create_table(
        "sessions",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("connection", sa.Text(), nullable=False),
        sa.Column("asker", sa.Text(), nullable=False),
        sa.Column("other", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("place", sa.Text(), nullable=True),
        sa.Column("length_minutes", sa.BigInteger(), nullable=False),
        sa.Column("window", sa.Text(), nullable=False),
        sa.Column("phrase", sa.Text(), nullable=False),
        sa.Column("fingerprint", sa.Text(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.Column("round", sa.BigInteger(), nullable=False),
        sa.Column("generation", sa.BigInteger(), nullable=False),
        sa.Column("accepted_start", sa.BigInteger(), nullable=True),
        sa.Column("accepted_end", sa.BigInteger(), nullable=True),
        sa.Column("accepted_by", sa.Text(), nullable=True),
        sa.Column("booked_start", sa.BigInteger(), nullable=True),
        sa.Column("booked_end", sa.BigInteger(), nullable=True),
        sa.Column("booked_at", sa.BigInteger(), nullable=True),
        sa.Column("booked_by", sa.Text(), nullable=True),
        sa.Column("booked_auto", sa.Boolean(), nullable=False),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.Column("ended_by", sa.Text(), nullable=True),
        sa.Column("end_reason", sa.Text(), nullable=False),
        sa.Column("replaces", sa.Text(), nullable=True),
        sa.Column("needs_slots", sa.Boolean(), nullable=False),
        sa.Column("relaxations", sa.Text(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["connection"], ["connections.id"], name="fk_sessions_connection", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_sessions"),
    )


def _session_indexes() -> None:
    op.create_index("ix_sessions_asker", "sessions", ["asker"])
    op.create_index("ix_sessions_connection_booked_start", "sessions", ["connection", "booked_start"])
    op.create_index(
        "ix_sessions_needs_slots",
        "sessions",
        ["id"],
        sqlite_where=sa.text("needs_slots = 1"),
        postgresql_where=sa.text("needs_slots"),
    )
    op.create_index(
        "ix_sessions_open_expires_at",
        "sessions",
        ["expires_at"],
        sqlite_where=sa.text("state IN ('initiated', 'negotiating', 'awaiting_confirmation')"),
        postgresql_where=sa.text("state IN ('initiated', 'negotiating', 'awaiting_confirmation')"),
    )
    op.create_index("ix_sessions_other", "sessions", ["other"])
    op.create_index(
        "uq_sessions_open_fingerprint",
        "sessions",
        ["connection", "fingerprint"],
        unique=True,
        sqlite_where=sa.text("state IN ('initiated', 'negotiating', 'awaiting_confirmation', 'booking')"),
        postgresql_where=sa.text("state IN ('initiated', 'negotiating', 'awaiting_confirmation', 'booking')"),
    )


def _messages() -> None:
    op.create_table(
        "messages",
        sa.Column("session", sa.Text(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("sender", sa.Text(), nullable=False),
        sa.Column("sent_at", sa.BigInteger(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("slots", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("events", sa.Text(), nullable=False),
        sa.Column("inviter_grant", sa.BigInteger(), nullable=False),
        sa.Column("invited_grant", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["session"], ["sessions.id"], name="fk_messages_session", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("session", "number", name="pk_messages"),
        sa.UniqueConstraint("session", "key", name="uq_messages_session_key"),
    )


def _reveals() -> None:
    op.create_table(
        "reveals",
        sa.Column("connection", sa.Text(), nullable=False),
        sa.Column("viewer", sa.Text(), nullable=False),
        sa.Column("slot_start", sa.BigInteger(), nullable=False),
        sa.Column("slot_end", sa.BigInteger(), nullable=False),
        sa.Column("shown_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["connection"], ["connections.id"], name="fk_reveals_connection", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("connection", "viewer", "slot_start", "slot_end", name="pk_reveals"),
    )
