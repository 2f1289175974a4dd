"""How payloads reach the app: sockets, signatures, time limits, retries, double deliveries."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import pytest
from aiohttp import web
from slack_sdk.signature import SignatureVerifier
from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.socket_mode.async_client import AsyncBaseSocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.socket_mode.response import SocketModeResponse

from sandbox.slack.faults import Fault
from sandbox.slack.specs import UserSpec
from tests.contract.slack.app import Bolt
from tests.contract.slack.world import World, button, text_block

Listener = Callable[[AsyncBaseSocketModeClient, SocketModeRequest], Awaitable[None]]


@asynccontextmanager
async def connected(world: World, *listeners: Listener) -> AsyncIterator[list[SocketModeClient]]:
    """Open one Socket Mode connection of the SDK per listener."""
    clients = []
    for count, listener in enumerate(listeners, start=world.slack.sockets.count + 1):
        client = SocketModeClient(app_token=world.slack.app_token, web_client=world.client(), ping_interval=1)
        client.socket_mode_request_listeners.append(listener)
        await client.connect()
        await world.slack.sockets.connected(count)
        clients.append(client)
    try:
        yield clients
    finally:
        for client in clients:
            await client.close()


def acking(heard: list[SocketModeRequest]) -> Listener:
    """Make a listener that acknowledges everything and keeps it."""

    async def listen(client: AsyncBaseSocketModeClient, request: SocketModeRequest) -> None:
        heard.append(request)
        await client.send_socket_mode_response(SocketModeResponse(envelope_id=request.envelope_id))

    return listen


async def deaf(_client: AsyncBaseSocketModeClient, _request: SocketModeRequest) -> None:
    """Hear everything and answer nothing."""


@asynccontextmanager
async def answering(world: World, *statuses: int, **headers: str) -> AsyncIterator[list[web.Request]]:
    """Serve a Request URL that answers with these statuses in turn, the last one for good."""
    heard: list[web.Request] = []

    async def events(request: web.Request) -> web.Response:
        await request.read()
        heard.append(request)
        return web.Response(status=statuses[min(len(heard), len(statuses)) - 1], headers=headers)

    app = web.Application()
    app.router.add_post("/slack/events", events)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.5)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    world.slack.use_http(f"http://127.0.0.1:{runner.addresses[0][1]}/slack/events")
    try:
        yield heard
    finally:
        await runner.cleanup()


async def test_each_payload_goes_to_one_connection(world: World) -> None:
    """Two connections share the load; none hears what the other got."""
    first: list[SocketModeRequest] = []
    second: list[SocketModeRequest] = []
    async with connected(world, acking(first), acking(second)):
        for _ in range(4):
            await world.alice.command("/perin help")
    assert (len(first), len(second)) == (2, 2)
    assert len({request.envelope_id for request in first + second}) == 4


async def test_an_eleventh_connection_is_turned_away(world: World) -> None:
    """Ten is the limit."""
    tickets = [world.slack.sockets.ticket() for _ in range(11)]
    base = world.url.replace("http", "ws")
    sockets = [await world.session.ws_connect(f"{base}/socket/{ticket}") for ticket in tickets]
    greetings = [(await socket.receive_json())["type"] for socket in sockets]
    assert greetings == ["hello"] * 10 + ["disconnect"]
    for socket in sockets:
        await socket.close()


async def test_a_ticket_is_good_for_one_connection(world: World) -> None:
    """The second use of an address is refused."""
    address = f"{world.url.replace('http', 'ws')}/socket/{world.slack.sockets.ticket()}"
    socket = await world.session.ws_connect(address)
    assert (await socket.receive_json())["num_connections"] == 1
    with pytest.raises(Exception, match="401"):
        await world.session.ws_connect(address)
    await socket.close()


async def test_the_real_client_comes_back_after_a_cut(socket_bolt: Bolt) -> None:
    """What happens in the gap fails for the person; a new address, a new hello, and commands work again."""
    world = socket_bolt.world
    assert await world.slack.drop_sockets() == 1
    assert not (await world.alice.command("/perin help")).acked
    await world.slack.sockets.connected(seconds=20)
    assert (await world.alice.command("/perin help")).acked
    assert len(world.slack.calls_of("apps.connections.open")) == 2


async def test_the_real_client_follows_a_request_to_refresh(socket_bolt: Bolt) -> None:
    """Slack announces the end, the client asks for a new address and is served there."""
    world = socket_bolt.world
    await world.slack.drop_sockets("refresh_requested")
    async with asyncio.timeout(20):
        while not (await world.alice.command("/perin help")).acked:
            await world.slack.sockets.connected()
    assert len(world.slack.calls_of("apps.connections.open")) >= 2


async def test_a_handshake_can_be_refused(world: World) -> None:
    """A planned fault answers the connection with 503 and leaves the next one alone."""
    world.slack.faults.add(Fault("socket", kind="http_500"))
    base = world.url.replace("http", "ws")
    with pytest.raises(Exception, match="503"):
        await world.session.ws_connect(f"{base}/socket/{world.slack.sockets.ticket()}")
    socket = await world.session.ws_connect(f"{base}/socket/{world.slack.sockets.ticket()}")
    await socket.close()


async def test_nobody_connected_is_a_failure_the_person_sees(world: World) -> None:
    """Without a connection a command fails at once, in Slack's words."""
    outcome = await world.alice.command("/perin help")
    assert (outcome.status, outcome.acked) == (0, False)
    assert [f.reason for f in world.alice.failures()] == ["connection_failed"]
    assert "didn’t respond in time" in world.alice.failures()[0].text


async def test_a_late_acknowledgement_is_none(world: World) -> None:
    """Whoever stays silent past the limit has failed, for a command as for a click."""
    world.slack.office.ack_seconds = 0.05
    async with connected(world, deaf):
        await world.alice.command("/perin help")
        await world.client().chat_postMessage(channel="U0ALICE", text="x", blocks=[button("go")])
        await world.alice.click(world.alice.dms()[0], "go")
    assert [(f.what, f.reason) for f in world.alice.failures()] == [("/perin", "http_timeout"), ("Go", "http_timeout")]


async def test_events_are_repeated_until_they_are_taken(world: World) -> None:
    """Same event id, rising retry numbers, the reason of the last failure."""
    world.slack.office.retry_delays = (0.0, 0.0, 0.0)
    async with answering(world, 500, 404, 200) as heard:
        await world.alice.message("hello")
        await world.slack.settle()
    numbers = [(r.headers.get("X-Slack-Retry-Num"), r.headers.get("X-Slack-Retry-Reason")) for r in heard]
    assert numbers == [(None, None), ("1", "http_error"), ("2", "http_error")]
    ids = {(await request.json())["event_id"] for request in heard}
    assert len(ids) == 1


async def test_events_are_repeated_three_times_and_not_more(world: World) -> None:
    """Then Slack gives up."""
    world.slack.office.retry_delays = (0.0, 0.0, 0.0)
    async with answering(world, 500) as heard:
        await world.alice.message("hello")
        await world.slack.settle()
    assert len(heard) == 4


async def test_an_app_can_refuse_repetitions(world: World) -> None:
    """`x-slack-no-retry` on a failure ends it."""
    world.slack.office.retry_delays = (0.0, 0.0, 0.0)
    async with answering(world, 500, **{"x-slack-no-retry": "1"}) as heard:
        await world.alice.message("hello")
        await world.slack.settle()
    assert len(heard) == 1


async def test_requests_are_signed_over_their_exact_body(world: World) -> None:
    """Slack's own verifier accepts each kind, and a changed body no more."""
    async with answering(world, 200) as heard:
        await world.alice.command("/perin help")
        await world.alice.message("hello")
        await world.client().chat_postMessage(channel="U0ALICE", text="x", blocks=[button("go")])
        await world.alice.click(world.alice.dms()[-1], "go")
        await world.slack.settle()
    verifier = SignatureVerifier(world.slack.signing_secret)
    kinds = set()
    for request in heard:
        kinds.add(request.content_type)
        body = await request.text()
        assert verifier.is_valid_request(body, dict(request.headers))
        assert not verifier.is_valid_request(body + " ", dict(request.headers))
    assert kinds == {"application/x-www-form-urlencoded", "application/json"}


async def test_a_request_url_is_verified_by_its_echo(world: World) -> None:
    """Bolt echoes the challenge; a server that says something else fails."""
    async with answering(world, 200):
        assert await world.slack.verify_url() is False


async def test_bolt_passes_url_verification(bolt: Bolt) -> None:
    """Over HTTP; a socket has no address to verify."""
    if bolt.handler is None:
        assert await bolt.world.slack.verify_url() is True


async def test_anything_can_be_delivered_twice(socket_bolt: Bolt) -> None:
    """At the same moment, or again as a retry with the same ids."""
    world = socket_bolt.world
    world.slack.office.twice.add("slash_commands")
    await world.alice.command("/perin help")
    await world.slack.settle()
    bodies = socket_bolt.bodies("command")
    assert len(bodies) == 2
    assert bodies[0]["trigger_id"] == bodies[1]["trigger_id"]
    await world.alice.message("hello")
    await world.slack.settle()
    first = [b["event_id"] for b in socket_bolt.bodies("message")]
    await world.slack.redeliver()
    assert [b["event_id"] for b in socket_bolt.bodies("message")] == first * 2


async def test_people_who_change_join_and_leave_are_told_to_the_app(socket_bolt: Bolt) -> None:
    """`team_join`, `user_change` with `deleted`, and both words of an uninstall."""
    world = socket_bolt.world
    await world.slack.join(UserSpec("U0CARL", "carl", "Carl"))
    await world.slack.change_user("U0CARL", deleted=True)
    await world.slack.uninstall()
    assert socket_bolt.bodies("team_join")[0]["event"]["user"]["id"] == "U0CARL"
    assert socket_bolt.bodies("user_change")[0]["event"]["user"]["deleted"] is True
    assert len(socket_bolt.bodies("app_uninstalled")) == 1
    revoked = socket_bolt.bodies("tokens_revoked")[0]["event"]
    assert revoked["tokens"]["bot"] == ["U0BOTSANDBOX"]


async def test_events_without_subscription_or_scope_stay_inside(socket_bolt: Bolt) -> None:
    """An app hears only what it asked for and may read."""
    world = socket_bolt.world
    world.slack.bot_scopes.discard("im:history")
    await world.alice.message("hello")
    assert socket_bolt.bodies("message") == []


async def test_the_apps_own_messages_come_back_to_it(world: World) -> None:
    """As Slack does: posted, changed and deleted, each as an event with the bot's id inside."""
    heard: list[SocketModeRequest] = []
    async with connected(world, acking(heard)):
        client = world.client()
        posted = await client.chat_postMessage(channel="U0ALICE", text="x", blocks=[text_block()])
        await client.chat_update(channel=posted["channel"], ts=posted["ts"], text="y")
        await client.chat_delete(channel=posted["channel"], ts=posted["ts"])
        await world.slack.settle()
    events = [request.payload["event"] for request in heard]
    assert {event.get("subtype") for event in events} == {None, "message_changed", "message_deleted"}
    assert all("B0BOTSANDBOX" in str(event) for event in events)


async def test_a_mention_in_a_channel_is_an_event_only_with_the_apps_name(socket_bolt: Bolt) -> None:
    """`app_mention`, with the bot's id in the text."""
    world = socket_bolt.world
    world.slack.workspace.add_channel("C0GENERAL", "general", ("U0ALICE", "U0BOTSANDBOX"))
    await world.alice.mention("C0GENERAL", "hello @bob")
    await world.alice.mention("C0GENERAL", "hello @perin")
    assert [b["event"]["text"] for b in socket_bolt.bodies("app_mention")] == ["hello <@U0BOTSANDBOX>"]


async def test_a_command_round_trip_costs_little(world: World) -> None:
    """A hundred commands over a socket, well under a second: the sandbox is not what a test waits for."""
    heard: list[SocketModeRequest] = []
    async with connected(world, acking(heard)), asyncio.timeout(1.5):
        for _ in range(100):
            assert (await world.alice.command("/perin help")).acked
