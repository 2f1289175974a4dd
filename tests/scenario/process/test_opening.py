"""What a process answers from its first moment on, while the rest of it is still being loaded."""

from __future__ import annotations

import asyncio
import socket
import subprocess
import sys
from collections.abc import AsyncIterator

import aiohttp
import pytest
from aiohttp import web

from bot import http
from bot.clock import real_clock
from bot.http import CONNECT, Inside, Site, routes
from bot.process import StartError
from bot.run import running
from bot.settings import load_settings
from sandbox.server import Sandbox
from sandbox.slack.faults import Fault

ALL = ("database", "migrations", "slack", "workers")


async def is_ready() -> dict[str, bool]:
    """Everything is."""
    return dict.fromkeys(ALL, True)


async def greet(_: web.Request) -> web.StreamResponse:
    """Stand for a page of Perin's."""
    return web.Response(text="hello")


@pytest.fixture
async def port() -> AsyncIterator[socket.socket]:
    """A socket that listens on a port of its own."""
    with socket.create_server(("127.0.0.1", 0)) as made:
        yield made


@pytest.fixture
async def site(env: dict[str, str], port: socket.socket) -> AsyncIterator[Site]:
    """A site that serves and has nothing behind it yet."""
    made = Site(load_settings(env), shutdown_seconds=5)
    await made.start(port)
    yield made
    await made.aclose()


def url(port: socket.socket, path: str) -> str:
    """The address of a path there."""
    return f"http://127.0.0.1:{port.getsockname()[1]}{path}"


async def text(browser: aiohttp.ClientSession, address: str) -> tuple[int, str]:
    """The answer's status and text."""
    async with browser.get(address) as answer:
        return answer.status, await answer.text()


async def test_it_is_alive_before_it_is_ready(site: Site, port: socket.socket, browser: aiohttp.ClientSession) -> None:
    """An orchestrator neither kills it nor sends anybody to it, and reads the same words as later."""
    assert (await text(browser, url(port, "/healthz")))[0] == 200
    async with browser.get(url(port, "/readyz")) as answer:
        assert (answer.status, await answer.json()) == (503, {"ready": False, **dict.fromkeys(ALL, False)})
    site.open(Inside(is_ready, {}))
    assert (await text(browser, url(port, "/readyz")))[0] == 200


async def test_who_comes_early_waits(site: Site, port: socket.socket, browser: aiohttp.ClientSession) -> None:
    """Nobody is turned away because a process has only just begun."""
    early = [asyncio.create_task(text(browser, url(port, "/google/connect"))) for _ in range(3)]
    assert (await text(browser, url(port, "/healthz")))[0] == 200
    assert not any(one.done() for one in early)
    site.open(Inside(is_ready, {CONNECT: greet}))
    assert await asyncio.gather(*early) == [(200, "hello")] * 3


async def test_nobody_waits_longer_than_slack_does(
    site: Site, port: socket.socket, browser: aiohttp.ClientSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A press that Slack has given up must not be carried out minutes later; and the next one still waits."""
    assert http.PATIENCE_SECONDS < 3
    monkeypatch.setattr(http, "PATIENCE_SECONDS", 0.01)
    assert await text(browser, url(port, "/google/connect")) == (
        503,
        "Perin is starting: try again in a moment.",
    )
    site.open(Inside(is_ready, {CONNECT: greet}))
    assert await text(browser, url(port, "/google/connect")) == (200, "hello")


async def test_who_waits_for_a_start_that_fails_is_told(
    site: Site, port: socket.socket, browser: aiohttp.ClientSession
) -> None:
    """The process ends at once, not when their patience does."""
    early = asyncio.create_task(text(browser, url(port, "/google/connect")))
    assert (await text(browser, url(port, "/healthz")))[0] == 200
    await site.aclose()
    assert (await early)[0] == 503
    await site.aclose()


@pytest.mark.parametrize("mode", ["socket", "http"])
@pytest.mark.parametrize("installs", [True, False])
async def test_behind_every_path_is_somebody(
    env: dict[str, str], browser: aiohttp.ClientSession, mode: str, installs: bool
) -> None:
    """What is served with some settings has an answer with those settings."""
    env |= {"PERIN_MODE": mode, "PERIN_SLACK_SIGNING_SECRET": "s" * 32}
    if installs:
        env |= {"PERIN_SLACK_CLIENT_ID": "1.2", "PERIN_SLACK_CLIENT_SECRET": "t" * 32}
    settings = load_settings(env)
    async with running(settings, real_clock()) as perin:
        for route in routes(settings):
            method, _, path = route.partition(" ")
            asked = browser.request(method, f"http://127.0.0.1:{perin.port}{path}", allow_redirects=False)
            async with asked as answer:
                assert answer.status not in {404, 405, 500, 503}, route


async def test_a_command_that_comes_during_the_start_is_worked(sandbox: Sandbox, env: dict[str, str]) -> None:
    """The person who types while a process starts again notices nothing but a moment's wait."""
    with socket.create_server(("127.0.0.1", 0)) as found:
        port = found.getsockname()[1]
    env |= {
        "PERIN_MODE": "http",
        "PERIN_SLACK_SIGNING_SECRET": sandbox.slack.signing_secret,
        "PERIN_HTTP_PORT": str(port),
    }
    sandbox.slack.use_http(f"http://127.0.0.1:{port}/slack/events")
    sandbox.slack.faults.add(Fault("auth.test", kind="slow:0.3"))
    stop, alice = asyncio.Event(), sandbox.slack.person("U0ALICE")

    async def serve() -> None:
        async with running(load_settings(env), real_clock()):
            await stop.wait()

    process = asyncio.create_task(serve())
    await sandbox.slack.until(lambda: sandbox.slack.calls_of("auth.test"))
    assert (await alice.command("/perin")).acked
    await sandbox.slack.until(alice.ephemerals)
    stop.set()
    await process
    assert "Perin finds times for you" in alice.ephemerals()[-1].text


async def test_a_start_that_fails_frees_the_port(sandbox: Sandbox, env: dict[str, str]) -> None:
    """The next try finds it."""
    with socket.create_server(("127.0.0.1", 0)) as found:
        env |= {"PERIN_HTTP_PORT": str(found.getsockname()[1])}
    sandbox.slack.faults.add(Fault("auth.test", kind="error:account_inactive"))
    with pytest.raises(StartError, match="PERIN_SLACK_BOT_TOKEN"):
        async with running(load_settings(env), real_clock()):
            pytest.fail("it started")
    async with running(load_settings(env), real_clock()) as perin:
        assert perin.port == int(env["PERIN_HTTP_PORT"])


def test_the_port_is_open_before_the_rest_is_imported() -> None:
    """What takes most of a start is not there yet when the process begins to answer."""
    heavy = {"alembic", "apscheduler", "core", "googleapiclient", "handlers", "numpy", "slack_bolt", "sqlalchemy"}
    program = (
        "import sys; import bot.cli, bot.logs, bot.run;"
        f"print(sorted({heavy!r} & {{name.split('.')[0] for name in sys.modules}}))"
    )
    said = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True).stdout
    assert said == "[]\n"
