"""Connections, grants and blocks."""

from __future__ import annotations

from sqlalchemy import Index, Table
from sqlalchemy import text as sql

from core.storage.tables.base import METADATA, flag, number, owned_by, text

connections = Table(
    "connections",
    METADATA,
    text("id", key=True),
    owned_by("inviter", "people.key"),
    owned_by("invited", "people.key"),
    # The same two keys in canonical order.
    text("low"),
    text("high"),
    text("state"),
    number("created_at"),
    number("expires_at"),
    number("answered_at", nullable=True),
    number("ended_at", nullable=True),
    text("ended_by", nullable=True),
    number("inviter_asked_at", nullable=True),
    number("invited_asked_at", nullable=True),
    number("version"),
    Index("ix_connections_inviter", "inviter"),
    Index("ix_connections_invited", "invited"),
    Index("ix_connections_low_high", "low", "high"),
)

LIVE = sql("state IN ('pending', 'active')")
Index(
    "uq_connections_live_pair",
    connections.c.low,
    connections.c.high,
    unique=True,
    sqlite_where=LIVE,
    postgresql_where=LIVE,
)

PENDING = sql("state = 'pending'")
Index(
    "ix_connections_pending_expires_at",
    connections.c.expires_at,
    sqlite_where=PENDING,
    postgresql_where=PENDING,
)

grants = Table(
    "grants",
    METADATA,
    owned_by("connection", "connections.id", key=True),
    text("grantor", key=True),
    text("grantee"),
    text("scopes"),
    text("constraints"),
    flag("auto_scheduling"),
    number("updated_at"),
    number("version"),
)

blocks = Table(
    "blocks",
    METADATA,
    owned_by("blocker", "people.key", key=True),
    # No foreign key: a block outlives what the blocked person had stored, and may name somebody unknown.
    text("blocked", key=True),
    number("created_at"),
)
