"""The socket: found again after every way it gets lost, and watched for the one way it gets stuck."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest
from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot import metrics
from bot.socket import Socket
from sandbox.server import Sandbox
from sandbox.slack.delivery.sockets import Drop

PING = 0.05
STUCK_AFTER = 0.3


@pytest.fixture
async def app(sandbox: Sandbox) -> AsyncApp:
    """An app that acknowledges /perin."""

    async def authorize() -> AuthorizeResult:
        return AuthorizeResult(enterprise_id=None, team_id="T0SANDBOX", bot_token=sandbox.slack.bot_token)

    made = AsyncApp(signing_secret="unused", authorize=authorize, client=AsyncWebClient(base_url=f"{sandbox.url}/api/"))

    @made.command("/perin")
    async def on_perin(ack: object) -> None:
        await ack()  # type: ignore[operator]  # Bolt injects it by name

    return made


@pytest.fixture
async def socket(sandbox: Sandbox, app: AsyncApp) -> AsyncIterator[Socket]:
    """A socket with a short patience, not yet connected."""
    made = Socket(app, sandbox.slack.app_token, ping=PING, stuck_after=STUCK_AFTER)
    yield made
    await made.close()


async def connected(sandbox: Sandbox, socket: Socket) -> None:
    """Wait until both ends know of the connection."""
    await asyncio.wait_for(asyncio.shield(socket._tasks[0]), 5)
    await sandbox.slack.sockets.connected()
    assert await socket.is_connected()


def resets() -> float:
    """How often the watchdog took an address away, in this process."""
    return float(metrics.REGISTRY.get_sample_value("perin_socket_resets_total") or 0)


async def test_payloads_come_through_it(sandbox: Sandbox, socket: Socket) -> None:
    """Connected means that a command is acknowledged."""
    await socket.connect()
    await connected(sandbox, socket)
    assert (await sandbox.slack.person("U0ALICE").command("/perin")).acked


@pytest.mark.parametrize("how", ["abrupt", "refresh_requested"])
async def test_a_lost_connection_is_made_again(sandbox: Sandbox, socket: Socket, how: Drop) -> None:
    """Whether the line is cut or Slack asks for a new one."""
    await socket.connect()
    await connected(sandbox, socket)
    await sandbox.slack.drop_sockets(how)
    alice = sandbox.slack.person("U0ALICE")
    async with asyncio.timeout(5):
        await sandbox.slack.sockets.connected()
        while not (await alice.command("/perin")).acked:
            await sandbox.slack.sockets.connected()


async def test_a_dead_address_is_taken_away(sandbox: Sandbox, socket: Socket) -> None:
    """A handshake that fails uses the address up: without the watchdog it would be dialled for ever."""
    before = resets()
    await socket.connect()
    sandbox.slack.sockets._tickets.clear()
    await connected(sandbox, socket)
    assert resets() == before + 1
    assert len(sandbox.slack.calls_of("apps.connections.open")) == 2


async def test_a_good_socket_is_left_alone(sandbox: Sandbox, socket: Socket) -> None:
    """The watchdog only acts on one that is down."""
    before = resets()
    await socket.connect()
    await connected(sandbox, socket)
    await asyncio.wait(socket._tasks[1:], timeout=STUCK_AFTER * 2)
    assert await socket.is_connected()
    assert resets() == before
    assert len(sandbox.slack.calls_of("apps.connections.open")) == 1


async def test_a_refused_token_is_told_at_once(sandbox: Sandbox, app: AsyncApp) -> None:
    """It is the operator's to mend, so it isn't retried in silence."""
    socket = Socket(app, "xapp-wrong")
    with pytest.raises(SlackApiError):
        await socket.connect()
    await socket.close()
    assert not await socket.is_connected()
    assert sandbox.slack.sockets.count == 0
