"""Socket Mode: one connection to Slack, and a watchdog for the way it gets stuck.

When a handshake fails the client dials the same address for ever, although an address is good for one use; taking it
away makes the client ask for a new one.
"""

from __future__ import annotations

import asyncio
import time

import structlog
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp

from bot import metrics

log = structlog.get_logger()

PING_SECONDS = 10.0
STUCK_AFTER_SECONDS = 20.0


class Socket:
    """The connection of this process. Must be made inside the running loop.

    ``ping`` is the seconds between pings and between dials, ``stuck_after`` how long it may be down before its
    address is taken away.
    """

    def __init__(
        self, app: AsyncApp, app_token: str, *, ping: float = PING_SECONDS, stuck_after: float = STUCK_AFTER_SECONDS
    ) -> None:
        self._client = AsyncSocketModeHandler(app, app_token, ping_interval=ping).client
        self._stuck_after = stuck_after
        self._tasks: tuple[asyncio.Task[None], ...] = ()

    async def connect(self) -> None:
        """Ask Slack for an address, then dial in the background, again and again until it is there.

        Raises SlackApiError when Slack refuses the token, OSError or TimeoutError when it can't be reached.
        """
        self._client.wss_uri = await self._client.issue_new_wss_url()
        self._tasks = (asyncio.create_task(self._client.connect()), asyncio.create_task(self._watch()))

    async def is_connected(self) -> bool:
        """Whether Slack can reach us now."""
        return bool(await self._client.is_connected())

    async def close(self) -> None:
        """Stop watching and hang up."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._client.close()
        metrics.SOCKET_UP.set(0)

    async def _watch(self) -> None:
        """Look four times in the time it may be down; take a dead address away when that is over."""
        up_at = time.monotonic()
        while True:
            await asyncio.sleep(self._stuck_after / 4)
            is_up = await self.is_connected()
            metrics.SOCKET_UP.set(int(is_up))
            if is_up:
                up_at = time.monotonic()
            elif time.monotonic() - up_at >= self._stuck_after:
                log.warning("socket.reset")
                metrics.SOCKET_RESETS.inc()
                self._client.wss_uri = None
                up_at = time.monotonic()
