"""The HTTP side of the process: health, metrics, Slack's requests in HTTP mode, installation, and the Google pages.

It serves from the process's first moment and needs nothing of Perin for it: who asks whether the process is alive gets
an answer while the rest is still being loaded, and who comes with more waits instead of being turned away.
"""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

import structlog
from aiohttp import web
from prometheus_client import CONTENT_TYPE_LATEST

from bot import metrics
from bot.settings import Mode, Settings

log = structlog.get_logger()

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
Readiness = Callable[[], Awaitable[dict[str, bool]]]

MAX_BODY = 1024 * 1024
PATIENCE_SECONDS = 2.5
"""How long a request waits for the start to end: Slack gives up after three, and what is done later is done in vain."""
PARTS = ("database", "migrations", "slack", "workers")
"""What can be ready, in the words of ``/readyz``."""
SLACK_EVENTS = "POST /slack/events"
INSTALL, INSTALL_BACK = "GET /slack/install", "GET /slack/oauth_redirect"
CONNECT, BEGIN = "GET /google/connect", "POST /google/connect"
CALLBACK, STORE = "GET /google/callback", "POST /google/callback"


@dataclass(frozen=True, slots=True)
class Inside:
    """What stands behind the port: ``readiness`` answers what is ready, by name; ``handlers`` by method and path."""

    readiness: Readiness
    handlers: Mapping[str, Handler]


class Site:
    """The aiohttp application of one process, what it waits for, and its server. Must be made inside the running loop.

    ``shutdown_seconds`` is how long requests in hand may take when it closes.
    """

    def __init__(self, settings: Settings, *, shutdown_seconds: float) -> None:
        self._inside: asyncio.Future[Inside | None] = asyncio.get_running_loop().create_future()
        site = web.Application(client_max_size=MAX_BODY, middlewares=[_measured])
        site.router.add_get("/healthz", _alive)
        site.router.add_get("/readyz", self._ready)
        site.router.add_get("/metrics", _metered)
        for route in routes(settings):
            method, _, path = route.partition(" ")
            add = site.router.add_get if method == "GET" else site.router.add_post
            add(path, self._later(route))
        self._runner = web.AppRunner(site, access_log=None, shutdown_timeout=shutdown_seconds)

    async def start(self, listener: socket.socket) -> None:
        """Serve on a socket that listens."""
        await self._runner.setup()
        await web.SockSite(self._runner, listener).start()

    def open(self, inside: Inside) -> None:
        """Let in those who wait, and who comes from now on."""
        self._inside.set_result(inside)

    async def aclose(self) -> None:
        """Finish what is in hand, turn away who still waits, and serve no more; a second time nothing happens."""
        if not self._inside.done():
            self._inside.set_result(None)
        await self._runner.cleanup()

    async def _ready(self, _: web.Request) -> web.StreamResponse:
        inside = self._inside.result() if self._inside.done() else None
        state = await inside.readiness() if inside is not None else dict.fromkeys(PARTS, False)
        is_ready = all(state.values())
        return web.json_response({"ready": is_ready, **state}, status=200 if is_ready else 503)

    def _later(self, route: str) -> Handler:
        async def handle(request: web.Request) -> web.StreamResponse:
            if not self._inside.done():  # not wait_for, which would cancel what the others wait for
                await asyncio.wait([self._inside], timeout=PATIENCE_SECONDS)
            inside = self._inside.result() if self._inside.done() else None
            if inside is None:
                return web.Response(status=503, text="Perin is starting: try again in a moment.")
            return await inside.handlers[route](request)

        return handle


def routes(settings: Settings) -> tuple[str, ...]:
    """Return what else is served with these settings, by method and path."""
    slack = (SLACK_EVENTS,) if settings.mode is Mode.HTTP and settings.slack_signing_secret is not None else ()
    install = (INSTALL, INSTALL_BACK) if settings.installs else ()
    return (*slack, *install, CONNECT, BEGIN, CALLBACK, STORE)


async def _alive(_: web.Request) -> web.StreamResponse:
    return web.json_response({"alive": True})


async def _metered(_: web.Request) -> web.StreamResponse:
    return web.Response(body=metrics.exposition(), headers={"Content-Type": CONTENT_TYPE_LATEST})


@web.middleware
async def _measured(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Count the request; an unforeseen failure is an empty 500 and a log line without content."""
    route = request.match_info.route.resource
    path = route.canonical if route is not None else "other"
    status = 500
    try:
        response = await handler(request)
    except web.HTTPException as answer:
        status = answer.status
        raise
    except Exception as error:  # noqa: BLE001 - the last net of the HTTP side
        log.error("http.failed", path=path, error=type(error).__name__)  # noqa: TRY400 - no content
        return web.Response(status=500)
    else:
        status = response.status
        return response
    finally:
        metrics.REQUESTS.labels(path, str(status)).inc()
