"""The servers that are compared, each in a process of its own: Perin as it runs, bare Bolt, and the matched anchor.

Bare Bolt acknowledges and does nothing. The anchor is Bolt that answers when its listener is done
(``process_before_response``, without which it polls), whose listener runs with plain SQLAlchemy Core, over the
product's own engines, the very statements of Perin's command in the same transactions, and posts the same answer.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import os
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path

import aiohttp
from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request
from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.webhook.async_client import AsyncWebhookClient

from benchmarks.handlers_lib.anchor import Replay, record_pause
from benchmarks.handlers_lib.slack_side import SECRET, TEAM, TOKEN
from benchmarks.handlers_lib.world import KEY
from bot.clock import real_clock
from bot.logs import set_up_logs
from bot.run import running
from bot.settings import LogFormat, LogLevel, load_settings
from handlers.render.settings import paused

_NOWHERE = Path(os.devnull).open("w")  # noqa: SIM115 - as long as the process lives
_TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True)
class Server:
    """A process that serves on a port of this machine."""

    port: int
    pid: int

    def cpu(self) -> float:
        """Return the CPU seconds the process has used, all its threads."""
        fields = Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / _TICKS

    def memory(self) -> float:
        """Return its resident memory in megabytes."""
        line = next(one for one in Path(f"/proc/{self.pid}/status").read_text().splitlines() if one.startswith("VmRSS"))
        return int(line.split()[1]) / 1024


Serve = Callable[[Connection, str, str], Awaitable[None]]


@asynccontextmanager
async def started(serve: Serve, database_url: str, api_url: str) -> AsyncIterator[Server]:
    """Start a server in a new process, on the first core where there are several."""
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_process, args=(serve, theirs, database_url, api_url), daemon=True)
    process.start()
    theirs.close()  # so that a server that dies is not waited for
    try:
        # In a thread: what it needs of Slack to start is answered by this loop.
        yield Server(await asyncio.to_thread(ours.recv), process.pid or 0)
    finally:
        process.kill()
        process.join()


def _process(serve: Serve, port: Connection, database_url: str, api_url: str) -> None:
    cores = sorted(os.sched_getaffinity(0))
    if len(cores) > 1:
        os.sched_setaffinity(0, {cores[0]})

    async def run() -> None:
        await serve(port, database_url, api_url)

    asyncio.run(run())


def environment(database_url: str, api_url: str, port: int = 0) -> dict[str, str]:
    """Return what Perin is set to."""
    return {
        "PERIN_MODE": "http",
        "PERIN_HTTP_PORT": str(port),
        "PERIN_SLACK_BOT_TOKEN": TOKEN,
        "PERIN_SLACK_SIGNING_SECRET": SECRET,
        "PERIN_SLACK_API_URL": f"{api_url}/api/",
        "PERIN_DATABASE_URL": database_url,
        "PERIN_ENCRYPTION_KEYS": KEY,
    }


async def perin(port: Connection, database_url: str, api_url: str) -> None:
    """Serve Perin itself, jobs and outbox included; its log is written as in production, and thrown away."""
    set_up_logs(LogLevel.INFO, LogFormat.JSON, _NOWHERE)
    async with running(load_settings(environment(database_url, api_url)), real_clock()) as now:
        port.send(now.port)
        await asyncio.Event().wait()


async def bare_bolt(port: Connection, _database_url: str, _api_url: str) -> None:
    """Serve a Bolt app that only acknowledges."""
    app = AsyncApp(signing_secret=SECRET, authorize=_authorize)

    async def acknowledge(ack: Callable[[], Awaitable[None]]) -> None:
        await ack()

    app.command("/perin")(acknowledge)
    app.action("anything")(acknowledge)
    await _serve(app, port)


async def matched_anchor(port: Connection, database_url: str, _api_url: str) -> None:
    """Serve Bolt with a listener of plain Core that does what Perin's command does."""
    set_up_logs(LogLevel.WARNING, LogFormat.JSON, _NOWHERE)
    replay = Replay(database_url, await record_pause(f"{database_url}.recorded"))
    app = AsyncApp(signing_secret=SECRET, authorize=_authorize, process_before_response=True)
    session, shown = aiohttp.ClientSession(), paused()

    async def pause(ack: Callable[[], Awaitable[None]], body: dict[str, str]) -> None:
        await ack()
        await replay.run(body["user_id"])
        webhook = AsyncWebhookClient(body["response_url"], session=session)
        await webhook.send(text=shown.text, blocks=shown.blocks, response_type="ephemeral")

    app.command("/perin")(pause)
    await _serve(app, port)


async def _authorize(**_: object) -> AuthorizeResult:
    return AuthorizeResult(enterprise_id=None, team_id=TEAM, bot_token=TOKEN, bot_id="B1", bot_user_id="UBOT")


async def _serve(app: AsyncApp, port: Connection) -> None:
    async def handle(request: web.Request) -> web.StreamResponse:
        return await to_aiohttp_response(await app.async_dispatch(await to_bolt_request(request)))

    site = web.Application()
    site.router.add_post("/slack/events", handle)
    runner = web.AppRunner(site, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    port.send(runner.addresses[0][1])
    await asyncio.Event().wait()
