"""Trigger ids and response addresses: short-lived rights to answer one act of a person.

Apart because both expire, both are used up, and what remains of each is one named refusal.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from sandbox.slack.state.conversations import SlackMessage
from sandbox.slack.state.stamps import Stamps

RESPONSE_SECONDS = 30 * 60
RESPONSE_USES = 5


@dataclass(slots=True)
class Trigger:
    """The right to show `user` one modal, for a few real seconds."""

    user: str
    issued: float
    exchanged: bool = False


class TriggerRefused(Exception):
    """A trigger id that buys nothing; `code` is Slack's word for why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Triggers:
    """Trigger ids given out. `seconds` they live on `real_now`, whatever the world's clock says."""

    def __init__(self, stamps: Stamps, real_now: Callable[[], float], seconds: float = 3.0) -> None:
        """Begin with none."""
        self._stamps = stamps
        self._real_now = real_now
        self.seconds = seconds
        self._given: dict[str, Trigger] = {}

    def issue(self, user: str) -> str:
        """Give a trigger id for an act of `user`."""
        left = int(self._real_now() * 1000)
        trigger_id = f"{left}.{self._stamps.id('')}.{self._stamps.secret()}"
        self._given[trigger_id] = Trigger(user, self._real_now())
        return trigger_id

    def exchange(self, trigger_id: str) -> str:
        """Use a trigger id up and return its user.

        Raises TriggerRefused with `invalid_trigger_id`, `exchanged_trigger_id` or `expired_trigger_id`.
        """
        trigger = self._given.get(trigger_id)
        if trigger is None:
            raise TriggerRefused("invalid_trigger_id")
        if trigger.exchanged:
            raise TriggerRefused("exchanged_trigger_id")
        if self._real_now() - trigger.issued > self.seconds:
            raise TriggerRefused("expired_trigger_id")
        trigger.exchanged = True
        return trigger.user


@dataclass(slots=True)
class ResponseUrl:
    """Where an app may answer one act: for whom, in which conversation, about which message."""

    user: str
    channel: str
    issued: float
    source: SlackMessage | None = None
    uses: int = 0


@dataclass(slots=True)
class ResponseUrls:
    """Response addresses by their unguessable id; they live 30 minutes of world time, for five uses."""

    stamps: Stamps
    given: dict[str, ResponseUrl] = field(default_factory=dict)

    def issue(self, user: str, channel: str, source: SlackMessage | None = None) -> str:
        """Give the id of a new response address."""
        key = self.stamps.secret()
        self.given[key] = ResponseUrl(user, channel, self.stamps.now(), source)
        return key

    def use(self, key: str) -> ResponseUrl | str:
        """Use an address once; a string is Slack's word for why not."""
        found = self.given.get(key)
        if found is None:
            return "invalid_url"
        if self.stamps.now() - found.issued > RESPONSE_SECONDS:
            return "expired_url"
        if found.uses >= RESPONSE_USES:
            return "used_url"
        found.uses += 1
        return found
