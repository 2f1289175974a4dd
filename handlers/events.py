"""Slack's events: a row first, then the ack, then the work, which a job repeats if this process dies.

What is kept of an event are its kind and the ids its work needs; the text of a message never is.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import aiohttp
import structlog
from slack_bolt.middleware.async_middleware import AsyncMiddleware
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse
from slack_sdk.errors import SlackApiError

from core.domain.errors import Conflict, PerinError, StorageError
from core.domain.ids import person_key
from core.domain.installations import Installation
from core.storage.protocols_work import Delivery
from core.usecases import deliveries, installs, people
from core.usecases.standing import read_standing
from handlers.asker import Kit
from handlers.failures import code_of, may_pass
from handlers.render.help import greeting
from handlers.showing import publish_home
from handlers.slack import find_profile

log = structlog.get_logger()

Listener = Callable[..., Awaitable[None]]
EventWork = Callable[[Kit, Installation, Delivery], Awaitable[None]]


async def _home_opened(kit: Kit, installation: Installation, delivery: Delivery) -> None:
    """Publish App Home for who opened it, unless they are no member of this workspace."""
    if delivery.payload.get("tab") != "home":
        return
    client = kit.clients.outbox(installation.bot_token)
    person = await people.find_person(kit.deps, person=person_key(installation.home, delivery.payload["user"]))
    if person is None:
        profile = await find_profile(client, installation, delivery.payload["user"])
        if profile.is_bot or profile.is_external:
            return
        person = await people.recognise(kit.deps, profile=profile, installation=installation.key)
    await publish_home(kit.deps, client, person)


async def _message(kit: Kit, installation: Installation, delivery: Delivery) -> None:
    """Answer a message in Perin's DM, or a mention, where it was written, with what can be done and the next step."""
    key = person_key(installation.home, delivery.payload["user"])
    is_known = await people.find_person(kit.deps, person=key) is not None
    shown = greeting(await read_standing(kit.deps, person=key) if is_known else None)
    await kit.clients.outbox(installation.bot_token).chat_postEphemeral(
        channel=delivery.payload["channel"],
        user=delivery.payload["user"],
        text=shown.text,
        blocks=shown.blocks,
        thread_ts=delivery.payload.get("thread") or None,
    )


async def _user_changed(kit: Kit, installation: Installation, delivery: Delivery) -> None:
    """Take over a changed zone or name, or the deactivation of somebody."""
    profile = await find_profile(kit.clients.outbox(installation.bot_token), installation, delivery.payload["user"])
    if profile.is_deactivated:
        await people.deactivate(kit.deps, person=profile.key)
    else:
        await people.update_profile(kit.deps, profile=profile)


async def _uninstalled(kit: Kit, installation: Installation, delivery: Delivery) -> None:
    """Delete the token at once."""
    del delivery
    await installs.uninstall(kit.deps, key=installation.key)
    kit.tenants.forget()


async def _tokens_revoked(kit: Kit, installation: Installation, delivery: Delivery) -> None:
    """A revoked bot token is an uninstallation; other tokens aren't ours."""
    if delivery.payload.get("bot") == "yes":
        await _uninstalled(kit, installation, delivery)


EVENTS: dict[str, EventWork] = {
    "app_home_opened": _home_opened,
    "message": _message,
    "app_mention": _message,
    "user_change": _user_changed,
    "app_uninstalled": _uninstalled,
    "tokens_revoked": _tokens_revoked,
}


def decode(body: Mapping[str, Any]) -> Delivery | None:
    """Keep what an event's work needs; None when nothing is to be done for it (bots, edits, other channels)."""
    event = body.get("event")
    if body.get("type") != "event_callback" or not isinstance(event, Mapping):
        return None
    kind = str(event.get("type", ""))
    if kind not in EVENTS or not body.get("event_id"):
        return None
    if kind in {"message", "app_mention"} and not _is_persons_message(event):
        return None
    return Delivery(
        team=str(body.get("team_id") or body.get("enterprise_id") or ""),
        event=str(body["event_id"]),
        kind=kind,
        payload=_payload(kind, event) | {"enterprise": str(body.get("enterprise_id") or "")},
    )


def _is_persons_message(event: Mapping[str, Any]) -> bool:
    if event.get("subtype") is not None or event.get("bot_id") is not None or not event.get("user"):
        return False
    return event.get("type") == "app_mention" or event.get("channel_type") == "im"


def _payload(kind: str, event: Mapping[str, Any]) -> dict[str, str]:
    """Return the ids only."""
    if kind == "user_change":
        user = event.get("user")
        return {"user": str(user.get("id", "")) if isinstance(user, Mapping) else ""}
    if kind == "tokens_revoked":
        tokens = event.get("tokens")
        bot = tokens.get("bot") if isinstance(tokens, Mapping) else None
        return {"bot": "yes" if bot else "no"}
    kept = {"user": str(event.get("user") or ""), "channel": str(event.get("channel") or "")}
    return kept | {"tab": str(event.get("tab") or ""), "thread": str(event.get("thread_ts") or "")}


class EventGate(AsyncMiddleware):
    """The middleware that stores an event before it is acknowledged, and drops a repeat of one in hand.

    A class of Bolt's own, because for a function Bolt gathers everything a function could ask for, at every request.
    """

    def __init__(self, kit: Kit) -> None:
        self._kit = kit

    async def async_process(
        self,
        *,
        req: AsyncBoltRequest,
        resp: BoltResponse,  # noqa: ARG002 - Bolt passes it
        next: Callable[[], Awaitable[BoltResponse]],  # noqa: A002 - Bolt's name
    ) -> BoltResponse | None:
        """Let through what is no event, and an event that is new."""
        delivery = decode(req.body)
        if delivery is not None and not await deliveries.receive(self._kit.deps, delivery=delivery):
            return BoltResponse(status=200)
        return await next()


def event_listener(kit: Kit) -> Listener:
    """Build the listener that works an event off."""

    async def listener(body: dict[str, Any]) -> None:
        delivery = decode(body)
        if delivery is not None:
            await work_off(kit, delivery)

    return listener


async def work_off(kit: Kit, delivery: Delivery) -> None:
    """Do an event's work and mark it done; a failure that may pass leaves the row for the job that comes by."""
    try:
        installation = await kit.tenants.find(delivery.payload.get("enterprise") or None, delivery.team)
        if installation is not None:
            await EVENTS[delivery.kind](kit, installation, delivery)
    except (aiohttp.ClientError, TimeoutError, Conflict, StorageError) as error:
        log.warning("event.deferred", kind=delivery.kind, error=type(error).__name__)
        return
    except SlackApiError as error:
        log.warning("event.refused_by_slack", kind=delivery.kind, error=code_of(error))
        if may_pass(error):
            return
    except PerinError as error:
        log.info("event.refused", kind=delivery.kind, code=error.code)
    await deliveries.done(kit.deps, delivery=delivery)
