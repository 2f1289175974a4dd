"""The HTTP side of the process: health, metrics, Slack's requests in HTTP mode, installation, and the Google pages."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import structlog
from aiohttp import web
from prometheus_client import CONTENT_TYPE_LATEST
from slack_bolt.async_app import AsyncApp

from bot import metrics
from bot.assembly import Parts
from bot.google_pages import add_google_pages
from bot.install_pages import add_install_pages
from bot.settings import Mode
from bot.slack_requests import SlackRequests

log = structlog.get_logger()

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
Readiness = Callable[[], Awaitable[dict[str, bool]]]

MAX_BODY = 1024 * 1024


def build_web(parts: Parts, app: AsyncApp, readiness: Readiness) -> web.Application:
    """Return the aiohttp application. ``readiness`` answers what is ready, by name."""
    site = web.Application(client_max_size=MAX_BODY, middlewares=[_measured])
    add_health(site, readiness)
    secret = parts.settings.slack_signing_secret
    if parts.settings.mode is Mode.HTTP and secret is not None:
        site.router.add_post("/slack/events", SlackRequests(app, secret.get_secret_value()).handle)
    if parts.settings.installs:
        add_install_pages(site, parts)
    add_google_pages(site, parts)
    return site


def add_health(site: web.Application, readiness: Readiness) -> None:
    """Add ``/healthz``, ``/readyz`` and ``/metrics``."""

    async def alive(_: web.Request) -> web.StreamResponse:
        return web.json_response({"alive": True})

    async def ready(_: web.Request) -> web.StreamResponse:
        state = await readiness()
        is_ready = all(state.values())
        return web.json_response({"ready": is_ready, **state}, status=200 if is_ready else 503)

    async def metered(_: web.Request) -> web.StreamResponse:
        return web.Response(body=metrics.exposition(), headers={"Content-Type": CONTENT_TYPE_LATEST})

    site.router.add_get("/healthz", alive)
    site.router.add_get("/readyz", ready)
    site.router.add_get("/metrics", metered)


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
