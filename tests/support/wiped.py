"""One PostgreSQL database that many tests use one after another, emptied in between.

Making a database from a template copies a few hundred files; deleting the handful of rows that a test left does not.
"""

from __future__ import annotations

import psycopg

from core.storage.tables import METADATA


def wipe(url: str) -> None:
    """Delete every row of every table of Perin's, whatever refers to whatever."""
    tables = [table.name for table in METADATA.sorted_tables]
    with psycopg.connect(url) as connection:
        connection.execute("SET session_replication_role = replica")
        for name in tables:
            connection.execute(f'DELETE FROM "{name}"')
