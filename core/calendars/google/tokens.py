"""Access tokens, kept in this process per refresh token and renewed by one call at a time.

Nothing here is ever stored: an access token is worth an hour, and every process can get its own.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from core.calendars.google.expiry import real_time
from core.calendars.google.token_endpoint import TokenEndpoint
from core.domain.accounts import Access
from core.domain.errors import OutcomeUnknown, PerinError
from core.domain.ids import AccountId

OnNewRefreshToken = Callable[[Access, str], Awaitable[None]]
"""Stores the refresh token that Google gave in place of the one in the ``Access``."""

MARGIN = 60
"""Seconds before its expiry at which a token is no longer used."""

MOST_KEPT = 4096


@dataclass(slots=True)
class _Kept:
    """What is known of one refresh token; ``refresh`` is its successor once Google has rotated it."""

    refresh: str = field(repr=False)
    access: str = field(default="", repr=False)
    until: float = 0.0
    renewal: asyncio.Task[None] | None = None
    is_unsaved: bool = False


class AccessTokens:
    """A cache of access tokens. A failed renewal is told to everybody who waited for it, and not remembered."""

    def __init__(self, endpoint: TokenEndpoint, on_new_refresh_token: OnNewRefreshToken | None) -> None:
        """Renew through ``endpoint``."""
        self._endpoint = endpoint
        self._on_new = on_new_refresh_token
        self._kept: dict[str, _Kept] = {}

    async def bearer(self, access: Access, *, refused: str | None = None) -> str:
        """Return an access token for the account; never ``refused``, the one Google just answered 401 to.

        Raises as ``TokenEndpoint.refresh``; a rotated refresh token is stored before the call goes on, else that is
        OutcomeUnknown with ``sent`` False, and storing is tried again by the next call.
        """
        kept = self._entry(access)
        if not self._is_good(kept, refused):
            await self._renewed(access.account, kept)
        if kept.is_unsaved:
            await self._save(access, kept)
        return kept.access

    def forget(self, access: Access) -> str:
        """Drop what is kept for this refresh token; returns the refresh token that is valid now."""
        kept = self._kept.pop(access.refresh_token, None)
        return kept.refresh if kept else access.refresh_token

    def _entry(self, access: Access) -> _Kept:
        kept = self._kept.pop(access.refresh_token, None) or _Kept(access.refresh_token)
        self._kept[access.refresh_token] = kept
        if len(self._kept) > MOST_KEPT:
            del self._kept[next(iter(self._kept))]
        return kept

    def _is_good(self, kept: _Kept, refused: str | None) -> bool:
        return bool(kept.access) and kept.access != refused and real_time() < kept.until

    async def _save(self, access: Access, kept: _Kept) -> None:
        try:
            if self._on_new is not None:
                await self._on_new(access, kept.refresh)
        except PerinError as error:
            raise OutcomeUnknown(account=access.account, sent=False, reason="token_not_stored") from error
        kept.is_unsaved = False

    async def _renewed(self, account: AccountId, kept: _Kept) -> None:
        """Wait for the one renewal under way, starting it if there is none; cancelling a waiter doesn't stop it."""
        if kept.renewal is None:
            kept.renewal = asyncio.create_task(self._renew(account, kept))
            kept.renewal.add_done_callback(_seen)
        await asyncio.shield(kept.renewal)

    async def _renew(self, account: AccountId, kept: _Kept) -> None:
        try:
            tokens = await self._endpoint.refresh(account, kept.refresh)
        finally:
            kept.renewal = None
        kept.access = tokens.access
        kept.until = real_time() + tokens.lifetime - MARGIN
        if tokens.refresh and tokens.refresh != kept.refresh:
            kept.refresh = tokens.refresh
            kept.is_unsaved = True


def _seen(renewal: asyncio.Task[None]) -> None:
    """Look at a failure, so that one whose waiters have all left is not reported as forgotten."""
    if not renewal.cancelled():
        renewal.exception()
