"""Alice and Bob, linked, connected, and Bob's grant lets Alice book."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass

import pytest

from core.domain.ids import SessionId
from core.domain.scopes import BOOK_ON_CONFIRM
from core.scheduling.intervals import Interval
from core.usecases.terms import Terms
from tests.support.databases import Databases
from tests.support.wiped import wipe
from tests.support.world import World, small_world


@pytest.fixture(scope="package")
def emptied(databases: Databases) -> Iterator[str]:
    """The PostgreSQL database that these tests share."""
    url = databases.migrated("postgresql")
    yield url
    databases.drop(url)


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, databases: Databases) -> Iterator[str]:
    """The URL of a migrated, empty database; the test runs once on each kind."""
    if request.param == "sqlite":
        url = databases.migrated("sqlite")
        yield url
        databases.drop(url)
        return
    shared: str = request.getfixturevalue("emptied")
    wipe(shared)
    yield shared


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
