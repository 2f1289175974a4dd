"""One process from start to stop: the port first, then everything behind it, and down in the reverse.

Perin itself is imported when the port is open already: that takes most of a start, and whoever comes meanwhile waits
for it instead of finding nobody.
"""

from __future__ import annotations

import asyncio
import gc
import signal
import socket
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from typing import TYPE_CHECKING

import structlog

from bot.clock import Clock
from bot.http import Site
from bot.process import DRAIN_SECONDS, Running, StartError
from bot.settings import Settings

if TYPE_CHECKING:
    from core.usecases.deps import Timing

log = structlog.get_logger()

_BACKLOG = 128


@asynccontextmanager
async def running(settings: Settings, clock: Clock, *, timing: Timing | None = None) -> AsyncIterator[Running]:
    """Serve until the block ends, then finish what is in hand. Raises StartError."""
    async with AsyncExitStack() as stack:
        listener = _listen(settings)
        stack.callback(listener.close)
        settings = settings.on_port(listener.getsockname()[1])
        site = Site(settings, shutdown_seconds=DRAIN_SECONDS)
        stack.push_async_callback(site.aclose)
        await site.start(listener)
        opened = await asyncio.to_thread(_load)
        now = await stack.enter_async_context(opened(settings, clock, site, timing))
        log.info("perin.started", mode=settings.mode.value, port=now.port)
        stack.callback(log.info, "perin.stopping")
        yield now
    log.info("perin.stopped")


def _listen(settings: Settings) -> socket.socket:
    """Bind the port first: the default public address depends on it. Raises StartError."""
    host, port = settings.http_host, settings.http_port
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family, backlog=_BACKLOG)
    except OSError as error:
        words = f"Port {port} on {host} is taken or not allowed: set PERIN_HTTP_PORT or PERIN_HTTP_HOST to a free one."
        raise StartError(words) from error


def _load() -> Callable[..., AbstractAsyncContextManager[Running]]:
    """Import the rest, once. It lives for ever: looking for rubbish among it meanwhile takes a tenth of the start."""
    is_first = "bot.whole" not in sys.modules
    if is_first:
        gc.disable()
    from bot.whole import opened

    if is_first:
        gc.freeze()
        gc.enable()
    return opened


async def until_signal() -> None:
    """Return when the process is asked to stop; a second request then ends it at once."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    await stop.wait()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.remove_signal_handler(number)
