"""Put the process together: the only file that names the implementations behind the protocols."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import cast

import aiohttp

from bot.clock import Clock, chance, new_id, new_secret
from bot.settings import Settings
from core.booking.pacing import PacedCalendars
from core.calendars.google import GoogleCalendars, GoogleOptions
from core.calendars.protocols import Calendars
from core.domain.accounts import Access
from core.storage.database import open_storage
from core.storage.migrate import HEAD as SCHEMA_HEAD
from core.storage.migrate import current as current_schema
from core.storage.migrate import upgrade as upgrade_schema
from core.storage.operating import Stuck
from core.storage.operating import stuck as what_is_stuck
from core.usecases.calendars import keep_new_token
from core.usecases.deps import Deps, Timing
from handlers.asker import Kit
from handlers.notifier import Notifier
from handlers.slack import Clients, Tenants

__all__ = [
    "SCHEMA_HEAD",
    "Parts",
    "Stuck",
    "assemble",
    "current_schema",
    "open_calendars",
    "upgrade_schema",
    "what_is_stuck",
]

WEB_TIMEOUT_SECONDS = 30
_POOL = 100


@dataclass(frozen=True, slots=True)
class Parts:
    """Everything one process runs on. ``wake`` is set when the outbox has something due."""

    settings: Settings
    deps: Deps
    kit: Kit
    notifier: Notifier
    session: aiohttp.ClientSession
    wake: asyncio.Event

    async def aclose(self) -> None:
        """Release connections, threads and the database, in that order."""
        await self.session.close()
        await self.deps.calendars.aclose()
        await self.deps.storage.aclose()


def assemble(settings: Settings, clock: Clock, *, timing: Timing | None = None) -> Parts:
    """Build the parts; nothing is asked of the database or of anybody yet. Must be called inside the running loop.

    Raises StorageError for a database that can't be opened.
    """
    storage = open_storage(settings.database_url, keys=_keys(settings), now_offset=clock.offset)
    wake = asyncio.Event()

    async def keep(access: Access, token: str) -> None:
        await keep_new_token(deps, access=access, token=token)

    deps = Deps(
        storage=storage,
        calendars=cast("Calendars", PacedCalendars(open_calendars(settings, clock, keep), storage, clock.now)),
        now=clock.now,
        new_id=new_id,
        new_secret=new_secret,
        event_secret=_event_secret(settings),
        wake=wake.set,
        seal=storage.seal,
        unseal=storage.unseal,
        public_url=settings.base_url,
        timing=timing or Timing(session_time_to_live=settings.session_ttl, invite_time_to_live=settings.invite_ttl),
        chance=chance,
    )
    session = aiohttp.ClientSession(
        timeout=aiohttp.ClientTimeout(total=WEB_TIMEOUT_SECONDS), connector=aiohttp.TCPConnector(limit=_POOL)
    )
    own = settings.slack_bot_token
    kit = Kit(
        deps=deps,
        clients=Clients(session=session, base_url=settings.slack_api_url),
        tenants=Tenants(deps, own_token=own.get_secret_value() if own is not None else ""),
    )
    return Parts(settings=settings, deps=deps, kit=kit, notifier=Notifier(kit), session=session, wake=wake)


def _keys(settings: Settings) -> tuple[str, ...]:
    return tuple(key.get_secret_value() for key in settings.encryption_keys)


def open_calendars(
    settings: Settings, clock: Clock, keep: Callable[[Access, str], Awaitable[None]] | None = None
) -> GoogleCalendars:
    """Return Google as these settings know it; ``keep`` stores a refresh token that Google rotated.

    Without an encryption key there is no client either: no token could be kept.
    """
    client, secret = settings.google_client_id, settings.google_client_secret
    has_key = bool(settings.encryption_keys)
    options = GoogleOptions(
        client_id=client if has_key and client is not None else "",
        client_secret=secret.get_secret_value() if has_key and secret is not None else "",
        auth_url=settings.google_auth_url,
        token_url=settings.google_token_url,
        revoke_url=settings.google_revoke_url,
        api_url=settings.google_api_url,
    )
    return GoogleCalendars(options, now=clock.now, on_new_refresh_token=keep)


def _event_secret(settings: Settings) -> str:
    """Return what keys the event ids: the same for every replica and restart, and not undone by a key rotation."""
    secret = settings.google_client_secret
    text = secret.get_secret_value() if secret is not None else ""
    return hashlib.sha256(f"perin event ids|{text}".encode()).hexdigest()
