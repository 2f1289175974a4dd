"""A fresh world for each scenario, once over Socket Mode and once over signed HTTP."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from tests.scenario.world import PATIENCE, World, opened


@pytest.fixture(autouse=True)
def _patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine that is busy with other things fails no scenario."""
    monkeypatch.setattr("handlers.slack.INTERACTIVE_SECONDS", PATIENCE)
    monkeypatch.setattr("handlers.guard.CHECK_SECONDS", PATIENCE)


@pytest.fixture(params=["socket", "http"])
def mode(request: pytest.FixtureRequest) -> str:
    """How Slack reaches Perin."""
    return str(request.param)


@pytest.fixture
async def world(mode: str, sqlite_url: str) -> AsyncIterator[World]:
    """A world in which nobody has met Perin yet."""
    async with opened(mode, sqlite_url) as made:
        yield made


@pytest.fixture
async def connected(world: World) -> World:
    """A world in which Alice and Bob are connected; either may book after the other's or their own click."""
    await world.connect(world.alice, world.bob)
    return world
