"""One process from start to stop: port, database, Slack, jobs and HTTP up in that order, and down in the reverse."""

from __future__ import annotations

import asyncio
import signal
import socket
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass

import aiohttp
import structlog
from aiohttp import web
from slack_bolt.async_app import AsyncApp
from slack_sdk.errors import SlackApiError

from bot.assembly import Parts, assemble, upgrade_schema
from bot.clock import Clock
from bot.http import build_web
from bot.installed import read_auth_test, refusal_code
from bot.jobs import Jobs
from bot.manifest import BOT_SCOPES
from bot.migrating import database_words, refuse_newer
from bot.settings import Mode, Settings
from bot.socket import Socket
from core.domain.errors import SchemaBehind, StorageError
from core.usecases import installs
from core.usecases.deps import Timing
from handlers.app import build_app, runner_of

log = structlog.get_logger()

DRAIN_SECONDS = 10.0
_BACKLOG = 128
_UNREACHABLE = (aiohttp.ClientError, TimeoutError, OSError)


class StartError(Exception):
    """The process can't start; the message is one sentence that says what to mend."""


@dataclass(frozen=True, slots=True)
class Running:
    """A process that serves; ``port`` is the one really bound, ``socket`` None in http mode."""

    parts: Parts
    app: AsyncApp
    jobs: Jobs
    socket: Socket | None
    port: int

    async def readiness(self) -> dict[str, bool]:
        """Return what is ready, by name."""
        try:
            await self.parts.deps.storage.check()
            database = migrations = True
        except SchemaBehind:
            database, migrations = True, False
        except StorageError:
            database = migrations = False
        slack = self.socket is None or await self.socket.is_connected()
        return {"database": database, "migrations": migrations, "slack": slack, "workers": self.jobs.is_running}


@asynccontextmanager
async def running(settings: Settings, clock: Clock, *, timing: Timing | None = None) -> AsyncIterator[Running]:
    """Serve until the block ends, then finish what is in hand. Raises StartError."""
    async with AsyncExitStack() as stack:
        listener = _listen(settings)
        stack.callback(listener.close)
        settings = settings.on_port(listener.getsockname()[1])
        parts = await _open(settings, clock, timing, stack)
        await _recognise_workspace(parts)
        secret = settings.slack_signing_secret
        app = build_app(parts.kit, signing_secret=secret.get_secret_value() if secret is not None else "")
        now = Running(parts, app, Jobs(parts), _socket(settings, app), settings.http_port)
        now.jobs.start()
        stack.push_async_callback(now.jobs.stop, DRAIN_SECONDS)
        stack.push_async_callback(runner_of(app).drain, DRAIN_SECONDS)
        runner = web.AppRunner(build_web(parts, app, now.readiness), access_log=None, shutdown_timeout=DRAIN_SECONDS)
        stack.push_async_callback(runner.cleanup)
        await runner.setup()
        await web.SockSite(runner, listener).start()
        if now.socket is not None:
            stack.push_async_callback(now.socket.close)
            await _connect(now.socket)
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


async def until_signal() -> None:
    """Return when the process is asked to stop; a second request then ends it at once."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    await stop.wait()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.remove_signal_handler(number)
