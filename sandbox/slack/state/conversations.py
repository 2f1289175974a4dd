"""Conversations and the messages in them: direct messages with the app and a few channels.

Apart from the views: a message stays, is edited, threaded and read; a view is open or gone.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any, Literal

from sandbox.slack.state.stamps import Stamps

Kind = Literal["im", "channel", "group"]


@dataclass(frozen=True, slots=True)
class SlackMessage:
    """One message as it stood when it was read; an edit makes a new value with the same `ts`.

    `user` is the author (the bot's user id for the app's), `text` and `blocks` are raw, `edited` the stamp
    of the last edit, `ephemeral_for` the only person who sees it.
    """

    channel: str
    ts: str
    user: str
    text: str = ""
    blocks: tuple[dict[str, Any], ...] = ()
    bot_id: str | None = None
    app_id: str | None = None
    team: str | None = None
    edited: str | None = None
    thread_ts: str | None = None
    metadata: dict[str, Any] | None = None
    files: tuple[dict[str, Any], ...] = ()
    ephemeral_for: str | None = None

    @property
    def from_app(self) -> bool:
        """Whether the app wrote it, not a person."""
        return self.bot_id is not None

    def as_json(self, *, metadata: bool = False) -> dict[str, Any]:
        """Describe it as Slack's message object; `metadata` includes what the app attached."""
        shown: dict[str, Any] = {"type": "message", "user": self.user, "text": self.text, "ts": self.ts}
        if self.bot_id:
            shown |= {"bot_id": self.bot_id, "app_id": self.app_id}
        optional = {
            "team": self.team,
            "blocks": list(self.blocks),
            "thread_ts": self.thread_ts,
            "files": list(self.files),
            "edited": {"user": self.bot_id or self.user, "ts": self.edited} if self.edited else None,
            "metadata": self.metadata if metadata else None,
        }
        return shown | {name: value for name, value in optional.items() if value}


@dataclass(slots=True)
class Channel:
    """A conversation. An `im` has one human `user`; the others have `members` by user id."""

    id: str
    kind: Kind
    name: str
    team_id: str
    user: str | None = None
    members: set[str] = field(default_factory=set)
    messages: dict[str, SlackMessage] = field(default_factory=dict)
    last_read: dict[str, str] = field(default_factory=dict)


class Conversations:
    """Every conversation by id, and everybody's ephemerals."""

    def __init__(self, stamps: Stamps) -> None:
        """Begin silent."""
        self._stamps = stamps
        self.by_id: dict[str, Channel] = {}
        self.ephemerals: dict[str, dict[str, SlackMessage]] = {}

    def open_im(self, user_id: str, bot_user: str, team_id: str) -> tuple[Channel, bool]:
        """Give the conversation of a person with the app in `team_id`, and whether it is new."""
        found = next((c for c in self.by_id.values() if c.kind == "im" and c.members == {user_id, bot_user}), None)
        if found is not None:
            return found, False
        channel_id = f"D{user_id[1:]}"
        if channel_id in self.by_id:
            channel_id += team_id
        channel = Channel(channel_id, "im", "directmessage", team_id, user_id, {user_id, bot_user})
        self.by_id[channel_id] = channel
        return channel, True

    def add(self, channel: Channel) -> Channel:
        """Add a channel or private group."""
        self.by_id[channel.id] = channel
        return channel

    def post(self, message: SlackMessage) -> SlackMessage:
        """Put a message in its conversation; the author has read it."""
        channel = self.by_id[message.channel]
        channel.messages[message.ts] = message
        channel.last_read[message.user] = message.ts
        return message

    def post_ephemeral(self, message: SlackMessage) -> SlackMessage:
        """Show a message to `message.ephemeral_for` alone."""
        self.ephemerals.setdefault(str(message.ephemeral_for), {})[message.ts] = message
        return message

    def find(self, channel_id: str, ts: str) -> SlackMessage | None:
        """Find a lasting message."""
        channel = self.by_id.get(channel_id)
        return channel.messages.get(ts) if channel else None

    def find_ephemeral(self, user_id: str, ts: str) -> SlackMessage | None:
        """Find a message that only `user_id` sees."""
        return self.ephemerals.get(user_id, {}).get(ts)

    def edit(self, message: SlackMessage, **fields: Any) -> SlackMessage:  # noqa: ANN401 - message fields
        """Replace fields of a message in its place and mark it edited."""
        edited = replace(message, edited=self._stamps.ts(), **fields)
        shelf = (
            self.ephemerals[message.ephemeral_for] if message.ephemeral_for else self.by_id[message.channel].messages
        )
        shelf[message.ts] = edited
        return edited

    def delete(self, message: SlackMessage) -> None:
        """Remove a message, lasting or ephemeral; harmless when it is gone already."""
        if message.ephemeral_for:
            self.ephemerals.get(message.ephemeral_for, {}).pop(message.ts, None)
        else:
            self.by_id[message.channel].messages.pop(message.ts, None)

    def mark_read(self, channel: Channel, user_id: str) -> None:
        """Note that a person has seen everything in the conversation up to now."""
        if channel.messages:
            channel.last_read[user_id] = max(channel.messages)

    def unread(self, channel: Channel, user_id: str) -> int:
        """Count the messages after what the person last read or wrote; edits don't count."""
        read = channel.last_read.get(user_id, "")
        return sum(1 for ts in channel.messages if ts > read)
