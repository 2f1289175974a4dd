"""The sandbox with Perin beside it, at a fixed instant, so that every run offers the same slots.

Apart from the acts because the documentation's pictures are made in the same world.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from bot.demo import demo
from sandbox.server import Sandbox

TUESDAY = 1_796_135_400
"""Tuesday 1 December 2026, 14:30 UTC: 15:30 in Paris, 09:30 in New York."""


@asynccontextmanager
async def flow_world() -> AsyncIterator[Sandbox]:
    """Serve the demo's three colleagues, with nothing linked and nobody connected, and Perin for them."""
    async with demo(0, TUESDAY) as found:
        yield found.sandbox


def meetings(sandbox: Sandbox, sub: str) -> list[tuple[str, str, str]]:
    """What Perin wrote to one person's calendar and still stands: title, start and status, by start."""
    events = sandbox.google.account(sub).events()
    mine = [event for event in events if "extendedProperties" in event]
    return sorted((event["summary"], event["start"]["dateTime"], event["status"]) for event in mine)


__all__ = ["TUESDAY", "flow_world", "meetings"]
