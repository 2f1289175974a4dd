"""Writing and looking: messages to the app, mentions, opened tabs, and the events they cause.

Apart because these reach the app as events, which nobody in a client waits for.
"""

from __future__ import annotations

from typing import Any, Literal

from sandbox.slack.forms.values import NotPossible
from sandbox.slack.person.commands import lookups
from sandbox.slack.person.outcome import Outcome
from sandbox.slack.person.seat import Seat
from sandbox.slack.person.typing import typed_block, typed_text
from sandbox.slack.state.conversations import Channel, SlackMessage


async def message(seat: Seat, text: str, thread_ts: str | None) -> SlackMessage:
    """Write in the conversation with the app. Raises NotPossible where it takes no messages."""
    seat.active()
    app = seat.workspace.app
    if not app.messages_tab or app.messages_tab_read_only:
        raise NotPossible("the app takes no messages")
    channel = seat.im()
    said = _say(seat, channel, text, thread_ts)
    await seat.events.send(seat.install, _event(seat, said, channel), "message.im")
    return said


async def mention(seat: Seat, channel_id: str, text: str, thread_ts: str | None = None) -> SlackMessage:
    """Write in a channel, or in one of its threads.

    An app that is named there but not a member hears nothing; its namer is told so. Raises NotPossible for somebody
    who isn't in the channel.
    """
    seat.active()
    channel = seat.channel(channel_id)
    said = _say(seat, channel, text, thread_ts)
    if f"<@{seat.install.bot_user}>" not in said.text:
        return said
    if seat.install.bot_user in channel.members:
        event = _event(seat, said, channel) | {"type": "app_mention"}
        del event["channel_type"]
        await seat.events.send(seat.install, event)
    else:
        name = seat.workspace.app.bot_name
        seat.told(channel, f"<@{seat.install.bot_user}> is not in this channel. To add it, type `/invite @{name}`.")
    return said


def _say(seat: Seat, channel: Channel, text: str, thread_ts: str | None) -> SlackMessage:
    names = lookups(seat)
    return seat.workspace.post(
        SlackMessage(
            channel=channel.id,
            ts=seat.workspace.stamps.ts(),
            user=seat.user_id,
            text=typed_text(text, **names, names=False),
            blocks=(typed_block(text, **names),),
            team=seat.user.team_id,
            thread_ts=thread_ts,
        )
    )


def _event(seat: Seat, said: SlackMessage, channel: Channel) -> dict[str, Any]:
    event = seat.events.said(seat.install, said, channel)
    return event | {"client_msg_id": seat.workspace.stamps.secret(), "team": seat.user.team_id}


async def open_tab(seat: Seat, tab: Literal["home", "messages"]) -> Outcome:
    """Look at one of the app's tabs. Raises NotPossible when the app doesn't have it."""
    seat.active()
    workspace, install = seat.workspace, seat.install
    if not (workspace.app.home_tab if tab == "home" else workspace.app.messages_tab):
        raise NotPossible(f"the app has no {tab} tab")
    channel = seat.im()
    event: dict[str, Any] = {
        "type": "app_home_opened",
        "user": seat.user_id,
        "channel": channel.id,
        "tab": tab,
        "event_ts": workspace.stamps.ts(),
    }
    view = workspace.views.home(install.team.id, seat.user_id)
    if tab == "messages":
        workspace.conversations.mark_read(channel, seat.user_id)
        workspace.announce("dm", {"user": seat.user_id, "channel": channel.id, "change": "read"})
    elif view is not None:
        event |= {"view": view.as_json()}
    answer = await seat.events.send(install, event)
    return Outcome.of(answer)
