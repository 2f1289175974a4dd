"""Every table, on one MetaData. The migrations must lead exactly here, which a test compares."""

from __future__ import annotations

from core.storage.tables.base import METADATA
from core.storage.tables.booking import bookings, claims, legs
from core.storage.tables.connecting import blocks, connections, grants
from core.storage.tables.meeting import messages, reveals, sessions
from core.storage.tables.people import accounts, install_states, installations, links, people
from core.storage.tables.telling import audit, audit_counters, cards, notices
from core.storage.tables.work import inbox, keys, leases, quotas

__all__ = [
    "METADATA",
    "accounts",
    "audit",
    "audit_counters",
    "blocks",
    "bookings",
    "cards",
    "claims",
    "connections",
    "grants",
    "inbox",
    "install_states",
    "installations",
    "keys",
    "leases",
    "legs",
    "links",
    "messages",
    "notices",
    "people",
    "quotas",
    "reveals",
    "sessions",
]
