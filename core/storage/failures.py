"""Driver errors → domain errors, in one place: by constraint name, by SQLSTATE, by SQLite's error code."""

from __future__ import annotations

import sqlite3
import sys
from typing import TYPE_CHECKING, TypeGuard

from sqlalchemy import ForeignKeyConstraint, PrimaryKeyConstraint, UniqueConstraint
from sqlalchemy.exc import DBAPIError

from core.domain.errors import AccountTaken, NotFound, PerinError, StaleVersion, StorageBusy, StorageError
from core.storage.tables import METADATA

if TYPE_CHECKING:
    import psycopg

_BY_CONSTRAINT: dict[str, type[PerinError]] = {"uq_accounts_account_home": AccountTaken}
_DEADLOCK_OR_SERIALIZATION = frozenset({"40001", "40P01"})
_WAITED_TOO_LONG = frozenset({"55P03", "57014", "25P03"})
_UNIQUE, _FOREIGN_KEY = "23505", "23503"


def translate(error: DBAPIError) -> PerinError:
    """Return the domain error that says what a driver's error means.

    A broken reference is NotFound, a broken uniqueness the error of that constraint (StaleVersion when it has none
    of its own), a lock that was not to be had StorageBusy, everything else StorageError with the driver's class.
    """
    if is_busy(error) or _sqlstate(error) in _WAITED_TOO_LONG:
        return StorageBusy()
    if _is_foreign_key(error):
        return NotFound(what="reference")
    constraint = _broken_constraint(error)
    if constraint is not None:
        return _BY_CONSTRAINT.get(constraint, StaleVersion)()
    return StorageError(reason=type(error.orig).__name__)


def is_passing(error: DBAPIError) -> bool:
    """Whether the same transaction, begun anew, may succeed: contention, a deadlock, a connection that was cut."""
    return is_busy(error) or error.connection_invalidated


def is_busy(error: DBAPIError) -> bool:
    """Whether the database gave this transaction up for another one."""
    if isinstance(error.orig, sqlite3.Error):
        name = getattr(error.orig, "sqlite_errorname", "")
        return name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED"))
    return _sqlstate(error) in _DEADLOCK_OR_SERIALIZATION


def _sqlstate(error: DBAPIError) -> str | None:
    return error.orig.sqlstate if _is_postgresql(error.orig) else None


def _is_postgresql(error: BaseException | None) -> TypeGuard[psycopg.Error]:
    """Whether it is the PostgreSQL driver's. Who keeps to SQLite never imports that."""
    driver = sys.modules.get("psycopg")
    return driver is not None and isinstance(error, driver.Error)


def _is_foreign_key(error: DBAPIError) -> bool:
    if isinstance(error.orig, sqlite3.IntegrityError):
        return error.orig.sqlite_errorname == "SQLITE_CONSTRAINT_FOREIGNKEY"
    return _sqlstate(error) == _FOREIGN_KEY


def _broken_constraint(error: DBAPIError) -> str | None:
    """Return the name of the uniqueness that was broken, None when the error is of another kind."""
    if _is_postgresql(error.orig):
        return error.orig.diag.constraint_name if _sqlstate(error) == _UNIQUE else None
    prefix, _, columns = str(error.orig).partition(": ")
    return _NAMES.get(columns) if prefix == "UNIQUE constraint failed" else None


def _names_by_columns() -> dict[str, str]:
    """SQLite tells the columns (``links.token_hash, …``) instead of the constraint's name."""
    names: dict[str, str] = {}
    for table in METADATA.tables.values():
        unique = [
            one
            for one in table.constraints
            if isinstance(one, PrimaryKeyConstraint | UniqueConstraint) and not isinstance(one, ForeignKeyConstraint)
        ]
        for one in (*unique, *(index for index in table.indexes if index.unique)):
            names[", ".join(f"{table.name}.{column.name}" for column in one.columns)] = str(one.name)
    return names


_NAMES = _names_by_columns()
