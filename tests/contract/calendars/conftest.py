"""A fresh Google for each test."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from tests.contract.calendars.world import World, served


@pytest.fixture
async def world() -> AsyncIterator[World]:
    """A Google with Alice and Bob in it, and the adapter in front of it."""
    async with served() as made:
        yield made
