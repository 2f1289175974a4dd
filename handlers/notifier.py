"""The outbox on its way to Slack: notices as direct messages, cards posted once and edited ever after.

Rows are claimed, sent and marked one by one; per person at most one message a second; a lost answer to a new message is
looked up in the conversation's history by the notice's key before anything is sent again.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

import structlog
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from core.domain.errors import NotFound
from core.domain.people import Person
from core.usecases import outbox
from core.usecases.outbox import CardTask
from core.usecases.people import remember_dm
from core.usecases.views import NoticeView
from handlers.asker import Kit
from handlers.render.base import Rendered
from handlers.render.cards import session_card
from handlers.render.notices import notice_message

log = structlog.get_logger()

EVENT_TYPE = "perin_notice"
BATCH = 20
_LATER = (2, 5, 15, 60, 300, 900)
_GIVE_UP_SECONDS = 86_400
_TERMINAL = frozenset(
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
        "not_allowed_token_type",
    }
)
_LOST_CARD = frozenset({"message_not_found", "cant_update_message", "edit_window_closed", "is_inactive"})


class Later(Exception):
    """Slack didn't take it now; ``seconds`` until another attempt makes sense, None for our own back-off."""

    def __init__(self, seconds: int | None = None) -> None:
        """Keep how long Slack asked to wait."""
        super().__init__()
        self.seconds = seconds


class Never(Exception):
    """Slack will never take it; ``reason`` is its error code."""

    def __init__(self, reason: str) -> None:
        """Keep why."""
        super().__init__(reason)
        self.reason = reason


@dataclass(slots=True)
class Notifier:
    """Delivers what is due. One instance per process; replicas share the rows."""

    kit: Kit
    in_flight: int = BATCH
    _busy: dict[str, asyncio.Lock] = field(default_factory=dict)

    async def deliver_due(self) -> int:
        """Deliver until nothing is due; returns how many rows were worked."""
        worked = 0
        while True:
            cards = await outbox.claim_cards(self.kit.deps, limit=self.in_flight)
            notices = await outbox.claim_notices(self.kit.deps, limit=self.in_flight)
            if not cards and not notices:
                return worked
            await asyncio.gather(*(self._card(task) for task in cards))
            await asyncio.gather(*(self._notice(view) for view in notices))
            worked += len(cards) + len(notices)

    async def _client(self, person: Person) -> AsyncWebClient:
        try:
            installation = await self.kit.tenants.get(person.installation)
        except NotFound as error:
            raise Never("uninstalled") from error
        return self.kit.clients.outbox(installation.bot_token)

    async def _card(self, task: CardTask) -> None:
        now = self.kit.deps.now()
        try:
            message = session_card(task.view)
            channel, ts = await self._post_or_edit(
                task.person, message, task.card.channel, task.card.ts, key=f"card:{task.card.session}"
            )
        except Later as later:
            await outbox.card_failed(self.kit.deps, card=task.card, retry_at=now + (later.seconds or _LATER[1]))
        except Never as never:
            log.warning("card.undeliverable", reason=never.reason, session=task.card.session)
            await outbox.card_failed(self.kit.deps, card=task.card, retry_at=None)
        else:
            await outbox.card_drawn(self.kit.deps, card=task.card, channel=channel, ts=ts)
            await self._remember(task.person, channel)

    async def _notice(self, view: NoticeView) -> None:
        notice, now = view.notice, self.kit.deps.now()
        try:
            message = notice_message(view, now)
            channel, ts = await self._post_or_edit(
                view.person, message, notice.channel, notice.ts, key=notice.key, is_repeat=notice.attempt > 1
            )
        except Later as later:
            wait = later.seconds or _LATER[min(notice.attempt, len(_LATER) - 1)]
            too_old = now - notice.created_at > _GIVE_UP_SECONDS
            await outbox.notice_failed(
                self.kit.deps, notice=notice.id, retry_at=None if too_old else now + wait, reason="not_delivered"
            )
        except Never as never:
            log.warning("notice.dead", reason=never.reason, notice=notice.id, kind=notice.kind.value)
            await outbox.notice_failed(self.kit.deps, notice=notice.id, retry_at=None, reason=never.reason)
        else:
            await outbox.notice_sent(self.kit.deps, notice=notice.id, channel=channel, ts=ts)
            await self._remember(view.person, channel)
            log.info("notice.sent", notice=notice.id, kind=notice.kind.value)

    async def _remember(self, person: Person, channel: str) -> None:
        """Keep the id of the person's DM: private answers and the look into its history need it."""
        if person.dm_channel != channel:
            await remember_dm(self.kit.deps, person=person.key, channel=channel)

    async def _post_or_edit(
        self,
        person: Person,
        message: Rendered,
        channel: str | None,
        ts: str | None,
        *,
        key: str,
        is_repeat: bool = False,
    ) -> tuple[str, str]:
        """Edit the message there is, or post a new one. Raises Later, Never."""
        client = await self._client(person)
        lock = self._busy.setdefault(person.key, asyncio.Lock())
        async with lock:
            if channel is not None and ts is not None:
                edited = await _edit(client, channel, ts, message)
                if edited:
                    return channel, ts
            if is_repeat and person.dm_channel is not None:
                found = await _find_sent(client, person.dm_channel, key)
                if found is not None:
                    return person.dm_channel, found
            return await _post(client, person, message, key)


async def _edit(client: AsyncWebClient, channel: str, ts: str, message: Rendered) -> bool:
    """Edit; False when the message is gone and a new one has to take its place."""
    try:
        await client.chat_update(channel=channel, ts=ts, text=message.text, blocks=message.blocks)
    except SlackApiError as error:
        if error.response.get("error") in _LOST_CARD:
            return False
        raise _verdict(error) from error
    except (TimeoutError, OSError) as error:
        raise Later from error
    return True


async def _post(client: AsyncWebClient, person: Person, message: Rendered, key: str) -> tuple[str, str]:
    """Post a new direct message that carries the notice's key, so that it can be found again."""
    try:
        answer = await client.chat_postMessage(
            channel=person.user,
            text=message.text,
            blocks=message.blocks,
            metadata={"event_type": EVENT_TYPE, "event_payload": {"key": key}},
            unfurl_links=False,
            unfurl_media=False,
        )
    except SlackApiError as error:
        raise _verdict(error) from error
    except (TimeoutError, OSError) as error:
        raise Later from error
    return str(answer["channel"]), str(answer["ts"])


async def _find_sent(client: AsyncWebClient, channel: str, key: str) -> str | None:
    """Return the ts of a message an earlier attempt did deliver. Raises Later when the history can't be read now."""
    try:
        answer = await client.conversations_history(channel=channel, include_all_metadata=True, limit=50)
    except SlackApiError as error:
        raise _verdict(error) from error
    except (TimeoutError, OSError) as error:
        raise Later from error
    for sent in answer.get("messages") or ():
        metadata = sent.get("metadata") or {}
        payload = metadata.get("event_payload") or {}
        if metadata.get("event_type") == EVENT_TYPE and payload.get("key") == key:
            return str(sent["ts"])
    return None


def _verdict(error: SlackApiError) -> Later | Never:
    """Tell whether another attempt may help. A rate limit's own waiting time is honoured."""
    code = str(error.response.get("error") or "")
    if code in _TERMINAL:
        return Never(code)
    if error.response.status_code == 429 or code == "ratelimited":
        wait = error.response.headers.get("Retry-After", "1")
        return Later(int(wait) if str(wait).isdigit() else 1)
    if code in {"invalid_blocks", "msg_too_long", "invalid_arguments", "missing_scope"}:
        return Never(code)
    return Later()
