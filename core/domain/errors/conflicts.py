"""Races that the database settled, and a database that didn't answer."""

from __future__ import annotations

from core.domain.errors.root import PerinError


class Conflict(PerinError):
    """Somebody else changed it first; read again."""

    code = "conflict"


class StaleVersion(Conflict):
    """The row moved on since it was read."""

    code = "stale_version"


class ReaderChanged(StaleVersion):
    """The row by which somebody's words were read (their zone, their habits) is another by now: read them again."""

    code = "reader_changed"


class LeaseLost(Conflict):
    """Another process took the work over."""

    code = "lease_lost"


class KeyReused(Conflict):
    """The idempotency key was used with other content."""

    code = "key_reused"


class StillWorking(Conflict):
    """The same request is being worked on."""

    code = "still_working"


class StorageError(PerinError):
    """The database didn't answer."""

    code = "storage_error"


class StorageBusy(StorageError):
    """It was locked for too long; try again."""

    code = "storage_busy"


class SchemaBehind(StorageError):
    """The database's schema is not the one this version needs."""

    code = "schema_behind"
