"""Installations, persons, their calendar accounts, and the one-time links. ``*_sealed`` columns hold ciphertext."""

from __future__ import annotations

from sqlalchemy import Index, Table, UniqueConstraint

from core.storage.tables.base import METADATA, flag, later_number, number, owned_by, text

installations = Table(
    "installations",
    METADATA,
    text("key", key=True),
    text("team", nullable=True),
    text("team_name"),
    text("enterprise", nullable=True),
    flag("is_enterprise"),
    # Empty where the token lives in the environment, and once uninstalled.
    text("token_sealed", nullable=True),
    text("sealed_with", nullable=True),
    text("bot_user"),
    text("bot_id"),
    text("app_id"),
    text("scopes"),
    number("installed_at"),
    number("uninstalled_at", nullable=True),
    Index(None, "team"),
    Index(None, "enterprise"),
)

people = Table(
    "people",
    METADATA,
    text("key", key=True),
    # No foreign key: a workspace whose token is in the environment need not have an installation row.
    text("installation"),
    text("slack_user"),
    text("name"),
    text("slack_time_zone"),
    text("time_zone_override", nullable=True),
    text("locale"),
    flag("is_deactivated"),
    number("paused_at", nullable=True),
    text("dm_channel", nullable=True),
    text("settings"),
    number("version"),
    number("digest_at", nullable=True),
    Index(None, "installation"),
    Index(None, "digest_at"),
)

accounts = Table(
    "accounts",
    METADATA,
    owned_by("person", "people.key", key=True),
    text("home"),
    text("account"),
    text("email"),
    text("state"),
    text("write_calendar"),
    text("busy_calendars"),
    text("token_sealed", nullable=True),
    text("sealed_with", nullable=True),
    number("linked_at"),
    number("version"),
    # Until when Google asked to be left alone for this account; shared by every replica.
    later_number("paused_until"),
    # When its meetings were last compared with what stands in Google.
    later_number("checked_ms"),
    UniqueConstraint("account", "home"),
)

links = Table(
    "links",
    METADATA,
    text("token_hash", key=True),
    owned_by("person", "people.key"),
    number("expires_at"),
    text("browser_hash", nullable=True),
    text("verifier_sealed", nullable=True),
    # Sealed by who parks it.
    text("pending", nullable=True),
    Index(None, "person"),
    Index(None, "expires_at"),
)

install_states = Table(
    "install_states",
    METADATA,
    text("state_hash", key=True),
    number("expires_at"),
)
