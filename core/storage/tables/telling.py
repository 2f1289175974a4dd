"""What people are told: notices, cards, and the audit trail with its counters."""

from __future__ import annotations

from sqlalchemy import Index, PrimaryKeyConstraint, Table, UniqueConstraint
from sqlalchemy import text as sql

from core.storage.tables.base import METADATA, flag, later_number, later_text, mentions, number, owned_by, text

# As each database writes "WHERE todo": only then does a query find the index.
TODO, TODO_ON_SQLITE = sql("todo"), sql("todo = 1")

notices = Table(
    "notices",
    METADATA,
    text("id", key=True),
    text("key"),
    owned_by("person", "people.key"),
    text("kind"),
    number("created_at"),
    number("due_at"),
    mentions("other", "people.key"),
    mentions("connection", "connections.id"),
    mentions("session", "sessions.id"),
    text("facts"),
    text("delivery"),
    number("attempt"),
    text("channel", nullable=True),
    text("ts", nullable=True),
    flag("edit_wanted"),
    number("read_at", nullable=True),
    number("resolved_at", nullable=True),
    # Whether the outbox has something to do for it: one condition for the index, whatever the reason is.
    flag("todo"),
    number("lease_ms"),
    text("reason"),
    number("nudge_at", nullable=True),
    later_number("nudges"),
    number("snoozed_until", nullable=True),
    UniqueConstraint("key"),
    Index(None, "person", "created_at"),
    Index(None, "other"),
    Index(None, "connection"),
    Index(None, "session"),
)

Index(
    "ix_notices_todo",
    notices.c.due_at,
    notices.c.id,
    sqlite_where=TODO_ON_SQLITE,
    postgresql_where=TODO,
)
NUDGED = sql("nudge_at IS NOT NULL")
Index("ix_notices_nudge_at", notices.c.nudge_at, sqlite_where=NUDGED, postgresql_where=NUDGED)
DEAD = sql("delivery = 'dead'")
Index("ix_notices_dead", notices.c.id, sqlite_where=DEAD, postgresql_where=DEAD)

cards = Table(
    "cards",
    METADATA,
    owned_by("person", "people.key"),
    owned_by("session", "sessions.id"),
    text("channel", nullable=True),
    text("ts", nullable=True),
    number("wanted"),
    number("shown"),
    # Holds back the first post only; ``retry_at`` holds back everything.
    number("due_at"),
    number("retry_at"),
    number("attempt"),
    flag("todo"),
    number("lease_ms"),
    # Why it was given up, "" while it wasn't: what it shows may be out of date.
    later_text("reason"),
    PrimaryKeyConstraint("person", "session"),
    Index(None, "session"),
)

Index(
    "ix_cards_todo",
    cards.c.due_at,
    cards.c.person,
    cards.c.session,
    sqlite_where=TODO_ON_SQLITE,
    postgresql_where=TODO,
)

GIVEN_UP = sql("reason <> ''")
Index("ix_cards_dead", cards.c.session, sqlite_where=GIVEN_UP, postgresql_where=GIVEN_UP)

audit_counters = Table(
    "audit_counters",
    METADATA,
    owned_by("person", "people.key", key=True),
    number("last"),
    # Until when App Home was last opened, and how much of the trail it shows: less than all is stale.
    number("home_at", nullable=True),
    number("home_shown"),
    Index(None, "home_at"),
)

audit = Table(
    "audit",
    METADATA,
    owned_by("person", "people.key", key=True),
    number("number", key=True),
    text("actor"),
    text("action"),
    text("subject"),
    number("at"),
    text("authority"),
    # No foreign keys on ``actor`` and ``other``: they become "a former member" when that person leaves.
    text("other", nullable=True),
    text("facts"),
    Index(None, "actor"),
    Index(None, "other"),
)
