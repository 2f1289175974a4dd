"""Which events leave, and for what: subscriptions and scopes decide, as in Slack.

Apart from the mail room, which delivers whatever it is given.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sandbox.slack.delivery.answer import Answer
from sandbox.slack.delivery.office import Office
from sandbox.slack.delivery.payloads import event_callback
from sandbox.slack.specs import UserSpec
from sandbox.slack.state.conversations import Channel, SlackMessage
from sandbox.slack.state.installs import Install
from sandbox.slack.state.workspace import Workspace

SCOPES = {
    "message.im": "im:history",
    "app_mention": "app_mentions:read",
    "user_change": "users:read",
    "team_join": "users:read",
}
QUIET = Answer(200)
"""What an event that the app didn't subscribe to comes to: nothing is sent and nothing is missing."""


@dataclass(slots=True)
class Events:
    """Sends events. `echo` sends the app its own messages in direct messages too, as Slack does."""

    workspace: Workspace
    office: Office
    echo: bool = True

    def wanted(self, install: Install, name: str) -> bool:
        """Tell whether the app subscribed to `name` and may receive it."""
        scope = SCOPES.get(name)
        return name in self.workspace.app.events and (scope is None or scope in install.scopes)

    async def send(self, install: Install, event: dict[str, Any], name: str = "") -> Answer:
        """Send an event of subscription `name` (default: its type) and wait for the answer."""
        if not self.wanted(install, name or str(event["type"])):
            return QUIET
        return await self.office.send_event(event_callback(self.workspace, install, event))

    def later(self, install: Install, event: dict[str, Any], name: str = "") -> None:
        """Send an event in the background."""
        if self.wanted(install, name or str(event["type"])):
            self.office.later(self.office.send_event(event_callback(self.workspace, install, event)))

    def said(self, install: Install, message: SlackMessage, channel: Channel) -> dict[str, Any]:
        """Describe a new message as `message` event."""
        return message.as_json() | {
            "channel": channel.id,
            "channel_type": "im" if channel.kind == "im" else channel.kind,
            "event_ts": message.ts,
            "team": install.team.id,
        }

    def echo_message(self, install: Install, message: SlackMessage, change: str = "") -> None:
        """Tell the app about its own message in a direct message: posted, or `changed` or `deleted`."""
        channel = self.workspace.conversations.by_id[message.channel]
        if not self.echo or channel.kind != "im":
            return
        event = self.said(install, message, channel)
        if change:
            stamp = self.workspace.stamps.ts()
            event = {
                "type": "message",
                "subtype": f"message_{change}",
                "hidden": True,
                "channel": channel.id,
                "channel_type": "im",
                "ts": stamp,
                "event_ts": stamp,
            }
            event |= (
                {"message": message.as_json()}
                if change == "changed"
                else {"deleted_ts": message.ts, "previous_message": message.as_json()}
            )
        self.later(install, event, "message.im")

    async def user_changed(self, user: UserSpec, name: str = "user_change") -> None:
        """Tell every install that sees this person that they changed or joined."""
        people = self.workspace.people
        for install in self._living():
            event = {
                "type": name,
                "user": people.as_json(user, email="users:read.email" in install.scopes),
                "cache_ts": int(self.workspace.clock.now()),
                "event_ts": self.workspace.stamps.ts(),
            }
            await self.send(install, event)

    def _living(self) -> list[Install]:
        return [i for i in self.workspace.installs.by_team.values() if i.ended is None]

    async def uninstalled(self, install: Install) -> None:
        """End an install and tell the app: first `app_uninstalled`, then `tokens_revoked`."""
        install.ended = "account_inactive"
        stamp = self.workspace.stamps.ts()
        await self.send(install, {"type": "app_uninstalled", "event_ts": stamp})
        await self.revoked(install)

    async def revoked(self, install: Install) -> None:
        """Tell the app that its token is worth nothing any more."""
        install.ended = install.ended or "token_revoked"
        event = {
            "type": "tokens_revoked",
            "tokens": {"oauth": [], "bot": [install.bot_user]},
            "event_ts": self.workspace.stamps.ts(),
        }
        await self.send(install, event)
