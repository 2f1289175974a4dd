"""Masks stored in SQLite: a bare select of the blobs against the select, the search and ten ranked slots.

Both go through SQLAlchemy Core on aiosqlite, as the program's own storage does.
"""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Self, TypeVar

from sqlalchemy import Column, LargeBinary, MetaData, String, Table, select
from sqlalchemy.ext.asyncio import create_async_engine

from benchmarks.availability_lib.workload import request
from core.scheduling.masks import Mask
from core.scheduling.slots import Offer, Participant, find

_T = TypeVar("_T")

MASKS = Table("masks", MetaData(), Column("key", String, primary_key=True), Column("blob", LargeBinary))


class Store:
    """A database file with one mask per person, open while the block lasts."""

    def __init__(self, warm: Sequence[Participant]) -> None:
        """Remember whose masks to store; ``warm`` people have one each."""
        self._people = tuple(warm)
        self._blobs = {one.key: one.mask.to_bytes() for one in warm if one.mask is not None}
        self._folder = TemporaryDirectory()
        self._loop = asyncio.new_event_loop()
        self._engine = create_async_engine(f"sqlite+aiosqlite:///{Path(self._folder.name) / 'masks.db'}")

    def __enter__(self) -> Self:
        """Create the table and fill it."""
        self._run(self._fill())
        return self

    def __exit__(self, *_: object) -> None:
        """Close the database and remove it."""
        self._run(self._engine.dispose())
        self._loop.close()
        self._folder.cleanup()

    def _run(self, work: Coroutine[object, object, _T]) -> _T:
        return self._loop.run_until_complete(work)

    async def _fill(self) -> None:
        async with self._engine.begin() as connection:
            await connection.run_sync(MASKS.metadata.create_all)
            await connection.execute(MASKS.insert(), [{"key": key, "blob": blob} for key, blob in self._blobs.items()])

    async def _select(self) -> dict[str, bytes]:
        async with self._engine.connect() as connection:
            rows = await connection.execute(select(MASKS.c.key, MASKS.c.blob))
            return {row.key: row.blob for row in rows}

    def bare(self) -> dict[str, bytes]:
        """Load the blobs and do nothing with them."""
        return self._run(self._select())

    def answer(self) -> tuple[Offer, ...]:
        """Load the blobs, make masks of them, search, rank ten."""
        blobs = self.bare()
        people = tuple(
            Participant(one.key, one.hours, one.rules, mask=Mask.from_bytes(blobs[one.key])) for one in self._people
        )
        return find(people, request())
