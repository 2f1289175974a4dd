"""All that stands behind the port: database, Slack and jobs up in that order, and down in the reverse.

Apart from `bot.run`, which imports this file when the port is open: it brings in all of Perin.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager

import aiohttp
import structlog
from slack_bolt.async_app import AsyncApp
from slack_sdk.errors import SlackApiError

from bot.assembly import Parts, assemble, upgrade_schema
from bot.clock import Clock
from bot.google_pages import google_pages
from bot.http import PARTS, SLACK_EVENTS, Handler, Inside, Site, routes
from bot.install_pages import install_pages
from bot.installed import read_auth_test, refusal_code
from bot.jobs import Jobs
from bot.manifest import BOT_SCOPES
from bot.migrating import database_words, refuse_newer
from bot.process import DRAIN_SECONDS, Running, StartError
from bot.settings import Mode, Settings
from bot.slack_requests import SlackRequests
from bot.socket import Socket
from core.domain.errors import SchemaBehind, StorageError
from core.usecases import installs
from core.usecases.deps import Timing
from handlers.app import build_app, runner_of

log = structlog.get_logger()

_UNREACHABLE = (aiohttp.ClientError, TimeoutError, OSError)


@asynccontextmanager
async def opened(settings: Settings, clock: Clock, site: Site, timing: Timing | None) -> AsyncIterator[Running]:
    """Open everything and let in who waits at ``site``; closes it, too, before what it needs. Raises StartError."""
    async with AsyncExitStack() as stack:
        parts = await _open(settings, clock, timing, stack)
        await _recognise_workspace(parts)
        secret = settings.slack_signing_secret
        app = build_app(parts.kit, signing_secret=secret.get_secret_value() if secret is not None else "")
        now = Running(parts, app, Jobs(parts), _socket(settings, app), settings.http_port)
        now.jobs.start()
        stack.push_async_callback(now.jobs.stop, DRAIN_SECONDS)
        stack.push_async_callback(runner_of(app).drain, DRAIN_SECONDS)
        stack.push_async_callback(site.aclose)

        async def readiness() -> dict[str, bool]:
            return await _readiness(now)

        site.open(Inside(readiness, _handlers(parts, app)))
        if now.socket is not None:
            stack.push_async_callback(now.socket.close)
            await _connect(now.socket)
        yield now


def _handlers(parts: Parts, app: AsyncApp) -> Mapping[str, Handler]:
    """Return who answers what is served with these settings, by method and path."""
    secret = parts.settings.slack_signing_secret
    handlers = google_pages(parts)
    if parts.settings.installs:
        handlers |= install_pages(parts)
    if secret is not None:
        handlers[SLACK_EVENTS] = SlackRequests(app, secret.get_secret_value()).handle
    return {route: handlers[route] for route in routes(parts.settings)}


async def _readiness(now: Running) -> dict[str, bool]:
    """Return what is ready, by name."""
    try:
        await now.parts.deps.storage.check()
        database = migrations = True
    except SchemaBehind:
        database, migrations = True, False
    except StorageError:
        database = migrations = False
    slack = now.socket is None or await now.socket.is_connected()
    return dict(zip(PARTS, (database, migrations, slack, now.jobs.is_running), strict=True))


async def _open(settings: Settings, clock: Clock, timing: Timing | None, stack: AsyncExitStack) -> Parts:
    """Open the database, bringing it up to this version if it is behind. Raises StartError."""
    try:
        parts = assemble(settings, clock, timing=timing)
        stack.push_async_callback(parts.aclose)
        try:
            await parts.deps.storage.check()
        except SchemaBehind as behind:
            refuse_newer(behind.text("found") or None)
            log.info("database.migrating")
            await asyncio.to_thread(upgrade_schema, settings.database_url)
    except StorageError as error:
        raise StartError(database_words(error)) from error
    return parts


async def _recognise_workspace(parts: Parts) -> None:
    """With a bot token of its own this process serves one workspace: ask Slack which. Raises StartError."""
    token = parts.settings.slack_bot_token
    if token is None:
        return
    try:
        answer = await parts.kit.clients.interactive(token.get_secret_value()).auth_test()
    except SlackApiError as error:
        words = (
            f"Slack refuses PERIN_SLACK_BOT_TOKEN ({refusal_code(error)}): reinstall the app and copy its bot token."
        )
        raise StartError(words) from error
    except _UNREACHABLE as error:
        words = "Slack could not be reached to check PERIN_SLACK_BOT_TOKEN: check the network and PERIN_SLACK_API_URL."
        raise StartError(words) from error
    installation = read_auth_test(answer, parts.deps.now())
    lacking = sorted(set(BOT_SCOPES) - installation.scopes)
    if lacking:
        log.warning("slack.scopes_missing", scopes=lacking)
    await installs.put_installation(parts.deps, installation=installation)


def _socket(settings: Settings, app: AsyncApp) -> Socket | None:
    token = settings.slack_app_token
    return Socket(app, token.get_secret_value()) if settings.mode is Mode.SOCKET and token is not None else None


async def _connect(socket_mode: Socket) -> None:
    """Open the socket. Raises StartError."""
    try:
        await socket_mode.connect()
    except SlackApiError as error:
        words = (
            f"Slack refuses PERIN_SLACK_APP_TOKEN ({refusal_code(error)}): "
            "it needs connections:write, and the app socket mode."
        )
        raise StartError(words) from error
    except _UNREACHABLE as error:
        raise StartError("Slack could not be reached to open a socket: check the network.") from error
