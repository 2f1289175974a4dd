"""Which schema this version of Perin needs, and which one a database has. Knows nothing of Alembic."""

from __future__ import annotations

from sqlalchemy import Connection, inspect, text

HEAD = "0003"
"""The newest revision in ``migrations/versions``."""

_VERSION = text("SELECT version_num FROM alembic_version")


def stamped(connection: Connection) -> str | None:
    """Return the revision a database is at, None when it was never migrated."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    row = connection.execute(_VERSION).first()
    return None if row is None else str(row[0])
