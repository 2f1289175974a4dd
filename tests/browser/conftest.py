"""One Chromium for all tests that look at pages."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack

import pytest_asyncio
from playwright.async_api import Browser, async_playwright, expect

from tests.support.browser import FLAGS, find_chromium
from tests.support.cores import on_every_core

PATIENCE_MS = 20_000
"""How long a page may take to show what is expected of it. Being prompt is not what these tests prove."""


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def chromium() -> AsyncIterator[Browser]:
    """The system's Chromium, started once."""
    expect.set_options(timeout=PATIENCE_MS)
    async with AsyncExitStack() as stack:
        with on_every_core():
            playwright = await stack.enter_async_context(async_playwright())
            browser = await playwright.chromium.launch(executable_path=find_chromium(), args=FLAGS)
        yield browser
        await browser.close()
