"""One human in a Slack client: the whole of what they can do and see.

Apart from how each act is carried out, which the neighbouring modules know.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from sandbox.slack.forms.values import NotPossible
from sandbox.slack.person import clicks, commands, modals, speech
from sandbox.slack.person.clicks import Press, Target
from sandbox.slack.person.outcome import Failure, Outcome, SubmitResult
from sandbox.slack.person.seat import Seat
from sandbox.slack.specs import UserSpec
from sandbox.slack.state.conversations import Channel, SlackMessage
from sandbox.slack.state.views import SlackView


class Person:
    """Acts as `seat.user` would and sees what they would see.

    Every act raises NotPossible when a person in a Slack client could not do it. An act that reaches the
    app returns when the app has taken it over; what the app does afterwards can be awaited with `until`
    of the workspace.
    """

    def __init__(self, seat: Seat) -> None:
        """Sit down."""
        self._seat = seat

    @property
    def id(self) -> str:
        """The user id."""
        return self._seat.user_id

    @property
    def spec(self) -> UserSpec:
        """The person as they are now."""
        return self._seat.user

    @property
    def channel(self) -> str:
        """The id of the conversation with the app."""
        return self._seat.im().id

    async def command(self, text: str, channel: str | None = None) -> Outcome:
        """Type a slash command, in the conversation with the app unless `channel` says otherwise."""
        return await commands.command(self._seat, text, channel)

    async def click(
        self,
        target: Target,
        action_id: str | None = None,
        *,
        block_id: str | None = None,
        value: object = None,
        label: str | None = None,
        stale: bool = False,
    ) -> Outcome:
        """Press a button or choose in an element of a message, modal or Home.

        The element is named by `action_id` (and `block_id`), or by its visible `label`. `stale` presses
        what `target` showed when it was read, although it may have changed since: the press that was
        under way when the update came.
        """
        shown = target if stale else clicks.current(self._seat, target)
        return await clicks.click(self._seat, shown, Press(action_id, block_id, value, label))

    async def fill(self, view_id: str | None, values: Mapping[str, object]) -> None:
        """Enter values by block_id in the modal on top."""
        await modals.fill(self._seat, view_id, values)

    def remember(self, target: Target, values: Mapping[str, object]) -> None:
        """Take over what a client's own fields hold, by block_id and action_id; nothing is sent."""
        modals.remember(self._seat, clicks.current(self._seat, target), values)

    async def submit(self, view_id: str | None = None, values: Mapping[str, object] | None = None) -> SubmitResult:
        """Enter the last values and press the submit button of the modal on top."""
        return await modals.submit(self._seat, view_id, values or {})

    async def close(self, view_id: str | None = None, *, everything: bool = False) -> None:
        """Close the modal on top, or all with the cross (`everything`)."""
        await modals.close(self._seat, view_id, everything=everything)

    async def message(self, text: str, *, thread_ts: str | None = None) -> SlackMessage:
        """Write to the app."""
        return await speech.message(self._seat, text, thread_ts)

    async def mention(self, channel: str, text: str, *, thread_ts: str | None = None) -> SlackMessage:
        """Write in a channel or a thread of it; with the app's @name in it the app hears of it."""
        return await speech.mention(self._seat, channel, text, thread_ts)

    async def open_home(self) -> Outcome:
        """Look at the app's Home tab."""
        return await speech.open_tab(self._seat, "home")

    async def open_messages(self) -> Outcome:
        """Look at the conversation with the app; everything there is read then."""
        return await speech.open_tab(self._seat, "messages")

    async def shortcut(self, callback_id: str) -> Outcome:
        """Use a global shortcut."""
        return await clicks.shortcut(self._seat, callback_id, None)

    async def message_shortcut(self, callback_id: str, message: SlackMessage) -> Outcome:
        """Use a shortcut on a message."""
        shown = clicks.current(self._seat, message)
        if not isinstance(shown, SlackMessage):
            raise NotPossible("a message shortcut needs a message")
        return await clicks.shortcut(self._seat, callback_id, shown)

    def dms(self) -> list[SlackMessage]:
        """List the conversation with the app, both sides, oldest first."""
        return list(self._seat.im().messages.values())

    def ephemerals(self) -> list[SlackMessage]:
        """List the messages that only this person sees, oldest first."""
        return list(self._seat.workspace.conversations.ephemerals.get(self.id, {}).values())

    def reload(self) -> None:
        """Reload the client: ephemeral messages are gone."""
        self._seat.workspace.conversations.ephemerals.pop(self.id, None)

    def modals(self) -> list[SlackView]:
        """List the open modals, top last."""
        return self._seat.workspace.views.stack(self.id)

    def home(self) -> SlackView | None:
        """Give the Home as published, None before the app published one."""
        return self._seat.workspace.views.home(self._seat.install.team.id, self.id)

    def values(self, view: SlackView) -> dict[str, object]:
        """Give `state.values` of an open view as the client knows them now."""
        return clicks.values_of(self._seat, replace(view))

    def channels(self) -> list[Channel]:
        """List the channels this person is in, by name."""
        everywhere = self._seat.workspace.conversations.by_id.values()
        return sorted((c for c in everywhere if c.kind != "im" and self.id in c.members), key=lambda c: c.name)

    def unread(self, channel: str | None = None) -> int:
        """Count the messages since this person last read or wrote, in the conversation with the app or in `channel`."""
        return self._seat.workspace.conversations.unread(self._place(channel), self.id)

    def mark_read(self, channel: str | None = None) -> None:
        """Have everything read there, as a client does with what comes while one is looking; no event leaves."""
        place, workspace = self._place(channel), self._seat.workspace
        if workspace.conversations.unread(place, self.id):
            workspace.conversations.mark_read(place, self.id)
            workspace.announce("dm", {"user": self.id, "channel": place.id, "change": "read"})

    def _place(self, channel: str | None) -> Channel:
        return self._seat.im() if channel is None else self._seat.channel(channel)

    def failures(self) -> list[Failure]:
        """List what went wrong for this person, as they saw it."""
        return list(self._seat.failures)
