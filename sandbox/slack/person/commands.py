"""Slash commands: what is typed, what is sent, what the answer shows.

Apart from clicks because a command has its own payload, its own escaping and an answer that is a message.
"""

from __future__ import annotations

from typing import Any

from sandbox.slack.delivery.answer import Answer
from sandbox.slack.delivery.payloads import VERIFICATION_TOKEN
from sandbox.slack.person.outcome import Outcome
from sandbox.slack.person.seat import Seat
from sandbox.slack.person.typing import typed_text
from sandbox.slack.replies import ReplyRefused, reply
from sandbox.slack.state.conversations import Channel, SlackMessage
from sandbox.slack.state.triggers import ResponseUrl

INVITE = "/invite"


def lookups(seat: Seat) -> dict[str, Any]:
    """Give the lookups by which names that a person types become ids."""
    people, conversations = seat.workspace.people, seat.workspace.conversations

    def user(name: str) -> str | None:
        found = people.by_name(name)
        return found.id if found else None

    def channel(name: str) -> str | None:
        return next((c.id for c in conversations.by_id.values() if c.kind != "im" and c.name == name), None)

    return {"user": user, "channel": channel}


async def command(seat: Seat, text: str, channel_id: str | None) -> Outcome:
    """Type a command and press return; `/invite` is Slack's own and adds the app to a channel."""
    user = seat.active()
    name, _, rest = text.strip().partition(" ")
    name = name.lower()
    channel = seat.im() if channel_id is None else seat.channel(channel_id)
    if name == INVITE:
        return _invite(seat, channel, rest.strip())
    escapes = seat.workspace.app.commands.get(name)
    outsider = user.team_id != seat.install.team.id and not seat.install.is_enterprise_install
    if escapes is None or outsider:
        return Outcome(0, failure=seat.failed(name, "invalid_command", f"{name} is not a valid command.", channel.id))
    rest = rest.strip()
    if escapes:
        rest = typed_text(rest, **lookups(seat), names=True)
    response_key = seat.workspace.responses.issue(user.id, channel.id)
    payload = _payload(seat, channel, name, rest) | {"response_url": f"{seat.base()}/response/{response_key}"}
    answer = await seat.office.send("slash_commands", payload)
    failure = seat.unanswered(name, answer, channel.id)
    if failure is not None:
        return Outcome.of(answer, failure)
    return _answered(seat, name, channel, answer)


def _invite(seat: Seat, channel: Channel, handle: str) -> Outcome:
    bot = seat.install.bot_user
    if channel.kind == "im" or lookups(seat)["user"](handle.removeprefix("@")) != bot:
        return Outcome(
            0, failure=seat.failed(INVITE, "invalid_command", f"{INVITE} adds the app to a channel.", channel.id)
        )
    if bot not in channel.members:
        channel.members.add(bot)
        said = f"was added to #{channel.name} by <@{seat.user_id}>."
        seat.workspace.post(SlackMessage(channel.id, seat.workspace.stamps.ts(), bot, said))
    return Outcome(0)


def _payload(seat: Seat, channel: Channel, name: str, text: str) -> dict[str, Any]:
    user, install = seat.user, seat.install
    names = {"im": "directmessage", "group": "privategroup", "channel": channel.name}
    payload = {
        "token": VERIFICATION_TOKEN,
        "team_id": install.team.id,
        "team_domain": install.team.domain,
        "channel_id": channel.id,
        "channel_name": names[channel.kind],
        "user_id": user.id,
        "user_name": user.name,
        "command": name,
        "text": text,
        "api_app_id": seat.workspace.app.id,
        "is_enterprise_install": "true" if install.is_enterprise_install else "false",
        "trigger_id": seat.workspace.triggers.issue(user.id),
    }
    if install.team.enterprise_id:
        payload |= {
            "enterprise_id": install.team.enterprise_id,
            "enterprise_name": install.team.enterprise_name or "",
        }
    return payload


def _answered(seat: Seat, name: str, channel: Channel, answer: Answer) -> Outcome:
    body = {"text": answer.body} if isinstance(answer.body, str) else answer.body
    if not body:
        return Outcome.of(answer)
    place = ResponseUrl(seat.user_id, channel.id, seat.workspace.clock.now())
    shown: SlackMessage | None = None
    try:
        shown = reply(seat.workspace, seat.install, place, body)
    except ReplyRefused as refused:
        text = f"{name} failed with the error “{refused.code}”."
        return Outcome.of(answer, seat.failed(name, refused.code, text, channel.id))
    return Outcome(answer.status, answer.body, reply=shown)
