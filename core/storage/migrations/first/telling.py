"""Notices, cards, the audit trail: the tables of the first revision, as they were then."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op


def create() -> None:
    """Make the tables and their indexes."""
    _notices()
    _notice_indexes()
    _cards()
    _audit_counters()
    _audit()


def _notices() -> None:
    op.create_table(
        "notices",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("due_at", sa.BigInteger(), nullable=False),
        sa.Column("other", sa.Text(), nullable=True),
        sa.Column("connection", sa.Text(), nullable=True),
        sa.Column("session", sa.Text(), nullable=True),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.Column("delivery", sa.Text(), nullable=False),
        sa.Column("attempt", sa.BigInteger(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=True),
        sa.Column("ts", sa.Text(), nullable=True),
        sa.Column("edit_wanted", sa.Boolean(), nullable=False),
        sa.Column("read_at", sa.BigInteger(), nullable=True),
        sa.Column("resolved_at", sa.BigInteger(), nullable=True),
        sa.Column("todo", sa.Boolean(), nullable=False),
        sa.Column("lease_ms", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["connection"], ["connections.id"], name="fk_notices_connection", ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["other"], ["people.key"], name="fk_notices_other", ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["person"], ["people.key"], name="fk_notices_person", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["session"], ["sessions.id"], name="fk_notices_session", ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name="pk_notices"),
        sa.UniqueConstraint("key", name="uq_notices_key"),
    )


def _notice_indexes() -> None:
    op.create_index("ix_notices_connection", "notices", ["connection"])
    op.create_index(
        "ix_notices_dead",
        "notices",
        ["id"],
        sqlite_where=sa.text("delivery = 'dead'"),
        postgresql_where=sa.text("delivery = 'dead'"),
    )
    op.create_index("ix_notices_other", "notices", ["other"])
    op.create_index("ix_notices_person_created_at", "notices", ["person", "created_at"])
    op.create_index("ix_notices_session", "notices", ["session"])
    op.create_index(
        "ix_notices_todo",
        "notices",
        ["due_at", "id"],
        sqlite_where=sa.text("todo = 1"),
        postgresql_where=sa.text("todo"),
    )


def _cards() -> None:
    op.create_table(
        "cards",
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("session", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=True),
        sa.Column("ts", sa.Text(), nullable=True),
        sa.Column("wanted", sa.BigInteger(), nullable=False),
        sa.Column("shown", sa.BigInteger(), nullable=False),
        sa.Column("due_at", sa.BigInteger(), nullable=False),
        sa.Column("retry_at", sa.BigInteger(), nullable=False),
        sa.Column("attempt", sa.BigInteger(), nullable=False),
        sa.Column("todo", sa.Boolean(), nullable=False),
        sa.Column("lease_ms", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["person"], ["people.key"], name="fk_cards_person", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["session"], ["sessions.id"], name="fk_cards_session", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("person", "session", name="pk_cards"),
    )
    op.create_index("ix_cards_session", "cards", ["session"])
    op.create_index(
        "ix_cards_todo",
        "cards",
        ["due_at", "person", "session"],
        sqlite_where=sa.text("todo = 1"),
        postgresql_where=sa.text("todo"),
    )


def _audit_counters() -> None:
    op.create_table(
        "audit_counters",
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("last", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["person"], ["people.key"], name="fk_audit_counters_person", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("person", name="pk_audit_counters"),
    )


def _audit() -> None:
    op.create_table(
        "audit",
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("authority", sa.Text(), nullable=False),
        sa.Column("other", sa.Text(), nullable=True),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["person"], ["people.key"], name="fk_audit_person", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("person", "number", name="pk_audit"),
    )
    op.create_index("ix_audit_actor", "audit", ["actor"])
    op.create_index("ix_audit_other", "audit", ["other"])
