"""What a person sees, and what their acts came to, as JSON for the page and for outside drivers.

Apart from the control API's routes: these are shapes, decided nowhere else and deciding nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sandbox.slack.person.outcome import Outcome, SubmitResult
from sandbox.slack.person.person import Person
from sandbox.slack.state.conversations import Channel, SlackMessage
from sandbox.slack.state.views import SlackView

OPENED = ("url_private", "url_private_download")


def message_json(message: SlackMessage, person: Person) -> dict[str, Any]:
    """Describe a message as `person` sees it: who wrote it, whether only they see it, files they can open."""
    files = [file | {name: f"{file[name]}?person={person.id}" for name in OPENED} for file in message.files]
    return message.as_json() | {
        "files": files,
        "channel": message.channel,
        "blocks": list(message.blocks),
        "edited": message.edited,
        "from_app": message.from_app,
        "ephemeral": message.ephemeral_for is not None,
    }


def view_json(view: SlackView, person: Person) -> dict[str, Any]:
    """Describe an open modal or Home with what is filled in and which errors stand beside its fields."""
    return view.as_json(person.values(view)) | {"errors": view.errors}


def person_json(person: Person) -> dict[str, Any]:
    """Describe the whole screen: the conversation with the app, channels, modals, Home, unread, failures.

    Messages are oldest first; what only this person sees stands in the conversation it was said in.
    """
    private = person.ephemerals()
    home = person.home()
    return {
        "channel": person.channel,
        "dms": _conversation(person, [*person.dms(), *_within(private, person.channel)]),
        "channels": [_channel(channel, person, private) for channel in person.channels()],
        "modals": [view_json(view, person) for view in person.modals()],
        "home": view_json(home, person) if home else None,
        "unread": person.unread(),
        "failures": [failure.as_json() for failure in person.failures()],
    }


def _channel(channel: Channel, person: Person, private: Sequence[SlackMessage]) -> dict[str, Any]:
    return {
        "id": channel.id,
        "name": channel.name,
        "members": sorted(channel.members),
        "unread": person.unread(channel.id),
        "messages": _conversation(person, [*channel.messages.values(), *_within(private, channel.id)]),
    }


def _within(private: Sequence[SlackMessage], channel_id: str) -> list[SlackMessage]:
    return [message for message in private if message.channel == channel_id]


def _conversation(person: Person, messages: list[SlackMessage]) -> list[dict[str, Any]]:
    return [message_json(message, person) for message in sorted(messages, key=lambda message: message.ts)]


def outcome_json(outcome: Outcome) -> dict[str, Any]:
    """Describe what an act came to; `ok` is false when the person saw a failure."""
    return {
        "ok": outcome.failure is None,
        "status": outcome.status,
        "acked": outcome.acked,
        "failure": outcome.failure.as_json() if outcome.failure else None,
        "url": outcome.url,
    }


def submit_json(result: SubmitResult) -> dict[str, Any]:
    """Describe what a submission came to; with `ok`, `errors` may still stand beside fields."""
    return {
        "ok": result.failure is None,
        "sent": result.sent,
        "status": result.status,
        "errors": result.errors,
        "action": result.action,
        "failure": result.failure.as_json() if result.failure else None,
    }
