"""One database transaction: begun at its first statement, ended once, with the driver's errors translated."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any, TypeAlias, TypeVar

from sqlalchemy import Connection, Executable, Row
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection

from core.storage.failures import is_passing, translate
from core.storage.lanes import Lane, finished
from core.storage.sql_time import SqlClock, milliseconds

T = TypeVar("T")
Parameters = Mapping[str, Any]
AnyRow: TypeAlias = Row[*tuple[Any, ...]]
"""A row of whatever columns; the functions in ``rows`` know which."""

_TRIES = 4
_PAUSE_SECONDS = 0.05


class Statements:
    """What a step may do with the open transaction. SQLAlchemy waits for the driver: nothing here may be awaited."""

    def __init__(self, connection: Connection, clock: SqlClock, *, locks: bool) -> None:
        self._connection = connection
        self._clock = clock
        self.locks = locks
        """Whether rows read may be locked: the transaction writes, and the database locks by row."""

    def one(self, statement: Executable, parameters: Parameters | None = None) -> AnyRow | None:
        """Return the first row, None when there is none."""
        return self._connection.execute(statement, parameters).first()

    def all(
        self, statement: Executable, parameters: Parameters | Sequence[Parameters] | None = None
    ) -> Sequence[AnyRow]:
        """Return all rows; an INSERT that returns some takes many sets of parameters in one statement."""
        return self._connection.execute(statement, parameters).all()

    def change(self, statement: Executable, parameters: Parameters | Sequence[Parameters] | None = None) -> int:
        """Run a statement that returns nothing (once per set of parameters); how many rows it met."""
        return self._connection.execute(statement, parameters).rowcount

    def clock(self) -> dict[str, int]:
        """Return the parameters of ``NOW_MS`` and ``NOW``."""
        return self._clock.parameters()

    def lease(self, seconds: float) -> dict[str, int]:
        """Return the parameters of ``LEASE_END``, for a lease of so many seconds."""
        return {**self._clock.parameters(), "lease_for": milliseconds(seconds)}


class Transaction:
    """A transaction on one lane. Every step may be its first; a first step that met contention is repeated."""

    def __init__(self, lane: Lane, clock: SqlClock, *, writes: bool, locks: bool) -> None:
        self._lane = lane
        self._writes = writes
        self._clock = clock
        self._locks = locks
        self._connection: AsyncConnection | None = None
        self._soon: list[Callable[[Statements], object]] = []
        self._is_open = False

    async def open(self) -> None:
        """Wait for a turn on the lane. Raises StorageBusy."""
        await self._lane.enter()
        self._is_open = True

    async def run(self, work: Callable[[Statements], T]) -> T:
        """Do ``work`` inside the transaction.

        Raises what ``work`` raises, and for a driver's error the domain error it means. ``work`` must not keep state
        between calls: it may be begun anew.
        """
        if not self._is_open:
            msg = "this unit of work is over, or was never entered"
            raise RuntimeError(msg)
        return await finished(self._work(self._after_soon(work)))

    async def one(self, statement: Executable, parameters: Parameters | None = None) -> AnyRow | None:
        """Return the statement's first row, None when there is none."""
        return await self.run(lambda db: db.one(statement, parameters))

    async def all(self, statement: Executable, parameters: Parameters | None = None) -> Sequence[AnyRow]:
        """Return the statement's rows."""
        return await self.run(lambda db: db.all(statement, parameters))

    async def change(self, statement: Executable, parameters: Parameters | None = None) -> int:
        """Run a statement; how many rows it met."""
        return await self.run(lambda db: db.change(statement, parameters))

    def soon(self, work: Callable[[Statements], object]) -> None:
        """Do ``work`` in one turn with the next step, the commit at the latest, which then raises what it raises.

        For what nobody waits for: each turn costs as much as a statement.
        """
        self._soon.append(work)

    async def commit(self) -> None:
        """Make it durable and end it. Raises StorageBusy, StorageError; then nothing is left behind."""
        if not self._is_open:
            msg = "a unit of work is committed once"
            raise RuntimeError(msg)
        await self._end(AsyncConnection.commit, self._after_soon(_nothing) if self._soon else None)

    async def roll_back(self) -> None:
        """Undo everything and end it; without effect once it has ended."""
        if self._is_open:
            # After a ROLLBACK the driver of PostgreSQL forgets every statement it prepared; one that was cut off
            # can't commit, and would hide the error it was cut off by.
            is_cut = self._connection is not None and self._connection.invalidated
            await self._end(AsyncConnection.rollback if self._writes or is_cut else AsyncConnection.commit)

    async def _end(
        self, how: Callable[[AsyncConnection], Awaitable[None]], last: Callable[[Statements], None] | None = None
    ) -> None:
        self._is_open = False
        try:
            if self._connection is not None or last is not None:
                await finished(self._finish(how, last))
        finally:
            self._lane.leave()

    async def _work(self, work: Callable[[Statements], T]) -> T:
        if self._connection is not None:
            try:
                return await self._connection.run_sync(self._stated, work)
            except DBAPIError as error:
                raise translate(error) from error
        tries = 0
        while True:
            tries += 1
            try:
                self._connection = await self._lane.engine.connect()
                await self._connection.begin()
                return await self._connection.run_sync(self._stated, work)
            except DBAPIError as error:
                if tries == _TRIES or not is_passing(error):
                    raise translate(error) from error
                await self._drop()
                await asyncio.sleep(_PAUSE_SECONDS * tries)

    def _after_soon(self, work: Callable[[Statements], T]) -> Callable[[Statements], T]:
        """Return ``work`` after all that was to be done soon."""
        if not self._soon:
            return work
        soon, self._soon = self._soon, []

        def all_of_it(db: Statements) -> T:
            for one in soon:
                one(db)
            return work(db)

        return all_of_it

    def _stated(self, connection: Connection, work: Callable[[Statements], T]) -> T:
        return work(Statements(connection, self._clock, locks=self._locks))

    async def _drop(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            await connection.close()

    async def _finish(
        self, how: Callable[[AsyncConnection], Awaitable[None]], last: Callable[[Statements], None] | None
    ) -> None:
        try:
            if last is not None:
                await self._work(last)
            if self._connection is not None:
                await how(self._connection)
        except DBAPIError as error:
            raise translate(error) from error
        finally:
            await self._drop()


def _nothing(_: Statements) -> None:
    """Stand for a step where there is none but what was to be done soon."""
