"""The database's schema: what state it is in, bringing it up to this version, and what went wrong with it in words.

Revisions are numbered, so that a database of a newer Perin is told from one that is behind.
"""

from __future__ import annotations

from bot.assembly import SCHEMA_HEAD, current_schema, upgrade_schema
from core.domain.errors import PerinError, SchemaBehind, StorageError

NEWER = "The database belongs to a newer version of Perin: start that version, or restore a backup."
_UNUSABLE = "The database can't be used: check PERIN_DATABASE_URL, and that the server or folder is there and allowed."
_REASONS = {
    "in_use": "The SQLite file is in use by another Perin: stop that one, or use PostgreSQL for several.",
    "memory_database": "PERIN_DATABASE_URL must name a file: a database in memory is gone with the process.",
    "sqlite_too_old": "This Python's SQLite is too old: Perin needs 3.35 or newer.",
    "bad_url": "PERIN_DATABASE_URL must be an address such as postgresql://user:password@host/name.",
}


def migrate_database(url: str) -> str:
    """Bring the database up to this version and say what was done.

    Raises StorageError; SchemaBehind for the database of a newer version.
    """
    before = current_schema(url)
    if before == SCHEMA_HEAD:
        return "The database is up to date; nothing was changed."
    refuse_newer(before)
    upgrade_schema(url)
    if before is None:
        return "The database was empty and now has this version's tables."
    return "The database was brought up to this version."


def refuse_newer(found: str | None) -> None:
    """Raise SchemaBehind for the schema of a newer version: this one doesn't know what it means."""
    if found is not None and found > SCHEMA_HEAD:
        raise SchemaBehind(found=found, needed=SCHEMA_HEAD)


def database_state(url: str) -> tuple[bool, str]:
    """Return whether the database is usable as it is, and that in a sentence with what to do."""
    try:
        found = current_schema(url)
        refuse_newer(found)
    except PerinError as error:
        return False, database_words(error)
    if found is None:
        return True, "It is empty; its tables are made at the first start, or by `perin migrate`."
    if found != SCHEMA_HEAD:
        return False, "It has an older version's tables: the next start brings it up, and so does `perin migrate`."
    return True, "It answers and has this version's tables."


def database_words(error: PerinError) -> str:
    """Return a sentence for what the database came to, with what to do."""
    if isinstance(error, SchemaBehind):
        return NEWER
    return _REASONS.get(error.text("reason"), _UNUSABLE) if isinstance(error, StorageError) else _UNUSABLE
