"""Alice and Bob, linked, connected, and Bob's grant lets Alice book."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest

from core.domain.ids import SessionId
from core.domain.scopes import BOOK_ON_CONFIRM
from core.scheduling.intervals import Interval
from core.usecases.terms import Terms
from tests.support.world import World, small_world


@pytest.fixture
async def world(database_url: str) -> AsyncIterator[World]:
    """The two may each book with one press."""
    async with small_world(database_url) as made:
        await made.link("alice")
        await made.link("bob")
        await made.connect(mine=Terms(scopes=BOOK_ON_CONFIRM), theirs=Terms(scopes=BOOK_ON_CONFIRM))
        yield made


@dataclass(frozen=True)
class Offered:
    """A session with slots out, and the one that is about to be pressed."""

    session: SessionId
    slot: Interval


@pytest.fixture
async def offered(world: World) -> Offered:
    """Three slots of 45 minutes next week, asked for by Alice."""
    view = await world.propose()
    await world.deliver()
    return Offered(view.session.id, view.slots[0].slot)
