"""A small real Bolt app for the sandbox's Slack, served by both of Bolt's transports."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request
from slack_bolt.adapter.socket_mode.async_handler import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from tests.contract.slack.world import World, button, modal, text_block, text_field


@dataclass(slots=True)
class Bolt:
    """The app and everything it was told: bodies by kind, errors of its calls."""

    world: World
    app: AsyncApp
    heard: list[dict[str, Any]] = field(default_factory=list)
    handler: AsyncSocketModeHandler | None = None

    def bodies(self, kind: str) -> list[dict[str, Any]]:
        """List what was heard of one interaction type, or of `command`, or of an event type."""
        return [
            body
            for body in self.heard
            if kind
            in {body.get("type"), "command" if "command" in body else None, (body.get("event") or {}).get("type")}
        ]


def built(world: World) -> Bolt:
    """Build the app with its listeners."""
    client = AsyncWebClient(token=world.slack.bot_token, base_url=world.slack.api_url, session=world.session)
    app = AsyncApp(
        client=client, signing_secret=world.slack.signing_secret, attaching_conversation_kwargs_enabled=False
    )
    bolt = Bolt(world, app)

    @app.middleware
    async def hear(body: dict[str, Any], next: Any) -> None:  # noqa: A002, ANN401 - Bolt's own argument names
        bolt.heard.append(body)
        await next()

    _commands(app)
    _forms(app)
    _clicks(app)
    _events(app)
    return bolt


def _commands(app: AsyncApp) -> None:
    @app.command("/perin")
    async def command(ack: Any, command: dict[str, Any], client: AsyncWebClient, respond: Any) -> None:  # noqa: ANN401 - Bolt hands it over untyped
        verb = command["text"].split(" ")[0]
        if verb == "blocks":
            await ack(text="Hello", blocks=[text_block("Hello")])
        elif verb == "broken":
            await ack(blocks=[text_block("x" * 3001)])
        elif verb == "later":
            await ack()
            await respond(text="late", response_type="ephemeral")
        elif verb == "form":
            await ack()
            await client.views_open(trigger_id=command["trigger_id"], view=modal(text_field(), notify_on_close=True))
        elif verb == "card":
            await ack()
            await client.chat_postMessage(channel=command["user_id"], text="Card", blocks=[button("book", "Book")])
        else:
            await ack(f"You said {command['text']}")


def _forms(app: AsyncApp) -> None:
    @app.view("form")
    async def submitted(ack: Any, view: dict[str, Any], body: dict[str, Any], client: AsyncWebClient) -> None:  # noqa: ANN401 - Bolt hands it over untyped
        said = view["state"]["values"]["what"]["text"]["value"]
        answers: dict[str, dict[str, Any]] = {
            "bad": {"response_action": "errors", "errors": {"what": "Say something else"}},
            "wrong": {"response_action": "errors", "errors": {"elsewhere": "?"}},
            "update": {"response_action": "update", "view": modal(text_block("Done"), text_field())},
            "push": {"response_action": "push", "view": modal(text_field("more"))},
            "clear": {"response_action": "clear"},
            "broken": {"response_action": "update", "view": modal(text_block("x" * 3001))},
        }
        await ack(**answers.get(said, {}))
        if said not in answers:
            await client.chat_postMessage(channel=body["user"]["id"], text=f"Done: {said}")

    @app.view_closed("form")
    async def closed(ack: Any) -> None:  # noqa: ANN401 - Bolt hands it over untyped
        await ack()


def _clicks(app: AsyncApp) -> None:
    @app.action("book")
    async def book(ack: Any, body: dict[str, Any], client: AsyncWebClient) -> None:  # noqa: ANN401 - Bolt hands it over untyped
        await ack()
        where = {"channel": body["channel"]["id"], "ts": body["message"]["ts"]}
        await client.chat_update(**where, text="Booked", blocks=[text_block("Booked")])

    @app.action("replace")
    async def replace(ack: Any, respond: Any) -> None:  # noqa: ANN401 - Bolt hands it over untyped
        await ack()
        await respond(text="Replaced", replace_original=True)

    @app.action("delete")
    async def delete(ack: Any, respond: Any) -> None:  # noqa: ANN401 - Bolt hands it over untyped
        await ack()
        await respond(delete_original=True)

    @app.action("whisper")
    async def whisper(ack: Any, body: dict[str, Any], client: AsyncWebClient) -> None:  # noqa: ANN401 - Bolt hands it over untyped
        await ack()
        where = {"channel": body["channel"]["id"], "user": body["user"]["id"]}
        await client.chat_postEphemeral(**where, text="Too late", blocks=[button("replace")])

    @app.action("pick")
    async def pick(ack: Any) -> None:  # noqa: ANN401 - Bolt hands it over untyped
        await ack()

    @app.shortcut("find_time")
    async def shortcut(ack: Any) -> None:  # noqa: ANN401 - Bolt hands it over untyped
        await ack()


def _events(app: AsyncApp) -> None:
    @app.event("app_home_opened")
    async def home(event: dict[str, Any], client: AsyncWebClient) -> None:
        view = {"type": "home", "blocks": [text_block(f"Hello on {event['tab']}"), button("pick", "Pick")]}
        await client.views_publish(user_id=event["user"], view=view)

    for name in ("message", "app_mention", "app_uninstalled", "tokens_revoked", "user_change", "team_join"):
        app.event(name)(_quiet)


async def _quiet() -> None:
    """Take an event and do nothing."""


@asynccontextmanager
async def over_socket(world: World) -> AsyncIterator[Bolt]:
    """Connect the app by Socket Mode."""
    bolt = built(world)
    handler = AsyncSocketModeHandler(bolt.app, world.slack.app_token, ping_interval=1)
    handler.client.web_client = AsyncWebClient(base_url=world.slack.api_url)
    bolt.handler = handler
    await handler.connect_async()
    await world.slack.sockets.connected()
    try:
        yield bolt
    finally:
        await handler.close_async()


@asynccontextmanager
async def over_http(world: World) -> AsyncIterator[Bolt]:
    """Serve the app at `/slack/events` and let Slack post to it."""
    bolt = built(world)

    async def events(request: web.Request) -> web.Response:
        return await to_aiohttp_response(await bolt.app.async_dispatch(await to_bolt_request(request)))

    server = web.Application()
    server.router.add_post("/slack/events", events)
    runner = web.AppRunner(server, access_log=None, shutdown_timeout=0.5)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    world.slack.use_http(f"http://127.0.0.1:{runner.addresses[0][1]}/slack/events")
    try:
        yield bolt
    finally:
        await runner.cleanup()
