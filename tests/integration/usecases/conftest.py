"""A fresh world for each test, on both databases."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from tests.support.world import World, small_world


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
