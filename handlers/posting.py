"""One message into one person's DM: edited where it is, found where it was lost, else posted, and never twice.

Slack offers no idempotency for new messages, so each carries its key in its metadata: after an attempt whose answer was
lost, the conversation's history tells whether it arrived.
"""

from __future__ import annotations

from dataclasses import dataclass

import aiohttp
import structlog
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from handlers.failures import code_of, may_pass, retry_after
from handlers.render.base import Rendered

log = structlog.get_logger()

EVENT_TYPE = "perin_notice"
_HISTORY = 50
_NOBODY_THERE = frozenset(
    {
        "account_inactive",
        "channel_not_found",
        "user_disabled",
        "user_not_found",
        "user_not_visible",
        "is_bot",
        "messages_tab_disabled",
        "restricted_action",
        "token_revoked",
        "invalid_auth",
        "not_authed",
        "not_allowed_token_type",
    }
)
"""This person can't be reached by this token, whatever the message."""

_NOT_LIKE_THIS = frozenset({"invalid_blocks", "msg_too_long", "invalid_arguments", "missing_scope"})
"""This message can't be sent, however often it is tried."""

_GONE = frozenset({"message_not_found", "cant_update_message", "edit_window_closed", "is_inactive"})
"""The message can't be edited any more: a new one takes its place."""


class Later(Exception):
    """Slack didn't take it now; ``seconds`` until another attempt makes sense, None for our own back-off."""

    def __init__(self, reason: str, seconds: int | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.seconds = seconds


class Never(Exception):
    """Slack will never take it; ``reason`` is its error code."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Sent:
    """Where a message is in Slack."""

    channel: str
    ts: str


@dataclass(frozen=True, slots=True)
class Conversation:
    """Perin's DM with one person. ``channel`` is its id, None before the first message reached them."""

    client: AsyncWebClient
    user: str
    channel: str | None

    async def show(self, message: Rendered, key: str, *, at: Sent | None, is_repeat: bool) -> Sent:
        """Bring the message before the person; returns where it is. Raises Later, Never.

        ``at`` is where it was shown before; ``is_repeat`` says that an earlier attempt may have arrived.
        """
        try:
            if at is not None and await self._edit(at, message):
                return at
            if is_repeat and self.channel is not None:
                earlier = await self._find(self.channel, key)
                if earlier:
                    return await self._show_again(earlier[-1], message, key)
            sent = await self._post(message, key)
            if is_repeat and self.channel is None:
                return await self._without_double(sent, key)
        except SlackApiError as error:
            raise _verdict(error) from error
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise Later(type(error).__name__) from error
        return sent

    async def take_back(self, sent: Sent) -> None:
        """Delete a message that is one too many; one that is gone is fine. Raises Later, Never."""
        try:
            await self.client.chat_delete(channel=sent.channel, ts=sent.ts)
        except SlackApiError as error:
            if code_of(error) not in _GONE:
                raise _verdict(error) from error
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise Later(type(error).__name__) from error

    async def _edit(self, at: Sent, message: Rendered) -> bool:
        """Edit; False when the message is gone."""
        try:
            await self.client.chat_update(channel=at.channel, ts=at.ts, text=message.text, blocks=message.blocks)
        except SlackApiError as error:
            if code_of(error) in _GONE:
                return False
            raise
        return True

    async def _post(self, message: Rendered, key: str) -> Sent:
        answer = await self.client.chat_postMessage(
            channel=self.user,
            text=message.text,
            blocks=message.blocks,
            metadata={"event_type": EVENT_TYPE, "event_payload": {"key": key}},
            unfurl_links=False,
            unfurl_media=False,
        )
        return Sent(str(answer["channel"]), str(answer["ts"]))

    async def _find(self, channel: str, key: str) -> list[Sent]:
        """Return the messages of this key, newest first."""
        answer = await self.client.conversations_history(channel=channel, include_all_metadata=True, limit=_HISTORY)
        found = []
        for sent in answer.get("messages") or ():
            metadata = sent.get("metadata") or {}
            if metadata.get("event_type") == EVENT_TYPE and metadata.get("event_payload", {}).get("key") == key:
                found.append(Sent(channel, str(sent["ts"])))
        return found

    async def _show_again(self, earlier: Sent, message: Rendered, key: str) -> Sent:
        """The earlier attempt arrived; what it shows may be out of date by now."""
        return earlier if await self._edit(earlier, message) else await self._post(message, key)

    async def _without_double(self, sent: Sent, key: str) -> Sent:
        """The very first message to somebody was repeated before their DM was known: keep the one that came first."""
        first = (await self._find(sent.channel, key))[-1]
        if first != sent:
            await self.client.chat_delete(channel=sent.channel, ts=sent.ts)
        return first


def _verdict(error: SlackApiError) -> Later | Never:
    """Tell whether another attempt may help. A rate limit's own waiting time is honoured."""
    code = code_of(error)
    if code in _NOBODY_THERE or code in _NOT_LIKE_THIS:
        return Never(code)
    return Later(code, retry_after(error)) if may_pass(error) else Later(code)
