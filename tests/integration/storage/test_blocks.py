"""Who blocks whom."""

from __future__ import annotations

from core.storage.database import SqlStorage
from tests.integration.storage.samples import ALICE, BOB, CAROL, add_people


async def test_blocks_are_directed_and_told_once(storage: SqlStorage) -> None:
    """Blocking twice and unblocking nothing say so."""
    await add_people(storage, ALICE, BOB)
    async with storage.uow() as uow:
        assert await uow.blocks.add(ALICE, BOB, 1)
        assert not await uow.blocks.add(ALICE, BOB, 2)
        assert await uow.blocks.add(ALICE, CAROL, 3), "somebody Perin doesn't know can be blocked"
        assert await uow.blocks.by(ALICE) == (CAROL, BOB)
        assert await uow.blocks.by(BOB) == ()
        assert await uow.blocks.remove(ALICE, BOB)
        assert not await uow.blocks.remove(ALICE, BOB)
