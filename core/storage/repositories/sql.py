"""The few forms of statement that several repositories share."""

from __future__ import annotations

from typing import Any

from sqlalchemy import BigInteger, Boolean, ColumnElement, Table, Text, bindparam, update
from sqlalchemy.dialects.postgresql import Insert
from sqlalchemy.sql.dml import Update


def insert(table: Table) -> Insert:
    """Return an INSERT that knows ON CONFLICT. SQLite and PostgreSQL write that clause alike.

    With RETURNING several rows go in one statement, without it each in its own.
    """
    return Insert(table)


def value(name: str) -> ColumnElement[Any]:
    """Return a bound text, to compare with or to assign."""
    return bindparam(name, type_=Text)


def count(name: str) -> ColumnElement[Any]:
    """Return a bound whole number."""
    return bindparam(name, type_=BigInteger)


def truth(name: str) -> ColumnElement[Any]:
    """Return a bound truth value."""
    return bindparam(name, type_=Boolean)


def many(name: str) -> Any:  # noqa: ANN401 - SQLAlchemy's list parameter, for ``in_``
    """Return a bound list of texts."""
    return bindparam(name, type_=Text, expanding=True)


def update_version(table: Table, key: ColumnElement[Any]) -> Update:
    """Return an UPDATE of one row that only meets it under the version that was read.

    Parameters: the columns to set, ``which`` (the key) and ``was`` (the version read).
    """
    return (
        update(table).where(key == value("which"), table.c.version == count("was")).values(version=table.c.version + 1)
    )
