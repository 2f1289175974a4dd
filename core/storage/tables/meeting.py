"""Sessions, their messages, and the ledger of revealed slots."""

from __future__ import annotations

from sqlalchemy import Index, PrimaryKeyConstraint, Table, UniqueConstraint
from sqlalchemy import text as sql

from core.storage.tables.base import METADATA, flag, later_text, number, owned_by, text

sessions = Table(
    "sessions",
    METADATA,
    text("id", key=True),
    owned_by("connection", "connections.id"),
    text("asker"),
    text("other"),
    text("kind"),
    text("state"),
    text("title"),
    text("place", nullable=True),
    number("length_minutes"),
    text("window"),
    text("phrase"),
    text("fingerprint"),
    number("created_at"),
    number("expires_at"),
    number("round"),
    number("generation"),
    number("accepted_start", nullable=True),
    number("accepted_end", nullable=True),
    text("accepted_by", nullable=True),
    number("booked_start", nullable=True),
    number("booked_end", nullable=True),
    number("booked_at", nullable=True),
    text("booked_by", nullable=True),
    flag("booked_auto"),
    number("ended_at", nullable=True),
    text("ended_by", nullable=True),
    text("end_reason"),
    text("replaces", nullable=True),
    flag("needs_slots"),
    text("relaxations"),
    number("version"),
    later_text("allowances", "[]"),
    later_text("end_note"),
    Index(None, "connection", "booked_start"),
    Index(None, "asker"),
    Index(None, "other"),
)

OPEN = sql("state IN ('initiated', 'negotiating', 'awaiting_confirmation')")
Index("ix_sessions_open_expires_at", sessions.c.expires_at, sqlite_where=OPEN, postgresql_where=OPEN)

# Also while booking: the session may come back to negotiating.
UNSETTLED = sql("state IN ('initiated', 'negotiating', 'awaiting_confirmation', 'booking')")
Index(
    "uq_sessions_open_fingerprint",
    sessions.c.connection,
    sessions.c.fingerprint,
    unique=True,
    sqlite_where=UNSETTLED,
    postgresql_where=UNSETTLED,
)

MEETING = sql("state = 'confirmed'")
Index("ix_sessions_meeting_booked_start", sessions.c.booked_start, sqlite_where=MEETING, postgresql_where=MEETING)

Index(
    "ix_sessions_needs_slots",
    sessions.c.id,
    sqlite_where=sql("needs_slots = 1"),
    postgresql_where=sql("needs_slots"),
)

messages = Table(
    "messages",
    METADATA,
    owned_by("session", "sessions.id", key=True),
    number("number", key=True),
    text("kind"),
    text("sender"),
    number("sent_at"),
    text("key"),
    text("slots"),
    text("reason"),
    text("events"),
    number("inviter_grant"),
    number("invited_grant"),
    UniqueConstraint("session", "key"),
)

reveals = Table(
    "reveals",
    METADATA,
    owned_by("connection", "connections.id"),
    text("viewer"),
    number("slot_start"),
    number("slot_end"),
    number("shown_at"),
    PrimaryKeyConstraint("connection", "viewer", "slot_start", "slot_end"),
)
