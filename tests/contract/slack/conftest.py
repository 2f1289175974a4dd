"""A served Slack for each test, and an app in it by either transport."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from tests.contract.slack.app import Bolt, over_http, over_socket
from tests.contract.slack.world import World, served


@pytest.fixture
async def world() -> AsyncIterator[World]:
    """A fresh Slack on a loopback port."""
    async with served() as made:
        yield made


@pytest.fixture(params=["socket", "http"])
async def bolt(request: pytest.FixtureRequest, world: World) -> AsyncIterator[Bolt]:
    """The same Bolt app in that Slack, once over Socket Mode and once over signed HTTP."""
    async with (over_socket if request.param == "socket" else over_http)(world) as made:
        yield made


@pytest.fixture
async def socket_bolt(world: World) -> AsyncIterator[Bolt]:
    """The Bolt app over Socket Mode."""
    async with over_socket(world) as made:
        yield made
