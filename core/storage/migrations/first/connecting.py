"""Connections, grants, blocks: the tables of the first revision, as they were then."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op


def create() -> None:
    """Make the tables and their indexes."""
    _connections()
    _grants()
    _blocks()


def _connections() -> None:
    op.create_table(
        "connections",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("inviter", sa.Text(), nullable=False),
        sa.Column("invited", sa.Text(), nullable=False),
        sa.Column("low", sa.Text(), nullable=False),
        sa.Column("high", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.Column("answered_at", sa.BigInteger(), nullable=True),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.Column("ended_by", sa.Text(), nullable=True),
        sa.Column("inviter_asked_at", sa.BigInteger(), nullable=True),
        sa.Column("invited_asked_at", sa.BigInteger(), nullable=True),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["invited"], ["people.key"], name="fk_connections_invited", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["inviter"], ["people.key"], name="fk_connections_inviter", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_connections"),
    )
    op.create_index("ix_connections_invited", "connections", ["invited"])
    op.create_index("ix_connections_inviter", "connections", ["inviter"])
    op.create_index("ix_connections_low_high", "connections", ["low", "high"])
    op.create_index(
        "ix_connections_pending_expires_at",
        "connections",
        ["expires_at"],
        sqlite_where=sa.text("state = 'pending'"),
        postgresql_where=sa.text("state = 'pending'"),
    )
    op.create_index(
        "uq_connections_live_pair",
        "connections",
        ["low", "high"],
        unique=True,
        sqlite_where=sa.text("state IN ('pending', 'active')"),
        postgresql_where=sa.text("state IN ('pending', 'active')"),
    )


def _grants() -> None:
    op.create_table(
        "grants",
        sa.Column("connection", sa.Text(), nullable=False),
        sa.Column("grantor", sa.Text(), nullable=False),
        sa.Column("grantee", sa.Text(), nullable=False),
        sa.Column("scopes", sa.Text(), nullable=False),
        sa.Column("constraints", sa.Text(), nullable=False),
        sa.Column("auto_scheduling", sa.Boolean(), nullable=False),
        sa.Column("updated_at", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["connection"], ["connections.id"], name="fk_grants_connection", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("connection", "grantor", name="pk_grants"),
    )


def _blocks() -> None:
    op.create_table(
        "blocks",
        sa.Column("blocker", sa.Text(), nullable=False),
        sa.Column("blocked", sa.Text(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["blocker"], ["people.key"], name="fk_blocks_blocker", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("blocker", "blocked", name="pk_blocks"),
    )
