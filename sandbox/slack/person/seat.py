"""Where a person sits: themselves, their install, their conversation, and a list of what failed.

Apart because every kind of act needs it and none should need another kind of act.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from sandbox.slack.delivery.answer import Answer
from sandbox.slack.delivery.events import Events
from sandbox.slack.delivery.office import Office
from sandbox.slack.delivery.payloads import interaction
from sandbox.slack.forms.values import NotPossible
from sandbox.slack.person.outcome import Failure
from sandbox.slack.specs import UserSpec
from sandbox.slack.state.conversations import Channel, SlackMessage
from sandbox.slack.state.installs import Install
from sandbox.slack.state.workspace import Workspace

SLACKBOT = "USLACKBOT"
TROUBLE = "We had some trouble connecting. Try again?"


@dataclass(slots=True)
class Seat:
    """One person's place. `base` gives the sandbox's address for response urls."""

    workspace: Workspace
    office: Office
    events: Events
    base: Callable[[], str]
    user_id: str
    failures: list[Failure] = field(default_factory=list)

    @property
    def user(self) -> UserSpec:
        """The person as they are now. Raises NotPossible when nobody has the id."""
        user = self.workspace.people.get(self.user_id)
        if user is None:
            raise NotPossible(f"there is no user {self.user_id}")
        return user

    @property
    def install(self) -> Install:
        """The install of the app that the person meets."""
        return self.workspace.install_of(self.user)

    def active(self) -> UserSpec:
        """Give the person, who must be able to use Slack. Raises NotPossible for a deactivated one."""
        user = self.user
        if user.deleted:
            raise NotPossible(f"{user.id} is deactivated")
        if self.install.ended is not None:
            raise NotPossible("the app is not installed any more")
        return user

    def im(self) -> Channel:
        """The person's conversation with the app."""
        return self.workspace.im_of(self.user, self.install)

    def channel(self, channel_id: str) -> Channel:
        """Find a conversation the person is in. Raises NotPossible for any other."""
        channel = self.workspace.conversations.by_id.get(channel_id)
        if channel is None or self.user_id not in channel.members:
            raise NotPossible(f"{self.user_id} is not in {channel_id}")
        return channel

    def told(self, channel: Channel, text: str) -> None:
        """Let Slack itself say something in a conversation that only this person sees."""
        ts = self.workspace.stamps.ts()
        self.workspace.post(SlackMessage(channel.id, ts, SLACKBOT, text, ephemeral_for=self.user_id))

    def interaction(self, kind: str) -> dict[str, Any]:
        """Begin a payload of type `kind` with a fresh trigger. Raises NotPossible without interactivity."""
        if not self.workspace.app.interactivity:
            raise NotPossible("the app takes no clicks: interactivity is off")
        payload = interaction(self.workspace, self.active(), self.install, kind)
        return payload | {"trigger_id": self.workspace.triggers.issue(self.user_id)}

    def response_url(self, channel: str, source: SlackMessage | None = None) -> str:
        """Give a fresh address where the app may answer this act."""
        return f"{self.base()}/response/{self.workspace.responses.issue(self.user_id, channel, source)}"

    def failed(self, what: str, reason: str, text: str, channel: str = "") -> Failure:
        """Remember what went wrong, as the person sees it; `channel` is where, if in a conversation."""
        failure = Failure(self.workspace.clock.now(), what, reason, text, channel)
        self.failures.append(failure)
        self.workspace.announce("dm", {"user": self.user_id, "change": "failed", "text": text})
        return failure

    def unanswered(self, what: str, answer: Answer, channel: str = "") -> Failure | None:
        """Remember that the app didn't take `what` over; None when it did."""
        if answer.acked:
            return None
        if answer.reason == "http_error":
            return self.failed(what, answer.reason, f"{what}: the app responded with status {answer.status}.", channel)
        return self.failed(what, answer.reason, f"{what}: the app didn’t respond in time.", channel)
