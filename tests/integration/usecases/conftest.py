"""A fresh world for each test, on both databases."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator

import pytest

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
    """Three people who know Perin, with a Google each; nothing linked, nobody connected."""
    async with small_world(database_url) as made:
        yield made


@pytest.fixture
async def pair(world: World) -> World:
    """Alice and Bob linked and connected, each asking first."""
    await world.link("alice")
    await world.link("bob")
    await world.connect()
    return world
