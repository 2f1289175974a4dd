"""A world of its own for each test, and a page with both people at it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest_asyncio
from playwright.async_api import Browser, ViewportSize

from sandbox.server import Sandbox
from tests.browser.conftest import PATIENCE_MS
from tests.browser.flow.hands import Hands
from tests.browser.flow.world import flow_world

LAPTOP: ViewportSize = {"width": 1440, "height": 900}


@dataclass(frozen=True, slots=True)
class Two:
    """Alice on the left, Bob on the right, and the sandbox they are in."""

    world: Sandbox
    alice: Hands
    bob: Hands


@pytest_asyncio.fixture(loop_scope="session")
async def two(chromium: Browser) -> AsyncIterator[Two]:
    """The page, loaded; afterwards nothing may have gone wrong in its console."""
    async with flow_world() as world:
        context = await chromium.new_context(viewport=LAPTOP, color_scheme="light", reduced_motion="reduce")
        context.set_default_timeout(PATIENCE_MS)
        page = await context.new_page()
        complaints: list[str] = []
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda line: complaints.append(line.text) if line.type == "error" else None)
        await page.goto(world.url)
        bob = Hands(page, "right", "bob@example.com")
        await bob.pane.locator(".week-column").first.wait_for()
        yield Two(world, Hands(page, "left", "alice@example.com"), bob)
        await context.close()
        assert complaints == []
