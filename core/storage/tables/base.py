"""What every table shares: one MetaData, the names of its constraints, and the few kinds of column.

Instants are whole epoch seconds; only leases count milliseconds, because tests shorten them below a second.
Structured values are JSON in text columns: they are read and written whole, never searched.
"""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, ForeignKey, MetaData, Text
from sqlalchemy import text as sql

METADATA = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
    }
)


def text(name: str, *, nullable: bool = False, key: bool = False) -> Column[str]:
    """Return a text column; identifiers, enum values and JSON are all text."""
    return Column(name, Text, nullable=nullable, primary_key=key)


def number(name: str, *, nullable: bool = False, key: bool = False) -> Column[int]:
    """Return a 64-bit whole number: a count, a version, an instant in epoch seconds."""
    return Column(name, BigInteger, nullable=nullable, primary_key=key, autoincrement=False)


def flag(name: str) -> Column[bool]:
    """Return a truth value that is always known."""
    return Column(name, Boolean, nullable=False)


def later_number(name: str) -> Column[int]:
    """Return a number that rows written before the column existed have as 0."""
    return Column(name, BigInteger, nullable=False, server_default=sql("0"))


def later_text(name: str, before: str = "") -> Column[str]:
    """Return a text that rows written before the column existed have as ``before``."""
    return Column(name, Text, nullable=False, server_default=sql(f"'{before}'"))


def owned_by(name: str, target: str, *, key: bool = False) -> Column[str]:
    """Return a reference whose row goes when the row it names goes."""
    return Column(name, Text, ForeignKey(target, ondelete="CASCADE"), nullable=False, primary_key=key)


def mentions(name: str, target: str) -> Column[str]:
    """Return a reference that is emptied when the row it names goes."""
    return Column(name, Text, ForeignKey(target, ondelete="SET NULL"), nullable=True)
