"""Work in flight: rate limits, idempotency keys, Slack's deliveries, job leases."""

from __future__ import annotations

from sqlalchemy import Index, PrimaryKeyConstraint, Table
from sqlalchemy import text as sql

from core.storage.tables.base import METADATA, number, text

quotas = Table(
    "quotas",
    METADATA,
    # No foreign key: the first act of somebody unknown counts too.
    text("person"),
    text("name"),
    number("starts"),
    number("ends"),
    number("hits"),
    PrimaryKeyConstraint("person", "name", "starts"),
    Index(None, "ends"),
)

keys = Table(
    "keys",
    METADATA,
    text("scope"),
    text("key"),
    text("fingerprint"),
    text("state"),
    number("lease_ms"),
    text("answer"),
    number("created_at"),
    PrimaryKeyConstraint("scope", "key"),
    Index(None, "created_at"),
)

inbox = Table(
    "inbox",
    METADATA,
    text("team"),
    text("event"),
    text("kind"),
    text("payload"),
    number("received_at"),
    number("attempt"),
    number("lease_ms"),
    number("done_at", nullable=True),
    PrimaryKeyConstraint("team", "event"),
    Index(None, "received_at"),
)

WAITING = sql("done_at IS NULL")
Index("ix_inbox_waiting_lease_ms", inbox.c.lease_ms, sqlite_where=WAITING, postgresql_where=WAITING)

leases = Table(
    "leases",
    METADATA,
    text("job", key=True),
    number("next_ms"),
)
