"""Bookings, legs, slot claims: the tables of the first revision, as they were then."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op


def create() -> None:
    """Make the tables and their indexes."""
    _bookings()
    _legs()
    _claims()


def _bookings() -> None:
    op.create_table(
        "bookings",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("session", sa.Text(), nullable=False),
        sa.Column("generation", sa.BigInteger(), nullable=False),
        sa.Column("slot_start", sa.BigInteger(), nullable=False),
        sa.Column("slot_end", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("fence", sa.BigInteger(), nullable=False),
        sa.Column("lease_ms", sa.BigInteger(), nullable=False),
        sa.Column("decide_by", sa.BigInteger(), nullable=False),
        sa.Column("confirmed_by", sa.Text(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("settled_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["session"], ["sessions.id"], name="fk_bookings_session", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_bookings"),
        sa.UniqueConstraint("session", "generation", name="uq_bookings_session_generation"),
    )
    op.create_index(
        "ix_bookings_unsettled_lease_ms",
        "bookings",
        ["lease_ms"],
        sqlite_where=sa.text("state IN ('booking', 'rolling_back', 'needs_attention', 'removing')"),
        postgresql_where=sa.text("state IN ('booking', 'rolling_back', 'needs_attention', 'removing')"),
    )


def _legs() -> None:
    op.create_table(
        "legs",
        sa.Column("booking", sa.Text(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("calendar", sa.Text(), nullable=False),
        sa.Column("event", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("tentative", sa.Boolean(), nullable=False),
        sa.Column("etag", sa.Text(), nullable=False),
        sa.Column("link", sa.Text(), nullable=False),
        sa.Column("meeting_link", sa.Text(), nullable=False),
        sa.Column("sent_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["booking"], ["bookings.id"], name="fk_legs_booking", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("booking", "person", name="pk_legs"),
    )
    op.create_index("ix_legs_person", "legs", ["person"])


def _claims() -> None:
    op.create_table(
        "claims",
        sa.Column("booking", sa.Text(), nullable=False),
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("calendar", sa.Text(), nullable=False),
        sa.Column("starts", sa.BigInteger(), nullable=False),
        sa.Column("ends", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["booking"], ["bookings.id"], name="fk_claims_booking", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("booking", "account", "calendar", name="pk_claims"),
    )
    op.create_index("ix_claims_account_calendar_starts", "claims", ["account", "calendar", "starts"])
    if op.get_context().dialect.name == "postgresql":
        op.execute("CREATE EXTENSION IF NOT EXISTS btree_gist")
        op.execute(
            "ALTER TABLE claims ADD CONSTRAINT ex_claims_overlap EXCLUDE USING gist"
            " (account WITH =, calendar WITH =, int8range(starts, ends) WITH &&)"
        )
