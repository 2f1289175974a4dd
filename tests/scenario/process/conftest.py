"""A sandbox with its people, and what a Perin beside it finds in its environment."""

from __future__ import annotations

from collections.abc import AsyncIterator

import aiohttp
import pytest

from bot.demo import environment
from bot.manifest import read_template
from sandbox.demo_world import populate
from sandbox.server import Sandbox
from sandbox.slack.specs import AppSpec


@pytest.fixture
async def sandbox() -> AsyncIterator[Sandbox]:
    """A Slack with Perin's manifest and a Google, with three colleagues in both, on real time."""
    async with Sandbox() as made:
        made.slack.workspace.configure(AppSpec.from_manifest(read_template()))
        populate(made)
        yield made


@pytest.fixture
def env(sandbox: Sandbox, sqlite_url: str) -> dict[str, str]:
    """The environment of a Perin in socket mode beside that sandbox, on a fresh database; a test may change it."""
    return environment(sandbox, sqlite_url)


@pytest.fixture
async def browser() -> AsyncIterator[aiohttp.ClientSession]:
    """A browser with nothing in it."""
    async with aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as session:
        yield session
