"""How long to wait before trying again: jitter over doubling spans, what Google asks for, and one memory for all.

Retries are rows: nothing sleeps. A booking that met a passing failure lets its lease end after the wait, a chore is due
again then, and an account that Google asked to be left alone is left alone by every replica, since its row says so.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any, TypeVar

from core.booking.world import World
from core.calendars.protocols import Calendars
from core.domain.accounts import Access
from core.domain.bookings import Booking
from core.domain.errors import CalendarUnreadable, OutcomeUnknown, PerinError, QuotaSpent, SlowDown, StorageError
from core.domain.ids import AccountId
from core.storage.protocols import Storage

Result = TypeVar("Result")

TRIES = 5
"""How often a booking is tried until its time to decide is over."""
DECIDE_SECONDS = 60
"""How long a person who pressed a button may be kept waiting for the outcome by tries."""
LONGEST_SECONDS = 60.0
QUOTA_SECONDS = 3600
"""A spent quota is not asked again within the hour."""

_CALLS = frozenset({"calendars", "busy", "insert", "get", "overlapping", "update", "amend", "marked", "delete"})


def delay(attempt: int, chance: float, at_least: int = 0, longest: float = LONGEST_SECONDS) -> float:
    """Return how many seconds to wait after the ``attempt``-th failure (1 is the first); ``chance`` is from 0 to 1."""
    return at_least + chance * min(longest, 2.0**attempt)


def wait_asked(error: BaseException) -> int | None:
    """Return how many seconds the failure asks to wait, 0 for no wish; None for one that trying again can't mend."""
    if isinstance(error, CalendarUnreadable) and error.__cause__ is not None:
        return wait_asked(error.__cause__)
    if isinstance(error, SlowDown):
        return max(1, error.number("retry_after"))
    return 0 if isinstance(error, OutcomeUnknown) else None


def next_try(world: World, booking: Booking, wait: int) -> float | None:
    """Return in how many seconds a booking that met a passing failure goes on; None when it is to be given up."""
    later = delay(booking.attempt + 1, world.chance(), wait)
    last = min(booking.decide_by, booking.created_at + DECIDE_SECONDS)
    return later if booking.attempt + 1 < TRIES and world.now() + later < last else None


class PacedCalendars:
    """A calendar provider that is left alone when it asks for that: a wrapper of ``Calendars``, with its errors.

    Nothing is sent for an account before its pause is over: the call raises SlowDown (fact ``sent`` False) instead.
    """

    def __init__(self, calendars: Calendars, storage: Storage, now: Callable[[], int]) -> None:
        """Wrap ``calendars``; pauses are kept in ``storage``, ``now`` returns epoch seconds."""
        self._calendars = calendars
        self._storage = storage
        self._now = now
        self._until: dict[AccountId, int] = {}

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - whatever the provider has
        """Return the provider's own, paced where it is a call for an account."""
        inner = getattr(self._calendars, name)
        if name not in _CALLS:
            return inner

        async def paced(access: Access, *args: Any, **more: Any) -> Any:  # noqa: ANN401 - the call's own
            return await self._paced(access, lambda: inner(access, *args, **more))

        return paced

    async def _paced(self, access: Access, call: Callable[[], Awaitable[Result]]) -> Result:
        account, now = access.account, self._now()
        until = max(access.paused_until, self._until.get(account, 0))
        if until > now:
            raise SlowDown(account=account, retry_after=until - now, sent=False)
        self._until.pop(account, None)
        try:
            return await call()
        except (SlowDown, QuotaSpent) as error:
            await self._pause(account, error)
            raise

    async def _pause(self, account: AccountId, error: PerinError) -> None:
        seconds = QUOTA_SECONDS if isinstance(error, QuotaSpent) else max(1, error.number("retry_after"))
        self._until[account] = self._now() + seconds
        # What the call came to matters more than that the others learn of the pause.
        with suppress(StorageError):
            async with self._storage.uow() as uow:
                await uow.accounts.pause(account, self._until[account])
                await uow.commit()
