"""The one place where SQL learns the time: the database's clock plus the injected offset, or a virtual instant.

Leases, rate limits and job turns must not depend on which replica asks, so the database's clock decides. A statement
names ``NOW_MS`` (or ``NOW``) and is run with ``SqlClock.parameters()``; the same compiled statement serves
all three kinds of time.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, bindparam
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement


class _DatabaseMilliseconds(FunctionElement[int]):
    """The database's wall clock in epoch milliseconds, at the moment of the statement."""

    type = BigInteger()
    inherit_cache = True


@compiles(_DatabaseMilliseconds, "sqlite")
def _on_sqlite(element: _DatabaseMilliseconds, compiler: SQLCompiler, **kw: Any) -> str:  # noqa: ANN401, ARG001 - SQLAlchemy's form
    return "CAST(ROUND((julianday('now') - 2440587.5) * 86400000.0) AS INTEGER)"


@compiles(_DatabaseMilliseconds, "postgresql")
def _on_postgresql(element: _DatabaseMilliseconds, compiler: SQLCompiler, **kw: Any) -> str:  # noqa: ANN401, ARG001 - SQLAlchemy's form
    # clock_timestamp moves within a transaction; now() would stand still and stretch leases.
    return "CAST(floor(extract(epoch FROM clock_timestamp()) * 1000) AS BIGINT)"


NOW_MS: ColumnElement[int] = _DatabaseMilliseconds() * bindparam("clock_runs", type_=BigInteger) + bindparam(
    "clock_at", type_=BigInteger
)
"""Epoch milliseconds."""

NOW: ColumnElement[int] = NOW_MS // 1000
"""Epoch seconds."""

LEASE_END: ColumnElement[int] = NOW_MS + bindparam("lease_for", type_=BigInteger)
"""When a lease taken now ends, in epoch milliseconds; ``lease_for`` comes from ``milliseconds``."""


class SqlClock:
    """Tells statements how far the clock is moved (``offset``, seconds) or where it stands (``instant``, epoch)."""

    def __init__(self, offset: Callable[[], float] | None = None, instant: Callable[[], float] | None = None) -> None:
        self._offset = offset or _no_offset
        self._instant = instant

    def parameters(self) -> dict[str, int]:
        """Return the values that ``NOW_MS`` is bound to."""
        if self._instant is not None:
            return {"clock_runs": 0, "clock_at": milliseconds(self._instant())}
        return {"clock_runs": 1, "clock_at": milliseconds(self._offset())}


def milliseconds(seconds: float) -> int:
    """Turn seconds into whole milliseconds."""
    return round(seconds * 1000)


def _no_offset() -> float:
    return 0.0
