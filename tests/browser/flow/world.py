"""The sandbox with Perin beside it, at a fixed instant, so that every run offers the same slots.

Apart from the acts because the documentation's pictures are made in the same world.
"""

from __future__ import annotations

import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from bot.clock import Clock
from bot.demo import environment
from bot.manifest import read_template
from bot.run import running
from bot.settings import load_settings
from sandbox.demo_world import populate
from sandbox.server import Sandbox, SandboxOptions
from sandbox.slack.specs import AppSpec

TUESDAY = 1_796_135_400
"""Tuesday 1 December 2026, 14:30 UTC: 15:30 in Paris, 09:30 in New York."""


@asynccontextmanager
async def flow_world() -> AsyncIterator[Sandbox]:
    """Serve the demo's three colleagues, with nothing linked and nobody connected, and Perin for them."""
    sandbox = Sandbox(SandboxOptions(start=TUESDAY))
    sandbox.slack.workspace.configure(AppSpec.from_manifest(read_template()))
    populate(sandbox)
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        async with sandbox:
            settings = load_settings(environment(sandbox, f"sqlite+aiosqlite:///{Path(folder) / 'flow.db'}"))
            async with running(settings, Clock(offset=lambda: sandbox.clock.offset)):
                await sandbox.slack.sockets.connected()
                yield sandbox


def meetings(sandbox: Sandbox, sub: str) -> list[tuple[str, str, str]]:
    """What Perin wrote to one person's calendar and still stands: title, start and status, by start."""
    events = sandbox.google.account(sub).events()
    mine = [event for event in events if "extendedProperties" in event]
    return sorted((event["summary"], event["start"]["dateTime"], event["status"]) for event in mine)


__all__ = ["TUESDAY", "flow_world", "meetings"]
