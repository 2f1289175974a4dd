"""A served Google for each test."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from tests.contract.google.world import World, served


@pytest.fixture
async def world() -> AsyncIterator[World]:
    """A fresh Google on a loopback port."""
    async with served() as made:
        yield made
