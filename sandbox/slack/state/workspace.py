"""The workspace: everything that is so, in one place, and the announcement of every change.

Apart from the transports; it can be used and tested without a socket.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, Protocol

from sandbox.slack.specs import AppSpec, TeamSpec, UserSpec
from sandbox.slack.state.blocks import settled
from sandbox.slack.state.conversations import Channel, Conversations, SlackMessage
from sandbox.slack.state.files import Files
from sandbox.slack.state.installs import Install, Installs
from sandbox.slack.state.people import People
from sandbox.slack.state.stamps import Stamps
from sandbox.slack.state.triggers import ResponseUrls, Triggers
from sandbox.slack.state.typed import Typed
from sandbox.slack.state.views import SlackView, Views


class Clock(Protocol):
    """World time and real time, both in epoch seconds."""

    def now(self) -> float:
        """World time."""
        ...

    def real_now(self) -> float:
        """The machine's time."""
        ...


class Workspace:
    """People, conversations, views, installs; `team` is the home workspace, `app` the one app in it."""

    def __init__(
        self, clock: Clock, publish: Callable[[str, Mapping[str, Any]], None], app: AppSpec | None = None
    ) -> None:
        """Begin with the app installed in the home team and nobody else there."""
        self.clock = clock
        self._publish = publish
        self._moved = asyncio.Event()
        self.app = app or AppSpec()
        self.team = TeamSpec()
        self.teams = {self.team.id: self.team}
        self.stamps = Stamps(clock.now)
        self.people = People(self.team, clock.now)
        self.conversations = Conversations(self.stamps)
        self.views = Views()
        self.typed = Typed()
        self.triggers = Triggers(self.stamps, clock.real_now)
        self.responses = ResponseUrls(self.stamps)
        self.files = Files(self.stamps)
        self.installs = Installs(self.app)
        self.warnings: list[str] = []
        self.install(self.team)

    @property
    def home_install(self) -> Install:
        """The app in the home team."""
        return self.installs.by_team[self.team.id]

    def configure(self, app: AppSpec) -> None:
        """Change the app's configuration and reinstall it in the home team: same token, the new scopes."""
        self.app = self.installs.app = app
        home = self.home_install
        home.scopes = set(app.scopes)
        self.people.change(home.bot_user, name=app.bot_name, real_name=app.name)

    def add_team(self, team: TeamSpec) -> TeamSpec:
        """Make another workspace known; the app isn't installed there yet."""
        self.teams[team.id] = team
        return team

    def install(self, team: TeamSpec, *, enterprise: bool = False, scopes: tuple[str, ...] = ()) -> Install:
        """Install the app in a team, or in the whole organization of that team."""
        self.teams.setdefault(team.id, team)
        install = self.installs.add(team, enterprise=enterprise, scopes=scopes)
        if self.people.get(install.bot_user) is None:
            self.people.add(
                UserSpec(
                    id=install.bot_user,
                    name=self.app.bot_name,
                    real_name=self.app.name,
                    team_id=team.id,
                    is_bot=True,
                )
            )
        return install

    def add_user(self, spec: UserSpec) -> UserSpec:
        """Add a person without telling the app; raises ValueError for a taken id."""
        return self.people.add(spec)

    def add_channel(self, channel_id: str, name: str, members: tuple[str, ...] = ()) -> Channel:
        """Add a public channel of the home team with these people; the app joins when its bot is among them."""
        return self.conversations.add(Channel(channel_id, "channel", name, self.team.id, members=set(members)))

    def install_of(self, user: UserSpec) -> Install:
        """Find the install that a person meets. Raises LookupError when the app is nowhere near them."""
        found = self.installs.of_person(user.team_id, user.enterprise_id, self.team.id)
        if found is None:
            raise LookupError(f"the app is not installed for {user.id}")
        return found

    def im_of(self, user: UserSpec, install: Install | None = None) -> Channel:
        """Give a person's conversation with the app."""
        install = install or self.install_of(user)
        return self.conversations.open_im(user.id, install.bot_user, install.team.id)[0]

    def post(self, message: SlackMessage) -> SlackMessage:
        """Put a message where it belongs and announce it."""
        message = replace(message, blocks=settled(message.blocks, self.stamps))
        if message.ephemeral_for:
            self.conversations.post_ephemeral(message)
        else:
            self.conversations.post(message)
        self.changed_message(message, "posted")
        return message

    def edit(self, message: SlackMessage, **fields: Any) -> SlackMessage:  # noqa: ANN401 - message fields
        """Change a message in place and announce it."""
        if "blocks" in fields:
            fields["blocks"] = settled(fields["blocks"], self.stamps)
        edited = self.conversations.edit(message, **fields)
        self.changed_message(edited, "edited")
        return edited

    def delete(self, message: SlackMessage) -> None:
        """Remove a message and announce it."""
        self.conversations.delete(message)
        self.changed_message(message, "deleted")

    def changed_message(self, message: SlackMessage, what: str) -> None:
        """Announce that something happened to a message, to each person who sees it."""
        topic = "ephemeral" if message.ephemeral_for else "dm"
        channel = self.conversations.by_id[message.channel]
        viewers = {message.ephemeral_for} if message.ephemeral_for else channel.members
        for viewer in sorted(v for v in viewers if v):
            self.announce(topic, {"user": viewer, "channel": message.channel, "ts": message.ts, "change": what})

    def changed_view(self, view: SlackView, what: str) -> None:
        """Announce that a modal or Home changed."""
        topic = "home" if view.type == "home" else "modal"
        self.announce(topic, {"user": view.user, "view_id": view.id, "change": what})

    def announce(self, topic: str, data: Mapping[str, Any]) -> None:
        """Publish a change and wake everyone who waits for one."""
        self._publish(topic, data)
        self.wake()

    def wake(self) -> None:
        """Let everyone who waits look again."""
        self._moved.set()

    async def until(self, happened: Callable[[], object], seconds: float = 5.0) -> None:
        """Wait until `happened()` is true, looking again at each change; raises TimeoutError after `seconds`."""
        async with asyncio.timeout(seconds):
            while not happened():
                self._moved.clear()
                await self._moved.wait()
