"""Bookings with their legs, and the claims that keep two bookings out of the same time of one calendar."""

from __future__ import annotations

from sqlalchemy import Index, PrimaryKeyConstraint, Table, UniqueConstraint, func
from sqlalchemy import text as sql
from sqlalchemy.dialects.postgresql import ExcludeConstraint

from core.storage.tables.base import METADATA, flag, later_number, later_text, number, owned_by, text

bookings = Table(
    "bookings",
    METADATA,
    text("id", key=True),
    owned_by("session", "sessions.id"),
    number("generation"),
    number("slot_start"),
    number("slot_end"),
    text("state"),
    number("fence"),
    number("lease_ms"),
    number("decide_by"),
    text("confirmed_by", nullable=True),
    text("reason"),
    number("created_at"),
    number("settled_at", nullable=True),
    # What is still to be done although the fate is settled, and when.
    later_text("chore"),
    later_number("due_ms"),
    later_number("attempt"),
    UniqueConstraint("session", "generation"),
)

UNSETTLED = sql("state IN ('booking', 'rolling_back', 'needs_attention', 'removing')")
Index("ix_bookings_unsettled_lease_ms", bookings.c.lease_ms, sqlite_where=UNSETTLED, postgresql_where=UNSETTLED)

HAS_CHORE = sql("chore <> ''")
Index("ix_bookings_chore_due_ms", bookings.c.due_ms, sqlite_where=HAS_CHORE, postgresql_where=HAS_CHORE)

legs = Table(
    "legs",
    METADATA,
    owned_by("booking", "bookings.id", key=True),
    text("person", key=True),
    number("position"),
    text("account"),
    text("calendar"),
    text("event"),
    text("state"),
    flag("tentative"),
    text("etag"),
    text("link"),
    text("meeting_link"),
    number("sent_at", nullable=True),
    later_text("hold"),
    later_text("drift"),
    number("drift_start", nullable=True),
    number("drift_end", nullable=True),
    Index(None, "person"),
)

claims = Table(
    "claims",
    METADATA,
    owned_by("booking", "bookings.id"),
    text("account"),
    text("calendar"),
    number("starts"),
    number("ends"),
    PrimaryKeyConstraint("booking", "account", "calendar"),
    Index(None, "account", "calendar", "starts"),
)

# SQLite has one writer, so there the repository's own look for an overlap is enough.
claims.append_constraint(
    ExcludeConstraint(
        (claims.c.account, "="),
        (claims.c.calendar, "="),
        (func.int8range(claims.c.starts, claims.c.ends), "&&"),
        name="ex_claims_overlap",
        using="gist",
    ).ddl_if(dialect="postgresql")
)
