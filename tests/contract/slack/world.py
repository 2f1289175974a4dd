"""A served Slack with two people, and ways to reach it as an app does."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import ClientSession, web
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from sandbox.changes import Changes
from sandbox.clock import SandboxClock
from sandbox.slack import control, http
from sandbox.slack.person.person import Person
from sandbox.slack.server import SlackWorkspaceServer
from sandbox.slack.specs import UserSpec
from sandbox.wire import WireLog

ALICE = UserSpec("U0ALICE", "alice", "Alice Moreau", tz="Europe/Paris", locale="fr-FR", email="alice@example.com")
BOB = UserSpec("U0BOB", "bob", "Bob Tanaka", tz="America/New_York")


@dataclass(slots=True)
class World:
    """The sandbox's Slack half on a loopback port, without its other half."""

    changes: Changes = field(default_factory=Changes)
    url: str = ""
    clock: SandboxClock = field(init=False)
    wire: WireLog = field(init=False)
    slack: SlackWorkspaceServer = field(init=False)
    session: ClientSession = field(init=False)

    def __post_init__(self) -> None:
        """Build the halves that need each other."""
        self.clock = SandboxClock(self.changes)
        self.wire = WireLog(self.clock, self.changes)
        self.slack = SlackWorkspaceServer(self)

    @property
    def alice(self) -> Person:
        """A member of the home team."""
        return self.slack.person("U0ALICE")

    @property
    def bob(self) -> Person:
        """Another member of the home team."""
        return self.slack.person("U0BOB")

    def client(self, token: str | None = None, **more: Any) -> AsyncWebClient:  # noqa: ANN401 - of the SDK's constructor
        """Make the real SDK's client, with the bot's token unless another is given."""
        chosen = self.slack.bot_token if token is None else token
        return AsyncWebClient(token=chosen, base_url=self.slack.api_url, session=self.session, **more)


@asynccontextmanager
async def served() -> AsyncIterator[World]:
    """Serve a fresh Slack with Alice and Bob."""
    world = World()
    for spec in (ALICE, BOB):
        world.slack.workspace.add_user(spec)
    app = web.Application()
    http.add_routes(app, world)
    control.add_routes(app, world)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.5)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    world.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    async with ClientSession() as session:
        world.session = session
        try:
            yield world
        finally:
            world.changes.close()
            await world.slack.close()
            await runner.cleanup()


async def error_of(call: Any) -> str:  # noqa: ANN401 - the SDK's awaitable answers
    """Await a call that must be refused and give Slack's word for it."""
    try:
        await call
    except SlackApiError as refused:
        return str(refused.response["error"])
    return "nothing refused"


def text_block(text: str = "x", **more: object) -> dict[str, Any]:
    """A section that says `text`."""
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}, **more}


def button(action_id: str, label: str = "Go", **more: object) -> dict[str, Any]:
    """A row with one button."""
    element = {"type": "button", "action_id": action_id, "text": {"type": "plain_text", "text": label}, **more}
    return {"type": "actions", "block_id": f"row-{action_id}", "elements": [element]}


def modal(*blocks: dict[str, Any], **more: object) -> dict[str, Any]:
    """A modal with a submit button."""
    words = {name: {"type": "plain_text", "text": name.title()} for name in ("title", "submit")}
    return {"type": "modal", "callback_id": "form", **words, "blocks": list(blocks), **more}


def text_field(block_id: str = "what", **more: object) -> dict[str, Any]:
    """A required text field."""
    return {
        "type": "input",
        "block_id": block_id,
        "label": {"type": "plain_text", "text": "What"},
        "element": {"type": "plain_text_input", "action_id": "text"},
        **more,
    }
